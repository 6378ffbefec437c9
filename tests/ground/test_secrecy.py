"""What was revealed is veiled, in every form in which programs print it; what was not stays as it is."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.secrecy import VEIL, Secrets, keep, one_line, veiled

SECRET = st.text(min_size=6, max_size=40).filter(lambda text: VEIL not in text and text.strip("*"))


@given(SECRET, st.text(max_size=30), st.text(max_size=30))
def test_a_secret_never_comes_through(secret: str, before: str, after: str) -> None:
    secrets = Secrets()
    assert secrets.keep(secret) == secret
    shapes = [secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]]
    for shape in shapes:
        assert shape not in secrets.veil(before + shape + after) or shape in VEIL + after + before


def test_as_part_of_a_url() -> None:
    secrets = Secrets()
    secrets.keep("p@ss/w rd?")
    for shape in (quote("p@ss/w rd?", safe=""), quote("p@ss/w rd?"), "p%40ss%2Fw+rd%3F"):
        assert secrets.veil(f"rest:http://user:{shape}@host/") == f"rest:http://user:{VEIL}@host/"


def test_the_longer_secret_goes_first() -> None:
    secrets = Secrets()
    secrets.keep("abcdef")
    secrets.keep("abcdefghij")
    assert secrets.veil("abcdefghij abcdef") == f"{VEIL} {VEIL}"


def test_lines_of_a_key_are_veiled_one_by_one() -> None:
    secrets = Secrets()
    secrets.keep("-----BEGIN-----\nAAAAB3NzaC1yc2EAAAADAQABAAABAQ\n-----END-----\n")
    assert secrets.veil("said: AAAAB3NzaC1yc2EAAAADAQABAAABAQ!") == f"said: {VEIL}!"


def test_short_words_are_left_alone() -> None:
    secrets = Secrets()
    secrets.keep("root")
    assert secrets.veil("the root of all") == "the root of all"


def test_however_deep_it_stands() -> None:
    keep("planted 4711 for this test")
    assert veiled({"a": ["x planted 4711 for this test", {"b": 7}], "c": None}) == {"a": ["x ***", {"b": 7}], "c": None}


def test_a_line_of_somebody_else_shows_not_even_half_a_secret() -> None:
    keep("half of this one")
    assert one_line("\x1b[31mgot:\n half of this one\n", 16) == f"[31mgot: {VEIL}"[:16]
    assert "half" not in one_line("x" * 10 + " half of this one", 16)
