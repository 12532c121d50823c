"""Compiles the gettext catalogues: into the wheel when it is built, beside their sources in a checkout.

The wheel's catalogues go through a temporary directory, so that building works from a read-only tree and can
never pick up a stale compiled file. Run as a script (`python hatch_build.py`) it does the checkout's half; the
Makefile calls it so.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
CATALOGUES = "tui/locale/*/LC_MESSAGES/*.po"


def compile_catalogues(target: Path) -> list[Path]:
    """Write every catalogue's compiled form under `target`, and name them relative to it."""
    compiled = []
    for source in sorted(ROOT.glob(CATALOGUES)):
        relative = source.relative_to(ROOT).with_suffix(".mo")
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as text:
            catalogue = read_po(text)
        # Replaced in one go: another run may be reading the one that is there.
        unfinished = (target / relative).with_suffix(f".{os.getpid()}.mo")
        with unfinished.open("wb") as binary:
            write_mo(binary, catalogue)
        unfinished.replace(target / relative)
        compiled.append(relative)
    return compiled


class CatalogueHook(BuildHookInterface[Any]):
    """Hatchling's way in: it calls `initialize` before and `finalize` after it writes a wheel."""

    PLUGIN_NAME = "custom"
    _directory: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled catalogues to the wheel; an editable install reads them from the checkout."""
        if version == "editable":
            compile_catalogues(ROOT)
            return
        self._directory = tempfile.TemporaryDirectory()
        target = Path(self._directory.name)
        for relative in compile_catalogues(target):
            build_data["force_include"][str(target / relative)] = relative.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  hatchling's signature
        """Drop the temporary directory."""
        if self._directory is not None:
            self._directory.cleanup()


if __name__ == "__main__":
    compile_catalogues(ROOT)
