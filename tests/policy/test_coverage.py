"""What is unprotected: a table of small machines, each with what its documents name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from continuity.model import source as sources
from continuity.policy.coverage import Database, Found, GapKind, Mount, exclusions, gaps

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

BASE = """\
version: 1
state: /var/lib/continuity
client: {name: acme}
sites: {here: {}}
repositories: {disk: {adapter: local, path: /mnt/backup/repo, site: here, medium: disk, credential: me}}
"""


def asset(source: str, name: str = "one") -> str:
    return f"assets: {{{name}: {{site: here, policy: bronze, copies: [disk], source: {source}}}}}\n"


def mounts(*points: str) -> Found:
    return Found(mounts=tuple(Mount(point=PurePosixPath(point), kind="ext4", used=1) for point in points))


def subjects(loads: Loads, text: str, found: Found) -> list[str]:
    return [gap.subject.removesuffix(" (ext4)") for gap in gaps(loads(BASE + text), found)]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("{kind: files, paths: [/srv/data]}", ["/", "/home"]),
        ("{kind: files, paths: [/srv/data/deep/below]}", ["/", "/home"]),
        ("{kind: files, paths: [/etc]}", ["/home", "/srv/data"]),
        ("{kind: files, paths: [/]}", []),
        ("{kind: files, paths: [/], one_file_system: true}", ["/home", "/srv/data"]),
        ("{kind: files, paths: [/, /home], one_file_system: true}", ["/srv/data"]),
        ("{kind: files, paths: [/srv, /home/me]}", []),
        ("{kind: files, paths: [/srv/database, /home]}", ["/srv/data"]),
        ("{kind: files, paths: [/srv], exclude: [/srv/data, '*.tmp']}", ["/home"]),
    ],
)
def test_file_systems_that_no_source_names(loads: Loads, source: str, left: list[str]) -> None:
    assert subjects(loads, asset(source), mounts("/", "/home", "/srv/data", "/mnt/backup")) == left


def test_the_place_of_copies_and_of_the_state_is_named_but_does_not_stand_for_the_root(loads: Loads) -> None:
    source = asset("{kind: files, paths: [/srv]}")
    assert subjects(loads, source, mounts("/mnt/backup", "/var/lib/continuity", "/srv")) == []
    assert subjects(loads, source, mounts("/", "/srv")) == ["/"]


def test_a_file_system_seen_twice_needs_one_name(loads: Loads) -> None:
    seen = Mount(point=PurePosixPath("/srv"), kind="ext4", also=(PurePosixPath("/mnt/same"),))
    for path, left in (("/srv/a", 0), ("/mnt/same/a", 0), ("/mnt", 0), ("/etc", 1)):
        text = asset(f"{{kind: files, paths: [{path}]}}")
        assert len(gaps(loads(BASE + text), Found(mounts=(seen,)))) == left


def test_what_is_unprotected_on_purpose_is_no_gap_and_is_recorded(loads: Loads) -> None:
    text = asset("{kind: files, paths: [/etc], exclude: ['*.tmp']}") + (
        "unprotected:\n  scratch: {path: /srv, reason: rebuilt each night}\n"
    )
    assert subjects(loads, text, mounts("/", "/srv/data", "/srv", "/srvother")) == ["/srvother"]
    found = exclusions(loads(BASE + text))
    assert [(one.subject, one.of, one.reason) for one in found] == [
        ("*.tmp", "acme/one", ""),
        ("/srv", "unprotected", "rebuilt each night"),
    ]
    assert [one.where.rpartition(":")[2] for one in found] == ["6", "8"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{kind: files, paths: [/etc]}", "no asset names this database server"),
        ("{kind: files, paths: [/var/lib]}", "its files are copied while the server may be writing"),
        ("{kind: postgresql, database: shop, user: u}", ""),
        ("{kind: postgresql, host: localhost, port: 5433, database: shop, user: u}", "no asset names"),
        ("{kind: postgresql, host: db.example.org, database: shop, user: u}", "no asset names"),
        ("{kind: mariadb, database: shop, user: u}", "no asset names"),
    ],
)
def test_database_servers_that_nobody_names(loads: Loads, source: str, reason: str) -> None:
    server = Database(engine="postgresql", directory=PurePosixPath("/var/lib/postgresql/15/main"), port=5432)
    found = [
        gap for gap in gaps(loads(BASE + asset(source)), Found(databases=(server,))) if gap.kind is GapKind.DATABASE
    ]
    assert len(found) == bool(reason)
    assert all(str(gap.reason).startswith(reason) for gap in found)


def test_the_file_system_of_a_database_that_is_named_is_named(loads: Loads) -> None:
    server = Database(engine="mysql", directory=PurePosixPath("/var/lib/mysql"))
    machine = Found(mounts=mounts("/var/lib/mysql").mounts, databases=(server,))
    found = gaps(loads(BASE + asset("{kind: mysql, database: shop, user: u}")), machine)
    assert found == ()
    assert len(gaps(loads(BASE), machine)) == 2


def test_assets_that_are_not_read_yet_are_told_with_their_line(loads: Loads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ACTIVE_SOURCES", sources.ACTIVE_SOURCES - {"mariadb"})
    (gap,) = gaps(loads(BASE + asset("{kind: mariadb, database: shop, user: u}")), Found())
    assert (gap.kind, gap.subject, gap.where.rpartition(":")[2]) == (GapKind.ASSET, "acme/one", "6")
    assert str(gap.reason) == "sources of kind mariadb are not read yet"


def test_devices_of_which_nothing_is_kept(loads: Loads) -> None:
    text = asset("{kind: ssh-command, device: switch, command: show run}") + (
        "devices:\n"
        "  switch: {address: 10.0.0.1, site: here, ssh: {user: u, identity: {env: KEY}, known_hosts: /k}}\n"
        "  firewall: {address: 10.0.0.2, site: here}\n"
        "  printer: {address: 10.0.0.3, site: here}\n"
        "unprotected: {paper: {device: printer, reason: nothing worth keeping}}\n"
    )
    found = [gap for gap in gaps(loads(BASE + text), Found()) if gap.kind is GapKind.DEVICE]
    assert [(gap.subject, gap.where.rpartition(":")[2]) for gap in found] == [("acme/firewall", "9")]
