"""Files that can be read to their end, and the system's reasons in the language in use."""

from pathlib import Path

import pytest

from tui import i18n
from tui.engine.files import opened, system_words


def test_usual_reasons_of_the_system_are_said_in_the_language_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_", lambda text: f"« {text} »")
    with pytest.raises(OSError, match="No such file") as missing:
        opened(str(tmp_path / "nowhere"))
    assert str(system_words(missing.value)) == "« No such file or directory »"
    with pytest.raises(IsADirectoryError) as folder:
        opened(str(tmp_path))
    assert str(system_words(folder.value)) == "« Is a directory »"
    with pytest.raises(OSError, match="no file") as device:
        opened("/dev/zero")
    assert str(system_words(device.value)) == "« It is no file. »"


def test_whatever_else_the_system_says_stays_as_it_is_and_drives_no_terminal() -> None:
    assert str(system_words(OSError(9, "Odd {reason}\x1b[31m"))) == "Odd {reason}[31m"
    assert str(system_words(ValueError("embedded null byte"))) == "embedded null byte"
    assert str(system_words(TimeoutError())) == "TimeoutError"
