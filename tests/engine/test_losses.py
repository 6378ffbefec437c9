"""What if this were lost: answered from real repositories, for now and for the past, in words, Markdown and JSON."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.clock import SystemClock
from continuity.ground.machine import machine
from continuity.ground.timestamps import write_time
from tests.engine.kit import Client, fill, fresh, local
from tests.lab.rest import RestServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.demo.lab.ceph import Ceph, S3User


def lost(client: Client, *words: object, code: int | None = None) -> dict[str, Any]:
    return client.run("policy", "explain", "--loss", *words, "--json", code=code).json


def only(plain: dict[str, Any]) -> dict[str, Any]:
    (asset,) = plain["assets"]
    return dict(asset)


@pytest.fixture(scope="module")
def rehearsed(template: Client) -> Iterator[Client]:
    """Two places in a lab; the one that is away was restored from often enough to be spoken of."""
    root = Path(tempfile.mkdtemp(prefix="client-"))
    made = fresh(template, root, "disk", "second")
    made.repositories["second"] = local(root / "second", site="there", credential="other")
    made.write()
    made.run("backup")
    for _ in range(5):
        made.run("test", "--from", "second")
    yield made
    shutil.rmtree(root, ignore_errors=True)


def test_a_lost_site_is_answered_with_a_copy_a_time_and_a_length(rehearsed: Client) -> None:
    plain = lost(rehearsed, "here", code=0)
    assert (plain["schema"], plain["verdict"], plain["past"]) == ("continuity.policy-loss/1", "met", False)
    assert plain["loss"] == {"kind": "site", "name": "acme/here"}
    assert plain["lost"]["repositories"] == [{"name": "acme/disk", "why": None}]
    asset = only(plain)
    assert (asset["data_lost"], asset["data"]["repository"], asset["left_in"]) == (True, "second", ["second"])
    assert asset["proven"]["snapshot"] == asset["data"]["snapshot"]
    runs = rehearsed.run("status", "--trend", "--json").json["assets"][0]["over"]
    (tests,) = (one for one in runs if (one["kind"], one["span_days"]) == ("restore_test", 7))
    found = asset["forecast"]
    assert found["measured"] == tests["runs"] == 5
    assert found["interval_s"][0] <= found["typical_s"] <= found["interval_s"][1]
    low, high = found["interval_s"]
    assert low / 2 <= tests["typical_s"] <= 2 * high, "they are of bytes and of runs: near each other, and no more"
    assert asset["restore"]["actual_s"] == found["typical_s"]
    assert "a lab" in plain["assumptions"][0]


def test_the_other_site_costs_a_copy_and_the_page_says_what_is_unproven(rehearsed: Client) -> None:
    done = rehearsed.run("policy", "explain", "--loss", "there", code=1)
    assert "its data is still there; copies of it are lost" in done.out
    assert "none of the points that are left was ever restored or read in full" in done.out
    asset = only(lost(rehearsed, "there", code=1))
    assert (asset["verdict"], asset["rpo"]["verdict"], asset["proven_rpo"]["verdict"]) == (
        "unproven",
        "met",
        "unproven",
    )
    assert asset["copies"]["observed"]["copies"] == 2
    assert asset["restore"] is None


def test_a_key_in_wrong_hands_leaves_nothing_that_is_not_locked(rehearsed: Client) -> None:
    plain = lost(rehearsed, "credential:acme/other", code=1)
    asset = only(plain)
    assert asset["left_in"] == ["disk"]
    assert asset["notes"] == ["second: the credential can delete its 1 point(s), and no lock on them is known"]


def test_what_nobody_measured_is_no_promise(rehearsed: Client) -> None:
    rehearsed.run("test", "--from", "disk")
    asset = only(lost(rehearsed, machine(), code=None))
    assert asset["data"] is None, "both lie on this machine, and it was named as it was seen"
    asset = only(lost(rehearsed, "there", code=0))
    assert (asset["verdict"], asset["forecast"]["measured"], asset["forecast"]["interval_s"]) == ("met", 1, None)


def test_markdown_is_the_same_page(rehearsed: Client) -> None:
    done = rehearsed.run("policy", "explain", "share", "--loss", "site:here", "--format", "md")
    lines = done.out.splitlines()
    assert re.fullmatch(r"# If the site acme/here were lost at \S+Z", lines[0])
    (rule,) = (at for at, line in enumerate(lines) if line.startswith("| ---"))
    assert lines[rule - 1].count("|") == lines[rule].count("|") == lines[rule + 1].count("|") == 8
    assert lines[rule + 1].startswith("| acme/share | lost | second | ")
    assert "## acme/share (plain), Shared files: met" in lines
    text = rehearsed.run("policy", "explain", "share", "--loss", "site:here").out
    words = [re.sub(r"^[#\s-]*|\\", "", line) for line in lines if "|" not in line]
    plain = [line.strip() for line in text.splitlines() if "  lost  " not in line and "its data  " not in line]
    ages = re.compile(r"\S+Z|\d+\.\d s")
    assert [ages.sub("", line) for line in words if line] == [ages.sub("", line) for line in plain if line]


def test_names_cannot_turn_into_marks(rehearsed: Client, place: Path) -> None:
    client = fresh(rehearsed, place, "disk", more={"sites": {"here": {"title": "Here"}}})
    client.write()
    text = client.config.read_text().replace("Shared files", "*Shared* | <files>")
    client.config.write_text(text)
    done = client.run("policy", "explain", "--loss", "here", "--format", "md", code=1)
    assert r"\*Shared\* \| \<files\>" in done.out


def test_in_french(rehearsed: Client) -> None:
    shown = rehearsed.run("policy", "explain", "--loss", "site:here", "--lang", "fr").out
    assert "Si le site acme/here était perdu le" in shown
    assert "9 sur 10 prennent de" in shown
    for english in ("lost", "promised", "the restore itself", "its data"):
        assert english not in shown
    told = rehearsed.run("policy", "explain", "--loss", "credential:other", "--lang", "fr", code=None).out
    assert "aucun verrou n'en est connu" in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--loss", "heer"), "no site, repository, host, device or credential is named heer"),
        (("--loss", "here", "--at", "2999-01-01T00:00:00Z"), "has not come yet"),
        (("share", "--at", "2026-01-01T00:00:00Z"), "no asset was named"),
        ((), "no asset was named"),
        (("nothing", "--loss", "here"), "there is no asset named nothing"),
        (("--loss", "here", "--format", "pdf"), "pdf"),
    ],
)
def test_mistakes_get_one_clear_error(rehearsed: Client, words: tuple[str, ...], why: str) -> None:
    assert why in rehearsed.run("policy", "explain", *words, code=2).err


def recorded(asset: dict[str, Any]) -> dict[str, Any]:
    """What is said of an asset, without what of its points is as of today, and the very microsecond of a proof."""
    today = ("listed_at", "tree", "verified_at")
    points = {one: asset[one] and {k: v for k, v in asset[one].items() if k not in today} for one in ("data", "proven")}
    return asset | points


def test_the_past_says_what_was_said_then(three: Client) -> None:
    told = []

    def then(*words: object) -> None:
        three.run(*words, code=None)
        told.append(lost(three, "repository:disk"))

    before = write_time(SystemClock().now())
    then("backup")
    then("test", "--from", "second")
    for pack in (three.root / "second" / "data").glob("*/*"):
        pack.chmod(0o600)
        pack.write_bytes(bytes(byte ^ 1 for byte in pack.read_bytes()))
    then("verify", "--repository", "second", "--all")
    fill(three.share, 3)
    then("backup")
    assert len({str((only(one)["proven"], only(one)["unproven"], only(one)["data"])) for one in told}) > 3
    for plain in told:
        again = lost(three, "repository:disk", "--at", plain["at"])
        assert again["past"]
        now, past = (recorded(only(one)) for one in (plain, again))
        assert {key: (one, past[key]) for key, one in now.items() if one != past[key]} == {}
        assert again | {"past": False, "assets": []} == plain | {"assets": []}
    (asset,) = lost(three, "repository:disk", "--at", before)["assets"]
    assert asset["verdict"] == "unproven"
    assert "nothing was recorded of acme/share before" in asset["unproven"][0]


def test_outside_a_lab_what_was_seen_counts(place: Path) -> None:
    """A directory that is declared away lies on this machine, and goes with it; a server that only appends does not."""
    client = Client(
        root=place, repositories={"disk": local(place / "disk"), "away": local(place / "away", site="there")}
    )
    client.share.mkdir()
    fill(client.share, 2)
    client.more = {"lab": False}
    with RestServer(place / "server", "--append-only") as server:
        client.repositories["keep"] = {
            "adapter": "rest", "url": server.url, "append_only": True, "site": "cloud", "medium": "disk",
            "credential": "rest",
        }  # fmt: skip
        client.write()
        client.run("init")
        client.run("backup")
        plain = lost(client, "here", code=1)
        gone = {one["name"]: one["why"] for one in plain["lost"]["repositories"]}
        assert gone == {"acme/disk": None, "acme/away": f"acme/away was seen on {machine()}, which is lost as well"}
        assert only(plain)["left_in"] == ["keep"]
        assert any("this server is lost with its vault" in one for one in plain["assumptions"])
        assert lost(client, machine(), code=1)["lost"]["repositories"] == [
            {"name": "acme/away", "why": None},
            {"name": "acme/disk", "why": None},
        ]
        stolen = lost(client, "rest", code=1)
        assert only(stolen)["notes"] == [
            "keep: its server refused a deletion when it was last asked, so its points stay"
        ]
        assert only(stolen)["left_in"] == ["away", "disk", "keep"]
        past = lost(client, "rest", "--at", stolen["at"], code=1)
        assert only(past)["left_in"] == ["away", "disk"], "it is not kept of the past that it only appended"
        assert any("only locks count" in one for one in past["assumptions"])


def test_a_stolen_key_leaves_what_the_store_locks(
    place: Path, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str
) -> None:
    bucket = {
        "adapter": "s3", "endpoint": ceph_server.endpoint, "bucket": fresh_bucket, "access_key": {"env": "LAB_ACCESS"},
        "secret_key": {"env": "LAB_SECRET"}, "lock": {"mode": "compliance", "period": "1d"}, "site": "cloud",
        "medium": "object", "credential": "s3",
    }  # fmt: skip
    secrets = {"LAB_ACCESS": s3_user.access_key, "LAB_SECRET": s3_user.secret_key, "CONTINUITY_LANG": "en"}
    client = Client(root=place, repositories={"object": bucket}, environ=secrets)
    client.share.mkdir()
    fill(client.share, 2)
    client.write()
    client.run("init")
    client.run("backup")
    assert only(lost(client, "s3", code=1))["left_in"] == [], "nobody asked the store yet"
    client.run("storage", "check", code=None)
    asset = only(lost(client, "s3", code=1))
    assert asset["left_in"] == ["object"]
    assert asset["notes"] == ["object: 1 point(s) are locked, as the store reports; 0 can be deleted"]
    assert "locked until 20" in client.run("policy", "explain", "--loss", "s3", code=1).out
    client.run("backup")
    assert only(lost(client, "s3", code=1))["data"]["snapshot"] == asset["data"]["snapshot"], (
        "the newest: not looked at"
    )
