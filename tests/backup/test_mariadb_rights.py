"""What a role may read, in the server's own words, and which versions of client and server fit together."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity.backup.sources.mariadb_rights import LOCKING, READING, ROUTINES, Version, missing

MARIADB = Version(mariadb=True, number=(10, 11))
MYSQL = Version(mariadb=False, number=(8, 0))
PROC = "GRANT SELECT ON `mysql`.`proc` TO `b`@`%`"
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


def granted(name: str, rights: str = "SELECT, SHOW VIEW, TRIGGER, EVENT") -> list[str]:
    """Rights on one database as they are granted to it alone: the server's wildcards escaped, quotes doubled."""
    escaped = "".join("\\" + one if one in "\\%_" else one for one in name).replace("`", "``")
    return [f"GRANT {rights} ON `{escaped}`.* TO `b`@`%`", PROC]


@given(NAMES)
@example("shop_1")
@example("a`b.*")
@settings(max_examples=50)
def test_rights_on_a_database_are_rights_on_that_one(name: str) -> None:
    assert missing(granted(name), name, MARIADB, lock=False) == []
    assert missing(granted(name), f"{name}x", MARIADB, lock=False) == list(READING)
    assert missing(granted(name), name, MARIADB, lock=True) == [LOCKING]


@pytest.mark.parametrize(
    ("grants", "lacking"),
    [
        (["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"], []),
        (["GRANT USAGE ON *.* TO `b`@`%`", "GRANT ALL PRIVILEGES ON `sh%`.* TO `b`@`%`", PROC], []),
        (["GRANT ALL PRIVILEGES ON `sh_p`.* TO `b`@`%`", PROC], []),
        (["GRANT ALL PRIVILEGES ON `shop`.* TO `b`@`%`"], [ROUTINES]),
        (["GRANT ALL PRIVILEGES ON `shop`.* TO `b`@`%`", "GRANT SELECT ON `mysql`.* TO `b`@`%`"], []),
        (["GRANT ALL PRIVILEGES ON `other`.* TO `b`@`%`", PROC], [*READING, LOCKING]),
        (["GRANT SELECT, TRIGGER, SHOW VIEW, EVENT, LOCK TABLES ON `shop`.`a` TO `b`@`%`", PROC], [*READING, LOCKING]),
        (["GRANT SELECT (`a`, `b`), SHOW VIEW ON `shop`.* TO `b`@`%`", PROC], ["SELECT", "TRIGGER", "EVENT", LOCKING]),
        (["GRANT `reader` TO `b`@`%`", "GRANT PROXY ON ''@'%' TO 'root'@'localhost'"], [*READING, LOCKING, ROUTINES]),
    ],
)  # fmt: skip
def test_what_is_missing(grants: list[str], lacking: list[str]) -> None:
    assert missing(grants, "shop", MARIADB, lock=True) == lacking


def test_routines_have_a_right_of_their_own_in_later_versions() -> None:
    grants = ["GRANT ALL PRIVILEGES ON `shop`.* TO `b`@`%`"]
    assert missing(grants, "shop", Version(mariadb=True, number=(11, 4)), lock=True) == []


def test_mysql_shows_routines_by_a_right_of_its_own() -> None:
    assert missing(granted("shop"), "shop", MYSQL, lock=False) == ["SHOW_ROUTINE on *.*"]
    assert missing([*granted("shop"), "GRANT SHOW_ROUTINE ON *.* TO `b`@`%`"], "shop", MYSQL, lock=False) == []


@pytest.mark.parametrize(
    ("client", "server", "whole"),
    [
        (
            "mariadb-dump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)",
            "10.11.6-MariaDB-log",
            True,
        ),
        ("mariadb-dump  Ver 10.19 Distrib 10.5.1-MariaDB, for debian-linux-gnu (x86_64)", "10.11.6-MariaDB-log", False),
        ("mariadb-dump from 11.4.2-MariaDB, client 10.19 for debian-linux-gnu (x86_64)", "11.4.2-MariaDB", True),
        ("mysqldump  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)", "8.0.35", True),
        ("mysqldump  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)", "8.4.0", False),
        ("mysqldump  Ver 8.4.0 for Linux on x86_64 (MySQL Community Server - GPL)", "10.11.6-MariaDB", False),
        ("mariadb-dump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)", "8.4.0", True),
        ("what is this", "10.11.6-MariaDB", False),
    ],
)
def test_a_client_dumps_its_own_family_up_to_its_version(client: str, server: str, whole: bool) -> None:
    assert Version.of_client(client).dumps(Version.of_server(server)) is whole
