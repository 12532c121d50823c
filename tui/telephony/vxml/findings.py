"""What is found in a document: where, how grave, why, and what mends it.

Codes, for programs; a code once given keeps its meaning:

- reading: `too-large`, `encoding`, `not-utf-8` (warning), `not-well-formed`, `own-entities`, `unknown-entity`,
  `too-deep`, `too-many-elements`, `too-many-attributes`, `too-many-findings`
- structure: `no-vxml`, `namespace`, `version`, `old-version` (warning), `unknown-element`, `misplaced-element`,
  `missing-element`, `misplaced-text`, `unknown-attribute`, `missing-attribute`, `wrong-value`, `duplicate-id`
- dialogs: `no-dialog`, `duplicate-dialog`, `no-target`, `several-targets`, `dead-link`, `duplicate-key`,
  `unreachable-dialog` (warning), `unlisted-element` (warning)
- transfers: `no-destination`, `foreign-transfer` (a warning for a file alone), `computed-transfer` (warning)
"""

from dataclasses import dataclass
from typing import Literal

from tui.i18n import Message

Level = Literal["error", "warning"]
Words = tuple[str, str]
"""The message ids of what is wrong and of what mends it, with the same placeholders."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that should be known; line and column count from 1."""

    line: int
    column: int
    level: Level
    code: str
    message: Message
    mend: Message
