"""Words, figures and places in both languages."""

from __future__ import annotations

import pytest

from continuity.evidence.audit import Remark
from continuity.faces.language import Language, from_environment
from continuity.ground.errors import Refused
from continuity.policy.reasons import because

ENGLISH, FRENCH = Language("en"), Language("fr")


@pytest.mark.parametrize(
    ("english", "french"),
    [("3 d", "3 j"), ("3 d 2 h", "3 j 2 h"), ("30d", "30j"), ("2 h 5 min", "2 h 5 min"), ("disk", "disk")],
)
def test_days_are_jours(english: str, french: str) -> None:
    assert ENGLISH.length(english) == english
    assert FRENCH.length(english) == french


@pytest.mark.parametrize(
    ("english", "french"), [("12 B", "12 o"), ("1.5 KiB", "1,5 Kio"), ("2.0 TiB", "2,0 Tio"), ("AB", "AB")]
)
def test_bytes_are_octets(english: str, french: str) -> None:
    assert ENGLISH.size(english) == english
    assert FRENCH.size(english) == french


def test_numbers_have_a_comma_in_french() -> None:
    said = "  {share:.0%} of the data was read back so far"
    assert ENGLISH.fill(said, share=0.5) == "  50% of the data was read back so far"
    assert FRENCH.fill(said, share=0.5) == "  50\u00a0% des données relues jusqu'ici"
    ended = "{kind} of {subject}: {outcome} after {seconds:.1f} s"
    assert "en 1,5 s" in FRENCH.reason(ended, {"kind": "verify", "subject": "a", "outcome": "failed", "seconds": 1.5})
    assert FRENCH.length("2.5 s") == "2,5 s"
    assert FRENCH.fill("{said}", said=2.5) == "2.5"


def test_a_reason_within_a_sentence_is_translated_too() -> None:
    begun = {"kind": "backup", "subject": "a/b", "reason": because("plan_retry", number=1, count=2)}
    template = "{kind} of {subject} begins: {reason}"
    assert ENGLISH.reason(template, begun) == "backup of a/b begins: retry 1 of 2"
    assert FRENCH.reason(template, begun) == "sauvegarde de a/b commence\u00a0: nouvel essai 1 sur 2"


def test_faults_that_were_kept_line_by_line_are_known_again() -> None:
    kept = "a.yaml:1:2: assets.a: policy is missing; add it\na.yaml:2:3: lab: true or false is expected"
    said = FRENCH.told(kept)
    assert said.splitlines()[0] == "a.yaml:1:2: assets.a: policy manque\u00a0; l'ajouter"
    assert "is" not in said.split()
    assert "write" not in said.split()


def test_a_remark_stands_behind_its_place() -> None:
    at = {"at": "2", "before": "3"}
    dated = Remark("record 12", "dated {at}, before its predecessor ({before})", at)
    assert ENGLISH.remark(dated) == str(dated)
    assert FRENCH.remark(dated) == "enregistrement 12\u00a0: daté du 2, avant son prédécesseur (3)"
    cut = Remark("tile/0/001", "it has {found} bytes instead of {expected}", {"found": 1, "expected": 2})
    assert FRENCH.remark(cut).startswith("tile/0/001\u00a0: ")
    told = Refused("{path} cannot be written: {cause}", path="p", cause=dated)
    assert "enregistrement 12" in FRENCH.error(told)[0]


def test_a_name_that_is_also_a_word_is_not_translated() -> None:
    assert FRENCH.error(Refused("{path} exists already", path="failed"))[0] == "failed existe déjà"
    assert FRENCH.told("content") == "content"


def test_the_longest_template_is_known_again() -> None:
    said = "the policy gold promises no RPO"
    assert FRENCH.told(said) == "la politique gold ne promet pas de PDMA (RPO)"


def test_a_sentence_within_a_sentence() -> None:
    said = "object is weaker than promised: the bucket locks by default in governance mode"
    assert FRENCH.told(said) == (
        "object est plus faible que promis\u00a0: le compartiment verrouille par défaut en mode governance"
    )


def test_values_may_hold_braces() -> None:
    assert FRENCH.told("{a} lists no recovery point") == "{a} ne liste aucun point de restauration"


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
        ({"CONTINUITY_LANG": "fr"}, "fr"),
    ],
)
def test_the_environment_chooses(environ: dict[str, str], name: str) -> None:
    assert from_environment(environ) == name
    assert Language("klingon").name == "en"
