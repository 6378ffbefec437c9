"""A kit's passphrase split among people: any K of N bring it back, fewer know nothing (Shamir; SLIP-39, as words).

The library that splits goes into the kit, so that the shares can be joined without us.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven, Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET_BYTES = 16  # 128 bits: 20 words a share
_NUMBERED = re.compile(r"([0-9]+ +[a-z]+ *)+")
_MOST = 16  # of SLIP-39
_PARTS = ("__init__", "cipher", "constants", "rs1024", "shamir", "share", "utils", "wordlist")
_JOIN = '''\
#!/usr/bin/env python3
"""Joins shares to the kit's passphrase, with Python 3 alone: the sheets on standard input, words with their numbers."""
import sys
import re
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics

NUMBERED = re.compile(r"([0-9]+ +[a-z]+ *)+")
words = [word for line in sys.stdin if NUMBERED.fullmatch(line.strip()) for word in line.split()[1::2]]
shares = [" ".join(words[at : at + 20]) for at in range(0, len(words), 20)]
try:
    needed = Share.from_mnemonic(shares[0]).member_threshold if shares else 1
    print(combine_mnemonics(shares[:needed]).hex())
except MnemonicError as error:
    sys.exit(f"error: {error}")
'''


def read_words(text: str) -> str:
    """Return the words of one share from its sheet, where they stand with their numbers, or from its bare words."""
    lines = [line.split()[1::2] for line in text.splitlines() if _NUMBERED.fullmatch(line.strip())]
    return " ".join(word for words in lines for word in words) or " ".join(text.split())


def read_split(text: str) -> tuple[int, int]:
    """Return how many of how many shares ``2/3`` means; raises ``UsageError`` for what cannot be."""
    needed, _, made = text.partition("/")
    if not (needed.isascii() and made.isascii() and needed.isdecimal() and made.isdecimal()) or len(text) > len(
        "16/16"
    ):
        numbers = (0, 0)
    else:
        numbers = int(needed), int(made)
    if not 1 < numbers[0] <= numbers[1] <= _MOST:
        raise UsageError(
            "{text} is no split of a passphrase",
            hint="write K/N: any K of N people bring it back, 2/3 for example; at most {most} people",
            text=repr(text),
            most=_MOST,
        )
    return numbers


def split(secret: bytes, needed: int, made: int) -> tuple[str, ...]:
    """Return the shares of a secret, a line of words each. Raises ``Unavailable`` without the library."""
    _require()
    from shamir_mnemonic import generate_mnemonics

    return tuple(generate_mnemonics(1, [(needed, made)], secret)[0])


def join(shares: Sequence[str]) -> str:
    """Return the passphrase that these shares bring back.

    Raises ``UsageError`` where a share is misread, of another kit, or some are missing; ``Unavailable`` without the
    library. What a share says is in no message.
    """
    _require()
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics

    read: dict[tuple[int, int], tuple[Share, str]] = {}
    for number, words in enumerate(shares, 1):
        try:
            share = Share.from_mnemonic(words)
        except (MnemonicError, ValueError) as error:
            raise UsageError(
                "share {number} was misread: its checksum is wrong, or a word is not of the list",
                hint="compare it word by word with the paper",
                number=number,
            ) from error
        read[share.identifier, share.index] = (share, words)
    needed = max((share.member_threshold for share, _ in read.values()), default=1)
    if len({share.identifier for share, _ in read.values()}) > 1:
        raise UsageError("the shares are not all of one kit", hint="every kit has its own: compare the dates on them")
    if len(read) < needed:
        raise UsageError(
            "{found} share(s) of the {needed} that are needed",
            hint="bring together {needed} different ones",
            found=len(read),
            needed=needed,
        )
    try:
        secret: bytes = combine_mnemonics([words for _, words in read.values()][:needed])
    except MnemonicError as error:
        raise NotProven("the shares do not fit together", hint="compare each with its paper") from error
    return secret.hex()


def joiner() -> dict[str, bytes]:
    """Return what joins shares without us: a script, and the library as it is installed here, with its licence."""
    _require()
    from importlib.metadata import files as installed

    package = files("shamir_mnemonic")
    found = {f"join/shamir_mnemonic/{part}.py": package.joinpath(f"{part}.py").read_bytes() for part in _PARTS}
    found["join/shamir_mnemonic/wordlist.txt"] = package.joinpath("wordlist.txt").read_bytes()
    for one in installed("shamir-mnemonic") or ():
        if one.name.startswith("LICENSE"):
            found["join/shamir_mnemonic/LICENSE"] = one.read_binary()
    return found | {"join/join.py": _JOIN.encode()}


def _require() -> None:
    if find_spec("shamir_mnemonic") is None:
        raise Unavailable(
            "splitting a kit's passphrase needs the library shamir-mnemonic",
            hint="install it: pip install 'continuity[kit]'",
        )
