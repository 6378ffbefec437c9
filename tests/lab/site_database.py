"""PostgreSQL on the two sites: the primary's, and a replica that streams on the standby; each below its own root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import wait_until
from tests.lab.postgresql import programs

if TYPE_CHECKING:
    from tests.lab.site import Site

DATA = "/srv/database/data"
_AS_OWNER = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
_SETTINGS = """\
listen_addresses = '*'
unix_socket_directories = '/tmp'
fsync = off
hot_standby = on
"""
_PROMOTE = """\
#!/bin/sh
exec {psql} -h /tmp -U postgres -XAtqc 'select pg_promote()'
"""


def follow(primary: Site, standby: Site) -> None:
    """Start both, with a table of orders."""
    _prepare(standby)
    serve(primary)
    sql(primary, "create database shop", "postgres")
    sql(primary, "create table orders (at timestamptz default now())")
    where = ("-h", primary.place.address, "-U", "postgres")
    _as_owner(standby, "pg_basebackup", "-N", "-R", "-c", "fast", *where, "-D", DATA)
    standby.does("service", "postgresql", "start")
    wait_until(lambda: sql(primary, "select count(*) from pg_stat_replication") == "1", what="a replica", limit_s=20)


def serve(site: Site) -> None:
    """Start a server on a site; it holds nothing yet."""
    _prepare(site)
    _as_owner(site, "initdb", "-N", "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-D", DATA)
    (site.root / DATA[1:] / "postgresql.conf").write_text(_SETTINGS)
    with (site.root / DATA[1:] / "pg_hba.conf").open("a") as rules:
        rules.write("host all,replication postgres 0.0.0.0/0 trust\n")
    site.does("service", "postgresql", "start")


def sql(site: Site, query: str, database: str = "shop") -> str:
    """Ask a site's own server."""
    return _as_owner(site, "psql", "-h", "/tmp", "-U", "postgres", "-d", database, "-XAtqc", query).strip()


def _prepare(site: Site) -> None:
    room = site.root / DATA[1:]
    room.parent.mkdir(parents=True)
    site.does("chown", "postgres:postgres", str(DATA.rpartition("/")[0]))
    control = f"{' '.join(_AS_OWNER)} {programs()}/pg_ctl -D {DATA} -w -s"
    site.init(
        "postgresql",
        start=f"{control} -l {DATA}/../log start",
        stop=f"{control} -m fast stop",
        status=f"{control} status",
    )
    promote = site.root / "srv" / "promote"
    promote.write_text(_PROMOTE.format(psql=programs() / "psql"))
    promote.chmod(0o755)


def _as_owner(site: Site, program: str, *words: str) -> str:
    return site.does(*_AS_OWNER, str(programs() / program), *words)
