"""A file to take: folders of this machine, the files of a sort in them, and what is to be known of the one in hand."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.engine.errors import SoundRefused
from tui.engine.files import opened, system_words
from tui.i18n import N_, Message, _
from tui.telephony.sounds import LARGEST_SOUND, SOUND_FORMATS, check_size, converted_name
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.search import SearchBox
from tui.widgets.sizes import size_words
from tui.widgets.typed_ahead import settle

_FEWEST, _MOST = 3, 20  # Entries in view.
_AROUND = 15  # Lines that all but the list takes, and what is to be seen of the page below.
_TOLD = 3  # Lines below the list.
_UP = ".."


@dataclass(frozen=True)
class Entry:
    """Something in a folder: a folder, or a file with its size in bytes."""

    name: str
    is_folder: bool = False
    size: int = 0


def entries(folder: Path, endings: Sequence[str]) -> list[Entry]:
    """What a folder holds: folders, then files of these endings, by name; hidden ones are left out. Raises OSError."""
    found = []
    with os.scandir(folder) as scan:
        for each in scan:
            if each.name.startswith("."):
                continue
            try:
                if each.is_dir():
                    found.append(Entry(each.name, is_folder=True))
                elif each.name.rpartition(".")[2].lower() in endings and each.is_file():
                    found.append(Entry(each.name, size=each.stat().st_size))
            except OSError:
                continue  # It went meanwhile, or cannot be looked at: then it cannot be taken either.
    return sorted(found, key=lambda entry: (not entry.is_folder, fold(entry.name)))


@dataclass(frozen=True)
class Sort:
    """A sort of file: the `title` that asks for one, what is said where there is `none`, what their names end in.

    `told` says what there is to know of a file, by its name and size in bytes. `take` takes the one at a path, in a
    thread; its answer is what the screen is for. Both raise `SoundRefused` for one that will not do.
    """

    title: str
    none: Message
    endings: Sequence[str]
    told: Callable[[str, int], str]
    take: Callable[[Path], str]


def sounds(take: Callable[[str, bytes], str]) -> Sort:
    """Sound files; `take` takes name and content of one into the store, and answers with the name it has there."""

    def told(name: str, size: int) -> str:
        check_size(name, size)
        return _("It will be called {name}.").format(name=converted_name(name))

    none = Message(
        N_("No sound file here. These can be taken: {formats}."), {"formats": ", ".join(SOUND_FORMATS)}
    )
    return Sort(N_("A sound from a file"), none, SOUND_FORMATS, told, lambda path: _taken(path, take))


def documents(endings: Sequence[str]) -> Sort:
    """Documents, whose paths are the answer."""
    none = Message(
        N_("No document here. Those that end in {endings} are listed; any other path can be typed."),
        {"endings": ", ".join(endings)},
    )
    return Sort(N_("A document from a file"), none, endings, lambda _name, _size: "", str)


class FileScreen(ModalScreen["str | None"]):
    """Lets a file be found, by walking through folders or typing its path; dismisses with what its sort makes of it.

    `folder` is where to begin.
    """

    DEFAULT_CSS = """
    FileScreen { align: center middle; }
    FileScreen > Vertical { width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface; }
    FileScreen > Vertical:ansi { border: round ansi_default; }
    FileScreen SearchBox { margin: 1 0; background: $panel; }
    FileScreen #told { height: 3; margin: 1 0 0 0; }
    """  # noqa: E501  a rule a line
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("open or take"), priority=True),
        Binding("tab", "complete", N_("complete"), priority=True),
        Binding("f3", "up", N_("folder above")),
        Binding("escape", "leave", N_("back"), priority=True),
    ]

    def __init__(self, sort: Sort, folder: Path | None = None) -> None:
        super().__init__()
        self._sort = sort
        self._base = self._folder = folder or Path.home()
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []
        self._term = ""
        self._trouble = ""
        self._list = PickList(_MOST)
        self._where = Line()
        self._box = SearchBox("", self._typed, _("Type to narrow down, or a path"))
        self._told = Lines(self._told_rows, id="told")

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line([(_(self._sort.title), "strong")])
            yield self._where
            yield self._box
            yield self._list
            yield self._told
        yield KeyBar()

    def on_mount(self) -> None:
        self._box.focus()
        self.open_folder(self._base)

    def on_resize(self) -> None:
        """Give the list the same lines whatever it holds, so that nothing moves while one walks."""
        self._list.styles.height = max(min(self.size.height - _AROUND, _MOST), _FEWEST)

    # Folders

    @work(exclusive=True, group="folder")
    async def open_folder(self, folder: Path, at: str = "") -> None:
        """Walk into a folder, the cursor on the entry of that name; one that cannot be read leaves all as it is."""
        if await self._look_into(folder):
            self._base = self._folder
            with self.prevent(SearchBox.Changed):
                self._box.value = ""
            self._narrow("", at)

    @work(exclusive=True, group="folder")
    async def _follow_path(self, text: str) -> None:
        """Show the folder that a typed path has come to, narrowed down to what follows its last slash."""
        folder, _slash, rest = text.rpartition("/")
        if await self._look_into(_path(self._base, f"{folder}/")):
            self._narrow(rest)

    async def _look_into(self, folder: Path) -> bool:
        try:
            where = await asyncio.to_thread(folder.resolve)
            if where != self._folder or not self._entries:
                self._entries = await asyncio.to_thread(entries, where, self._sort.endings)
        except OSError as error:
            words = _("{name} cannot be opened: {reason}")
            self._say(words.format(name=clean(str(folder)), reason=_why(error)))
            return False
        self._folder = where
        self._where.show([(_cut_left(clean(str(where)), self._where.size.width), "muted")])
        return True

    def _typed(self, text: str) -> None:
        """Narrow the list down; a path is followed."""
        text = _unquoted(text)
        if "/" in text:
            self._follow_path(text)
        elif self._folder != self._base:
            self._follow_path(f"./{text}")
        else:
            self._narrow(text)

    def _narrow(self, text: str, at: str = "") -> None:
        self._term, term = text, fold(text)
        self._shown = [entry for entry in self._entries if term in fold(entry.name)]
        if not term and self._folder.parent != self._folder:
            self._shown.insert(0, Entry(_UP, is_folder=True))
        names = [entry.name for entry in self._shown]
        first = names.index(at) if at in names else 1 if names[:1] == [_UP] and len(names) > 1 else 0
        self._list.show([_pick(entry) for entry in self._shown], first)
        self._say("")

    # What is told below

    @property
    def _chosen(self) -> Entry | None:
        at = self._list.cursor
        return None if at is None else self._shown[at]

    def _say(self, trouble: str) -> None:
        self._trouble = trouble
        self._told.changed()

    def _told_rows(self, cells: int) -> list[Row]:
        """What went wrong, or what there is to know of the file under the cursor, or why it cannot be taken."""
        if self._trouble:
            return hanging([("! ", "error")], self._trouble, "text", cells, _TOLD)
        chosen = self._chosen
        if not any(not entry.is_folder for entry in self._entries):
            return hanging([], str(self._sort.none), "muted", cells, _TOLD)
        if chosen is None:
            words = _("Nothing here has “{text}” in its name; another name or a whole path can be typed.")
            return hanging([], words.format(text=clean(self._term)), "muted", cells, _TOLD)
        if chosen.is_folder:
            return []
        try:
            words = self._sort.told(chosen.name, chosen.size)
        except SoundRefused as error:
            return hanging([("! ", "warning")], str(error.advice), "text", cells, _TOLD)
        return hanging([], words, "text", cells, _TOLD)

    # What the user does

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._list.move(by)
        self._say("")

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self.action_move(pages * max(self._list.page - 1, 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.action_move(-len(self._shown))

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.action_move(len(self._shown))

    def action_up(self) -> None:
        """Open the folder above, the cursor on the one that was left."""
        self.open_folder(self._folder.parent, self._folder.name)

    async def action_complete(self) -> None:
        """Complete what was typed by the name under the cursor."""
        await settle(self)
        chosen = self._chosen
        if chosen is not None and chosen.name != _UP:
            before, slash, _rest = self._box.value.rpartition("/")
            self._box.value = f"{before}{slash}{chosen.name}{'/' if chosen.is_folder else ''}"
            self._box.cursor_position = len(self._box.value)

    async def action_choose(self) -> None:
        """Open the folder under the cursor, or take the file; a whole path that was typed counts before the cursor."""
        await settle(self)
        text, chosen = _unquoted(self._box.value), self._chosen
        if chosen is not None and chosen.name == _UP:
            self.action_up()
        elif ("/" in text and not text.endswith("/")) or text == "~":
            self.open_path(_path(self._base, text), chosen and self._folder / chosen.name)
        elif chosen is not None:
            self.open_path(self._folder / chosen.name)

    async def on_pick_list_clicked(self) -> None:
        await self.action_choose()

    @work(exclusive=True, group="file")
    async def open_path(self, path: Path, otherwise: Path | None = None) -> None:
        """Open a folder, or take a file; what cannot be taken says why.

        `otherwise` is what to open where there is nothing at the path.
        """
        if otherwise is not None and not await asyncio.to_thread(path.exists):
            path = otherwise
        if await asyncio.to_thread(path.is_dir):
            self.open_folder(path)
            return
        try:
            answer = await asyncio.to_thread(self._sort.take, path)
        except SoundRefused as error:
            fault = error.fault()
            self._say(" ".join(part for part in (str(fault.what), fault.cause, str(fault.mend)) if part))
            return
        if self in self.app.screen_stack:
            self.pop_until_active()
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Leave without a file."""
        self.dismiss(None)


def _taken(path: Path, take: Callable[[str, bytes], str]) -> str:
    """Read a file and take it into the store; in a thread. Raises `SoundRefused`."""
    try:
        converted_name(path.name)
        # Looked at before it is read: a wrong file may be a very large one.
        check_size(path.name, path.stat().st_size)
        with opened(str(path)) as file:
            content = file.read(LARGEST_SOUND + 1)
    except OSError as error:
        raise SoundRefused(path.name, Message(N_("Choose a file that can be read.")), _why(error)) from error
    check_size(path.name, len(content))
    return take(path.name, content)


def _why(error: OSError) -> str:
    return str(system_words(error))


def _pick(entry: Entry) -> Pick:
    return Pick(f"{entry.name}/") if entry.is_folder else Pick(entry.name, size_words(entry.size))


def _path(base: Path, text: str) -> Path:
    """The path that somebody typed, from a folder on."""
    try:
        return base / Path(text).expanduser()
    except RuntimeError:  # There is no such user.
        return base / text


def _unquoted(text: str) -> str:
    """A path without the quotes that a terminal puts around a file that is dropped on it."""
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _cut_left(path: str, cells: int) -> str:
    return path if len(path) <= cells or not cells else "…" + path[len(path) - cells + 1 :]
