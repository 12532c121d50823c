"""The form of the switchboard on its screen, and the way to its pages."""

from tests.screen_host import Hand, lines
from tests.switchboard import ANSWERS, FORM, Shelf, advise, check
from tui.flow import Draft, Step
from tui.forms import Answers
from tui.i18n import Message
from tui.screens.settings import SettingsScreen
from tui.widgets.sheet import Sources

DRAFT = Draft("0033199001002", configured=False, step=Step.SETTINGS, kind="some-kind")


def board(answers: Answers | None = None) -> SettingsScreen:
    """The form of the switchboard on its screen."""
    sources = Sources(check, lines, advise, Shelf())
    given = {**ANSWERS, **(answers or {})}
    return SettingsScreen(
        DRAFT, FORM, Message("Voice menu"), given, sources, lambda _answers: None, "Training"
    )


async def opened(hand: Hand, page: str) -> None:
    """Go to a page by its title."""
    await hand.press("f2")
    await hand.type(page.lower())
    await hand.press("enter")
