"""The exceptions of a platform far away: of the way to it, of its own faults, and of the key it is called with.

ExchangeError
├── Transient                  another attempt may do better; `sent` says whether it may have been carried out
│   ├── Unreachable            no connection: name, network, proxy or certificate, or no OAuth2 token; not carried out
│   ├── NoAnswer               connected, and no whole answer within the time
│   ├── Unreadable             an answer that is not the platform's: cut off, empty, a web page
│   ├── PlatformFailing        5xx
│   └── TooManyCalls           429
├── NotAuthorised              the right to this call is missing
│   ├── ApplicationRefused     the application's key is not known there
│   ├── CredentialRefused      the consumer key has expired, was revoked, or was never agreed to
│   ├── SignatureRefused       the application's secret is another one
│   ├── ClockRefused           this machine's clock and the platform's are too far apart
│   ├── TokenRefused           the OAuth2 client gets no token
│   └── RightsMissing          a plan needs rights that the key does not have: nothing was sent
└── NotFound
    ├── NoSuchCall             the address leads to something that has no such call
    └── NumberGone             the number itself is not in its billing account any more
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from tui.engine.errors import ExchangeError, Fault, NotAuthorised, NotFound
from tui.i18n import N_, Message

if TYPE_CHECKING:
    from tui.engine.rights import Right


class Transient(ExchangeError):
    """A call that another attempt may bring to its end.

    `sent` is False where it certainly was not carried out. `retry_after` is how many seconds the platform asks to wait.
    """

    def __init__(
        self,
        method: str,
        path: str,
        reason: str = "",
        status: int | None = None,
        query_id: str | None = None,
        *,
        sent: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(method, path, reason, status, query_id)
        self.sent = sent
        self.retry_after = retry_after


class Unreachable(Transient):
    """There is no connection to the platform, or to the server of its OAuth2 tokens; nothing was sent."""

    what = N_("The platform cannot be reached.")
    mend = N_("Check the network, the proxy and the endpoint, then try again: this request was not sent.")


class NoAnswer(Transient):
    """The platform was reached and gave no whole answer within the time, or the connection broke."""

    what = N_("The platform does not answer {method} {path}.")
    mend = N_("Try again in a while; if it stays, look at the platform's own status page.")


class Unreadable(Transient):
    """What came back is not an answer of the platform's: cut off, empty, a web page, another shape."""

    what = N_("The answer to {method} {path} cannot be read.")
    mend = N_("A proxy or a login page of the network may have answered instead; check, then try again.")


class PlatformFailing(Transient):
    """5xx: the platform reports a fault of its own."""

    what = N_("The platform has a fault of its own with {method} {path}.")
    mend = N_("Try again in a while; if it stays, give the query id to the platform's support.")


class TooManyCalls(Transient):
    """429: too many calls in too short a time; what is to be done says for how long to wait where the platform does."""

    what = N_("The platform asks for fewer calls.")
    mend = N_("Wait a while, then try again; this one call was not carried out, and what is done stays done.")

    def fault(self) -> Fault:
        fault = super().fault()
        if not self.retry_after:
            return fault
        words = N_(
            "Wait {seconds} s, then try again; this one call was not carried out, and what is done stays done."
        )
        return replace(fault, mend=Message(words, {"seconds": ceil(self.retry_after)}))


class ApplicationRefused(NotAuthorised):
    """The platform does not know the application's key, at this endpoint at least."""

    what = N_("The platform does not know the application's key.")
    mend = N_("Check the endpoint and the application's key, or connect again: alias-wizard connect")


class CredentialRefused(NotAuthorised):
    """The consumer key is not valid: expired, revoked, or not agreed to yet."""

    what = N_("The key of the account is not valid any more, or was never agreed to.")
    mend = N_("Connect the account again: alias-wizard connect. What was begun can be resumed then.")


class SignatureRefused(NotAuthorised):
    """The platform computes another signature: the secret does not belong to the key."""

    what = N_("The application's secret does not belong to its key.")
    mend = N_("Connect the account again, with both as the platform gave them: alias-wizard connect")


class ClockRefused(NotAuthorised):
    """The time of the call is too far from the platform's, even after its clock was read again."""

    what = N_("The platform finds that the call {method} {path} comes at the wrong time.")
    mend = N_("Set this machine's clock, then try again.")


class TokenRefused(NotAuthorised):
    """The OAuth2 client is refused a token, or its token is not taken."""

    what = N_("The platform refuses the OAuth2 client.")
    mend = N_("Check its id, its secret and its rights, or connect again: alias-wizard connect")


class RightsMissing(NotAuthorised):
    """A plan needs rights that the key does not have; `rights` names them as methods and paths."""

    what = N_("The key may look, but not apply this. It lacks: {rights}.")
    mend = N_("Ask for a key with these rights: alias-wizard connect. Looking and planning go on working.")

    def __init__(self, rights: "Sequence[Right]") -> None:
        super().__init__(*rights[0])
        self.args_given["rights"] = ", ".join(dict.fromkeys(map(str, rights)))


class NoSuchCall(NotFound):
    """404 of the platform's gate rather than of an object: there is no such call at all."""

    what = N_("The endpoint has no call {method} {path}.")
    mend = N_("Check the endpoint's address.")


class NumberGone(NotFound):
    """404 of a number itself: it was there, and is in that billing account no more; `refused` is what said so."""

    what = N_("{number} is no longer in the billing account {billing_account}.")
    mend = N_(
        "It was given up or moved elsewhere: read the list again. Work that was begun on it can be carried on if it "
        "comes back, or left as it is in the wizard."
    )

    def __init__(self, refused: NotFound, billing_account: str, service_name: str) -> None:
        call = str(refused.args_given["method"]), str(refused.args_given["path"])
        super().__init__(*call, status=refused.status, query_id=refused.query_id)
        self.args_given |= {"number": service_name, "billing_account": billing_account}


OF_THE_ACCOUNT = (
    Unreachable,
    TooManyCalls,
    ApplicationRefused,
    CredentialRefused,
    SignatureRefused,
    ClockRefused,
    TokenRefused,
)
"""What stands in the way of every call, whatever number it is about."""
