"""A platform to test against: the OVH protocol over HTTP on loopback, in front of an embedded account of its own.

    with Platform(tmp_path / "platform.db") as platform:       # the sample account; or fill=worlds.fill
        ...                                                    # platform.url, platform.environ
    python -m tests.platform --port 0                          # the same by hand: prints a line with its variables

In a test the fixtures `platform` (the sample account, tasks done at once) and `new_platform(**options)` start it, and
hold it at the end: every request and answer was one of the official schema, and nothing broke inside.

- `url` is the endpoint (`http://127.0.0.1:PORT/1.0`); `environ` holds all variables that the wizard needs to reach it.
- `exchange` is the account itself: call it to see what is there, or to do what somebody else does meanwhile.
- `requests` are all requests so far, oldest first (`Request`); `connections` counts connections.
- `faults.add("reset-after", "POST", "/telephony/*/ovhPabx/*/menu", nth=2)` makes the second such request go wrong;
  `faults.fired` counts; `faults.clear()` ends them all, and undoes what one did to the account. The kinds are
  `tests.platform.faults.KINDS`. Paths are without `/1.0`; `*` stands for anything. Contents go to `/storage/*`.
- `access`: `application_key`, `application_secret`, `consumer_key` (it opens everything), `credentials` by consumer
  key (`rules`, `status`, `expires`), `add(rules)` for a key of fewer rights, `validate(key)` for one that waits
  (opening its `validationUrl` does it too), `clients` for OAuth2 by id (`secret`, `rules`, `lifetime`); `token_url`.
- `latency` (seconds before each answer), `expanded` and `batches` (`"yes"`, `"no"` as if never heard of, `"refused"`),
  `skew` (seconds by which its time is ahead of this machine's).
- `tests.platform.wizard` puts the wizard's services on it in this process, where no pause between attempts lasts.
- `violations`: what was not by the schema; `unchecked`: why nothing could be held against it, else None.
"""

from tests.platform.server import Platform, Request

__all__ = ["Platform", "Request"]
