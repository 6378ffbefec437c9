"""Nothing is destroyed but what was set aside for it, twice: every other directory and repository is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.drills.encrypting import ENDING
from continuity.engine.drills.set_aside import MARKER
from continuity.engine.drills.thief import rob
from continuity.engine.drills.thief_s3 import _listed, _versions
from continuity.ground.errors import Refused
from tests.engine.kit import Client, local, tree
from tests.engine.test_drills import states

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.kit import Done

TOLD = {"title": "Own", "purpose": "A test"}


def documents(client: Client, change: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
    """Write documents in which the share is set aside, and a drill that encrypts it and robs its repository."""
    kept = {"asset": "{{ asset }}", "keep": "{{ sandbox }}/kept"}
    inputs = {"asset": {"kind": "asset", "title": "asset"}}
    strike = {"do": "encrypt_files", "with": kept, "undo": {"do": "put_back", "with": kept}}
    ruin = {"do": "destroy_repository", "with": {"asset": "{{ asset }}", "repository": "disk"}}
    steps = [{"name": "look", "title": "Look", "do": "backup", "with": {"asset": "{{ asset }}"}}]
    rehearsed = TOLD | {"inputs": inputs, "with": {"asset": "{{ asset }}"}, "runbook": "own"}
    client.more = {
        "runbooks": {"own": TOLD | {"inputs": inputs, "steps": steps}},
        "drills": {"strike": rehearsed | {"fault": strike}, "ruin": rehearsed | {"fault": ruin}},
    }
    client.repositories["disk"]["rehearsal"] = True
    client.write()
    document = json.loads(client.config.read_text())
    document["assets"]["share"]["rehearsal"] = True
    change(document)
    client.config.write_text(json.dumps(document))


@pytest.fixture
def aside(client: Client) -> Client:
    (client.share / "text").write_text("a line that compresses\n" * 500)
    (client.share / MARKER).write_text("acme/share\n")
    client.run("backup")
    documents(client)
    return client


def strike(client: Client, code: int | None, name: str = "strike") -> Done:
    return client.run("drill", "run", name, "--with", "asset=share", code=code)


def test_what_is_set_aside_is_really_encrypted_and_put_back(aside: Client) -> None:
    before = tree(aside.share)
    found = aside.run("drill", "run", "strike", "--with", "asset=share", "--json", code=1).json
    assert found["detail"]["fault"]["encrypted"] == 41
    assert states(found)["look"] == "done", "it was backed up as it was then"
    assert tree(aside.share) == before
    (_, spoilt, *_) = aside.points()
    restored = aside.root / "spoilt"
    aside.run("restore", "share", "--to", restored, "--at", spoilt["data_time"])
    locked = aside.restored(restored, aside.share / f"text{ENDING}").read_bytes()
    assert len(locked) == len((aside.share / "text").read_bytes())
    assert b"compresses" not in locked


def _link(client: Client) -> None:
    (client.share / "link").symlink_to("/etc/hostname")


def _second_name(client: Client) -> None:
    (client.root / "mine").write_text("mine")
    os.link(client.root / "mine", client.share / "mine")


def _another_name(client: Client) -> None:
    client.share.rename(client.root / "real")
    client.share.symlink_to(client.root / "real")


def _another_marker(client: Client) -> None:
    (client.share / MARKER).write_text("acme/other\n")


def _linked_marker(client: Client) -> None:
    (client.share / MARKER).rename(client.root / "marker")
    (client.share / MARKER).symlink_to(client.root / "marker")


def _pipe(client: Client) -> None:
    os.mkfifo(client.share / "pipe")


def _unmarked(client: Client) -> None:
    (client.share / MARKER).unlink()


@pytest.mark.parametrize(
    "spoil", [_link, _second_name, _another_name, _another_marker, _linked_marker, _pipe, _unmarked]
)
def test_files_that_may_lead_elsewhere_are_refused(aside: Client, spoil: Callable[[Client], None]) -> None:
    spoil(aside)
    before, runs = tree(aside.root / "share"), len(aside.records())
    told = strike(aside, 5)
    assert "may lead elsewhere" in told.err or "does not say that it may be destroyed" in told.err
    assert tree(aside.root / "share") == before
    assert len(aside.records()) == runs, "nothing had begun"


def _only_one_says_so(document: dict[str, Any]) -> None:
    del document["assets"]["share"]["rehearsal"]


def _its_repository_does_not(document: dict[str, Any]) -> None:
    del document["repositories"]["disk"]["rehearsal"]


def _another_asset_is_there(document: dict[str, Any]) -> None:
    document["assets"]["other"] = _files(document, "/srv", "disk")


def _another_asset_lies_below(document: dict[str, Any]) -> None:
    document["repositories"]["more"] = local("/srv/more")
    path = document["assets"]["share"]["source"]["paths"][0]
    document["assets"]["other"] = _files(document, f"{path}/folder 0", "more")


def _another_asset_lies_above(document: dict[str, Any]) -> None:
    document["repositories"]["more"] = local("/srv/more")
    path = document["assets"]["share"]["source"]["paths"][0]
    document["assets"]["other"] = _files(document, path.rpartition("/")[0], "more")


def _a_repository_lies_below(document: dict[str, Any]) -> None:
    document["repositories"]["more"] = local(document["assets"]["share"]["source"]["paths"][0] + "/more")


def _one_place_twice(document: dict[str, Any]) -> None:
    document["repositories"]["more"] = local(document["repositories"]["disk"]["path"])


def _a_copy_that_is_in_use(document: dict[str, Any]) -> None:
    document["repositories"]["more"] = local("/srv/more")
    document["assets"]["share"]["copies"].append("more")


def _files(document: dict[str, Any], path: str, repository: str) -> dict[str, Any]:
    like: dict[str, Any] = document["assets"]["share"]
    return like | {"source": {"kind": "files", "paths": [path]}, "copies": [repository]}


@pytest.mark.parametrize(
    "change",
    [
        _only_one_says_so,
        _its_repository_does_not,
        _another_asset_is_there,
        _another_asset_lies_below,
        _another_asset_lies_above,
        _a_repository_lies_below,
        _one_place_twice,
        _a_copy_that_is_in_use,
    ],
)
def test_what_is_in_use_is_refused(aside: Client, change: Callable[[dict[str, Any]], None]) -> None:
    documents(aside, change)
    share, disk = tree(aside.share), tree(aside.root / "disk")
    for name in ("strike", "ruin"):
        strike(aside, 5, name)
    assert (tree(aside.share), tree(aside.root / "disk")) == (share, disk)


def test_what_is_mounted_there_is_refused(aside: Client) -> None:
    """By a mount of its own, and by another way to what another asset holds."""
    inner = aside.share / "inner"
    inner.mkdir()
    real = aside.root / "real"
    real.mkdir()
    (real / "precious").write_text("mine")
    words = " ".join(f"'{word}'" for word in aside.argv("drill", "run", "strike", "--with", "asset=share"))
    for source, point in ((real, inner), (aside.share, aside.share)):
        script = f"mount --bind '{source}' '{point}' && exec continuity {words}"
        argv = ["unshare", "--mount", "sh", "-c", script]
        done = subprocess.run(argv, env=os.environ | aside.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 5, done.stdout + done.stderr
        assert "may lead elsewhere" in done.stderr
    assert (real / "precious").read_text() == "mine"


def test_a_repository_that_held_another_asset_is_refused(client: Client) -> None:
    """Also where no document says so any more: its points are there."""
    (client.share / MARKER).write_text("acme/share\n")
    old = client.root / "old"
    old.mkdir()
    (old / "file").write_text("precious")
    documents(client, lambda document: document["assets"].update(old=_files(document, str(old), "disk")))
    client.run("backup", "old")
    documents(client)
    assert "the repository disk holds acme/old as well" in strike(client, 5, "ruin").err


def _lies_at(path: Path, document: dict[str, Any]) -> None:
    document["repositories"]["disk"]["path"] = str(path)


def _restic(client: Client, repository: Path, *words: str) -> None:
    secret = {"RESTIC_PASSWORD": client.vault().get("acme/disk/password")}
    subprocess.run(["restic", "-q", "--no-cache", "-r", repository, *words], env=os.environ | secret, check=True)


def test_an_edited_path_destroys_nothing(aside: Client) -> None:
    """What lies there is no repository; one that others use; and one whose points are not known under this name."""
    data = aside.root / "application"
    for name in ("config", "data/customers/precious.db", "keys/private.pem"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("precious")
    clone = aside.root / "clone"
    shutil.copytree(aside.root / "disk", clone)
    _restic(aside, clone, "tag", "--add", "theirs")  # the same key and asset, and nobody here made it
    for place, told in ((data, "none of a repository's own files"), (clone, "which is no known point of acme/share")):
        before = tree(place)
        documents(aside, partial(_lies_at, place))
        assert told in strike(aside, 5, "ruin").err
        assert tree(place) == before


def test_a_repository_under_another_name_is_refused(aside: Client) -> None:
    def renamed(document: dict[str, Any]) -> None:
        document["repositories"]["other"] = document["repositories"].pop("disk")
        document["assets"]["share"]["copies"] = ["other"]
        document["drills"]["ruin"]["fault"]["with"]["repository"] = "other"

    documents(aside, renamed)
    before = tree(aside.root / "disk")
    strike(aside, 5, "ruin")
    assert tree(aside.root / "disk") == before


def _linked_data(disk: Path, outside: Path) -> None:
    (disk / "data").rename(outside / "data")
    (disk / "data").symlink_to(outside / "data")


def _linked_pack(disk: Path, outside: Path) -> None:
    (disk / "data" / "00" / ("0" * 64)).symlink_to(outside)


def _second_name_of_a_pack(disk: Path, outside: Path) -> None:
    (outside / "mine").write_text("mine")
    os.link(outside / "mine", disk / "data" / "00" / ("0" * 64))


def _somebodys_file(disk: Path, _outside: Path) -> None:
    (disk / "data" / "00" / "notes.txt").write_text("mine")


@pytest.mark.parametrize("spoil", [_linked_data, _linked_pack, _second_name_of_a_pack, _somebodys_file])
def test_a_repository_that_leads_elsewhere_is_refused(tmp_path: Path, spoil: Callable[[Path, Path], None]) -> None:
    disk, outside = tmp_path / "disk", tmp_path / "outside"
    outside.mkdir()
    for name in ("config", f"keys/{'a' * 64}", f"data/00/{'b' * 64}", f"data/ff/{'c' * 64}"):
        (disk / name).parent.mkdir(parents=True, exist_ok=True)
        (disk / name).write_text("sealed")
    place: Any = SimpleNamespace(
        spec=SimpleNamespace(name="disk", adapter="local"),
        port=SimpleNamespace(address=lambda: SimpleNamespace(url=str(disk))),
    )
    spoil(disk, outside)
    before = tree(disk), tree(outside)
    with pytest.raises(Refused):
        rob(place)
    assert (tree(disk), tree(outside)) == before


@pytest.mark.parametrize("key", ["database-dumps/prod.sql", "keyscan/found", "data/customers.db", "config.bak"])
@pytest.mark.parametrize("below", ["", "here/"])
def test_an_object_of_somebody_else_is_refused(key: str, below: str) -> None:
    """As it is now, and as a version that is hidden; what only begins with the same letters lies elsewhere."""

    class Store:
        """A store that lists one object of ours and one of theirs, as the real ones answer."""

        def __init__(self, *keys: str) -> None:
            self.keys = keys

        def get_paginator(self, _name: str) -> Store:
            return self

        def paginate(self, *, Prefix: str, **_: str) -> list[dict[str, Any]]:  # noqa: N803 - theirs
            found = [{"Key": one, "VersionId": "1"} for one in self.keys if one.startswith(Prefix)]
            return [{"Contents": found, "Versions": found}]

    ours, theirs = f"{below}data/00/{'0' * 64}", f"{below}{key}"
    assert list(_listed(Store(ours), "bucket", below)) == [ours]
    assert _versions(Store(ours), "bucket", below) == ([(ours, "1")], "")
    for listed in (
        lambda store: list(_listed(store, "bucket", below)),
        lambda store: _versions(store, "bucket", below),
    ):
        with pytest.raises(Refused):
            listed(Store(ours, theirs))


def test_one_place_by_another_way_is_refused(aside: Client) -> None:
    """By another program, under another name; and where that way cannot be gone just now, too."""
    far = {"adapter": "rclone", "remote": "here", "config": {"env": "LAB_RCLONE"}}
    far |= {"site": "here", "medium": "disk", "credential": "away"}
    before = tree(aside.root / "disk")
    for config, told in (
        ("type = local", "are one place"),
        ("type = webdav\nurl = http://127.0.0.1:9", "cannot be told"),
    ):
        aside.environ["LAB_RCLONE"] = f"[here]\n{config}\n"
        documents(aside, partial(_has_another, far | {"path": str(aside.root / "disk")}))
        assert told in strike(aside, 5, "ruin").err
    assert tree(aside.root / "disk") == before


def _has_another(spec: dict[str, Any], document: dict[str, Any]) -> None:
    document["repositories"]["more"] = spec


def test_what_another_asset_has_mounted_below_is_refused(aside: Client) -> None:
    """Its files are elsewhere by their path, and here by the kernel's table."""
    other = aside.root / "other"
    (other / "inner").mkdir(parents=True)
    documents(aside, lambda document: document["assets"].update(other=_files(document, str(other), "more")))
    document = json.loads(aside.config.read_text())
    document["repositories"]["more"] = local("/srv/more")
    aside.config.write_text(json.dumps(document))
    words = " ".join(f"'{word}'" for word in aside.argv("drill", "run", "strike", "--with", "asset=share"))
    script = f"mount --bind '{aside.share}' '{other / 'inner'}' && exec continuity {words}"
    argv = ["unshare", "--mount", "sh", "-c", script]
    done = subprocess.run(argv, env=os.environ | aside.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, "lie in one another" in done.stderr) == (5, True), done.stdout + done.stderr
