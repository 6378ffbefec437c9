"""Redaction: no secret survives, however the output is cut into pieces; what no rule matches is not touched."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.sources.redaction import LONGEST_LINE, REDACTED, Block, Redactor
from continuity.ground.errors import NotProven
from continuity.ground.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.ground.patterns import Pattern

RULES = tuple(
    map(
        pattern,
        (
            r"(?:password|secret|community) (?:[057] )?(\S+)",
            r"key (\S+) hash (\S+)",
            r"psk=\S+",
            r"username \S+ secret (\S+)",
        ),
    )
)
BLOCK = Block(begins=pattern("BEGIN [A-Z ]*PRIVATE KEY"), ends=pattern("END [A-Z ]*PRIVATE KEY"))
FORMS = (
    "enable secret 5 {}",
    "username admin secret {} privilege 15",
    "snmp-server community {} RO",
    "key {} hash {} end",
    "wlan psk={}",
    "password {} password {}",
    "-----BEGIN PRIVATE KEY-----\n{}\n{}\n-----END PRIVATE KEY-----",
    'set key "-----BEGIN RSA PRIVATE KEY----- {} -----END RSA PRIVATE KEY-----"',
)
SECRETS = st.text("abcXYZ012$/.\\*é€", min_size=4).map(lambda text: f"S3{text}")
LINES = st.one_of(
    st.tuples(st.sampled_from(FORMS), SECRETS),
    st.tuples(st.sampled_from(["interface Gi1/0/1", " description Salle à manger", "!", "", "vlan 10"]), st.just("")),
)


def redacted(output: bytes, rules: Sequence[Pattern] = RULES, seed: int = 0) -> bytes:
    """Feed it in pieces of any length."""
    chance, one, kept = random.Random(seed), Redactor(rules=rules, blocks=(BLOCK,)), bytearray()
    while output:
        count = chance.randint(1, 40)
        kept += b"".join(one.feed(output[:count]))
        output = output[count:]
    return bytes(kept + b"".join(one.end()))


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.integers(0, 1000))
def test_no_secret_survives_and_nothing_else_changes(lines: list[tuple[str, str]], end: str, seed: int) -> None:
    output = "".join(form.format(secret, secret) + "\n" for form, secret in lines).replace("\n", end)
    kept = redacted(output.encode(), seed=seed).decode()
    assert not [secret for _, secret in lines if secret and secret in kept]
    assert [line for line in kept.splitlines() if REDACTED.decode() not in line] == [
        form for form, secret in lines if not secret
    ]
    assert redacted(output.encode(), RULES[::-1], seed + 1).decode() == kept, "neither order nor pieces matter"
    assert redacted(kept.encode()).decode() == kept


def test_groups_are_replaced_and_else_the_match() -> None:
    assert redacted(b"enable secret 5 $1$x RO\n") == b"enable secret 5 <redacted> RO\n"
    assert redacted(b"wlan psk=abc on") == b"wlan <redacted> on"
    assert redacted(b"secret a\xe9\xff b") == b"secret <redacted> b", "a banner of the last century, too"


def test_a_block_without_an_end_and_a_line_without_one_are_not_kept() -> None:
    with pytest.raises(NotProven, match="never came to its end"):
        redacted(b"BEGIN PRIVATE KEY\nMII\n")
    one = Redactor(rules=RULES)
    with pytest.raises(NotProven, match="longer than"):
        b"".join(one.feed(b"x" * (LONGEST_LINE + 1)))
    assert Redactor(rules=RULES, blocks=(BLOCK,)).text("BEGIN PRIVATE KEY\nMII") == "<redacted>"


def test_no_expression_takes_for_ever() -> None:
    """Python's own engine would need longer than the world is old."""
    line = b"a" * 50_000 + b"!\n"
    assert redacted(line, (pattern("(a+)+$"), pattern("(a|aa)+$"))) == line


@pytest.mark.parametrize("text", ["(", "(?=a)", r"(a)\1", "a{2000}", "\ud800"])
def test_what_cannot_be_matched_in_time_is_no_pattern(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        pattern(text)
