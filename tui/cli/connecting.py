"""The connect command: an account is connected step by step, by questions and answers in a terminal."""

import os
import shutil
import sys
import time
from getpass import getpass

import click

from tui import bootstrap
from tui.bootstrap import Options
from tui.cli.printing import DONE, REFUSED, ask, is_yes, result, say, say_fault, somebody_answers, table
from tui.cli.words import Command, Option
from tui.engine.account_words import account_facts, counting_words, rights_rows, standing_words
from tui.engine.accounts import PATIENCE, Account, Accounts, Asked, Keys, Standing, is_key, pause
from tui.engine.credential_errors import CredentialsError, NotAgreed, UnknownEndpoint
from tui.engine.errors import NotAuthorised
from tui.engine.platform_errors import Transient
from tui.i18n import N_, Message, _, labelled
from tui.times import stopwatch

_WIDE = 120
"""Columns from which there is room to say what each right is for."""
_VARIABLES = (
    "ALIAS_WIZARD_EXCHANGE=ovhcloud, OVH_ENDPOINT, OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET, "
    "OVH_CONSUMER_KEY"
)


class _Nobody(Exception):
    """Nobody answers any more: the input has ended."""


def _connect(options: Options, read_only: bool) -> int:
    if not somebody_answers():
        say(_("This command asks questions, so it needs a terminal."))
        words = N_("Without one, set these variables, which is all it takes: {names}")
        say(Message(words, {"names": _VARIABLES}))
        return REFUSED
    choices = bootstrap.settle(options)
    accounts = bootstrap.accounts()
    try:
        standing = _endpoint(accounts, choices.endpoint)
        account = _known(accounts, standing) or _new(accounts, standing, read_only)
        if account is None:
            say(_("Nothing was changed."))
            return REFUSED
        if _yes(_("Use this account from now on, rather than training? [Y/n]"), otherwise=True):
            bootstrap.keep_settings(choices.store, exchange=bootstrap.OVHCLOUD, endpoint=account.endpoint)
        else:
            command = f"{bootstrap.PROGRAM} --exchange ovhcloud --endpoint {account.endpoint}"
            say(Message(N_("To work with it: {command}"), {"command": command}))
    except _Nobody:
        say()
        say(_("Nobody answers; nothing more was changed."))
        return REFUSED
    words = N_("Connected: {nic} at {endpoint}")
    result(str(Message(words, {"nic": account.nic, "endpoint": account.endpoint})))
    return DONE


# --- what there is


def _endpoint(accounts: Accounts, asked: str) -> Standing:
    """Which platform; asked for unless an option, a variable or a setting says it."""
    if asked:
        return accounts.standing(asked)
    present = accounts.standing()
    say(_("Which platform is the account on?"))
    for line in table(accounts.endpoints().items()):
        say(f"  {line}")
    while True:
        question = Message(N_("Endpoint, a name or an address [{present}]"), {"present": present.endpoint})
        answer = _answer(labelled(str(question), ""))
        try:
            return accounts.standing(answer) if answer else present
        except UnknownEndpoint as error:
            say_fault(error)


def _known(accounts: Accounts, standing: Standing) -> Account | None:
    """The account of the keys that are there, where they work and are good enough."""
    for words in standing_words(standing):
        say(f"! {words}")
    if standing.wrong is not None:
        say_fault(standing.wrong)
    if not standing.complete:
        return None
    say(Message(N_("There are keys already: {sources}"), {"sources": ", ".join(standing.origins)}))
    try:
        account = accounts.account(standing.endpoint)
    except (NotAuthorised, CredentialsError) as error:
        say_fault(error)
        return None
    _tell(accounts, account)
    return None if _yes(_("Ask for another key? [y/N]"), otherwise=False) else account


# --- a new key


def _new(accounts: Accounts, standing: Standing, read_only: bool) -> Account | None:
    """The account of a key that is asked for or typed in, stored once it works; None where somebody says no."""
    endpoint = standing.endpoint
    say(_("The wizard asks for these rights, and no others:"))
    wide = shutil.get_terminal_size().columns >= _WIDE
    for line in table(row if wide else row[:2] for row in rights_rows(accounts.needed(read_only))):
        say(f"  {line}")
    keys = Keys()
    if standing.application:
        words = N_("The application's keys are there: {sources}")
        say(Message(words, {"sources": ", ".join(standing.origins)}))
    else:
        keys = _typed(accounts.page(endpoint, read_only))
    while True:
        try:
            found = _tried(accounts, endpoint, keys, read_only)
        except NotAuthorised as error:
            say_fault(error)
            keys = _typed(accounts.page(endpoint, read_only))
        except Transient as error:
            say_fault(error)
            if not _yes(_("Try again? [Y/n]"), otherwise=True):
                return None
        else:
            return None if found is None else _kept(accounts, standing, *found)


def _kept(accounts: Accounts, standing: Standing, account: Account, keys: Keys) -> Account:
    _tell(accounts, account)
    say(Message(N_("Stored in {file}, for you alone."), {"file": accounts.keep(standing.endpoint, keys)}))
    for note in counting_words(standing):
        say(f"! {note}")
    return account


def _tried(accounts: Accounts, endpoint: str, keys: Keys, read_only: bool) -> tuple[Account, Keys] | None:
    """The account that keys open, once there is one; None where no key is to be asked for."""
    if keys.consumer_key:
        return accounts.account(endpoint, keys), keys
    if not _yes(_("Ask for a key with these rights? [Y/n]"), otherwise=True):
        return None
    asked = accounts.ask(endpoint, keys, read_only)
    return _agreed(accounts, endpoint, asked), asked.keys


def _typed(page: str) -> Keys:
    """The keys as somebody types them; secrets are not shown."""
    say(_("All three keys with these rights are made here, in one go:"))
    say(page)
    key = _key(_("Application key"))
    secret = _key(_("Application secret (not shown)"), hidden=True)
    words = _("Consumer key (not shown; leave it empty to ask for one)")
    return Keys(key, secret, _key(words, hidden=True, needed=False))


def _agreed(accounts: Accounts, endpoint: str, asked: Asked) -> Account:
    """Wait until the account's owner has agreed. Raises `NotAgreed`, and what is wrong with the application."""
    from tui.widgets.cells import cut

    say(_("Open this address, log in to the account, choose how long the key is to last, and agree:"))
    say(asked.link)
    began, looked, trouble = time.monotonic(), -PATIENCE, ""
    try:
        while (waited := time.monotonic() - began) < PATIENCE:
            if waited - looked >= pause(waited):
                looked, trouble = waited, ""
                try:
                    if (account := accounts.agreed(endpoint, asked.keys)) is not None:
                        return account
                except Transient as error:
                    trouble = f" {error.message}"
            words = _("Waiting for the agreement: {time}. Ctrl+C gives up.").format(time=stopwatch(waited))
            # One that wraps could not be written over; the last column is left, for not every terminal waits there.
            room = os.get_terminal_size(sys.stderr.fileno()).columns - 1
            click.echo(f"\r{cut(words + trouble, room)}\x1b[K", err=True, nl=False)
            time.sleep(1.0)
    finally:
        say()
    raise NotAgreed(minutes=round(PATIENCE / 60))


def _tell(accounts: Accounts, account: Account) -> None:
    facts = account_facts(account, accounts.needed(read_only=False))
    for line in table((_(label), str(words)) for label, words in facts):
        say(f"  {line}")


# --- questions


def _answer(question: str) -> str:
    """One line of an answer. Raises `_Nobody` at the end of the input."""
    line = ask(question.rstrip())
    if not line:
        raise _Nobody
    return line.strip()


def _yes(question: str, otherwise: bool) -> bool:
    """Whether the answer is yes; `otherwise` is what Enter alone means."""
    answer = _answer(question)
    return is_yes(answer) if answer else otherwise


def _key(question: str, hidden: bool = False, needed: bool = True) -> str:
    """A key, asked for until it can be one; empty where it is not `needed`."""
    prompt = labelled(question, "")
    while True:
        try:
            answer = getpass(prompt, sys.stderr).strip() if hidden else _answer(prompt)
        except EOFError:
            raise _Nobody from None
        if is_key(answer) or not (answer or needed):
            return answer
        say(_("A key has letters and figures, and no spaces."))


COMMANDS = {
    "connect": Command(
        "connect",
        _connect,
        N_("Connect an OVHcloud account: find or ask for its key, try it and keep it."),
        [
            Option(
                ["--read-only"], is_flag=True, help=N_("Ask for the rights to look and plan, not to apply.")
            )
        ],
    )
}
