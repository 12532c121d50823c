"""Accounts and their keys in words, for the screens and the commands that connect one."""

from collections.abc import Sequence
from typing import get_args

from tui.engine.accounts import Account, Needed, Standing
from tui.engine.resources import Method
from tui.i18n import N_, Message, listed
from tui.times import day_and_time


def account_facts(account: Account, needed: Sequence[Needed]) -> list[tuple[str, Message]]:
    """What there is to know of an account, each with the message id of its label; `needed` is what all work takes."""
    owner = N_("{nic}, {owner}") if account.owner else "{nic}"
    who = Message(owner, {"nic": account.nic or "?", "owner": account.owner})
    until = N_("until {time}") if account.expires is not None else N_("no end is known")
    time = "" if account.expires is None else day_and_time(account.expires)
    return [
        (N_("account"), who),
        (N_("endpoint"), Message("{endpoint}", {"endpoint": account.endpoint})),
        (N_("rights"), rights_words(account, needed)),
        (N_("valid"), Message(until, {"time": time})),
    ]


def rights_words(account: Account, needed: Sequence[Needed]) -> Message:
    """What a key is good for here."""
    if account.rights.rules is None:
        return Message(N_("not known; the platform says no where one is missing"))
    if account.rights.read_only:
        return Message(N_("looking and planning; nothing can be applied"))
    lacking = [str(each.right) for each in needed if not account.rights.opens(each.right)]
    if lacking:
        return Message(N_("missing: {rights}"), {"rights": ", ".join(lacking)})
    return Message(N_("everything that the wizard does"))


def rights_rows(needed: Sequence[Needed]) -> list[tuple[str, str, str]]:
    """The rights as a table: methods, path, what for (translated); methods of one path share a row."""
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for (method, path), reasons in needed:
        methods, why = rows.setdefault(path, ([], []))
        methods.append(method)
        why += [reason for reason in reasons if reason not in why]
    return [
        (
            " ".join(each for each in get_args(Method) if each in methods),
            path,
            listed(str(Message(reason)) for reason in why),
        )
        for path, (methods, why) in rows.items()
    ]


def shadow_words(standing: Standing) -> list[Message]:
    """The variables that count instead of what a file holds."""
    words = N_("{variable} is set: it counts, not what {file} holds.")
    return [Message(words, {"variable": variable, "file": file}) for variable, file in standing.shadowed]


def clear_words(standing: Standing) -> list[Message]:
    """That calls can be read by others on their way, where they can."""
    words = N_("Calls to {address} are not encrypted: whoever is on the way reads them, and can change them.")
    return [Message(words, {"address": standing.address})] if standing.in_the_clear else []


def unused_words(variables: Sequence[str]) -> list[Message]:
    """That variables hold keys of an account while training is what is used; nothing where none does."""
    words = N_(
        "Training does not use what is in {variables}. To work on that account: --exchange ovhcloud, or "
        "ALIAS_WIZARD_EXCHANGE=ovhcloud"
    )
    return [Message(words, {"variables": ", ".join(variables)})] if variables else []


def standing_words(standing: Standing) -> list[Message]:
    """What to know before the keys that are there are used."""
    return [*shadow_words(standing), *clear_words(standing)]


def counting_words(standing: Standing) -> list[Message]:
    """The variables that will count instead of a key that is about to be stored."""
    words = N_("{variable} is set: it counts, not the key that is stored. Unset it to use that one.")
    return [Message(words, {"variable": variable}) for variable in standing.variables]
