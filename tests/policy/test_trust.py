"""A host where restic runs is given a password: what it can read of others is told, and what cannot be made there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from continuity.policy.trust import trust

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

HEAD = """\
version: 1
state: s
client: {name: acme}
sites: {here: {}}
repositories:
  disk: {adapter: local, path: d, site: here, medium: disk, credential: a}
  own: {adapter: local, path: o, site: here, medium: disk, credential: a}
  away: {adapter: sftp, host: h, user: u, path: p, identity: {env: I}, known_hosts: k, site: here, medium: disk,
    credential: b}
devices:
  web: {address: a, site: here, ssh: &way {user: u, identity: {env: I}, known_hosts: k}}
  mail: {address: b, site: here, ssh: *way}
assets:
"""
ASSET = "  {name}: {{site: here, policy: bronze, copies: [{copies}], source: {{kind: files, paths: [/x]{source}}}}}\n"


def asset(name: str, copies: str, source: str = "") -> str:
    return ASSET.format(name=name, copies=copies, source=source)


@pytest.mark.parametrize(
    ("assets", "said"),
    [
        (asset("one", "own", ", on: web") + asset("two", "disk"), []),
        (asset("one", "disk", ", on: web") + asset("two", "disk", ", on: web"), []),
        (asset("one", "disk", ", on: web, restic: never") + asset("two", "disk"), []),
        (asset("one", "disk, away", ", on: web") + asset("two", "disk"), []),
        (asset("one", "disk", ", on: web") + asset("two", "disk"), ["warning: web is given the password of disk"]),
        (
            asset("one", "disk", ", on: web") + asset("two", "disk", ", on: mail"),
            ["warning: web is given the password of disk", "warning: mail is given the password of disk"],
        ),
        (asset("one", "away", ", on: web, restic: required"), ["error: away is no directory of this machine"]),
    ],
)
def test_what_a_host_could_read_of_others_is_told(loads: Loads, assets: str, said: list[str]) -> None:
    (client,) = loads(HEAD + assets).clients.values()
    found = [f"{one.severity}: {one.reason}" for one in trust(client)]
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), found
