"""Secrets in what is stored of runs that ended long ago: erased, once for each run."""

import math

from tui.store.database import Database
from tui.store.forgetting import forget_secrets
from tui.store.settings import Settings

_SECRETS_KEPT = 30 * 24 * 3600.0
"""Seconds after its end during which what a run stored may hold a secret."""
_SWEPT = "secrets swept"
"""The setting that keeps the Unix second up to which runs and drafts have been swept."""


def sweep(database: Database, now: float) -> None:
    """Erase the secrets of runs that are too old at Unix second `now`.

    Which settings are secret only the slices know, so they are imported, but only when there is a run to sweep.
    """
    settings, limit = Settings(database), now - _SECRETS_KEPT
    swept = float(settings.get(_SWEPT) or -math.inf)
    # A clock that was put back has let runs end that seem to have been swept.
    since = swept if swept <= limit else -math.inf
    with database.read() as connection:
        (found,) = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM run WHERE coalesce(ended, started) >= ?1 AND coalesce(ended, started) < ?2)"
            " OR EXISTS (SELECT 1 FROM draft WHERE updated >= ?1 AND updated < ?2)",
            (since, limit),
        ).fetchone()
    if found:
        forget_secrets(database, secret_names(), limit)
        with database.read() as connection:
            # What was spared, for somebody is at work there, is looked at again.
            (spared,) = connection.execute(
                "SELECT min(since) FROM (SELECT updated AS since FROM draft"
                " UNION ALL SELECT started FROM run WHERE ended IS NULL)"
            ).fetchone()
        settings.put(_SWEPT, repr(limit if spared is None else min(limit, spared)))


def secret_names() -> frozenset[str]:
    """The names of all settings and fields that hold a secret; imports every slice."""
    from tui.configurations import catalogue

    slices = [catalogue.load(row.kind) for row in catalogue.CONFIGURATIONS]
    settings = {name for slice_ in slices if slice_ is not None for name in slice_.FORM.secrets}
    fields = {name for each in catalogue.collections() for name, field in each.fields.items() if field.secret}
    return frozenset(settings | fields)
