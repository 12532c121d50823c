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
_BARS = (_ACCENT, "#a78bda", "#5fb3a1", "#8793a5")
"""What the ranges of a week lead to, in the order of the choices; a letter tells it as well."""
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
        variables={
            **_variables(_DEFAULT, _DEFAULT, _DEFAULT, _DEFAULT, _DEFAULT, "reverse"),
            # Textual's own styles of a screen read these, and has them for its own plain themes only.
            "ansi-background": _DEFAULT,
            "ansi-foreground": _DEFAULT,
            "screen-selection-background": _DEFAULT,
            "screen-selection-foreground": _DEFAULT,
        },
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
    """The styles of lines that widgets draw themselves, most of them on the background they stand on."""

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
    box: Style
    box_focus: Style
    box_hint: Style
    box_hint_focus: Style
    track: Style
    bar0: Style
    bar1: Style
    bar2: Style
    bar3: Style
    bar_chosen: Style
    bar_twice: Style
    letter0: Style
    letter1: Style
    letter2: Style
    letter3: Style
    letter_chosen: Style

    @classmethod
    def of(cls, theme: Theme, background: str) -> "Palette":
        """The palette of one of `THEMES` for text on `background`, a colour such as `#12161d`."""
        if theme.ansi:
            return cls.plain()
        text, muted, accent = theme.foreground or "", theme.variables["muted"], theme.accent or ""
        cursor, surface = theme.variables["cursor-row"], theme.surface or ""

        def style(
            color: str, on: str = background, bold: bool | None = None, line: bool | None = None
        ) -> Style:
            return Style(color=_rich(color), bgcolor=_rich(on), bold=bold, underline=line)

        return cls(
            text=style(text),
            strong=style(text, bold=True),
            muted=style(muted),
            accent=style(accent),
            current=style(accent, bold=True, line=True),
            cursor=style(text, cursor, bold=True),
            cursor_muted=style(text, cursor),
            cursor_mark=style(accent, cursor),
            warning=style(theme.warning or ""),
            error=style(theme.error or ""),
            success=style(theme.success or ""),
            typing=style(surface, accent),
            selected=style(text, cursor),
            hint=style(muted),
            box=style(text, surface),
            box_focus=style(text, cursor),
            box_hint=style(muted, surface),
            box_hint_focus=style(muted, cursor),
            track=style(muted, surface),
            **{f"bar{at}": style(each, surface) for at, each in enumerate(_BARS)},
            bar_chosen=style(text, surface),
            bar_twice=style(background, theme.error or "", bold=True),
            **{f"letter{at}": style(background, each, bold=True) for at, each in enumerate(_BARS)},
            letter_chosen=style(background, text, bold=True),
        )

    @classmethod
    def plain(cls) -> "Palette":
        """The palette without colours."""
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
            box=Style(underline=True),
            box_focus=Style(bold=True, underline=True),
            box_hint=Style(underline=True),
            box_hint_focus=Style(bold=True, underline=True),
            track=none,
            **{f"bar{at}": none for at in range(len(_BARS))},
            bar_chosen=bold,
            bar_twice=Style(bold=True, reverse=True),
            **{f"letter{at}": Style(reverse=True) for at in range(len(_BARS))},
            letter_chosen=Style(bold=True, reverse=True),
        )


def _rich(color: str) -> RichColor:
    return Color.parse(color).rich_color
