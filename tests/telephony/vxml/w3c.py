"""The W3C's own schema of VoiceXML 2.1, to hold the rules of the house against.

It is no part of this repository: it is read from the directory VXML_SCHEMA_DIR, or from `vxml` in a `shared` directory
beside the checkout.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

SHARED = Path(__file__).parents[4] / "shared" / "vxml"


class _Here(etree.Resolver):  # type: ignore[misc]  # lxml ships no types
    """Finds the schema of XML's own attributes beside the others instead of on the network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:
        """The file for an address; None lets the parser look by itself."""
        name = system_url.rpartition("/")[2]
        return self.resolve_filename(str(self._folder / name), context) if name == "xml.xsd" else None


def load() -> etree.XMLSchema:
    """The schema; skips the test where it is not at hand."""
    folder = Path(os.environ.get("VXML_SCHEMA_DIR", SHARED))
    if not (folder / "vxml.xsd").exists():
        pytest.skip(
            "vxml.xsd: neither beside the checkout nor in VXML_SCHEMA_DIR, and no part of the repository"
        )
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here(folder))
    return etree.XMLSchema(etree.parse(str(folder / "vxml.xsd"), parser))
