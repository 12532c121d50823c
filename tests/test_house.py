"""The rules of the house that no linter knows: sizes, names, who may catch everything, who may name a configuration."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "tui").rglob("*.py"))

MOST_LINES = 400
MOST_LINES_OF_THE_APP = 150

BANNED_WORDS = {"manager", "helper", "util", "data", "info", "process"}
"""They name no thing: a file under such a name collects what has no place."""

WORKER_BOUNDARIES = {"tui/app.py"}
"""Where an unknown exception becomes the error dialog. Anywhere else it would hide a fault."""

SLICES = {
    "redirection": "tui/configurations/redirection.py",
    "call-queue": "tui/configurations/call_queue.py",
    "conference": "tui/configurations/conference.py",
    "ivr": "tui/configurations/ivr.py",
    "contact-center": "tui/configurations/contact_center.py",
}
"""Each kind that is no other word of ours too, and the one file besides the catalogue that may name it."""

FEATURE_TYPES = {
    "redirect",
    "ddi",
    "conference",
    "cloudIvr",
    "svi",
    "contactCenterSolution",
    "contactCenterSolutionExpert",
    "easyHunting",
}

NAMES_FEATURE_TYPES = {"tui/exchanges/sample.py"}
"""The sample account holds numbers of every type. Besides it, only the configurations name one."""


SCHEMA_WORDS = {
    "tui/telephony/actions.py": {"ivr"},
    "tui/exchanges/sample.py": {"ivr"},
    "tui/exchanges/sample_centers.py": {"ivr"},
    "tui/configurations/contact_center.py": {"ivr"},
}
"""Words of the official schema that are spelled like a kind: the action of a step that opens a menu."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_source = pytest.mark.parametrize("path", SOURCES, ids=relative)


@every_source
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    most = MOST_LINES_OF_THE_APP if relative(path) == "tui/app.py" else MOST_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@every_source
def test_a_module_is_named_for_what_it_holds(path: Path) -> None:
    words = {word.removesuffix("s") for word in path.relative_to(ROOT).with_suffix("").as_posix().split("/")}
    words |= {part.removesuffix("s") for word in list(words) for part in word.split("_")}
    assert words & BANNED_WORDS == set()


@every_source
def test_only_a_worker_boundary_catches_everything(path: Path) -> None:
    if relative(path) not in WORKER_BOUNDARIES:
        assert catches_everything(path.read_text(encoding="utf-8")) == []


def catches_everything(source: str) -> list[int]:
    """The lines that catch, or suppress, any exception whatever without raising it again."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            names = (
                []
                if node.type is None
                else [name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)]
            )
            wide = node.type is None or bool({"Exception", "BaseException"} & set(names))
            # To undo something and let the exception go on is no hiding.
            if wide and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None):
                found.append(node.lineno)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("suppress")
            and {"Exception", "BaseException"} & {ast.unparse(argument) for argument in node.args}
        ):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    ("handler", "found"),
    [
        ("except Exception:\n    pass", [3]),
        ("except (OSError, BaseException) as error:\n    print(error)", [3]),
        ("except:\n    pass", [3]),
        ("except BaseException:\n    undo()\n    raise", []),
        ("except OSError:\n    pass", []),
    ],
)
def test_the_check_of_handlers_finds_what_it_is_for(handler: str, found: list[int]) -> None:
    assert catches_everything(f"try:\n    work()\n{handler}") == found


@every_source
def test_only_its_slice_and_the_catalogue_name_a_configuration(path: Path) -> None:
    own = {kind for kind, slice_file in SLICES.items() if slice_file == relative(path)}
    names = set(SLICES) - own
    if path.parent.name == "configurations":
        # A slice says which feature types it serves; the conference's is spelled like its kind.
        names -= FEATURE_TYPES
    else:
        names |= FEATURE_TYPES
    if relative(path) == "tui/configurations/catalogue.py":
        names = set()
    elif relative(path) in NAMES_FEATURE_TYPES:
        names -= FEATURE_TYPES
    names -= SCHEMA_WORDS.get(relative(path), set())
    literals = [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    ]
    assert literals == []


# --- the build


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_everything_and_names_no_host(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host|\bwww\.", lock)
    pins = re.split(r"\n(?=[a-z0-9])", lock)
    assert len(pins) > 10
    assert [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_every_pin_of_the_project_is_exact_and_is_what_the_locks_hold() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    assert groups["build"] == project["build-system"]["requires"]
    run = {*project["project"]["dependencies"], *groups["build"]}
    tools = {tool for tool in groups["dev"] if isinstance(tool, str)}
    for name, wanted in (("requirements.lock", run), ("requirements-dev.lock", run | tools)):
        locked = set(
            re.findall(r"^[\w.-]+==[^\s\\;]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert wanted - locked == set(), f"{name} is behind: run `make lock`"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as `pip install .` makes it, with the tools that are here: nothing is fetched."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = target.glob("alias_wizard-*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_alone_gives_the_command_and_both_languages(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    wanted = {relative(path) for path in (*SOURCES, *(ROOT / "tui").rglob("*.tcss"))}
    wanted |= {relative(po.with_suffix(".mo")) for po in (ROOT / "tui/locale").rglob("*.po")}
    assert wanted - names == set()
    assert "tui/locale/fr/LC_MESSAGES/alias-wizard.mo" in names
    (entry_points,) = (name for name in names if name.endswith("dist-info/entry_points.txt"))
    assert "alias-wizard = tui.cli:main" in wheel.read(entry_points).decode()


def test_the_wheel_holds_the_catalogue_of_this_source(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    script = (
        "import tui, tui.i18n as i18n; i18n.set_language('fr'); "
        "print(tui.__file__, len(i18n._Chosen.catalogue._catalog))"
    )
    installed, here = (
        subprocess.run(
            [sys.executable, "-c", script], cwd=where, check=True, capture_output=True, text=True
        ).stdout.split()
        for where in (tmp_path, ROOT)
    )
    assert Path(installed[0]).is_relative_to(tmp_path)
    assert installed[1] == here[1]
