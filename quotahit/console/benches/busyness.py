"""How busy everything else on the machine was while something was measured (Linux; elsewhere nobody can tell)."""

import os
from pathlib import Path

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")


class Busyness:
    """Watches from when it is made; this process, its children and PostgreSQL are measured, all others are not."""

    def __init__(self) -> None:
        self._all, self._measured = _cpu_seconds(), _measured_seconds()
        self._began = _uptime()

    def others(self) -> float | None:
        """Cores that other programs kept busy since; None where the system does not say."""
        elapsed = _uptime() - self._began
        if elapsed <= 0:
            return None
        busy = (_cpu_seconds() - self._all) - (_measured_seconds() - self._measured)
        return round(max(busy, 0.0) / elapsed, 2)


def _uptime() -> float:
    path = _PROC / "uptime"
    return float(path.read_text().split()[0]) if path.exists() else 0.0


def _cpu_seconds() -> float:
    path = _PROC / "stat"
    if not path.exists():
        return 0.0
    user, nice, system, _idle, _iowait, irq, softirq = map(int, path.read_text().split("\n", 1)[0].split()[1:8])
    return (user + nice + system + irq + softirq) / _TICK


def _measured_seconds() -> float:
    return sum(map(_seconds_of, _PROC.glob("[0-9]*/stat")))


def _seconds_of(path: Path) -> float:
    try:
        name, _, rest = path.read_text().partition("(")[2].rpartition(")")
    except OSError:  # it ended while we looked
        return 0.0
    fields = rest.split()
    ours = os.getpid() in (int(path.parent.name), int(fields[1]))
    return (int(fields[11]) + int(fields[12])) / _TICK if ours or name == "postgres" else 0.0
