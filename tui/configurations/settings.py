"""What the settings models of all configurations share: `tui.telephony.settings`, where their rows can use it too."""

from tui.telephony.normal import as_line, as_service_name
from tui.telephony.settings import (
    ListOf,
    OneLine,
    PhoneNumber,
    Row,
    Settings,
    SoundName,
    refusal,
    unchecked,
)

__all__ = [
    "ListOf",
    "OneLine",
    "PhoneNumber",
    "Row",
    "Settings",
    "SoundName",
    "as_line",
    "as_service_name",
    "refusal",
    "unchecked",
]
