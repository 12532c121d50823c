"""Secrets kept out of texts that others wrote: a platform's message may repeat the value that it refuses."""

import re
from collections.abc import Iterable

from tui.engine.plan import MASK, Step


def without_secrets(text: str, steps: Iterable[Step]) -> str:
    """Return `text` with every secret that the steps hold replaced by asterisks."""
    secrets = {
        str(value)
        for step in steps
        for change in step.changes
        if change.secret
        for value in (change.old, change.new)
        # An empty PIN is written as 0.
        if value not in (None, "", "0", MASK)
    }
    for secret in sorted(secrets, key=len, reverse=True):
        # A short PIN is looked for as a word: its digits may well be part of an id.
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    return text
