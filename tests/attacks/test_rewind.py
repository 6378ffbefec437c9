"""`storage rewind`: the time it proposes, the plan it shows, what it does and proves, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.rewinding.looking import Wish, look, recovery_of, versions_of
from continuity.evidence.journal import ROTATED
from continuity.faces.app import App
from continuity.faces.vault_access import recorded
from continuity.ground.clock import ManualClock, SystemClock
from continuity.ground.errors import UsageError
from tests.attacks.stronghold import GARBAGE, PREFIX, Stronghold, govern
from tests.engine.kit import command, local

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.backup.place import Place


def struck(stronghold: Stronghold) -> None:
    """Write over one pack as the writer, then hide everything as the owner."""
    stronghold.settle()
    pack = next(one for one in stronghold.versions("data/") if one["IsLatest"])
    stronghold.boto("writer").put_object(Bucket=stronghold.bucket, Key=pack["Key"], Body=GARBAGE)
    stronghold.hide(stronghold.current())


def test_what_was_hidden_and_written_over_comes_back(stronghold: Stronghold) -> None:
    before = stronghold.contents()
    struck(stronghold)
    assert not stronghold.current()
    times = stronghold.rewind("--json").json
    assert times["first"]["event"] == "written_over"
    assert sum(one["hidden"] for one in times["timeline"]) >= len(before)
    assert [one["asset"] for one in times["points"]] == ["share"]
    at = datetime.fromisoformat(times["to"])

    told = stronghold.rewind("--dry-run", at=at).out
    assert f"{len(before) - 1} object(s)" in told
    assert "1 object(s)" in told
    assert not stronghold.current(), "a plan changes nothing"
    done = stronghold.rewind("--yes", "object", "--json", at=at).json
    assert stronghold.contents() == before
    assert (done["done"], done["refused"], done["left"]) == (len(before), 0, 0)
    assert done["outcome"] == "succeeded"

    again = stronghold.rewind("--dry-run", "--json", at=at).json["plan"]["objects"]
    assert {name for name, count in again.items() if count} == {"same"}, "done twice is done once"
    locks = [one for one in stronghold.versions("locks/") if one["IsLatest"]]
    assert locks
    assert not [one for one in locks if "ETag" in one], "restic's old locks stay hidden"
    (point,) = stronghold.client.points()
    assert point["verified_by"] == done["run"]
    ends = [one for one in stronghold.client.records() if one["kind"] == "run.outcome"]
    recorded = ends[-1]["body"]["detail"]
    assert recorded["plan"]["digest"] == done["plan"]["digest"]
    assert {one["key"] for deed in ("unhide", "forward") for one in recorded["plan"]["examples"][deed]} == {
        key.removeprefix(f"{PREFIX}/") for key in before
    }
    stronghold.client.check_evidence()
    later = stronghold.rewind("--json").json
    assert (later["first"], later["to"]) == (None, None), "what we did is not suspicious, and what we undid is past"


def test_what_is_gone_for_good_is_told(stronghold: Stronghold) -> None:
    """A marker with nothing behind it, and a point that nobody of us removed: no exit 0, whatever else came back."""
    stronghold.settle()
    lost, at = f"{PREFIX}/snapshots/{'e' * 64}", SystemClock().now()
    workshop = App(stronghold.client.config, stronghold.client.environ, stronghold.client.key).workshop
    with workshop.store.transaction() as tx:
        (there,) = tx.points.all("acme", repository="object")
        gone = replace(there, snapshot="f" * 64)
        tx.points.add(gone)
    (marker,) = stronghold.hide([lost])
    try:
        done = stronghold.rewind("--yes", "object", at=at, code=1)
    finally:
        stronghold.owner.delete_object(Bucket=stronghold.bucket, Key=lost, VersionId=marker)
        with workshop.store.transaction() as tx:  # known of no past any more
            tx.points.add(replace(gone, run="none", data_time=at + timedelta(days=9999)))
            tx.points.removed("acme", "object", [gone.snapshot], at)
    assert f"1 object(s) cannot be had back, the first is snapshots/{'e' * 64}" in done.err
    assert "1 recovery point(s) of then are not there any more: share ffffffff" in done.err
    assert "unproven" in done.out
    stronghold.rewind("--yes", "object", at=at)


def test_a_rotation_is_no_attack(stronghold: Stronghold) -> None:
    """Where the writer may delete, it hides the old password's key: nothing to go back from, nothing that is missed."""
    (key,) = stronghold.current("keys/")
    client = stronghold.client
    app = App(client.config, client.environ, client.key)
    before = stronghold.rewind("--json").json["first"]
    (marker,) = stronghold.hide([key])
    try:
        assert stronghold.rewind("--json").json["first"]["key"] == key.removeprefix(f"{PREFIX}/")
        with recorded(app, ROTATED, ("acme/object/password",), of="password", repositories=["object"], old={}):
            pass
        assert stronghold.rewind("--json").json["first"] == before
        found = client.run("storage", "check", "object", "--json", code=None).json["exceptions"]
        assert not [one for one in found if "keys/" in one["key"]]
    finally:
        stronghold.owner.delete_object(Bucket=stronghold.bucket, Key=key, VersionId=marker)


def unnamed(stronghold: Stronghold) -> None:
    stronghold.client.repositories["object"]["roles"] = {}


def elsewhere(stronghold: Stronghold) -> None:
    stronghold.client.repositories["object"] = local(stronghold.client.root / "disk")


def as_it_is(_stronghold: Stronghold) -> None:
    """The documents as they are."""


SOON, LONG_AGO = timedelta(minutes=10), timedelta(days=-3)


@pytest.mark.parametrize(
    ("change", "away", "words", "code", "said"),
    [
        (as_it_is, SOON, ("--yes", "object"), 2, "lies in the future"),
        (as_it_is, LONG_AGO, ("--yes", "object"), 5, "had no repository of restic"),
        (as_it_is, timedelta(0), (), 5, "add --yes object"),
        (as_it_is, timedelta(0), ("--yes", "other"), 5, "nothing was changed"),
        (unnamed, timedelta(0), ("--yes", "object"), 5, "names no keys of the recovery role"),
        (elsewhere, timedelta(0), ("--yes", "object"), 5, "keeps no versions to go back to"),
    ],
)
def test_what_would_harm_is_refused(
    stronghold: Stronghold, change: Callable[[Stronghold], None], away: timedelta, words: tuple[str, ...], code: int,
    said: str,
) -> None:  # fmt: skip
    """Before anything is touched; the writer's keys are no way in."""
    was, versions = dict(stronghold.client.repositories["object"]), stronghold.versions()
    change(stronghold)
    stronghold.client.write()
    try:
        done = stronghold.rewind(*words, at=SystemClock().now() + away, code=code)
    finally:
        stronghold.client.repositories["object"] = was
        stronghold.client.write()
    assert said in done.err
    assert stronghold.versions() == versions


def test_a_role_that_has_ended_brings_nothing_back_and_says_so(stronghold: Stronghold) -> None:
    at, config = stronghold.now(), f"{PREFIX}/config"
    (marker,) = stronghold.hide([config])
    govern(stronghold, ends=timedelta(hours=-1))
    try:
        done = stronghold.rewind("--yes", "object", at=at, code=4)
    finally:
        govern(stronghold)
    assert "the recovery role ends at a date" in done.err
    assert config not in stronghold.current()
    stronghold.owner.delete_object(Bucket=stronghold.bucket, Key=config, VersionId=marker)


def test_the_recovery_role_removes_many_at_once_only_where_it_may(stronghold: Stronghold) -> None:
    """What lets a gateway take requests of many opens nothing else: each object is asked about again."""
    recovery = stronghold.boto("recovery")
    for key, hidden, removed in (
        (f"{PREFIX}/locks/x", False, False),
        ("acme/other/data/x", False, False),
        (f"{PREFIX}/data/x", False, True),
        (f"{PREFIX}/index/x", True, True),
    ):
        stronghold.owner.put_object(Bucket=stronghold.bucket, Key=key, Body=b"x")
        (marker,) = stronghold.hide([key])
        for named, allowed in (({"Key": key}, hidden), ({"Key": key, "VersionId": marker}, removed)):
            answer = recovery.delete_objects(Bucket=stronghold.bucket, Delete={"Objects": [named]})
            assert (not answer.get("Errors")) is allowed, f"{named}: {answer.get('Errors')}"
        stronghold.hide([key])


def opened(stronghold: Stronghold) -> Place:
    client = stronghold.client
    app = App(client.config, client.environ, client.key)
    return recovery_of(app.workshop, app.inventory.clients["acme"].repositories["object"])


def test_what_time_it_is_the_store_says(stronghold: Stronghold) -> None:
    """Our clock two years ahead makes no future time a past one; two years behind, it keeps nobody from going back."""
    place, now = opened(stronghold), SystemClock().now()
    with pytest.raises(UsageError, match="lies in the future"):
        look(place, Wish(at=now + timedelta(days=365)), ManualClock(now + timedelta(days=730)))
    assert look(place, Wish(at=now), ManualClock(now - timedelta(days=730))).to_do == 0


def test_a_version_with_content_is_never_removed(stronghold: Stronghold) -> None:
    """Not even where its lock would not forbid it: the port takes markers only."""
    place = opened(stronghold)
    port, before = versions_of(place), stronghold.versions()
    content = [one for one in port.versions() if not one.marker]
    with pytest.raises(ValueError, match="config"):
        port.unhide(content)
    assert [refused.said for refused in port.hide(["locks/none"])] == ["AccessDenied"], "and hides only where it may"
    assert stronghold.versions() == before


def test_the_recovery_keys_need_not_be_on_the_server(stronghold: Stronghold) -> None:
    """Everyday work does not ask for them; a rewind without them says what is missing."""
    without = {name: value for name, value in stronghold.client.environ.items() if not name.startswith("RECOVERY")}
    at = stronghold.now().isoformat()
    assert command(stronghold.client.argv("backup"), without).checked(0)
    done = command(stronghold.client.argv("storage", "rewind", "object", "--to", at, "--dry-run"), without).checked(4)
    assert "RECOVERY_ACCESS" in done.err
