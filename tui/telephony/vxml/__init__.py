"""Documents in VoiceXML 2.0 and 2.1: brought here, read without harm, and held against the rules that they must obey.

`check.check` gives the findings of a document; `fetching` brings one from a file or an address, when asked to.
"""
