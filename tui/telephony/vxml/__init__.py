"""Documents in VoiceXML 2.0 and 2.1: read without harm, and held against the rules that they must obey.

`check.check` gives the findings of a document. Their codes, for programs; a code once given keeps its meaning:

- reading: `too-large`, `compressed`, `encoding`, `not-utf-8` (warning), `not-well-formed`, `own-entities`,
  `unknown-entity`, `too-deep`, `too-many-elements`, `too-many-attributes`, `too-many-findings`
- structure: `no-vxml`, `namespace`, `version`, `old-version` (warning), `unknown-element`, `misplaced-element`,
  `missing-element`, `misplaced-text`, `unknown-attribute`, `missing-attribute`, `wrong-value`, `duplicate-id`
- dialogs: `no-dialog`, `duplicate-dialog`, `no-target`, `several-targets`, `dead-link`, `duplicate-key`,
  `unreachable-dialog` (warning), `unlisted-element` (warning)
- transfers: `no-destination`, `foreign-transfer` (a warning for a file alone), `computed-transfer` (warning),
  `unknown-host` (warning), `self-transfer` (warning)
"""
