"""The minutes of drills: what they say is what was recorded, each figure can be found again, nothing is made up."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence.format.merkle import leaf_hash
from continuity.evidence.format.record import commitment
from continuity.faces.minutes.moments import Moment
from continuity.faces.minutes.waterfall import How, waterfall
from continuity.ground.clock import Mark
from continuity.model.anchor import Anchor, AnchorKind
from continuity.state.store import Store
from tests.engine.kit import fresh
from tests.engine.test_drills import ASSET, book, restore, run
from tests.engine.test_runbooks import walk
from tests.reports.test_runbook_paper import Read

if TYPE_CHECKING:
    from tests.engine.kit import Client

AT = datetime(2026, 11, 23, tzinfo=UTC)
WALK = ("drill", "run", "lost-files", *ASSET, "--as", "ana")
ANSWERS = ["since noon", "yes", "", "yes", ""]


@pytest.fixture(scope="module")
def drilled(template: Client, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client whose files were drilled three times by ana, and once by a script before."""
    client = fresh(template, tmp_path_factory.mktemp("minutes"), "disk")
    client.run("backup")
    run(client, "lost-files")
    for _ in range(2):
        walk(client, *WALK, answers=ANSWERS)
    attached = client.root / "photo"
    attached.write_text("a rack")
    spoken = ["/note the users were waiting", f"/attach {attached}", "/hand-over Karim"]
    walk(client, *WALK, answers=[*spoken, *ANSWERS])
    return client


def minutes(client: Client, form: str = "md", name: str = "lost-files", lang: str = "en") -> str:
    target = client.root / f"{name}.{form}"
    target.unlink(missing_ok=True)
    client.run("drill", "report", name, "--format", form, "--lang", lang, "-o", target)
    return target.read_text(encoding="utf-8")


def outcome(client: Client) -> dict[str, Any]:
    """The record by which the last drill ended."""
    found = [one for one in client.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "drill"]
    return found[-1]


def test_each_figure_is_the_recorded_one_and_each_record_can_be_proven(drilled: Client) -> None:
    said, ended = minutes(drilled), outcome(drilled)
    assert "**Passed: everything that was held against a promise was kept." in said
    rto = next(one for one in ended["body"]["measurements"] if one["objective"] == "rto")
    assert f"| RTO | 8 h | {rto['actual_s']:.1f} s | met |".replace(".0 s", " s") in said
    assert "| Karim | decide, look, use | decide, look, use |" in said
    assert "| ana | the users were waiting |" in said
    assert "was talked through, not done" in said, "nobody put anything to use in a sandbox"
    assert f"| photo | 6 | {hashlib.sha256(b'a rack').hexdigest()} |" in said
    assert "Took part: ana" in said, "who handed over was there, too"
    rows = [line.split(" | ") for line in said.splitlines() if line.startswith("| ") and len(line) > 64]
    cited = {row[0].removeprefix("| "): row[3].removesuffix(" |") for row in rows if row[0][2:].isdecimal()}
    own = [str(one["index"]) for one in drilled.records() if one["run"] == ended["run"]]
    assert own
    assert set(own) <= cited.keys(), "every record of the run is cited"
    fact = json.loads(drilled.run("evidence", "prove", own[-1]).out)
    entry = commitment(base64.b64decode(fact["salt"]), fact["record"].encode())
    (drilled.root / "record.json").write_text(json.dumps(fact))
    printed = next(line for line in said.splitlines() if "continuity evidence verify" in line).split()
    words = [str(drilled.root / one) if one == "record.json" else one for one in printed[1:]]
    key = said.split("this key: ")[1].split()[0]
    assert key in drilled.run(*words).out, "the line that is printed works"
    assert cited[own[-1]] == leaf_hash(entry).hex(), "an auditor finds the leaf in the tree"


def test_what_came_back_is_told_with_its_repository_and_the_record_of_its_restore(drilled: Client) -> None:
    (back,) = outcome(drilled)["body"]["detail"]["came_back"]
    (point,) = [one for one in drilled.points() if one["repository"] == "disk"]
    assert (back["snapshot"], back["repository"], back["asset"]) == (point["snapshot"], "disk", "acme/share")
    (restored,) = [one for one in drilled.records() if one["kind"] == "run.outcome" and one.get("run") == back["run"]]
    assert restored["body"]["copies"][0]["snapshot"] == back["snapshot"], "the record that is cited says so"
    assert back["shared"] == "device", "one disk holds both, as it was observed"
    (row,) = [one for one in minutes(drilled).splitlines() if back["snapshot"][:12] in one]
    assert "the same device" in row
    assert back["data_time"][:10] in row
    assert row.rstrip(" |").endswith(f"| {restored['index']}")
    assert "le même disque" in minutes(drilled, lang="fr")


def test_played_people_are_named_as_such_and_prove_nothing(drilled: Client) -> None:
    played = next(
        one["run"]
        for one in drilled.records()
        if one["kind"] == "run.outcome" and one["body"]["kind"] == "drill" and one["body"]["detail"]["played"]
    )
    said = drilled.run("drill", "report", played).out
    assert "**Unproven: RTO." in said
    assert "a script answered in place of people" in said
    assert "People were played" in said
    assert "what a person did, or signed" not in said
    assert "what a script answered in people's place" in said
    assert "Took part" not in said, "nobody signs who was not there"


def test_the_first_anchor_that_covers_them_bounds_their_date(drilled: Client) -> None:
    ended = outcome(drilled)
    assert "Nobody outside has bounded these records" in minutes(drilled)
    store = Store.open(drilled.state / "state.db")
    log = json.loads(drilled.run("evidence", "prove", str(ended["index"])).out)["log"]
    with store.transaction() as tx:
        for over, name in ((0, "early"), (1, "tsa"), (2, "later")):
            size = ended["index"] + over
            tx.anchors.add(
                Anchor(log=log, tree_size=size, root=b"", kind=AnchorKind.RFC3161, name=name, at=AT, proof=b"")
            )
    assert f"of tsa at 2026-11-23 00:00:00 (UTC) covers the first {ended['index'] + 1} record(s)" in minutes(drilled)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_all_forms_say_the_same(drilled: Client, lang: str) -> None:
    target = drilled.root / f"minutes.{lang}.pdf"
    drilled.run("drill", "report", "lost-files", "--format", "pdf", "--lang", lang, "-o", target)
    content = target.read_bytes()
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.open_metadata().pdfa_status == "2B"
        assert str(opened.Root.Lang) == lang
    printed = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)
    page = Read(minutes(drilled, "html", lang=lang))
    assert page.active == [], "it fetches and runs nothing"
    for words in {"en": ("Signatures", "Passed", "usable"), "fr": ("Participants", "Réussi", "utilisable")}[lang]:
        assert words in printed
        assert words in " ".join(page.texts)


def test_a_forecast_is_recorded_before_and_held_against_what_came(drilled: Client) -> None:
    told = [one["body"] for one in drilled.records() if one["kind"] == "run.intent" and one["body"]["kind"] == "drill"]
    counted = [one.get("intent", one.get("detail"))["forecast"]["counted"] for one in told]
    assert counted == [0, 0, 1, 2], "walks with people count, played ones do not"
    scored = outcome(drilled)["body"]["detail"]["forecast"]
    low, high = scored["interval_s"]
    assert scored["within"] is (low <= scored["actual_s"] <= high)
    (shown,) = [one for one in drilled.run("drill", "--json").json["drills"] if one["name"] == "lost-files"]
    assert shown["forecast"] == scored
    assert shown["rta_s"] == scored["actual_s"]
    assert f"| {'within' if scored['within'] else 'outside'} |" in minutes(drilled)


def test_what_failed_is_told_with_its_reason(client: Client) -> None:
    client.run("backup")
    fail = {"name": "fail", "title": "Fail", "do": "command", "with": {"run": ["false"]}}
    look = {"look": {"title": "Look", "do": "command", "with": {"run": ["true"]}}}
    book(client, restore(), fail, steady_state=look)
    run(client)
    said = minutes(client, name="try")
    assert "| Fail (fail) | given up |" in said
    assert "Passed" not in said
    journal = json.loads(minutes(client, "chaostoolkit", "try"))
    assert journal["status"] == "failed"
    assert {one["activity"]["name"]: one["status"] for one in journal["run"]} == {
        "restore: Restore": "succeeded", "fail: Fail": "failed"
    }  # fmt: skip
    assert journal["steady_states"]["before"]["steady_state_met"] is True
    assert journal["rollbacks"][0]["status"] == "succeeded", "the sandbox was taken down"
    assert {"experiment", "status", "start", "end", "duration", "deviated"} <= journal.keys()


def test_the_chaos_toolkit_reads_the_experiment(drilled: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_experiment_is_valid = import_module("chaoslib.experiment").ensure_experiment_is_valid  # it has no types
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    journal = json.loads(minutes(drilled, "chaostoolkit"))
    ensure_experiment_is_valid(journal["experiment"])
    del journal["experiment"]["method"][0]["provider"]
    with pytest.raises(Exception, match="provider"):
        ensure_experiment_is_valid(journal["experiment"])


def test_there_are_no_minutes_of_what_is_no_drill(drilled: Client) -> None:
    assert "has ended yet" in drilled.run("drill", "report", "none", code=2).err
    backup = next(one["run"] for one in drilled.records() if one["body"].get("kind") == "backup")
    assert "is no drill" in drilled.run("drill", "report", backup, code=2).err
    kept = drilled.root / "kept.md"
    kept.write_text("mine")
    drilled.run("drill", "report", "lost-files", "-o", kept, code=5)
    assert kept.read_text() == "mine", "no file is written over"


SECONDS = st.integers(0, 400).map(lambda one: one / 4)
PHASES = ("decided", "restored", "verified", "usable")


def mark(seconds: float) -> Mark:
    return Mark(wall=AT + timedelta(seconds=seconds), boot_s=seconds, boot_id="boot")


@given(
    st.lists(SECONDS, max_size=4),
    st.lists(st.tuples(SECONDS, SECONDS, SECONDS, st.sampled_from(["", "ana"])), max_size=6),
)
def test_the_pieces_of_a_bar_are_its_whole_time(lengths: list[float], steps: list[tuple[Any, ...]]) -> None:
    moments = [
        Moment(name=str(number), begun=mark(begun), ended=mark(begun + done), passed=mark(begun + done + sign), by=by)
        for number, (begun, done, sign, by) in enumerate(steps)
    ]
    bars = waterfall(dict(zip(PHASES, lengths, strict=False)), moments, mark(0))
    assert [one.end - one.start for one in bars] == pytest.approx(lengths)
    for bar in bars:
        assert sum(bar.of(how) for how in How) == pytest.approx(bar.end - bar.start)
        for instant in [bar.start + (bar.end - bar.start) * share for share in (0.1, 0.5, 0.9)]:
            working = any(not one.by and _within(one.begun, instant, one.ended) for one in moments)
            (how,) = {one.how for one in bar.pieces if one.start <= instant < one.end} or {How.BETWEEN}
            assert (how is How.MACHINE) is (working and bar.end > bar.start)


def _within(start: Mark | None, instant: float, end: Mark | None) -> bool:
    return bool(start and end and start.boot_s <= instant < end.boot_s)
