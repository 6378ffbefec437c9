#!/usr/bin/env python3
"""Witness a log of `continuity`: keep its last head, check that the new one continues it, and cosign it. Python 3.9+, nothing to install.

    python3 witness.py LOG --state DIR --key-fingerprint HEX [-o FILE] [--line] [--lang fr|en]

LOG is the published log: a directory, or its address (http or https). DIR keeps the last head, and this witness's own key,
made on the first run. A cosignature (C2SP tlog-cosignature) says: "I saw this head at this time, and it continues every head
that I saw before"; the operator keeps it as an anchor. Exit 0: consistent and cosigned; 1: not consistent, or not signed by the
log's key (two heads that contradict each other are kept in DIR, as the proof); 2: it cannot be read, nothing was decided.
"""
# ruff: noqa: B905, E501, PLR2004, UP035 - Python 3.9, one short file, the numbers of the formats
# fmt: off

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import os
import platform
import re
import secrets
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator

NOTE, TILE, PATIENCE, WHOLE = 1 << 16, 256 * 32, 30, 600  # limits: bytes of a note, of a tile, seconds for an answer, for everything
LOG_KEY, WITNESS_KEY = b"\x01", b"\x04"  # C2SP signed-note: Ed25519; timestamped Ed25519 of a witness
SPKI, EMPTY = bytes.fromhex("302a300506032b6570032100"), hashlib.sha256(b"").digest()  # RFC 8410, 4; RFC 6962, 2.1
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # RFC 8032, 5.1
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
TEXT = {  # key: (English, French)
    "ok": ("consistent: {log}, {size} records, continues the head of {before} that was kept", "cohérent : {log}, {size} enregistrements, prolonge la tête de {before} qui était gardée"),
    "first": ("first head kept: {log}, {size} records; its past is not judged", "première tête gardée : {log}, {size} enregistrements ; son passé n'est pas jugé"),
    "who": ("cosigned by {vkey}", "cosigné par {vkey}"),
    "made": ("this witness has a new key; give the operator this line, for `evidence: witnesses:`", "ce témoin a une nouvelle clé ; donner cette ligne à l'opérateur, pour `evidence: witnesses:`"),
    "trusted": ("whose log it is was not proven: its key was taken from the log itself; compare {found} with the one the operator gave you", "à qui est ce journal n'est pas prouvé : sa clé vient du journal lui-même ; comparer {found} à celle que l'opérateur vous a remise"),
    "turned": ("the log's key was rotated, and the key you trusted vouches for the new one: {found}", "la clé du journal a changé, et la clé que vous connaissiez se porte garante de la nouvelle : {found}"),
    "fork": ("FORK: {found} records with another root hash than the head that was kept ({before}); both are in {proof}", "BIFURCATION : {found} enregistrements, et une autre empreinte racine que la tête gardée ({before}) ; les deux sont dans {proof}"),
    "rollback": ("ROLLED BACK: {found} records, and {before} were signed before; both heads are in {proof}", "RETOUR EN ARRIÈRE : {found} enregistrements, et {before} étaient signés avant ; les deux têtes sont dans {proof}"),
    "tiles": ("the published tiles do not lead from {before} to {found} records; both heads are in {proof}", "les tuiles publiées ne mènent pas de {before} à {found} enregistrements ; les deux têtes sont dans {proof}"),
    "signature": ("the checkpoint is not signed by the log's key {found}", "le point de contrôle n'est pas signé par la clé du journal {found}"),
    "replaced": ("the log's key was replaced, and the key you trusted does not vouch for the new one: ask the operator, then run once with --key-fingerprint {found}", "la clé du journal a été remplacée, sans garantie de la clé que vous connaissiez : demander à l'opérateur, puis lancer une fois avec --key-fingerprint {found}"),
    "origin": ("it is the log {found}, not {expected}", "c'est le journal {found}, et non {expected}"),
    "key": ("no key of this log has the fingerprint {found}", "aucune clé de ce journal n'a l'empreinte {found}"),
    "whose": ("give the fingerprint the operator told you by another way (--key-fingerprint, or --vkey); the log says {found}; --trust-first-key takes its word", "donner l'empreinte que l'opérateur vous a dite par une autre voie (--key-fingerprint, ou --vkey) ; le journal dit {found} ; --trust-first-key le croit sur parole"),
    "form": ("{what} is malformed", "{what} est malformé"),
    "unread": ("{what} cannot be read: {why}", "{what} ne peut pas être lu : {why}"),
    "unwritten": ("{what} cannot be written: {why}", "{what} ne peut pas être écrit : {why}"),
    "absent": ("{what} is not there: LOG is the directory that holds it, or its address (http or https)", "{what} est absent : LOG est le dossier qui le contient, ou son adresse (http ou https)"),
    "print": ("--key-fingerprint: 64 digits, 0-9 a-f", "--key-fingerprint : 64 chiffres, 0-9 a-f"),
    "slow": ("no end after {what} s", "pas de fin après {what} s"),
    "stopped": ("interrupted", "interrompu"),
    "name": ("{what} cannot be the name of a witness: no spaces, no plus sign", "{what} ne peut pas être le nom d'un témoin : ni espace ni signe plus"),
    "1": ("NOT CONSISTENT", "INCOHÉRENT"), "2": ("CANNOT WITNESS", "TÉMOIGNAGE IMPOSSIBLE"),
}  # fmt: skip

class Fault(Exception):
    """Why no cosignature is given: exit 1 for a log that does not hold, 2 for one that cannot be judged."""

    def __init__(self, key: str, code: int = 1, **values: object) -> None:
        super().__init__(key)
        self.key, self.code, self.values = key, code, values

def _add(a: Point, b: Point) -> Point:  # extended coordinates, RFC 8032, 5.1.4
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)

def _multiply(scalar: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while scalar:
        result = _add(result, point) if scalar & 1 else result
        point, scalar = _add(point, point), scalar >> 1
    return result

def _compress(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")

def _decompress(raw: bytes) -> Point | None:  # RFC 8032, 5.1.3
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x * ROOT % P if (v * x * x - u) % P else x
    if y >= P or (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)

BASE = _decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)

def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")

def _scalar(seed: bytes) -> int:
    raw = hashlib.sha512(seed).digest()[:32]
    return int.from_bytes(raw, "little") & ((1 << 254) - 8) | 1 << 254

def public(seed: bytes) -> bytes:
    """Return the public key of a seed (RFC 8032, 5.1.5)."""
    return _compress(_multiply(_scalar(seed), BASE))

def sign(seed: bytes, message: bytes) -> bytes:
    """Sign (RFC 8032, 5.1.6). Its duration tells of the key: for a job of its own, not for a service that answers."""
    key, secret = public(seed), _scalar(seed)
    r = _hash(hashlib.sha512(seed).digest()[32:], message) % ORDER
    point = _compress(_multiply(r, BASE))
    return point + ((r + _hash(point, key, message) * secret) % ORDER).to_bytes(32, "little")

def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature is the key's own of the message (RFC 8032, 5.1.7)."""
    point, s = _decompress(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    k = _hash(signature[:32], key, message) % ORDER
    return _compress(_add(_multiply(s, BASE), _multiply(ORDER - k, point))) == signature[:32]

def node(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()

def consistent(first: int, second: int, roots: tuple[bytes, bytes], span: Callable[[int, int], bytes]) -> bool:
    """Return whether the tree of ``first`` leaves is the past of that of ``second``.

    ``span(start, height)`` is the hash of a perfect subtree. Both roots are computed from the same hashes, so it does not
    matter who gives them: the perfect subtrees of the first tree, and those that complete it to the second.
    """
    old = _subtrees(0, first)
    hashes = [span(start, height) for start, height in old]
    total, rows = first, [(hash_, height) for hash_, (_, height) in zip(hashes, old)]
    while total < second:
        height = min((total & -total or second).bit_length() - 1, (second - total).bit_length() - 1)
        added = span(total, height)
        total += 1 << height
        while rows and rows[-1][1] == height:
            added, height = node(rows.pop()[0], added), height + 1
        rows.append((added, height))
    return (_fold(hashes), _fold([row[0] for row in rows])) == roots

def _subtrees(start: int, size: int) -> list[tuple[int, int]]:
    found = []
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            found.append((start, height))
            start += 1 << height
    return found

def _fold(hashes: list[bytes]) -> bytes:
    root = hashes[-1] if hashes else EMPTY
    for left in reversed(hashes[:-1]):
        root = node(left, root)
    return root

def unbase64(text: str) -> bytes:
    """Read base64 in its one form; nothing for anything else."""
    with contextlib.suppress(ValueError):
        raw = base64.b64decode(text, validate=True)
        return raw if base64.b64encode(raw).decode() == text else b""
    return b""

class Key:
    """A public key and the name it signs under; ``kind`` tells a log's key from a witness's."""

    def __init__(self, name: str, raw: bytes, kind: bytes = LOG_KEY) -> None:
        self.name, self.raw, self.kind = name, raw, kind
        self.id = hashlib.sha256(name.encode() + b"\n" + kind + raw).digest()[:4]
        self.fingerprint = hashlib.sha256(SPKI + raw).hexdigest()
        self.vkey = f"{name}+{self.id.hex()}+{base64.b64encode(kind + raw).decode()}"

    @classmethod
    def parse(cls, vkey: str) -> Key:
        """Read the vkey of a log."""
        name, _, raw = [*vkey.strip().split("+", 2), "", ""][:3]
        key = cls(name, unbase64(raw)[1:])
        if len(key.raw) != 32 or key.vkey != vkey.strip():
            raise Fault("form", 2, what="vkey")
        return key

    def signed(self, note: str) -> bool:
        """Return whether one of a note's signatures is this key's own."""
        text, _, tail = note.rpartition("\n\n")
        found = [unbase64(line.rpartition(" ")[2]) for line in tail.split("\n") if line.startswith(f"— {self.name} ")]
        return any(raw[:4] == self.id and verify(self.raw, f"{text}\n".encode(), raw[4:]) for raw in found)

class Head:
    """A checkpoint (C2SP tlog-checkpoint): its note, and what the note says."""

    def __init__(self, note: str) -> None:
        self.note, self.text = note, note.rpartition("\n\n")[0] + "\n"
        lines = self.text.split("\n")
        self.log, digits, self.root = lines[0], lines[1] if len(lines) > 3 else "", unbase64((lines + [""] * 3)[2])
        if not (digits.isascii() and digits.isdigit() and len(digits) < 19 and digits == str(int(digits))) or len(self.root) != 32:
            raise Fault("form", 2, what="checkpoint")
        self.size = int(digits)

class Log:
    """The published log, in a directory or behind an address."""

    def __init__(self, where: str) -> None:
        self.where, self.web = where.rstrip("/"), where.startswith(("http://", "https://"))

    def read(self, path: str, limit: int = NOTE) -> bytes | None:
        """Return a file, None where there is none; raises where it cannot be read or is too long."""
        what, data = f"{self.where}/{path}", b""
        try:
            if self.web:
                request = urllib.request.Request(what, headers={"User-Agent": "continuity-witness"})  # noqa: S310
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - http or https only
                    data = answer.read(limit + 1)
            else:
                with Path(what).open("rb") as file:
                    data = file.read(limit + 1)
        except (FileNotFoundError, urllib.error.HTTPError) as error:
            if getattr(error, "code", 404) in (404, 410):
                return None
            raise Fault("unread", 2, what=what, why=error) from error
        except (OSError, ValueError) as error:
            raise Fault("unread", 2, what=what, why=error) from error
        if len(data) > limit:
            raise Fault("unread", 2, what=what, why=f"> {limit} B")
        return data

    def note(self, path: str) -> str:
        """Return a note or a key as text; raises where there is none."""
        data = self.read(path)
        if data is None:
            raise Fault("absent", 2, what=f"{self.where}/{path}")
        return data.decode()

    def span(self, size: int) -> Callable[[int, int], bytes]:
        """Return the hashes of perfect subtrees in the tree of ``size`` leaves, from its tiles (C2SP tlog-tiles)."""
        tiles: dict[tuple[int, int], bytes] = {}

        def tile(level: int, index: int) -> bytes:
            if (level, index) not in tiles:
                digits = f"{index:03d}"
                digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
                groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
                path = "/".join([f"tile/{level}", *("x" + group for group in groups[:-1]), groups[-1]])
                width = min(256, (size >> 8 * level) - 256 * index)
                data = self.read(f"{path}.p/{width}", TILE) if width < 256 else None
                data = data or self.read(path, TILE)  # a partial tile may have been replaced by the full one
                if data is None or len(data) < 32 * width:
                    raise Fault("unread", 2, what=f"{self.where}/{path}", why="404")
                tiles[level, index] = data
            return tiles[level, index]

        def span(start: int, height: int) -> bytes:
            level, within = divmod(height, 8)
            at = start >> 8 * level
            row = tile(level, at >> 8)[32 * (at & 255) :]
            hashes = [row[32 * n : 32 * n + 32] for n in range(1 << within)]
            while len(hashes) > 1:
                hashes = [node(left, right) for left, right in zip(hashes[::2], hashes[1::2])]
            return hashes[0]

        return span

def keys_of(log: Log, given: Key | None) -> list[tuple[Key, int, bool]]:
    """Return the log's keys, oldest first: each with the size from which on it signs, and whether the one before vouches."""
    data = log.read("key.vkey")
    key = Key.parse(data.decode()) if data is not None else given
    if key is None:
        raise Fault("absent", 2, what=f"{log.where}/key.vkey")
    keys = [(key, 0, True)]
    while (data := log.read(f"keys/{len(keys):04d}")) is not None:
        note, old = data.decode(), keys[-1][0]
        title, name, before, after, _, size = note.split("\n")[:6]
        new = Key.parse(after)
        follows = (title, name, before, new.name) == ("continuity key rotation/1", key.name, old.vkey, key.name)
        if not follows or not new.signed(note):
            raise Fault("form", 1, what=f"{log.where}/keys/{len(keys):04d}")
        keys.append((new, int(size) + 1, old.signed(note)))
    return keys

class Witness:
    """One witness of one log. ``said`` is what there is to tell; nothing is cosigned before the head is kept."""

    def __init__(self, log: Log, state: Path, given: str, vkey: Key | None) -> None:
        self.log, self.state, self.vkey = log, state, vkey
        self.given = vkey.fingerprint if vkey else re.sub(r"[\s:]", "", given.lower())
        if given and not re.fullmatch("[0-9a-f]{64}", self.given):
            raise Fault("print", 2)
        self.said: list[tuple[str, dict[str, Any]]] = []

    def look(self, *, trust_first: bool) -> Head:
        """Fetch the new head, hold it against the log's key and the kept head, and keep it."""
        kept = Head(self._kept("checkpoint")) if self._kept("checkpoint") else None
        head = Head(self.log.note("checkpoint"))
        if kept and kept.log != head.log:
            raise Fault("origin", 2, found=head.log, expected=kept.log)
        self._trusted(head, trust_first=trust_first)
        before, root = (kept.size, kept.root) if kept else (0, EMPTY)
        values: dict[str, Any] = {"log": head.log, "size": head.size, "before": before, "found": head.size}
        if kept and head.size < before:
            raise Fault("rollback", proof=self._proof(kept, head), **values)
        if kept and head.size == before and head.root != root:
            raise Fault("fork", proof=self._proof(kept, head), **values)
        if not consistent(before, head.size, (root, head.root), self.log.span(head.size)):
            raise Fault("tiles", proof=self._proof(kept, head), **values)
        self._keep("checkpoint", head.note)
        self.said.append(("ok" if kept else "first", values))
        return head

    def cosign(self, head: Head, name: str, now: int) -> str:
        """Return this witness's signature line of a head (C2SP tlog-cosignature); its key is made on the first run."""
        if not self._kept("witness.key"):
            if not name or "+" in name or any(c.isspace() or ord(c) < 32 for c in name):
                raise Fault("name", 2, what=repr(name))
            self._keep("witness.key", f"{name}+{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
            self.said.append(("made", {}))
        name, _, text = self._kept("witness.key").strip().partition("+")
        seed = unbase64(text)
        key = Key(name, public(seed), WITNESS_KEY)
        self._keep("witness.vkey", f"{key.vkey}\n")
        signature = sign(seed, f"cosignature/v1\ntime {now}\n{head.text}".encode())
        self.said.append(("who", {"vkey": key.vkey}))
        return f"— {name} {base64.b64encode(key.id + now.to_bytes(8, 'big') + signature).decode()}\n"

    def _trusted(self, head: Head, *, trust_first: bool) -> None:
        """Raise unless the head is signed by the key in force at its size, and that one follows from what is trusted."""
        pinned, _, how = self._kept("log.vkey").partition("\n")
        keys = keys_of(self.log, self.vkey)
        wanted = self.given or (Key.parse(pinned).fingerprint if pinned else "")
        if not wanted and not trust_first:
            raise Fault("whose", 2, found=keys[-1][0].fingerprint)
        prints = [key.fingerprint for key, _, _ in keys]
        if wanted and wanted not in prints:
            raise Fault("key", found=wanted)
        now = max(at for at, (_, start, _) in enumerate(keys) if start <= head.size)
        trusted = prints.index(wanted) if wanted else now
        for key, _, vouched in keys[trusted + 1 : now + 1]:
            if not vouched:
                raise Fault("replaced", found=key.fingerprint)
        key = keys[now][0]
        if head.log != key.name or not key.signed(head.note):
            raise Fault("signature", found=key.fingerprint)
        if now > trusted:
            self.said.append(("turned", {"found": key.fingerprint}))
        unproven = how.strip() or not pinned if not self.given else ""
        if unproven:
            self.said.append(("trusted", {"found": key.fingerprint}))
        self._keep("log.vkey", keys[max(now, trusted)][0].vkey + "\n" + ("taken from the log itself\n" if unproven else ""))

    def _kept(self, name: str) -> str:
        try:
            return (self.state / name).read_bytes().decode()
        except FileNotFoundError:
            return ""

    def _keep(self, name: str, text: str) -> None:
        write(self.state / name, text)

    def _proof(self, kept: Head | None, head: Head) -> Path:
        folder = self.state / f"proof-{head.size}-{hashlib.sha256(head.note.encode()).hexdigest()[:8]}"
        folder.mkdir(mode=0o700, exist_ok=True)
        write(folder / "found", head.note)
        write(folder / "kept", kept.note if kept else "")
        return folder

def write(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise Fault("unwritten", 2, what=path, why=error.strerror or error) from error

@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold the directory for one run; two of them could cosign two heads that contradict each other."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with contextlib.suppress(ImportError):  # a system without it: do not run two at once
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """Give up after ``WHOLE`` seconds, where the system can: a log that answers byte by byte must not hold the next run."""

    def late(*_: object) -> None:
        raise Fault("slow", 2, what=WHOLE)

    try:
        before = signal.signal(signal.SIGALRM, late)
    except (AttributeError, ValueError):  # another system, or another thread
        yield
        return
    signal.alarm(WHOLE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

def plain(text: str) -> str:
    """Return what can be printed: what a log says breaks no line and moves no cursor."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)

def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", metavar="LOG")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR")
    parser.add_argument("--key-fingerprint", metavar="HEX", default="")
    parser.add_argument("--vkey", metavar="VKEY", default="")
    parser.add_argument("--trust-first-key", action="store_true")
    parser.add_argument("--name", default=f"{platform.node() or 'a-customer'}/witness", help="of this witness, when its key is made")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    parser.add_argument("--line", action="store_true", help="write the signature line alone")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr" if os.environ.get("LANG", "").startswith("fr") else "en")
    return parser.parse_args(argv)

def main(argv: list[str] | None = None) -> int:
    """Witness the log that the command line names, tell what was found, and return the exit code."""
    options = _options(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    said: list[tuple[str, dict[str, Any]]] = []
    cosigned, why = _cosigned(options, said)
    code = why.code if why else 0
    told = [*([(str(code), {}), (why.key, why.values)] if why else []), *said]
    rows = [plain(TEXT[key][options.lang == "fr"].format(**values)) for key, values in told]
    if options.json:
        verdict = ("consistent", "inconsistent", "unreadable")[code]
        told_all = {"schema": "continuity.witness/1", "verdict": verdict, "said": rows, "note": cosigned}
        print(json.dumps(told_all, ensure_ascii=False))
    elif not options.output:
        print(cosigned, end="")
    print("\n".join(rows), file=sys.stderr)
    return code

def _cosigned(options: argparse.Namespace, said: list[tuple[str, dict[str, Any]]]) -> tuple[str, Fault | None]:
    """Return the cosigned head, or why there is none; whatever a hostile log provokes is an answer, not a traceback."""
    cosigned = ""
    try:
        vkey = Key.parse(options.vkey) if options.vkey else None
        witness = Witness(Log(options.log), options.state, options.key_fingerprint, vkey)
        witness.said = said
        with hurried(), alone(options.state):
            head = witness.look(trust_first=options.trust_first_key)
            line = witness.cosign(head, options.name, int(time.time()))
        cosigned = line if options.line else head.note + line
        if options.output:
            write(options.output, cosigned)
    except Fault as fault:
        return cosigned, fault
    except OSError as error:
        return cosigned, Fault("unread", 2, what=error.filename or options.state, why=error.strerror or error)
    except KeyboardInterrupt:
        return cosigned, Fault("stopped", 2)
    except Exception as error:  # noqa: BLE001 - see above
        return cosigned, Fault("form", 2, what=f"{options.log} ({type(error).__name__})")
    return cosigned, None

if __name__ == "__main__":
    sys.exit(main())
