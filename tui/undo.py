"""Undo: a plan back to what a number had before a run. It is a run like any other, and can itself be undone.

Nothing here knows a configuration by name, a screen, SQL or HTTP.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from tui import losses, restoring, use_cases
from tui.configurations import catalogue
from tui.engine.errors import NotResumable, NumberChanged, WizardError
from tui.engine.ports import Run, Sounds
from tui.engine.resources import Snapshot
from tui.engine.states import EMPTY
from tui.engine.straying import Difference, changed_since, strayed
from tui.i18n import N_, Message
from tui.past import Past, Undo, settings_of
from tui.telephony.services import Number, Read
from tui.use_cases import Proposal, Services


class NothingToUndo(WizardError):
    """No run has changed the number, or this one has not."""

    what = N_("There is nothing to undo on {number}: nothing was changed on it from here.")
    mend = N_("The journal lists what was applied, and to which numbers.")


class SecretsErased(WizardError):
    """What the number had before a run held a secret, which was erased 30 days after its end."""

    what = N_(
        "Run {run} on {number} was too long ago: a secret of what was there before it was erased since."
    )
    mend = N_("Set the number up again; `alias-wizard journal` shows what it had.")


class NoWayBack(WizardError):
    """Before the run the number was of an older type, which cannot be set up any more."""

    what = N_("There is no way back to what {number} had before run {run}: {title}.")
    mend = N_("Choose another configuration for it, or remove the one that it has.")


class ChangedSince(NumberChanged):
    """Somebody else has changed the number since it was left, and undoing would not ask before it takes that away."""

    what = N_("{number} was changed elsewhere since: {difference}.")
    mend = N_("Undo it in the wizard, or without --yes: both states are shown, and you decide.")


class _SoundsThen:
    """The sounds of the store as they were known when a run began: what had been sent by then."""

    def __init__(self, sounds: Sounds, past: Past) -> None:
        self._sounds = sounds
        self._past = past

    def __getattr__(self, name: str) -> object:
        return getattr(self._sounds, name)

    def sent(self, service_name: str) -> object:  # noqa: ARG002  the signature of the port
        """What of it had been uploaded to the number."""
        return self._past.sent


def last_run(services: Services, number: Number) -> Run:
    """The newest run that changed the number, or may have. Raises `NothingToUndo`."""
    run = services.journal.last_change(number.service_name)
    if run is None:
        raise NothingToUndo(number=number.service_name)
    return run


def propose(services: Services, number: Number, run: Run) -> Proposal:
    """The plan that brings back what `number` had before `run`; whatever was done to it since is undone with it.

    Raises `NotResumable` for a run of another account, `NothingToUndo` for one that changed nothing, `SecretsErased`,
    `NoWayBack`, `ChangeUnderWay` as `refuse_unsettled` does, and what the exchange raises.
    """
    _refuse(services, run)
    runs = [each for each in services.journal.runs_of(number.service_name, run.id) if each.changed]
    past, read = Past.before(runs), use_cases.read_of(services)
    then = _reading_then(services, past, run)
    settings = settings_of(number, past, then)
    looked = restoring.look(number, settings, past, None, read)
    leaves = number.feature_type not in (EMPTY, looked.wanted.feature_type)
    proposal = use_cases.proposal_of(services, number, looked, leaves, read)
    return replace(
        proposal,
        intent=replace(proposal.intent, settings=settings, undoes=run.id, target=past.target),
        undo=Undo(
            run,
            tuple(each.id for each in runs[1:]),
            losses.missing(number, past, looked.have, then),
            # Where nothing is sent, nothing of it is taken away.
            tuple(_since(services, runs[-1], looked.have, past)) if proposal.plan else (),
        ),
    )


def _refuse(services: Services, run: Run) -> None:
    before = run.intent.before.feature_type
    if run.scope != services.scope:
        raise NotResumable(account=" ".join(run.scope))
    names = {"number": run.intent.service_name, "run": run.id}
    if not run.changed:
        raise NothingToUndo(**names)
    if run.erased:
        raise SecretsErased(**names)
    if before != EMPTY and catalogue.by_feature_type(before) is None:
        raise NoWayBack(**names, title=catalogue.title(before))


def _reading_then(services: Services, past: Past, run: Run) -> Read:
    """Reads what was there before a run as it was then, as far as the snapshot tells; the rest as it is now."""
    journal, sounds = services.journal, services.sounds
    return Read(
        services.exchange,
        None if sounds is None else cast("Sounds", _SoundsThen(sounds, past)),
        lambda name, kind: journal.last_settings(name, kind, run.id),
        past.target.objects,
    )


def _since(services: Services, last: Run, have: Snapshot, past: Past) -> Sequence[Difference]:
    """What somebody else has changed since the last of our runs, as far as it is known what that left."""
    if last.after is not None:
        slice_ = catalogue.slice_under(last.after.feature_type)
        own = () if slice_ is None else slice_.COLLECTIONS
        return changed_since(last.after, have, (*own, *past.lasting))
    # It did not come to its end: each value is one that there was, or one that was wanted.
    intent, looked = last.intent, use_cases.look_again(services, last, asked_for=False)
    return strayed(looked.have, looked.wanted, intent.before, last.arrived, intent.to_type, on_our_way=True)


def refuse_changed(proposal: Proposal) -> None:
    """Where nobody can be asked, what somebody else has changed stops an undo. Raises `ChangedSince`."""
    if proposal.undo is not None and proposal.undo.since:
        since = proposal.undo.since
        field = Message(since[0].label)
        raise ChangedSince(number=proposal.number.service_name, difference=field, differences=since)
