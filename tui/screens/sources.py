"""What the fields of a form ask while they are answered, from the use cases."""

from collections.abc import Sequence
from dataclasses import replace

from tui import use_cases
from tui.engine.ports import Sounds
from tui.signals import Stop
from tui.telephony.findings import Report
from tui.telephony.services import Number
from tui.use_cases import Configured, Services
from tui.widgets.sheet import NoSounds, Sources


def sources(services: Services, configured: Configured, kind: str, reports: dict[str, Report]) -> Sources:
    """What the form of a kind asks, for the number that is open; `reports` is where documents are remembered."""
    sounds = services.sounds
    return Sources(
        check=lambda answers: use_cases.check(kind, answers),
        advise=lambda answers: use_cases.advise(kind, answers),
        lines=services.inventory.lines,
        sounds=NoSounds() if sounds is None else SoundShelf(configured.sounds, sounds),
        documents=Examiner(services, configured.number, kind, reports),
    )


class SoundShelf:
    """Offers the sounds `on_number`, by name, and all of the store `sounds`."""

    def __init__(self, on_number: Sequence[str], sounds: Sounds) -> None:
        self._on_number = tuple(on_number)
        self._sounds = sounds
        self._stored: Sequence[tuple[str, int]] | None = None

    @property
    def on_number(self) -> Sequence[str]:
        """The names of those that the number has."""
        return self._on_number

    def stored(self) -> Sequence[tuple[str, int]]:
        """Name and size in bytes of those of the store; read once, for fields ask with every key."""
        if self._stored is None:
            self._stored = [(sound.name, sound.size) for sound in self._sounds.stored()]
        return self._stored

    def take(self, file_name: str, content: bytes) -> str:
        """Take the content of a file into the store, and return the name it has there; raises `SoundRefused`."""
        name = self._sounds.add(file_name, content, taken=self._on_number).name
        self._stored = None
        return name


class Examiner:
    """Looks at documents of a number as the slice of a kind does; keeps in `reports`, by address, what was found."""

    def __init__(self, services: Services, number: Number, kind: str, reports: dict[str, Report]) -> None:
        self._services = services
        self._number = number
        self._kind = kind
        self._reports = reports

    def found(self, address: str) -> Report | None:
        """What was found in the document of an address when it was last looked at; None where nobody has."""
        return self._reports.get(address.strip())

    def look(self, address: str, file: str, private: bool, stop: Stop) -> Report:
        """Look at the document of an address, or at its author's copy in a file; in a thread."""
        address = address.strip()
        found = use_cases.examine(self._services, self._number, self._kind, address, file, private, stop)
        report = replace(found, copy=file)
        self._reports[address] = report
        return report
