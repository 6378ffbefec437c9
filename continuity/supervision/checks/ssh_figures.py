"""What a Linux machine tells of itself: files of ``/proc`` and the output of its own programs, as figures. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.supervision.checks.ports import Answer, Figure, NotAsked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHY = {
    "no load": "its load cannot be read",
    "no memory": "its memory cannot be read",
    "load": "load {figures}",
    "memory": "memory {used:.0f} % used, swap {swap:.0f} %",
    "disk": "{path} {used:.0f} % used, the fullest of {count}",
    "no disks": "no file system of a disk was found",
    "services": "no unit has failed",
    "failed": "failed: {names}",
    "updates": "{count} updates wait, {security} of them for security",
    "program": "{program} could not be asked there: {said}",
}
#: What the shell there is told to run, with its end told on a line of its own: an output that was cut short is none.
COMMANDS = {
    "services": "LC_ALL=C systemctl list-units --state=failed --plain --no-legend --no-pager; echo ended $?",
    "updates": "LC_ALL=C apt-get -s -qq -o Debug::NoLocking=true dist-upgrade; echo ended $?",
}
_KIBI, _SHOWN = 1024, 5
_UNREAL = ("/dev/loop", "/dev/ram", "/dev/zram", "/dev/sr")
_POOLS = ("zfs", "btrfs", "nfs", "nfs4", "cifs", "ceph", "glusterfs", "overlay")


def load(text: str) -> Answer:
    """Return the load of 1, 5 and 15 minutes of ``/proc/loadavg``."""
    try:
        values = [float(one) for one in text.split()[:3]]
        first, second, third = values
    except ValueError:
        raise NotAsked(WHY["no load"]) from None
    names = {"load1": first, "load5": second, "load15": third}
    said = WHY["load"].format(figures=" ".join(f"{one:.2f}" for one in values))
    return Answer(said=said, figures=tuple(Figure(name=name, value=value) for name, value in names.items()))


def memory(text: str) -> Answer:
    """Return how much of the memory of ``/proc/meminfo`` is taken: what programs cannot have, caches not counted."""
    told = {}
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        amount = rest.split()[:1]
        if amount and amount[0].isdecimal():
            told[name] = int(amount[0]) * _KIBI
    try:
        used = _share(told["MemTotal"], told["MemAvailable"])
        swap = _share(told["SwapTotal"], told["SwapFree"]) if told.get("SwapTotal") else 0.0
    except (KeyError, ZeroDivisionError):
        raise NotAsked(WHY["no memory"]) from None
    figures = (Figure(name="memory", value=used, unit="%"), Figure(name="swap", value=swap, unit="%"))
    return Answer(said=WHY["memory"].format(used=used, swap=swap), figures=figures)


def mounted(text: str) -> Iterator[str]:
    """Yield where the file systems of ``/proc/mounts`` that can fill up are mounted, each file system once."""
    seen = set()
    for line in text.splitlines():
        device, path, kind, options = [*line.split(), "", "", "", ""][:4]
        real = (device.startswith("/dev/") and not device.startswith(_UNREAL)) or kind in _POOLS
        if real and "ro" not in options.split(",") and device not in seen:
            seen.add(device)
            yield path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def disk(rooms: Mapping[str, tuple[int, int]]) -> Answer:
    """Return how full file systems are, the fullest first; of each is told what is used and what may still be."""
    full = {path: 100 * used / (used + left) for path, (used, left) in rooms.items() if used + left > 0}
    if not full:
        raise NotAsked(WHY["no disks"])
    order = sorted(full, key=lambda path: (-full[path], path))
    figures = tuple(Figure(name=path, value=round(full[path], 3), unit="%") for path in order)
    return Answer(said=WHY["disk"].format(path=order[0], used=full[order[0]], count=len(full)), figures=figures)


def services(text: str) -> Answer:
    """Return how many units of systemd have failed."""
    names = [line.split()[0] for line in _whole(text, "systemctl") if line.strip()]
    shown = " ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    said = WHY["failed"].format(names=shown) if names else WHY["services"]
    return Answer(said=said, figures=(Figure(name="failed", value=len(names)),))


def updates(text: str) -> Answer:
    """Return how many packages apt would bring up to date, and how many of them for security."""
    lines = [line for line in _whole(text, "apt-get") if line.startswith("Inst ")]
    security = sum("-security" in line.lower() for line in lines)
    said = WHY["updates"].format(count=len(lines), security=security)
    figures = (Figure(name="updates", value=len(lines)), Figure(name="security", value=security))
    return Answer(said=said, figures=figures)


def _whole(text: str, program: str) -> list[str]:
    """Return the lines of an output that ended, and ended well. Raises ``NotAsked`` for any other."""
    *lines, last = text.splitlines() or [""]
    if last != "ended 0":
        said = " ".join(lines[-1:]) or last or "-"
        raise NotAsked(WHY["program"].format(program=program, said=said[:200]))
    return lines


def _share(whole: int, left: int) -> float:
    return round(100 * (whole - left) / whole, 3)
