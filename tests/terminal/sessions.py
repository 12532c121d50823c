"""The wizard in a terminal, with a home of its own: no test sees the developer's account or settings."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.terminal.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tui"]
_EXPORTED = "exported.json"


def environment(tmp_path: Path, *, lang: str = "en", env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a wizard whose home is below `tmp_path`, the same one for each call.

    Tasks of the embedded exchange are done at once. What this user exports is laid over it, and `env` over that
    (ALIAS_WIZARD_PACE="2", OVH_…).
    """
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "ALIAS_WIZARD_LANG": lang,
        "ALIAS_WIZARD_PACE": "0",
    }
    # The processes of a test run share one clock's zone and one place for bytecode, whatever they are.
    for name in ("TZ", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        if name in os.environ:
            variables[name] = os.environ[name]
    exported = tmp_path / _EXPORTED
    if exported.exists():
        variables |= json.loads(exported.read_text())
    return variables | dict(env or {})


def export(tmp_path: Path, variables: Mapping[str, str]) -> None:
    """Set the variables of all later environments of the user whose home is below `tmp_path`."""
    (tmp_path / _EXPORTED).write_text(json.dumps(variables))


def wizard(
    tmp_path: Path,
    *args: str,
    columns: int = 80,
    rows: int = 24,
    lang: str = "en",
    env: Mapping[str, str] | None = None,
) -> Terminal:
    """The wizard, or one of its commands, in a terminal of columns x rows cells; see `environment`.

    Called again with the same `tmp_path` it is the same user who comes back.
    """
    variables = environment(tmp_path, lang=lang, env=env)
    return Terminal([*COMMAND, *args], env=variables, columns=columns, rows=rows, cwd=tmp_path)


def run(
    tmp_path: Path,
    *args: str,
    lang: str = "en",
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    timeout: float = 60.0,
) -> subprocess.CompletedProcess[str]:
    """One of the commands without a terminal, for the same user as `wizard`; stdout and stderr apart.

    Raises:
        subprocess.TimeoutExpired: it took more than `timeout` seconds.
    """
    return subprocess.run(
        [*COMMAND, *args],
        env=environment(tmp_path, lang=lang, env=env),
        cwd=tmp_path,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
