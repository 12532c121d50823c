"""The colours of the wizard: one dark theme with one accent, and a plain one that sends no colour at all.

Widgets that draw their own lines take their styles from a `Palette`. Every meaning is carried by a word, a sign or a
text attribute as well, so that the plain theme loses none.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

DARK = "alias-wizard"
PLAIN = "alias-wizard-plain"

_BACKGROUND, _SURFACE, _PANEL, _CURSOR = "#12161d", "#1b212b", "#242c38", "#1d2c42"
_TEXT, _MUTED, _ACCENT = "#d6dce5", "#8793a5", "#6cb4ff"
_RED, _AMBER, _GREEN = "#f2828a", "#e5b95c", "#86c98a"
_DEFAULT = "ansi_default"


def _variables(
    cursor: str, muted: str, accent: str, text: str, surface: str, attribute: str
) -> dict[str, str]:
    """The names that our styles and Textual's own widgets read."""
    return {
        "muted": muted,
        "cursor-row": cursor,
        "border": accent,
        "border-blurred": muted,
        "block-cursor-background": cursor,
        "block-cursor-foreground": text,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": surface,
        "block-cursor-blurred-foreground": text,
        "input-cursor-background": accent,
        "input-cursor-foreground": surface,
        "input-cursor-text-style": attribute,
        "input-selection-background": cursor,
        "input-selection-foreground": text,
        "scrollbar": muted,
        "scrollbar-hover": accent,
        "scrollbar-active": accent,
        "scrollbar-background": surface,
        "scrollbar-background-hover": surface,
        "scrollbar-background-active": surface,
        "scrollbar-corner-color": surface,
        "footer-key-foreground": accent,
    }


THEMES: Mapping[str, Theme] = {
    DARK: Theme(
        name=DARK,
        primary=_ACCENT,
        secondary=_ACCENT,
        accent=_ACCENT,
        warning=_AMBER,
        error=_RED,
        success=_GREEN,
        foreground=_TEXT,
        background=_BACKGROUND,
        surface=_SURFACE,
        panel=_PANEL,
        boost=_PANEL,
        variables=_variables(_CURSOR, _MUTED, _ACCENT, _TEXT, _SURFACE, "none"),
    ),
    PLAIN: Theme(
        name=PLAIN,
        ansi=True,
        primary=_DEFAULT,
        secondary=_DEFAULT,
        accent=_DEFAULT,
        warning=_DEFAULT,
        error=_DEFAULT,
        success=_DEFAULT,
        foreground=_DEFAULT,
        background=_DEFAULT,
        surface=_DEFAULT,
        panel=_DEFAULT,
        boost=_DEFAULT,
        variables=_variables(_DEFAULT, _DEFAULT, _DEFAULT, _DEFAULT, _DEFAULT, "reverse"),
    ),
}
"""By name; the only themes that the wizard offers."""


def no_color(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the user asked for no colour: NO_COLOR is set and not empty."""
    return bool(environ.get("NO_COLOR"))


def starting_theme() -> str:
    """The theme to start with: without colours where NO_COLOR asks for it."""
    return PLAIN if no_color() else DARK


@lru_cache(maxsize=1024)
def _without_color(style: Style) -> Style:
    return style.without_color


class Colourless(LineFilter):
    """Takes every colour code out of what is sent to the terminal, defaults included; attributes stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  Textual's signature
        return [
            Segment(text, None if style is None else _without_color(style), control)
            for text, style, control in segments
        ]


class Palette(NamedTuple):
    """The styles of lines that widgets draw themselves, most of them on the page's background."""

    text: Style
    strong: Style
    muted: Style
    accent: Style
    current: Style
    cursor: Style
    cursor_muted: Style
    cursor_mark: Style
    warning: Style
    error: Style
    success: Style
    typing: Style
    selected: Style
    hint: Style

    @classmethod
    def of(cls, variables: Mapping[str, str], plain: bool = False) -> "Palette":
        """The palette of a theme's variables (`App.theme_variables`); `plain` is the one without colours."""
        if plain:
            bold, none = Style(bold=True), Style()
            return cls(
                text=none,
                strong=bold,
                muted=none,
                accent=bold,
                current=Style(bold=True, underline=True),
                cursor=Style(bold=True, reverse=True),
                cursor_muted=Style(reverse=True),
                cursor_mark=bold,
                warning=bold,
                error=bold,
                success=bold,
                typing=Style(reverse=True),
                selected=Style(reverse=True),
                hint=none,
            )

        def style(
            color: str, bold: bool = False, underline: bool | None = None, on: str = "background"
        ) -> Style:
            front, back = _rich(variables[color]), _rich(variables[on])
            return Style(color=front, bgcolor=back, bold=bold or None, underline=underline)

        return cls(
            text=style("foreground"),
            strong=style("foreground", bold=True),
            muted=style("muted"),
            accent=style("accent"),
            current=style("accent", bold=True, underline=True),
            cursor=style("foreground", bold=True, on="cursor-row"),
            cursor_muted=style("foreground", on="cursor-row"),
            cursor_mark=style("accent", on="cursor-row"),
            warning=style("warning"),
            error=style("error"),
            success=style("success"),
            typing=style("surface", on="accent"),
            selected=style("foreground", on="cursor-row"),
            hint=style("muted", on="surface"),
        )


def _rich(color: str) -> RichColor:
    return Color.parse(color).rich_color
