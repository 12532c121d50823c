"""The terminal that the other tests trust."""

import signal
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.keys import key_bytes
from tests.terminal.sessions import environment
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

APP = """
    import asyncio
    import os
    import signal
    import sys

    from textual.app import App
    from textual.widgets import Input, Label

    class Small(App):
        AUTO_FOCUS = None
        CSS = "#mark { color: #ff0000; background: #0000ff; text-style: bold underline; }"

        def compose(self):
            yield Label("ready", id="state")
            yield Label("coloured", id="mark")
            yield Label("", id="size")
            yield Label("", id="keys")
            yield Input(id="field")

        def on_mount(self):
            self.seen = []
            self.query_one(Input).cursor_blink = False
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.leave, 129)
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.leave, 143)

        def leave(self, code):
            if code == 129:
                # What Python cannot flush to the lost terminal at its end would turn the code into 120.
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            self.exit(return_code=code)

        def on_resize(self, event):
            self.query_one("#size").update(f"size {event.size.width}x{event.size.height}")

        def on_key(self, event):
            self.seen.append(event.key)
            self.query_one("#keys").update("keys " + ",".join(self.seen[-12:]) + ".")

        def on_paste(self, event):
            self.query_one("#state").update(f"pasted {event.text!r}")

        def action_help_quit(self):
            self.copy_to_clipboard("copied text")

    app = Small()
    app.run()
    sys.exit(app.return_code)
"""


@pytest.fixture
def app(tmp_path: Path) -> list[str]:
    """The command of a small Textual app that shows its size, the keys and what is pasted."""
    path = tmp_path / "small.py"
    path.write_text(textwrap.dedent(APP), encoding="utf-8")
    return [sys.executable, str(path)]


def shell(tmp_path: Path, script: str, columns: int = 80, rows: int = 24) -> Terminal:
    """A script of the shell in a terminal."""
    return Terminal(
        ["/bin/sh", "-c", script], env=environment(tmp_path), columns=columns, rows=rows, cwd=tmp_path
    )


def test_a_textual_app_paints_synchronised_frames_and_leaves_the_normal_screen(
    app: list[str], tmp_path: Path
) -> None:
    """The answers to its questions arrive, its frames are seen, ctrl+q ends it with 0."""
    with Terminal(app, env=environment(tmp_path)) as terminal:
        terminal.wait_for("ready")
        terminal.wait_for("size 80x24")
        terminal.settle()
        assert terminal.frames > 0
        assert {"1049", "2004", "1000"} <= terminal.modes
        assert terminal.exit_code is None
        column, row = terminal.find("coloured")
        cell = terminal.cell(column, row)
        assert (cell.character, cell.foreground, cell.background) == ("c", "ff0000", "0000ff")
        assert (cell.bold, cell.underline, cell.italic) == (True, True, False)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert "1049" not in terminal.modes
        assert terminal.text.strip() == ""
        assert not terminal.cursor_hidden


@pytest.mark.parametrize(
    "keys",
    [
        ["esc", "x", "esc", "esc", "up", "enter", "down", "space", "backspace"],
        ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"],
        ["home", "end", "pageup", "pagedown", "left", "right", "insert", "delete"],
        ["shift+up", "ctrl+right", "alt+left", "ctrl+f5", "ctrl+s", "ctrl+t", "ctrl+o", "ctrl+home"],
    ],
    ids=["editing", "function", "moving", "modified"],
)
def test_keys_arrive_under_their_names(app: list[str], tmp_path: Path, keys: list[str]) -> None:
    """Each name is the key of that name in Textual, in order; an esc does not swallow the key after it."""
    expected = ",".join("escape" if key == "esc" else key for key in keys)
    with Terminal(app, env=environment(tmp_path), columns=120) as terminal:
        terminal.wait_for("size 120x24")
        terminal.press(*keys)
        terminal.wait_for(f"keys {expected}.")


def test_text_is_typed_and_pasted(app: list[str], tmp_path: Path) -> None:
    """A paste is one event, with its line end; typed text goes to the field; bytes_since starts anew."""
    with Terminal(app, env=environment(tmp_path)) as terminal:
        terminal.wait_for("size 80x24")
        terminal.paste("one\ntwo")
        terminal.wait_for("pasted 'one\\rtwo'")
        assert b"pasted" in terminal.bytes_since()
        terminal.press("tab")
        # Textual moves the focus a moment after the key: what comes with it in one read goes to the old place.
        terminal.wait_for("keys tab.")
        terminal.settle()
        terminal.type("Été 42")
        terminal.wait_for("Été 42")
        assert b"\xc3\x89t\xc3\xa9" in terminal.bytes_since()
        terminal.settle()
        terminal.bytes_since()
        assert terminal.bytes_since() == b""


def test_a_resize_is_noticed(app: list[str], tmp_path: Path) -> None:
    """The program learns the new size and paints it whole, larger and smaller."""
    with Terminal(app, env=environment(tmp_path)) as terminal:
        terminal.wait_for("size 80x24")
        for columns, rows in ((120, 40), (40, 10)):
            terminal.resize(columns, rows)
            terminal.wait_for(f"size {columns}x{rows}")
            terminal.settle()
            assert (terminal.columns, terminal.rows) == (columns, rows)
            assert len(terminal.lines) == rows
            assert terminal.find("ready") == (0, 0)


@pytest.mark.parametrize(
    ("end", "code"),
    [("hang_up", 129), ("terminate", 143), ("kill", -9)],
    ids=["hang-up", "terminate", "kill"],
)
def test_signals_reach_the_app(app: list[str], tmp_path: Path, end: str, code: int) -> None:
    """A hang-up and a termination can be caught, SIGKILL cannot; the exit code tells them apart."""
    with Terminal(app, env=environment(tmp_path)) as terminal:
        terminal.wait_for("size 80x24")
        if end == "terminate":
            terminal.signal(signal.SIGTERM)
        else:
            getattr(terminal, end)()
        assert terminal.wait_exit() == code
        assert terminal.exit_code == code
        with pytest.raises(ProcessLookupError):
            terminal.signal(signal.SIGTERM)


def test_an_uncaught_hang_up_is_minus_one(tmp_path: Path) -> None:
    """SIGHUP arrives even when what started the tests ignores it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with shell(tmp_path, "echo up; exec cat") as terminal:
            terminal.wait_for("up")
            terminal.hang_up()
            assert terminal.wait_exit() == -signal.SIGHUP
    finally:
        signal.signal(signal.SIGHUP, before)


def test_copied_text_is_kept(app: list[str], tmp_path: Path) -> None:
    """OSC 52 fills the clipboard and leaves nothing on the screen."""
    with Terminal(app, env=environment(tmp_path)) as terminal:
        terminal.wait_for("size 80x24")
        terminal.press("ctrl+c")
        terminal.wait_for(lambda t: t.clipboard == "copied text")
        assert "]52" not in terminal.text


def test_a_shell_command(tmp_path: Path) -> None:
    """Echo, size, directory, late output and the exit code of a command that knows nothing of screens."""
    script = "stty size; pwd; read line; echo got:$line; sleep 0.3; echo late; exit 7"
    with shell(tmp_path, script, columns=50, rows=9) as terminal:
        terminal.wait_for("9 50")
        terminal.wait_for(str(tmp_path)[:40])
        terminal.type("hello\r")
        terminal.wait_for("got:hello")
        assert terminal.wait_exit() == 7
        assert "late" in terminal.text
        assert b"late\r\n" in terminal.raw
        with pytest.raises(BrokenPipeError):
            terminal.press("x")


def test_large_input_and_output_do_not_block_each_other(tmp_path: Path) -> None:
    """More than the kernel's buffers hold, both ways at once."""
    with shell(tmp_path, "stty raw -echo; echo go; head -c 300000 | tr a b") as terminal:
        terminal.wait_for("go")
        terminal.type("a" * 300_000)
        assert terminal.wait_exit() == 0
        assert terminal.raw.count(b"b") == 300_000


def test_a_missing_text_fails_with_the_screen(tmp_path: Path) -> None:
    """The message shows what was there instead, and whether the program still runs."""
    with shell(tmp_path, "echo something else; exec cat") as terminal:
        terminal.wait_for("something else")
        with pytest.raises(AssertionError, match=r"'wanted'.*running.*(?s:.*)something else"):
            terminal.wait_for("wanted", timeout=0.1)
        with pytest.raises(AssertionError, match="to go"):
            terminal.wait_gone("something", timeout=0.1)
        with pytest.raises(AssertionError, match="still runs"):
            terminal.wait_exit(0.1)
    with shell(tmp_path, "echo last words; exit 3") as terminal:
        started = time.monotonic()
        with pytest.raises(AssertionError, match="ended with 3"):
            terminal.wait_for("wanted", timeout=60)
        assert time.monotonic() - started < 30


def test_a_missing_command_is_said(tmp_path: Path) -> None:
    """It is the command that is named."""
    with pytest.raises(FileNotFoundError, match="no-such-command"):
        Terminal(["no-such-command"], env=environment(tmp_path))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (b"\x1b[c", b"\x1b[?62;22c"),
        (b"ab\r\n\x1b[6n", b"\x1b[2;1R"),
        (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
        (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
        (b"\x1b[?u", b"\x1b[?0u"),
        (b"\x1b[>0q", b"\x1bP>|pseudo-terminal 1\x1b\\"),
        (b"\x1b[18t", b"\x1b[8;4;20t"),
        (b"\x1b]11;?\x07", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    ],
    ids=["attributes", "cursor", "2026", "2048", "kitty", "version", "size", "background"],
)
def test_questions_are_answered_wherever_the_chunk_ends(question: bytes, answer: bytes) -> None:
    """Whole or byte by byte, with one answer."""
    assert Emulator(20, 4).feed(question) == answer
    emulator = Emulator(20, 4)
    assert b"".join(emulator.feed(bytes([byte])) for byte in question) == answer


def test_sequences_that_pyte_does_not_know_leave_nothing_behind() -> None:
    """Neither letters on the screen nor attributes on the text, whole or byte by byte."""
    unknown = (
        b"\x1b[>31u\x1b[<u\x1b[=1;1u\x1b[?2026$p\x1b[>4;1m\x1b[4:3m\x1b[2 q\x1b[!p\x1bP+q544e\x1b\\"
        b"\x1b_apc\x1b\\\x1b]8;;http://a\x1b\\\x1b]0;title \xc3\xa9\x07\x1b(B"
        b"\x1b[?2026h\x1b]0;cut off\x1b[?2026l"
    )
    data = b"\x1b[1;1H" + unknown + "é│".encode() + unknown + b"z"
    whole, single = Emulator(20, 4), Emulator(20, 4)
    whole.feed(data)
    for byte in data:
        single.feed(bytes([byte]))
    for emulator in (whole, single):
        assert emulator.lines == ["é│z", "", "", ""]
        assert emulator.title == "title é"
        assert emulator.frames == 2
        assert (emulator.cell(0, 0).bold, emulator.cell(0, 0).underline) == (False, False)


def test_the_normal_screen_comes_back_after_the_alternate_one() -> None:
    """What was there before is there again, with the cursor where it was."""
    emulator = Emulator(20, 4)
    emulator.feed(b"before\r\n\x1b[?1049h\x1b[2;3Hfull screen")
    assert emulator.lines == ["", "  full screen", "", ""]
    emulator.feed(b"\x1b[?1049lafter")
    assert emulator.lines == ["before", "after", "", ""]


@pytest.mark.parametrize("name", ["", "hyper+x", "ctrl+é", "f13", "ctrl+enter", "shift+x"])
def test_a_key_that_no_terminal_sends_is_refused(name: str) -> None:
    """A misspelt key fails the test that presses it."""
    with pytest.raises(ValueError, match="key"):
        key_bytes(name)
