"""Whose things these are: an account of an exchange."""

from typing import NamedTuple


class Scope(NamedTuple):
    """What drafts, runs, claims and the inventory belong to: an account of an exchange at an endpoint.

    A run is resumed in its own scope and refused in any other.
    """

    exchange: str
    endpoint: str
    account: str


OVHCLOUD = "ovhcloud"
"""The exchange of real accounts."""

LOCAL = Scope("embedded", "", "local")
"""The one account of the embedded exchange in a store."""


class Choice(NamedTuple):
    """What a user works with: an exchange, its endpoint (nothing for the one that is set) and a language."""

    exchange: str
    endpoint: str
    lang: str
