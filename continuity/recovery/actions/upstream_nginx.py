"""nginx and one file that it includes: replaced as a whole, tested, taken over, and put back where that fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable
from continuity.recovery.actions.machines import missing

if TYPE_CHECKING:
    from continuity.ground.process import Completed
    from continuity.recovery.actions.machines import Machine

#: The first line of a file that is ours to write.
MARKER = "# continuity: upstream"
_LIMIT = timedelta(minutes=1)
_SERVER = re.compile(r"^\s*server\s+([^\s;]+)", re.MULTILINE)

#: $1 the file, $2 our marker. 93: not there or a link, 94: nginx finds fault, 95: nginx does not read it, 96: not ours.
_LOOK = """\
[ -f "$1" ] && [ ! -L "$1" ] || exit 93
head -n 1 "$1" | grep -qxF "$2" || exit 96
nginx -q -t || exit 94
nginx -T 2>/dev/null | grep -qxF "# configuration file $1:" || exit 95
"""
#: Read on stdin: the new file. What was there is kept beside it, by a name that no `include *` reads. Where it ends
#: with 91, 92, 97 or 98 that file stands as it stood; with anything else, nobody knows.
_SWITCH = """\
beside=$(dirname "$1")/.$(basename "$1")
pid=$(nginx -T 2>/dev/null | sed -n 's/^[[:space:]]*pid[[:space:]][[:space:]]*\\(.*\\);.*/\\1/p' | tail -n 1)
[ -n "$pid" ] || pid=$(nginx -V 2>&1 | sed -n 's/.*--pid-path=\\([^ ]*\\).*/\\1/p')
workers() { pgrep -P "$(cat "$pid")" | sort | tr '\\n' ' '; }
[ -n "$(workers)" ] || { echo "nginx does not run ($pid)" >&2; exit 92; }
# nginx keeps its old workers where it cannot take a new configuration over, and says so in its log alone; otherwise
# the new ones come first, and a moment later the old ones accept nothing more (their title says so) and end
taken_over() {
    for one in $before; do
        case $(tr '\\0' ' ' </proc/$one/cmdline 2>/dev/null) in '' | *'shutting down'*) ;; *) return 1 ;; esac
    done
    [ -n "$(workers)" ]
}
take_over() {
    before=$(workers)
    nginx -s reload || return
    left=50
    until taken_over; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "no worker of nginx took it over; see its error log" >&2; return 1; }
        sleep 0.1
    done
}
put_back() { cp -p "$beside.before" "$beside.new" && mv "$beside.new" "$1"; }
cp -p "$1" "$beside.new" && cat >"$beside.new" && sync "$beside.new" || exit 91
if cmp -s "$beside.new" "$1"; then
    rm "$beside.new"
    take_over || exit 98
    exit 0
fi
cp -p "$1" "$beside.before" && mv "$beside.new" "$1" || exit 91
nginx -q -t || { put_back "$1" || exit 99; exit 97; }
take_over || { put_back "$1" || exit 99; nginx -s reload; exit 98; }
"""
_AS_IT_STOOD = (91, 92, 97, 98)


@dataclass(frozen=True, kw_only=True)
class Nginx:
    """The nginx of a machine, the file, and the server that shall stand in it."""

    machine: Machine
    file: str
    to: str

    def typed(self) -> list[str]:
        """Return what a person types."""
        write = ["sh", "-c", 'printf "%s\\n" "$2" "server $3;" >"$1"', "sh", self.file, MARKER, self.to]
        return [self.machine.as_typed(argv) for argv in (write, ["nginx", "-t"], ["nginx", "-s", "reload"])]

    def look(self) -> None:
        """Raise where it would not be done: the program, the file, what nginx thinks of its configuration as it is."""
        if fault := missing(self.machine, "nginx", "pgrep", "cmp"):
            raise fault
        self._refuse(self._run(_LOOK))

    def switch(self) -> str:
        """Write the file and have it taken over; return whom it named before."""
        self.look()
        was = _SERVER.search(self._run('cat "$1"').stdout)
        done = self._run(_SWITCH, f"{MARKER}\nserver {self.to};\n")
        if done.timed_out or done.returncode not in (0, *_AS_IT_STOOD):
            raise self._unknown(done)
        if done.returncode:
            raise NotProven(
                "nginx of {machine} did not take {to} over, and goes on as before: {said}",
                hint="see what it says; the file stands as it stood",
                machine=self.machine.name or "-",
                to=self.to,
                said=done.stderr.strip() or done.returncode,
            )
        return was[1] if was else ""

    def _unknown(self, done: Completed) -> NotProven:
        folder, _, name = self.file.rpartition("/")
        return NotProven(
            "nobody knows whether nginx of {machine} took {to} over: {said}",
            hint="see there what stands in {file}, and before it in {before}; then: nginx -t, nginx -s reload",
            machine=self.machine.name or "-",
            to=self.to,
            said=done.stderr.strip() or ("-" if done.timed_out else done.returncode),
            file=self.file,
            before=f"{folder}/.{name}.before",
        )

    def _run(self, script: str, given: str = "") -> Completed:
        return self.machine.run(["sh", "-c", script, "sh", self.file, MARKER], stdin=given, timeout=_LIMIT)

    def _refuse(self, looked: Completed) -> None:
        status = looked.returncode
        if status == 0 and not looked.timed_out:
            return
        fault = self._faults().get(status)
        raise fault or Unavailable(
            "nginx of {machine} cannot switch: {said}",
            hint="see there: nginx -t",
            machine=self.machine.name or "-",
            said=looked.stderr.strip() or status,
        )

    def _faults(self) -> dict[int, ContinuityError]:
        where = {"machine": self.machine.name or "-", "file": self.file}
        return {
            93: Unavailable("{file} is no file of {machine}", hint="write it there, and include it in nginx", **where),
            95: Refused("nginx of {machine} does not read {file}", hint="include it in its configuration", **where),
            96: Refused(
                "{file} of {machine} is not ours to write",
                hint="where it may be overwritten, make this its first line: {marker}",
                marker=MARKER,
                **where,
            ),
        }
