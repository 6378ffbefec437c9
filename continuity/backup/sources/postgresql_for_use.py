"""A continuous point made ready to be started: recovered here, shut down, synced; or laid out to recover itself.

Where this machine has the server's major version, ``data/`` is what was asked for and nothing more. Where it has not,
``data/`` and ``wal/`` go to a machine that has: the first start there replays the log to the same moment.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from continuity.backup.sources.held_wal import facts_of
from continuity.backup.sources.private_postgresql import USER
from continuity.backup.sources.recovered_postgresql import KEPT, see_to
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.backup.sources.held_wal import HeldWal
    from continuity.backup.sources.recovered_postgresql import Reached, Recovery

DATA, README = "data", "README.txt"
_HBA = "local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n"

_READY = """\
PostgreSQL {major}, recovered to {reached}; shut down cleanly, ready to start.
PostgreSQL {major}, restauré au {reached} ; arrêté proprement, prêt à démarrer.

  chmod 0711 {target}
  runuser -u {user} -- /usr/lib/postgresql/{major}/bin/pg_ctl -D {target}/data -l {target}/data/log -w \\
      -o "-p 5433 -k /tmp -c archive_mode=off" start
  runuser -u {user} -- psql -h /tmp -p 5433

Port 5433 and archive_mode=off keep it apart from a server that still runs.
Le port 5433 et archive_mode=off le tiennent à l'écart d'un serveur encore en marche.
"""
_ELSEWHERE = """\
A base backup of PostgreSQL {major} and its log, to be recovered to {reached} at the first start, on a machine
with that version. If this directory moves, correct restore_command in data/postgresql.auto.conf.
Une sauvegarde de base de PostgreSQL {major} et son journal, à restaurer au {reached} au premier démarrage, sur une
machine dotée de cette version. Si ce répertoire est déplacé, corriger restore_command dans data/postgresql.auto.conf.

  chown -R {user}: {target}/data {target}/wal && chmod 0711 {target}
  runuser -u {user} -- /usr/lib/postgresql/{major}/bin/pg_ctl -D {target}/data -l {target}/data/log -w \\
      -o "-p 5433 -k /tmp -c archive_mode=off" start
  runuser -u {user} -- psql -h /tmp -p 5433
"""


def leave_ready(held: HeldWal, reached: Reached, binaries: Path, room: Path, target: Path) -> None:
    """Leave the recovered data directory and how to start it; ``target`` is where the folder will lie.

    ``room`` is free again. Raises ``NotProven`` where it was not shut down cleanly, or is not on the disk for sure.
    """
    state = facts_of(see_to(held, binaries, room, "pg_controldata").stdout).get("Database cluster state", "-")
    if state != "shut down":
        raise NotProven(
            "the recovered server did not shut down cleanly ({state})", hint="run the command again", state=state
        )
    (held.folder / KEPT).replace(held.base / KEPT)
    for name in ("postmaster.opts", "postmaster.pid"):
        (held.base / name).unlink(missing_ok=True)
    _complete(held.base)
    done = see_to(held, binaries, room, "initdb", "--sync-only")
    if done.returncode != 0:
        raise NotProven("what was recovered could not be written to the disk: {said}", said=done.stderr.strip()[-300:])
    held.base.rename(held.folder / DATA)
    shutil.rmtree(held.wal)
    (held.folder / "facts.json").unlink()
    when = reached.at or reached.last_transaction
    words = {"major": reached.major, "reached": write_time(when) if when else "-", "target": target, "user": USER}
    (held.folder / README).write_text(_filled(_READY, **words))


def leave_for_elsewhere(recovery: Recovery, target: Path) -> None:
    """Leave base and log so that the first start, where the version is installed, recovers them to the same moment."""
    held = recovery.held
    sizes = [path.stat().st_size for path in held.wal.glob("?" * 24 + "*")]
    held.even_out(max(sizes, default=0))
    settings = [f"""restore_command = 'cp "{target}/wal/%f" "%p"'""", "recovery_target_action = 'promote'"]
    if recovery.at:
        settings.append(f"recovery_target_time = '{recovery.at.isoformat(sep=' ')}'")
    with (held.base / KEPT).open("a") as file:
        file.write("".join(f"{line}\n" for line in settings))
    (held.base / "recovery.signal").touch()
    _complete(held.base)
    words = {"major": held.major, "reached": write_time(recovery.at) if recovery.at else "-"}
    held.base.rename(held.folder / DATA)
    (held.folder / "facts.json").unlink()
    (held.folder / README).write_text(_filled(_ELSEWHERE, **words, target=target, user=USER))


def _complete(base: Path) -> None:
    """Give it settings to start with where the server kept its own outside of its data directory, as on Debian."""
    for name, text in (("postgresql.conf", ""), ("pg_hba.conf", _HBA), ("pg_ident.conf", "")):
        path = base / name
        if not path.exists():
            path.write_text(text)
            shutil.copymode(base / "PG_VERSION", path)
            info = (base / "PG_VERSION").stat()
            shutil.chown(path, info.st_uid, info.st_gid)


def _filled(msg: str, **words: object) -> str:
    """Return a text of the README, which is in both languages: nobody knows who will read it."""
    return msg.format(**words)
