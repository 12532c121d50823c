"""When faults are looked for: once for the same answers, and while somebody types only where that is quick."""

from tests.screen_host import at
from tests.switchboard import ANSWERS, FORM, Shelf, check
from tests.widgets.boards import DRAFT
from tui.engine.errors import Problem
from tui.forms import Answers
from tui.i18n import Message
from tui.screens.settings import SettingsScreen
from tui.widgets import settings_form
from tui.widgets.sheet import Sheet, Sources


class Looks:
    """A check that notes what it is asked about."""

    def __init__(self) -> None:
        self.asked: list[Answers] = []

    def __call__(self, answers: Answers) -> tuple[Problem, ...]:
        self.asked.append(answers)
        return check(answers)


def form(looks: Looks) -> SettingsScreen:
    sources = Sources(looks, sounds=Shelf())
    return SettingsScreen(DRAFT, FORM, Message("Voice menu"), ANSWERS, sources, lambda _answers: None)


def test_the_same_answers_are_looked_at_once() -> None:
    looks = Looks()
    sheet = Sheet(FORM, ANSWERS, Sources(looks))
    for _ in range(3):
        sheet.look()
    sheet.put("welcome", "accueil.wav")
    sheet.look()
    assert [each["welcome"] for each in looks.asked] == [ANSWERS["welcome"], "accueil.wav"]


async def test_walking_through_a_form_looks_at_nothing_again() -> None:
    looks = Looks()
    async with at(form(looks)) as hand:
        looked = len(looks.asked)
        await hand.press("tab", "tab", "shift+tab", "ctrl+pagedown", "ctrl+pageup")
        assert len(looks.asked) == looked


async def test_a_form_that_takes_long_to_look_at_waits_until_nobody_types() -> None:
    looks = Looks()
    screen = form(looks)
    async with at(screen) as hand:
        looked = len(looks.asked)
        screen.sheet.looked_for = 10 * settings_form._QUICK
        name = next(field.name for field in FORM.fields if getattr(field, "max_length", 0) > 20)
        assert screen.form.focus_path(name)
        await hand.press("a", "b", "tab")
        assert len(looks.asked) == looked
        for _ in range(200):
            if len(looks.asked) > looked:
                break
            await hand.pilot.pause(0.02)
        assert len(looks.asked) == looked + 1
        assert str(looks.asked[-1][name]).endswith("ab")
