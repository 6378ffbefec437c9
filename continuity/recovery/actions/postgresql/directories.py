"""The data directory of an old primary: what it is, the new one made beside it, and the two changing places.

The old one is only ever read, and renamed at the end. What is made beside it carries the run's name: ``.part-RUN``
until it is whole, ``.ready-RUN`` until it is in place; the old one is kept as ``.before-RUN``.
Sources: https://www.postgresql.org/docs/15/app-pgrewind.html, app-pgbasebackup.html, storage-file-layout.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.errors import NotProven, Refused, Unavailable
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from continuity.recovery.actions.postgresql.speaking import Account, Server

LONG = timedelta(hours=12)
_SHOWN = 400
_BLOCK = 1024
#: A server that runs in a directory has it as its working directory: a number that another process got proves nothing.
_FACTS = r"""
data=$(readlink -f -- "$1") && cd -- "$data" && test -f PG_VERSION || exit 3
version=$(cat PG_VERSION)
for bin in "/usr/lib/postgresql/$version/bin" "/usr/pgsql-$version/bin" "$(dirname "$(command -v pg_ctl)")"; do
  if [ -x "$bin/pg_ctl" ]; then break; fi
done
pid=$(head -n 1 postmaster.pid 2>/dev/null)
running=no; [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$data" ] && running=yes
mounted=no; [ "$(stat -c %d .)" = "$(stat -c %d ..)" ] || mounted=yes
spaces=$(ls pg_tblspc | wc -l)
link=no; [ -L pg_wal ] && link=yes
writable=no; [ -w .. ] && writable=yes
settings=no; [ -f postgresql.conf ] && settings=yes
used=$(du -sk . | cut -f 1)
free=$(df -Pk .. | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
system=$(LC_ALL=C "$bin/pg_controldata" -D . | sed -n 's/^Database system identifier: *//p')
slot=
if [ -f standby.signal ]; then
  slot=$(sed -n "s/^primary_slot_name *= *'\\([a-z0-9_]*\\)'.*/\\1/p" postgresql.auto.conf | tail -n 1)
fi
for name in data version bin running mounted spaces link writable settings used free system slot; do
  eval "echo $name=\$$name"
done
echo "started=$(sed -n 3p postmaster.pid 2>/dev/null)"
echo "port=$(sed -n 4p postmaster.pid 2>/dev/null)"
"""
_COPIED = 'rm -rf -- "$2" && cp -a --reflink=auto -- "$1" "$2" && rm -f -- "$2/postmaster.pid"'
#: Its own settings stay its own; what it follows is the last word on that.
_SETTLED = r"""
old=$1; new=$2; slot=$3; ready=$4
followed=$(grep '^primary_conninfo' "$new/postgresql.auto.conf" | tail -n 1)
[ -n "$followed" ] || exit 3
for name in postgresql.conf pg_hba.conf pg_ident.conf; do
  if [ -f "$old/$name" ]; then cp -p -- "$old/$name" "$new/$name" || exit 4; fi
done
own=$(grep -v -e '^primary_' -e '^recovery_target' -e '^restore_command' "$old/postgresql.auto.conf" 2>/dev/null)
umask 077
printf '%s\n%s\nprimary_slot_name = '"'%s'"'\n' "$own" "$followed" "$slot" > "$new/postgresql.auto.conf" || exit 4
rm -f -- "$new/recovery.signal" "$new/backup_label.old" && : > "$new/standby.signal" || exit 4
sync "$new/postgresql.auto.conf" "$new/standby.signal" && mv -T -- "$new" "$ready"
"""
_SWAPPED = 'if [ -e "$1" ]; then mv -T -- "$1" "$3" || exit 4; fi; mv -T -- "$2" "$1"'


@dataclass(frozen=True, kw_only=True)
class Directory:
    """A data directory on a machine, looked at; sizes in bytes."""

    account: Account
    data: str
    version: str
    programs: str
    running: bool
    mounted: bool
    has_tablespaces: bool
    has_log_elsewhere: bool
    has_settings: bool
    parent_writable: bool
    used: int
    free: int
    system: str
    started: str
    port: str
    slot: str = ""  # by which it follows, where it is a replica's

    @classmethod
    def look(cls, account: Account, path: str) -> Directory | None:
        """Return what is there; None where there is no data directory of that name."""
        done = account.script(_FACTS, path, timeout=LONG)
        found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
        if done.returncode or "system" not in found:
            return None
        yes = {name: found[name] == "yes" for name in ("running", "mounted", "link", "writable", "settings")}
        return cls(
            account=account,
            data=found["data"],
            version=found["version"],
            programs=found["bin"],
            running=yes["running"],
            mounted=yes["mounted"],
            has_tablespaces=found["spaces"] != "0",
            has_log_elsewhere=yes["link"],
            has_settings=yes["settings"],
            parent_writable=yes["writable"],
            used=int(found["used"]) * _BLOCK,
            free=int(found["free"]) * _BLOCK,
            system=found["system"],
            started=found["started"],
            port=found["port"],
            slot=found["slot"],
        )


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The new directory beside ``data`` (its real path), named by the run that makes it."""

    account: Account
    data: str
    run: str

    @classmethod
    def of(cls, account: Account, path: str, run: str) -> Beside:
        """Return what a run makes beside a directory, or beside what a link leads to."""
        real = account.run(["readlink", "-f", "--", path]).stdout.strip()
        return cls(account=account, data=real or path, run=run)

    @property
    def part(self) -> str:
        """Return where it is made."""
        return f"{self.data}.part-{self.run}"

    @property
    def ready(self) -> str:
        """Return where it is once it is whole."""
        return f"{self.data}.ready-{self.run}"

    @property
    def aside(self) -> str:
        """Return where the old one is kept."""
        return f"{self.data}.before-{self.run}"

    def there(self, path: str) -> bool:
        """Tell whether one of these exists."""
        return self.account.run(["test", "-e", path]).returncode == 0

    def rewind(self, old: Directory, primary: Server) -> str:
        """Copy the old directory and wind the copy back to where the two servers parted; return why not, or empty."""
        if old.has_log_elsewhere:
            return "pg_wal is a link"
        copied = self.account.script(_COPIED, self.data, self.part, timeout=LONG)
        if copied.returncode:
            return _said(copied.stderr)
        source = f"host='{primary.host}' port={primary.port} user='{primary.role}' dbname=postgres"
        words = [f"{old.programs}/pg_rewind", "-R", "-D", self.part, f"--source-server={source}"]
        done = self.account.run(words, password=primary.password, timeout=LONG)
        return "" if done.returncode == 0 else _said(done.stderr)

    def copy(self, old: Directory, primary: Server, slot: str) -> None:
        """Make a base backup of the primary. Raises ``Unavailable`` where it cannot be made."""
        self.remove()
        how = ["-X", "stream", "-S", slot, "-R", "-c", "fast", "-w", "-U", primary.role]
        words = [f"{old.programs}/pg_basebackup", "-D", self.part, *primary.where, *how]
        done = self.account.run(words, password=primary.password, timeout=LONG)
        if done.returncode:
            raise Unavailable(
                "no copy of the primary could be made beside {data}, which is as it was: {said}",
                hint="free some space there, or mend what is said, and have the step done again",
                data=self.data,
                said=_said(done.stderr),
            )

    def settle(self, slot: str) -> None:
        """Give it the old one's settings, and have it follow the primary by its slot."""
        done = self.account.script(_SETTLED, self.data, self.part, slot, self.ready)
        if done.returncode:
            raise NotProven(
                "the new directory could not be set up as a replica: {said}",
                hint="the old one is as it was; have the step done again",
                said=_said(done.stderr),
            )

    def swap(self) -> None:
        """Let the two change places."""
        done = self.account.script(_SWAPPED, self.data, self.ready, self.aside)
        if done.returncode:
            raise Refused(
                "{data} and {ready} could not change places: {said}",
                hint="do it by hand: the old one becomes {aside}",
                data=self.data,
                ready=self.ready,
                aside=self.aside,
                said=_said(done.stderr),
            )

    def remove(self) -> None:
        """Remove what was made and is not whole, also when the work was told to end."""
        with cancel.shielded():
            self.account.run(["rm", "-rf", "--", self.part], timeout=LONG)


def _said(text: str) -> str:
    return veil(text.strip())[-_SHOWN:] or "-"
