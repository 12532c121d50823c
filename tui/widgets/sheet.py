"""The answers of a whole form while they are given: one document that every field and every row reads and writes.

A path names an answer in it (`welcome`, `agents.2.number`), or a row (`agents.2`). What is wrong, and what is advised
against, is found for the whole document at once, for a rule may span rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import thread_time
from typing import Protocol, cast

from tui.engine.errors import Problem, SoundRefused
from tui.engine.ports import Service
from tui.forms import Answer, Answers, Field, Form, Hours, Row, Rows, Several, Use, renamed, row_names, uses
from tui.i18n import N_, Message
from tui.signals import Stop
from tui.telephony.findings import Report
from tui.widgets.answer_words import name_of

Check = Callable[[Answers], tuple[Problem, ...]]
"""What is wrong with the answers of a whole form, or advised against; called from the UI thread, so it asks nobody."""
Lines = Callable[[str], Sequence[Service]]
"""The first lines of the account whose number or description holds a text."""


class Shelf(Protocol):
    """The sounds there are."""

    @property
    def on_number(self) -> Sequence[str]:
        """The names of those that the number has."""

    def stored(self) -> Sequence[tuple[str, int]]:
        """Name and size in bytes of those that were chosen on this machine before."""

    def take(self, file_name: str, content: bytes) -> str:
        """Take the content of a file into the store, in a thread, and return the name it has from then on.

        Raises `SoundRefused`.
        """


@dataclass(frozen=True)
class NoSounds:
    """There are none."""

    on_number: Sequence[str] = ()

    def stored(self) -> Sequence[tuple[str, int]]:
        return ()

    def take(self, file_name: str, content: bytes) -> str:  # noqa: ARG002  there is nowhere to keep it
        raise SoundRefused(file_name, Message(N_("There is no store for sounds here.")))


class Documents(Protocol):
    """The documents that answers are the addresses of; none is looked at before somebody asks for it."""

    def found(self, address: str) -> Report | None:
        """What was found in the document of an address when it was last looked at; None where nobody has."""

    def look(self, address: str, file: str, private: bool, stop: Stop) -> Report:
        """Look, in a thread, at the document of an address; at its author's copy where there is a `file`.

        `private` allows an address of a private network. Raises what a document that cannot be had raises, and
        `Stopped`.
        """


@dataclass(frozen=True)
class Sources:
    """What fields ask while they are answered: `check` for faults, `advise` for warnings, lines, sounds, documents."""

    check: Check
    lines: Lines = lambda _text: ()
    advise: Check = lambda _answers: ()
    sounds: Shelf = NoSounds()
    documents: Documents | None = None


class Sheet:
    """The `answers` to `form`. `changed` is called after every change.

    `faults` and `warnings` are what `look` found last, in the order of the form.
    """

    def __init__(self, form: Form, answers: Answers, sources: Sources) -> None:
        self.form = form
        self.sources = sources
        self.changed: Callable[[], None] = lambda: None
        self.faults: tuple[Problem, ...] = ()
        self.warnings: tuple[Problem, ...] = ()
        self.looked_for = 0.0
        """Seconds of the processor that looking took."""
        self._answers: dict[str, Answer] = {**form.untouched(), **answers}
        self._left: set[str] = set()
        self._new: set[str] = set()
        self._shown: tuple[Problem, ...] | None = None
        self._looked_at: Answers | None = None
        self._advised: Sequence[Problem] = ()
        self._undo: tuple[Answers, Answers] | None = None

    # --- answers

    @property
    def answers(self) -> dict[str, Answer]:
        """All answers, the hidden ones included; never changed in place."""
        return self._answers

    def replace(self, answers: Answers) -> None:
        """Put other answers in place of all."""
        self._answers = dict(answers)
        self.changed()

    def form_of(self, row: str) -> Form:
        """The questions of a row; of the whole form for the empty path. Raises KeyError for a path of no row."""
        form = self.form
        for name in row.split(".")[::2] if row else ():
            field = form.field(name)
            if not isinstance(field, Rows):
                raise KeyError(row)
            form = field.form
        return form

    def field(self, path: str) -> Field:
        """The field of an answer."""
        row, _dot, name = path.rpartition(".")
        return self.form_of(row).field(name)

    def row(self, path: str) -> Answers:
        """The answers of a row; all of them for the empty path, none for a row that is gone."""
        row: Answers = self._answers
        parts = path.split(".") if path else []
        for name, at in zip(parts[::2], parts[1::2], strict=True):
            rows = row.get(name)
            row = rows[int(at)] if isinstance(rows, list) and int(at) < len(rows) else {}
        return row

    def get(self, path: str) -> Answer:
        """An answer; that of an untouched form where there is none yet."""
        row, _dot, name = path.rpartition(".")
        answer = self.row(row).get(name)
        return self.field(path).initial if answer is None else answer

    def rows(self, path: str) -> list[Row]:
        """The rows of a field."""
        answer = self.get(path)
        return answer if isinstance(answer, list) else []

    def put(self, path: str, answer: Answer) -> None:
        """Give an answer."""
        self.replace(_put(self._answers, path.split("."), answer))

    # --- what refers to what

    def names(self, to: str) -> Sequence[str]:
        """What the rows are called that a reference can name."""
        return row_names(self._answers, self.form, to)

    def name(self, row: str) -> str:
        """What a row is called."""
        field = self.field(row.rpartition(".")[0])
        return str(self.row(row).get(field.named, "")) if isinstance(field, Rows) else ""

    def is_named(self, rows: str, name: str) -> int:
        """How many rows of a field references reach by a name."""
        return 0 if "." in rows or not name else list(self.names(rows)).count(name)

    def users(self, row: str) -> Sequence[Use]:
        """The places outside a row that refer to it, and to no other row of that name."""
        path, name = row.rpartition(".")[0], self.name(row)
        if self.is_named(path, name) != 1:
            return ()
        found = uses(self.form, self._answers, path, name, name_of)
        return [use for use in found if not within(use.path, row)]

    def rename(self, rows: str, old: str, new: str) -> None:
        """Let what refers to the row `old` of a field name `new` instead; a `new` that is empty names none.

        Rows that say nothing else go then.
        """
        if "." not in rows and old and old != new:
            self.replace(renamed(self.form, self._answers, rows, old, new))

    # --- undo

    def remember(self, before: Answers) -> None:
        """Let `undo` bring these answers back, until there is another change."""
        self._undo = (self._answers, before)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to bring back."""
        return self._undo is not None and self._undo[0] is self._answers

    def undo(self) -> None:
        """Bring back what was remembered."""
        if self._undo is not None and self.can_undo:
            before, self._undo = self._undo[1], None
            self.replace(before)

    # --- what is wrong

    def look(self) -> None:
        """Find faults and warnings, unless these very answers have been looked at."""
        answers, sources = self._answers, self.sources
        if answers is not self._looked_at:
            started = thread_time()
            self._looked_at = answers
            self.faults = tuple(sorted(sources.check(answers), key=self._order_of))
            self._advised = sorted(sources.advise(answers), key=self._order_of)
            self.looked_for = thread_time() - started
        self.warnings = tuple(each for each in self._advised if not self._is_in_new(each.path))
        self._shown = None

    def _is_in_new(self, path: str) -> bool:
        return any(within(path, row) for row in self._new)

    def begin(self, row: str) -> None:
        """A new row is filled in: its faults are kept back until its fields are left, its warnings until it ends."""
        self._new.add(row)
        self._left = {path for path in self._left if not within(path, row)}
        self._shown = None

    def end(self, row: str) -> None:
        """The row has been filled in, or so it seems."""
        self._new.discard(row)
        self._shown = None

    def leave(self, paths: Iterable[str]) -> None:
        """These fields have been left."""
        self._left.update(paths)
        self._shown = None

    def mend(self, path: str) -> None:
        """A field was answered anew: where nothing is wrong any more, nothing is said until it is left again."""
        if not any(within(problem.path, path) for problem in self.faults):
            self._left.discard(path)
            self._shown = None

    @property
    def shown(self) -> tuple[Problem, ...]:
        """The faults that the user is to know of by now."""
        if self._shown is None:
            self._shown = tuple(problem for problem in self.faults if self._shows(problem.path))
        return self._shown

    def _shows(self, path: str) -> bool:
        row, name = self.place(path)
        field = f"{row}.{name}" if row else name
        if path != field and name and isinstance(self.form_of(row).field(name), Rows | Hours | Several):
            # Within a field that is seen as a whole, nothing is half typed.
            return True
        return field in self._left if not row or row in self._new else True

    def place(self, path: str) -> tuple[str, str]:
        """The innermost row that a path leads into, and the name of the field there; empty where there is none."""
        form, parts, row = self.form, path.split("."), ""
        while parts:
            fields = {field.name: field for field in form.fields}
            field = fields.get(parts[0])
            if field is None:
                return row, ""
            inside = isinstance(field, Rows) and len(parts) > 1 and parts[1].isdecimal()
            if not isinstance(field, Rows) or not inside:
                return row, field.name
            at = f"{row}.{field.name}" if row else field.name
            if int(parts[1]) >= len(self.rows(at)):
                return row, field.name
            row, form, parts = f"{at}.{parts[1]}", field.form, parts[2:]
        return row, ""

    def next_problem(self, here: str) -> str | None:
        """The path of the first fault or warning after a place; after the last one comes the first again."""
        found = sorted((*self.shown, *self.warnings), key=self._order_of)
        after = [problem.path for problem in found if self.order(problem.path) > self.order(here)]
        return next(iter(after or [problem.path for problem in found]), None)

    def _order_of(self, problem: Problem) -> tuple[int, ...]:
        return self.order(problem.path)

    def order(self, path: str) -> tuple[int, ...]:
        """Where a path stands in the order of the form."""
        form: Form | None = self.form
        places = []
        for part in path.split("."):
            names = [] if form is None else [field.name for field in form.fields]
            if part.isdecimal():
                places.append(int(part))
            elif part in names and form is not None:
                places.append(names.index(part))
                field = form.field(part)
                form = field.form if isinstance(field, Rows) else None
            else:
                # What has no place comes last, the whole row before its fields.
                places.append(len(names) if places == [] else -1)
        return tuple(places)


def within(path: str, outer: str) -> bool:
    """Whether a path is `outer` or lies in it."""
    return path == outer or path.startswith(outer + ".") or not outer


def _put(row: Answers, parts: list[str], answer: Answer) -> Row:
    name, *rest = parts
    if not rest:
        return {**row, name: answer}
    rows = list(cast("list[Row]", row[name]))
    rows[int(rest[0])] = _put(rows[int(rest[0])], rest[1:], answer)
    return {**row, name: rows}
