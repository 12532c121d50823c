"""Durations and moments as people of this place read them; moments come in Unix seconds."""

from datetime import UTC, datetime

from tui.i18n import _, language


def stopwatch(seconds: float) -> str:
    """A duration that still runs: `00:20`, `1:02:05`."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def duration(seconds: float) -> str:
    """A duration that is over: `4.1 s` with the decimal sign of the language, from a minute on `01:20`."""
    seconds = max(seconds, 0.0)
    if seconds >= 60:
        return stopwatch(seconds)
    figures = f"{seconds:.1f}"
    return _("{seconds} s").format(seconds=figures.replace(".", ",") if language() == "fr" else figures)


def time_of_day(moment: float) -> str:
    """The local time of a moment in Unix seconds: `10:42:07`."""
    return f"{_local(moment):%H:%M:%S}"


def since(moment: float, now: float) -> str:
    """The local time of a moment: `10:42`, with its date before it when it is not today."""
    then, today = _local(moment), _local(now)
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def date_and_time(moment: float) -> str:
    """The local date and time of a moment, with the offset, for those who read it elsewhere."""
    return f"{_local(moment):%Y-%m-%d %H:%M:%S %z}"


def day_and_time(moment: float) -> str:
    """The local day and time of a moment, to the minute: `2026-11-23 10:42`."""
    return f"{_local(moment):%Y-%m-%d %H:%M}"


def _local(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone()
