"""Text from elsewhere, made fit to be shown.

Descriptions, error messages and file contents come from people, files and platforms. They are kept raw where they are
compared or sent back, and pass through `clean` on their way to any screen, message, log, report or recipe comment.
"""

import re

# C0 and C1 controls (ESC among them) could drive the terminal; the bidirectional controls could make a number read
# backwards; line and paragraph separators would break the one-line layouts.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_SPACES = re.compile("[\t\n\r\v\f]+")


def clean(text: str, limit: int = 400) -> str:
    """Return `text` on one line, without control or bidirectional characters, at most `limit` characters long.

    Runs of tabs and line ends become one space; what is cut off is marked by an ellipsis. Markup characters stay as
    they are: whoever draws the text draws it without markup.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return _UNSAFE.sub("", _SPACES.sub(" ", text))
