"""The platform by hand, or in a process of its own: `python -m tests.platform --port 0`.

Prints the variables that the wizard needs as a shell takes them, then `# ready`; Ctrl+C or SIGTERM ends it.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests import worlds
from tests.platform.faults import KINDS
from tests.platform.server import Platform
from tui.exchanges.sample import make_sample


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tests.platform", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--store", type=Path, help="where the account is kept; a temporary file by default")
    parser.add_argument(
        "--small", action="store_true", help="the few numbers of the tests, not the sample account"
    )
    parser.add_argument("--pace", type=float, default=2.0, help="seconds that a task takes")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND,METHOD,PATH,NTH",
        help=f"a fault that is to come, such as reset-after,POST,*/menu,1; kinds: {', '.join(KINDS)}",
    )
    chosen = parser.parse_args()
    # An exception ends it in the main thread, wherever that is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        store = chosen.store or Path(folder) / "platform.db"
        fill = worlds.fill if chosen.small else make_sample
        with Platform(
            store, fill=fill, pace=chosen.pace, latency=chosen.latency, port=chosen.port
        ) as platform:
            for each in chosen.fault:
                kind, method, path, nth = each.split(",")
                platform.faults.add(kind, method, path, int(nth))
            lines = [f"export {name}={value}" for name, value in platform.environ.items()]
            sys.stdout.write("\n".join([*lines, "# ready\n"]))
            sys.stdout.flush()
            try:
                signal.pause()
            except KeyboardInterrupt:
                sys.stderr.write(f"# {len(platform.requests)} requests, {platform.connections} connections\n")


if __name__ == "__main__":
    main()
