#!/usr/bin/env python3
"""Verify an export of `continuity` evidence without trusting whoever made it. Python 3.9+, nothing to install.

    python3 verify.py export.zip --key-fingerprint HEX [--checkpoint FILE] [--lang fr|en]

BUNDLE is the zip or its unpacked directory (default: where this file is). Exit 0: valid, with what was proven and what was
not; 1: invalid, with the first problem and its place; 2: it cannot be read, or is refused as unsafe.
"""
# ruff: noqa: E501, FURB161, PLR2004 - Python 3.9, one short file, the numbers of the formats
# fmt: off

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

SMALL, LINE, RATIO, BIG = 1 << 20, 1 << 22, 150, 1 << 26  # limits: small file, line, compression, size it counts from
EMPTY, SPKI = hashlib.sha256(b"").digest(), bytes.fromhex("302a300506032b6570032100")  # RFC 6962, 2.1; RFC 8410, 4
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # RFC 8032, 5.1
AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
TEXT = {  # key: (English, French)
    "missing": ("it is missing", "absent"), "changed": ("it is not the file that was signed", "ce n'est pas le fichier qui a été signé"),
    "unsafe": ("refused as unsafe: {why}", "refusé, dangereux : {why}"), "form": ("it is malformed", "malformé"),
    "signature": ("it is not signed by the key of this bundle, or its signature is false", "non signé par la clé de ce dossier, ou signature fausse"),
    "origin": ("it belongs to another log: {found}", "il appartient à un autre journal : {found}"),
    "key": ("its fingerprint is {found}, not the one you gave", "son empreinte est {found}, pas celle que vous avez donnée"),
    "index": ("record {expected} should stand here", "l'enregistrement {expected} devrait se trouver ici"),
    "entry": ("its salt and bytes do not give its entry", "son sel et ses octets ne donnent pas son empreinte"),
    "root": ("they do not lead to the root hash of {head}", "ils ne mènent pas à l'empreinte racine de {head}"),
    "beyond": ("its size {found} is outside of this bundle ({start} to {end}): ask for an export that covers it", "sa taille {found} est hors de ce dossier ({start} à {end}) : demandez un export qui la couvre"),
    "run": ("the run {run} is announced or ends a second time, or ends without having been announced", "l'exécution {run} est annoncée ou se termine une seconde fois, ou se termine sans avoir été annoncée"),
    "date": ("record {index} is dated {at}, before its predecessor", "l'enregistrement {index} est daté {at}, avant son prédécesseur"),
    "p_files": ("{n} files are as the operator signed them (records.csv, records.xml and summary.json are not compared with the records)", "{n} fichiers sont tels que l'opérateur les a signés (records.csv, records.xml et summary.json ne sont pas comparés aux enregistrements)"),
    "p_records": ("{log}: {n} records, index {start} to {end} (excluded), complete, in order, unaltered, from {first} to {last}", "{log} : {n} enregistrements, index {start} à {end} (exclu), complets, en ordre, inaltérés, de {first} à {last}"),
    "p_runs": ("each of the {n} runs that ended did so exactly once; still open: {open}", "chacune des {n} exécutions terminées l'est une seule fois ; encore ouvertes : {open}"),
    "p_key": ("signed by the key whose fingerprint you gave", "signé par la clé dont vous avez donné l'empreinte"),
    "p_kept": ("the checkpoint you kept (size {found}) is the past of these records", "le point de contrôle que vous aviez gardé (taille {found}) est le passé de ces enregistrements"),
    "u_key": ("whose key it is: signed by the key in this bundle, fingerprint {found}: compare with the one you were given", "à qui est la clé : signé par la clé de ce dossier, empreinte {found} : comparez avec celle qui vous a été remise"),
    "u_anchor": ("when: records {start} to {end} (excluded) are not anchored; their dates are the operator's claim", "quand : les enregistrements {start} à {end} (exclu) ne sont pas ancrés ; leurs dates sont une affirmation de l'opérateur"),
    "u_truth": ("that a record was true when written: only that it has not changed since it was signed", "qu'un enregistrement était vrai : seulement qu'il n'a pas changé depuis sa signature"),
    "u_erased": ("what erased records said: {which}", "ce que disaient les enregistrements effacés : {which}"),
    "u_extra": ("anything about files that are not in the manifest: {which}", "quoi que ce soit sur des fichiers absents du manifeste : {which}"),
    "0": ("VALID", "VALIDE"), "1": ("INVALID", "INVALIDE"), "2": ("CANNOT VERIFY", "VÉRIFICATION IMPOSSIBLE"), "proven": ("Proven:", "Prouvé :"), "unproven": ("Not proven:", "Non prouvé :"), "findings": ("Findings:", "Constats :"),
}

class Fault(Exception):
    """The first thing wrong at ``Bundle.place``; ``code`` 1 for invalid, 2 for unreadable or unsafe."""

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
def _decompress(raw: bytes) -> Point | None:  # RFC 8032, 5.1.3
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x * ROOT % P if (v * x * x - u) % P else x
    if y >= P or (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)

def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature is the key's own of the message (RFC 8032, 5.1.7)."""
    point, s = _decompress(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = _decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or point
    x, y, z, _ = _add(_multiply(s, base), _multiply(ORDER - k, point))
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]
def fold(hashes: list[bytes]) -> bytes:
    """Return the root hash over perfect subtrees, largest first (RFC 6962, 2.1)."""
    root = hashes[-1] if hashes else EMPTY
    for left in reversed(hashes[:-1]):
        root = hashlib.sha256(b"\x01" + left + root).digest()
    return root
def grow(hashes: list[bytes], size: int, entry: bytes) -> None:
    """Append an entry to the perfect subtrees of a tree of ``size``."""
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    while size & 1:
        leaf, size = hashlib.sha256(b"\x01" + hashes.pop() + leaf).digest(), size >> 1
    hashes.append(leaf)
def _unbase64(text: str, length: int) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length or base64.b64encode(raw).decode() != text:
        raise ValueError("base64 has one form, and this value one length")
    return raw
def _integer(digits: str) -> int:
    if len(digits) > 22 or str(int(digits)) != digits:  # RFC 8785 writes no longer ones; reading them would cost time
        raise ValueError(digits[:22])
    return int(digits)
def _json(data: bytes) -> Any:
    return json.loads(data.decode(), parse_int=_integer)

class Bundle:
    """The files of a zip or a directory by name; refuses what could harm whoever opens it. ``place`` is where it reads."""

    def __init__(self, path: Path) -> None:
        self.path, self.place = path, str(path)
        self.files: dict[str, Any] = {}
    def scan(self) -> None:
        """Find the files, and judge their names before any is opened."""
        if self.path.is_dir():
            for file in (Path(top) / name for top, folders, names in os.walk(self.path) for name in folders + names):
                self._keep(file.relative_to(self.path).as_posix(), partial(file.open, "rb"), file.is_dir(), not file.is_symlink())
            return
        archive = zipfile.ZipFile(self.path)
        small = sum(info.file_size for info in archive.infolist()) <= max(BIG, RATIO * self.path.stat().st_size)
        for info in archive.infolist():
            plain = info.compress_type in (0, 8) and not info.flag_bits & 1 and info.external_attr >> 28 != 10
            self._keep(info.filename, partial(archive.open, info), info.is_dir(), plain and small)
    def _keep(self, name: str, opener: Any, folder: bool, sane: bool) -> None:  # noqa: FBT001
        self.place = repr(name)
        if not sane or name in self.files or set(name) & set("\\:\0") or name.startswith("/") or ".." in name.split("/"):
            raise Fault("unsafe", 2, why="path, link, duplicate, encryption or compression")
        self.files.update({} if folder else {name: opener})
    def open(self, name: str) -> Any:
        """Open one file for reading."""
        self.place = name
        if name not in self.files:
            raise Fault("missing")
        return self.files[name]()
    def small(self, name: str) -> bytes:
        """Return the content of a small file."""
        with self.open(name) as file:
            data: bytes = file.read(SMALL + 1)
        if len(data) > SMALL:
            raise Fault("unsafe", 2, why=f"> {SMALL} B")
        return data
    def sha256(self, name: str) -> str:
        """Return the digest of a file in hexadecimal."""
        digest = hashlib.sha256()
        with self.open(name) as file:
            for block in iter(lambda: file.read(SMALL), b""):
                digest.update(block)
        return digest.hexdigest()

class Verification:
    """One verification: raises at the first thing wrong, or leaves what it proved and what it did not in ``said``."""

    def __init__(self, bundle: Bundle, fingerprint: str | None, kept: Path | None) -> None:
        self.bundle, self.first, self.last = bundle, "", ""
        self.said: dict[str, list[tuple[str, dict[str, Any]]]] = {"proven": [], "unproven": [], "findings": []}
        self.open_runs, self.ended, self.erased = dict[str, str](), set[str](), list[int]()
        self._key(fingerprint)
        title, log, *rows = self._note(bundle.small("manifest"))
        if (title, log) != ("continuity export manifest/1", self.log):
            raise Fault("origin", found=log)
        self.signed = {row[66:]: row[:64] for row in rows}
        self.start, past = self._head(bundle.small("checkpoint-start")) if "checkpoint-start" in self.signed else (0, EMPTY)
        self.size, root = self._head(bundle.small("checkpoint"))
        self.heads = {self.start: ("checkpoint-start", past)}
        if self.heads.setdefault(self.size, ("checkpoint", root))[1] != root:
            raise Fault("root", head="checkpoint-start")
        if kept:
            bundle.place = str(kept)
            size, root = self._head(kept.read_bytes())
            if not self.start <= size <= self.size:
                raise Fault("beyond", found=size, start=self.start, end=self.size)
            if self.heads.setdefault(size, (str(kept), root))[1] != root:
                raise Fault("root", head=self.heads[size][0])
            self.said["proven"].append(("p_kept", {"found": size}))
        self._records()
        for name, digest in self.signed.items():
            if bundle.sha256(name) != digest:
                raise Fault("changed")
        self._say()
    def _key(self, given: str | None) -> None:
        self.log = self.bundle.small("public-key.vkey").partition(b"+")[0].decode()
        spki = _unbase64(self.bundle.small("public-key.pem").decode().split("\n")[1], 44)
        self.key, self.fingerprint = spki[12:], hashlib.sha256(spki).hexdigest()
        if given and given.lower().replace(":", "") != self.fingerprint:
            raise Fault("key", found=self.fingerprint)
        self.said["proven" if given else "unproven"].append(("p_key" if given else "u_key", {"found": self.fingerprint}))
        self.key_id = hashlib.sha256(self.log.encode() + b"\n\x01" + self.key).digest()[:4]
        vkey = f"{self.log}+{self.key_id.hex()}+{base64.b64encode(bytes([1]) + self.key).decode()}\n"
        pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(SPKI + self.key).decode()}\n-----END PUBLIC KEY-----\n"
        if self.bundle.small("public-key.pem") != pem.encode() or self.bundle.small("public-key.vkey") != vkey.encode():
            raise Fault("form")
    def _note(self, data: bytes) -> list[str]:  # C2SP signed-note; signatures of other keys are passed over
        text, _, tail = data.rpartition(b"\n\n")
        text, prefix = text + b"\n", f"— {self.log} ".encode()
        for line in tail.split(b"\n")[:-1]:
            signature = _unbase64(line[len(prefix) :].decode(), 68) if line.startswith(prefix) else b""
            if signature[:4] == self.key_id and ed25519(self.key, text, signature[4:]):
                return text.decode().split("\n")[:-1]
        raise Fault("signature")
    def _head(self, note: bytes) -> tuple[int, bytes]:  # C2SP tlog-checkpoint
        log, size, root = self._note(note)[:3]
        if log != self.log:
            raise Fault("origin", found=log)
        return _integer(size), _unbase64(root, 32)
    def _records(self) -> None:
        hashes = [_unbase64(text, 32) for text in _json(self.bundle.small("proofs.jsonl"))["hashes"]]
        if len(hashes) != bin(self.start).count("1") or fold(hashes) != self.heads[self.start][1]:
            raise Fault("root", head=self.heads[self.start][0])
        index = self.start
        with self.bundle.open("records.jsonl") as file:
            for line in iter(lambda: file.readline(LINE + 1), b""):
                self.bundle.place = f"records.jsonl, record {index}"
                if len(line) > LINE:
                    raise Fault("unsafe", 2, why=f"> {LINE} B")
                row = _json(line)
                if row["index"] != index or index == self.size:
                    raise Fault("index", expected=index if index < self.size else "-")
                self._record(index, row)
                grow(hashes, index, _unbase64(row["entry"], 32))
                index += 1
                head, root = self.heads.get(index, ("", b""))
                if head and fold(hashes) != root:
                    raise Fault("root", head=head)
        if index != self.size:
            raise Fault("index", expected=index)
    def _record(self, index: int, row: dict[str, Any]) -> None:
        if "record" not in row:
            self.erased.append(index)
            return
        raw, salt = row["record"].encode(), _unbase64(row["salt"], 32)
        if hashlib.sha256(b"continuity/record/1\n" + salt + raw).digest() != _unbase64(row["entry"], 32):
            raise Fault("entry")
        record = _json(raw)
        if record["schema"] != "continuity.record/1" or not AT.fullmatch(record["at"]):
            raise Fault("form")
        if record["log"] != self.log:
            raise Fault("origin", found=record["log"])
        if record["at"] < self.last:
            self.said["findings"].append(("date", {"index": index, "at": record["at"]}))
        self.first, self.last = self.first or record["at"], record["at"]
        kind, run, wrong = record["kind"], record["run"], False
        if kind == "run.intent":
            wrong, self.open_runs[run] = run in self.open_runs or run in self.ended, self.bundle.place
        elif kind == "run.outcome":
            wrong = run in self.ended or (self.open_runs.pop(run, None) is None and self.start == 0 and not self.erased)
            self.ended.add(run)
        if wrong:
            raise Fault("run", run=run)
    def _say(self) -> None:
        span = {"start": self.start, "end": self.size, "n": self.size - self.start, "log": self.log, "first": self.first, "last": self.last}
        runs = {"n": len(self.ended), "open": ", ".join(self.open_runs) or "-"}
        self.said["proven"] += [("p_records", span), ("p_runs", runs), ("p_files", {"n": len(self.signed)})]
        self.said["unproven"] += [("u_anchor", span), ("u_truth", {})]
        extra = sorted(set(self.bundle.files) - set(self.signed) - {"manifest"})
        which = {"u_erased": ", ".join(map(str, self.erased)), "u_extra": ", ".join(extra)}
        self.said["unproven"] += [(key, {"which": names}) for key, names in which.items() if names]

def main(argv: list[str] | None = None) -> int:
    """Verify what the command line names, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key-fingerprint", metavar="HEX")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint that you kept")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr" if os.environ.get("LANG", "").startswith("fr") else "en")
    options = parser.parse_args(argv)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]

    def say(key: str, values: dict[str, Any]) -> str:
        return TEXT[key][options.lang == "fr"].format(**values)

    bundle = Bundle(options.bundle)
    try:
        bundle.scan()
        done = Verification(bundle, options.key_fingerprint, options.checkpoint)
    except Fault as fault:
        code, what = fault.code, say(fault.key, fault.values)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes is an answer, not a traceback
        malformed = isinstance(error, (LookupError, TypeError, ValueError, RecursionError))
        code, what = (1, say("form", {})) if malformed else (2, f"{type(error).__name__}: {error}")
    else:
        print(say("0", {}))
        for title, rows in done.said.items():
            print(end="\n".join([say(title, {}), *(f"  - {say(key, values)}" for key, values in rows), ""]) if rows else "")
        return 0
    print(f"{say(str(code), {})}\n  {bundle.place}: {what}")
    return code

if __name__ == "__main__":
    sys.exit(main())
