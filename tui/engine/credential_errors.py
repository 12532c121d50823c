"""The exceptions of an account's keys: where they are looked for, what they are, and how they are asked for.

    WizardError
    └── CredentialsError
        ├── UnknownEndpoint        neither a name that the SDK knows nor an address
        ├── NoCredentials          no key at all
        │   └── NoConsumerKey      an application that no account has agreed to yet
        ├── HalfKey                a key without its secret, or a secret without its key
        ├── BothKinds              an application's key and an OAuth2 client at once
        ├── NoOAuth2               an endpoint that takes no OAuth2
        ├── CredentialsMalformed   a file that cannot be read as ovh.conf
        ├── CredentialsFile        the wizard's own file cannot be read or written
        └── NotAgreed              nobody agreed to a key that was asked for

None of them holds a key or a secret: they name variables, files and lines.
"""

from tui.engine.errors import WizardError
from tui.i18n import N_


class CredentialsError(WizardError):
    """The keys of an account cannot be used."""

    what = N_("The keys of the account cannot be used.")
    mend = N_("Connect the account again: alias-wizard connect")


class UnknownEndpoint(CredentialsError):
    """`endpoint` is neither one of the names in `known` nor an http or https address."""

    what = N_("There is no endpoint {endpoint}.")
    mend = N_("Choose one of: {known}; or give an address that begins with https://.")


class NoCredentials(CredentialsError):
    """Neither a variable nor a file holds a key for `endpoint`."""

    what = N_("There is no key for {endpoint}.")
    mend = N_("Connect an account: alias-wizard connect. Or set the OVH_ variables that the README names.")


class NoConsumerKey(NoCredentials):
    """An application's key and secret without a consumer key: no account has agreed to anything yet."""

    what = N_("There is an application for {endpoint}, but no account is connected to it.")


class HalfKey(CredentialsError):
    """`given` (a name such as application_key), found in `source`, without `missing`."""

    what = N_("{given} is given by {source}, but {missing} is nowhere.")
    mend = N_("Give both, or remove the one; alias-wizard connect asks for what is missing.")


class BothKinds(CredentialsError):
    """An application's key, from `key_source`, and an OAuth2 client, from `client_source`; only one can be used."""

    what = N_("There are two kinds of keys: application_key ({key_source}) and client_id ({client_source}).")
    mend = N_("Keep the one that is to be used, and remove the other.")


class NoOAuth2(CredentialsError):
    """An OAuth2 client for an endpoint whose platform gives it no tokens."""

    what = N_("{endpoint} takes no OAuth2 client.")
    mend = N_("Use an application's key there: alias-wizard connect --endpoint {endpoint}")


class CredentialsMalformed(CredentialsError):
    """The file `file` is not in the form of ovh.conf; `line` says where, as a number from 1, 0 where it is not known.

    What the line holds is not said: it may be a secret.
    """

    what = N_("{file} cannot be read: line {line} is not in the form of ovh.conf.")
    mend = N_("Correct that line: sections in brackets, and name = value below them.")


class CredentialsFile(CredentialsError):
    """The wizard's own credentials file, or its folder, cannot be read or written; `reason` is the system's."""

    what = N_("The credentials file {file} cannot be used.")
    mend = N_("Check who owns the file and its folder, or name another with ALIAS_WIZARD_CREDENTIALS.")


class NotAgreed(CredentialsError):
    """Nobody has agreed to a key within `minutes`; its link may have ended by then."""

    what = N_("Nobody has agreed to the key within {minutes} minutes.")
    mend = N_("Connect again: there will be a new link.")
