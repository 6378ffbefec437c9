#!/usr/bin/env python3
"""Verify an export of `continuity` evidence without trusting whoever made it. Python 3.9+, nothing to install.

    python3 verify.py BUNDLE --key-fingerprint HEX [--checkpoint FILE] [--witness VKEY] [--tsa-ca FILE] [--lang fr|en]

BUNDLE is the zip or its unpacked directory (default: where this file is). Exit 0: valid, with what was proven and what was
not; 1: invalid, with the first problem and its place; 2: it cannot be read, or is refused as unsafe.
"""

# ruff: noqa: D204, E401, E501, E701, E704, FURB161, I001, PLR2004, UP014, UP017, UP035 - 300 lines at most; Python 3.9; the numbers of the formats
# fmt: off
from __future__ import annotations
import argparse, base64, collections, functools, hashlib, json, os, re, shutil, subprocess, sys, tempfile, zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple, Sequence
SMALL, LINE, NAMES, BIG, RATIO, MANY, SAID = 1 << 20, 1 << 22, 1 << 23, 1 << 26, 150, 1 << 17, 1000  # limits: bytes of a small file, a line, a zip's list of files, a zip to be suspicious of; compression; runs or jobs in memory; findings of a kind
EMPTY, SPKI, P, ORDER = hashlib.sha256(b"").digest(), bytes.fromhex("302a300506032b6570032100"), 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # RFC 6962, 2.1; RFC 8410, 4; RFC 8032, 5.1
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
AT, KIND, RUN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"), re.compile(r"[a-z][a-z0-9_.-]{0,63}"), re.compile(r"[0-9A-Za-z_-]{1,64}")
TEXT = {  # key: (English, French); p_ is proven, u_ is not, f_ is a finding
    "missing": ("it is missing", "absent"), "form": ("it is malformed", "malformé"), "unsafe": ("refused as unsafe: {why}", "refusé, dangereux : {why}"), "changed": ("it is not the file that was signed", "ce n'est pas le fichier qui a été signé"), "origin": ("it belongs to another log: {found}", "il appartient à un autre journal : {found}"), "signature": ("it is not signed by the key that it should be, {found}, or its signature is false", "non signé par la clé qui le devrait, {found}, ou signature fausse"), "key": ("its fingerprint is {found}; the one you gave is another, and does not vouch for it", "son empreinte est {found} ; celle que vous avez donnée est autre, et ne la garantit pas"), "index": ("record {expected} should stand here", "l'enregistrement {expected} devrait se trouver ici"), "entry": ("its salt and bytes do not give its entry", "son sel et ses octets ne donnent pas son empreinte"), "root": ("they do not lead to the root hash of {head}", "ils ne mènent pas à l'empreinte racine de {head}"), "token": ("openssl does not accept it as a time-stamp of its checkpoint", "openssl ne l'accepte pas comme horodatage de son point de contrôle"), "beyond": ("its size {found} is outside of this bundle ({start} to {end}): ask for an export that covers it", "sa taille {found} est hors de ce dossier ({start} à {end}) : demandez un export qui la couvre"), "once": ("{name} is announced or ends a second time, or ends without having been announced", "{name} : annonce ou fin en double, ou fin sans annonce"), "recorded": ("these changes of key are not the recorded ones", "ces changements de clé ne sont pas ceux qui sont enregistrés"), "f_date": ("record {index} is dated {at}, before its predecessor", "l'enregistrement {index} est daté {at}, avant son prédécesseur"), "f_due": ("job {name}, announced in record {index} for {due}, has neither a run nor a reason why there is none", "travail {name}, annoncé dans l'enregistrement {index} pour {due} : ni exécution ni motif"), "f_late": ("job {name} was announced in record {index} after it fell due, {due}", "travail {name} annoncé dans l'enregistrement {index} après son échéance, {due}"), "f_lost": ("{name}: a lost key was replaced, and the old one does not vouch for the new one", "{name} : une clé perdue fut remplacée, et l'ancienne ne garantit pas la nouvelle"), "p_records": ("{log}: {n} records, index {start} to {end} (excluded), complete, in order, unaltered, from {first} to {last}", "{log} : {n} enregistrements, index {start} à {end} (exclu), complets, en ordre, inaltérés, de {first} à {last}"),
    "p_once": ("{runs} runs and {jobs} announced jobs ended, each exactly once; runs still open: {open}; jobs open (running, not due yet, or a finding): {left}", "{runs} exécutions et {jobs} travaux annoncés terminés, chacun une seule fois ; exécutions encore ouvertes : {open} ; travaux ouverts (en cours, pas encore dus, ou en constat) : {left}"), "p_files": ("{files} files are as they were signed (views such as records.csv are not compared with the records); attachments that are what records name: {attached}", "{files} fichiers sont tels qu'ils ont été signés (les vues, comme records.csv, ne sont pas comparées aux enregistrements) ; pièces jointes conformes à ce que nomment des enregistrements : {attached}"), "p_key": ("signed by the key whose fingerprint you gave, or by one that it vouches for", "signé par la clé dont vous avez donné l'empreinte, ou par une clé qu'elle garantit"), "p_kept": ("the checkpoint you kept (size {found}) is the past of these records", "le point de contrôle que vous aviez gardé (taille {found}) est le passé de ces enregistrements"), "p_anchor": ("when, by {name}: records before {size} existed on {at}", "quand, selon {name} : les enregistrements avant {size} existaient le {at}"), "u_key": ("whose key it is: signed by the key in this bundle, fingerprint {found}: compare with the one you were given", "à qui est la clé : signé par la clé de ce dossier, empreinte {found} : comparez avec celle qui vous a été remise"), "u_files": ("who made the other files: your key does not vouch for the one that signed them, {found}", "qui a fait les autres fichiers : votre clé ne garantit pas celle qui les a signés, {found}"), "u_anchor": ("when: records {start} to {end} (excluded) are not anchored; their dates are the operator's claim", "quand : les enregistrements {start} à {end} (exclu) ne sont pas ancrés ; leurs dates sont une affirmation de l'opérateur"), "u_given": ("what these say of when is not here, or not checked: {which}; give --witness VKEY, or --tsa-ca with the authority's certificate (and have openssl)", "ce que disent des dates, absent ou non vérifié : {which} ; donnez --witness VKEY, ou --tsa-ca avec le certificat de l'autorité (et openssl)"), "u_claimed": ("claimed: {name} holds the checkpoint of size {size} since {at}, locked until {until}; look there", "affirmé : {name} détient le point de contrôle de taille {size} depuis le {at}, verrouillé jusqu'au {until} ; à voir sur place"), "u_before": ("that what was announced before record {start} ended: an export that begins earlier shows it", "que ce qui fut annoncé avant l'enregistrement {start} s'est terminé : un export qui commence plus tôt le montre"),
    "u_truth": ("that a record was true when written: only that it has not changed since it was signed", "qu'un enregistrement était vrai : seulement qu'il n'a pas changé depuis sa signature"), "u_erased": ("what erased records said: {which}", "ce que disaient les enregistrements effacés : {which}"), "u_absent": ("attachments that records name and are not here: {which}", "les pièces jointes nommées et absentes : {which}"), "u_extra": ("anything about files that are not in the manifest, or attachments that no record here names: {which}", "quoi que ce soit sur des fichiers absents du manifeste, ou des pièces jointes qu'aucun enregistrement d'ici ne nomme : {which}"), "0": ("VALID", "VALIDE"), "1": ("INVALID", "INVALIDE"), "2": ("CANNOT VERIFY", "VÉRIFICATION IMPOSSIBLE"), "p": ("Proven:", "Prouvé :"), "u": ("Not proven:", "Non prouvé :"), "f": ("Findings:", "Constats :"), "failed": ("it cannot be read: {why}", "illisible : {why}"), "f_gap": ("from {since} to {until} nothing was announced (told by record {index}): nobody can tell what fell due then", "du {since} au {until} rien ne fut annoncé (dit l'enregistrement {index}) : nul ne peut dire ce qui était dû alors"), "f_more": ("{n} more like these: {key}", "{n} autres comme ceux-ci : {key}"), "f_back": ("record {index} is dated {at}, and was not in the log yet on {when}, says {name}", "l'enregistrement {index} est daté {at}, et n'était pas encore dans le journal le {when}, selon {name}"), "f_restored": ("record {index}: the state came back from a backup, older than the log: {lost} records are lost, or what they said", "enregistrement {index} : l'état est revenu d'une sauvegarde, plus ancien que le journal : {lost} enregistrements sont perdus, ou leur contenu"), "f_ahead": ("record {index} is dated {at}, and was in the log already on {when}, says {name}", "l'enregistrement {index} est daté {at}, et était déjà dans le journal le {when}, selon {name}"),
}
class Fault(ValueError):
    """The first thing wrong: the exit code (1 invalid, 2 unreadable or unsafe), a key of ``TEXT``, and its values."""
def _must(holds: object, key: str, code: int = 1, **values: object) -> None:
    if not holds: raise Fault(code, key, values)
def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:  # extended coordinates, RFC 8032, 5.1.4
    e, f, g, h = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P, 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P
def _multiply(scalar: int, point: tuple[int, ...]) -> tuple[int, ...]:
    rest = _multiply(scalar >> 1, _add(point, point)) if scalar else (0, 1, 1, 0)
    return _add(rest, point) if scalar & 1 else rest
def _point(raw: bytes) -> tuple[int, ...]:  # RFC 8032, 5.1.3
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x * ROOT % P if (v * x * x - u) % P else x
    _must(y < P and not (v * x * x - u) % P and (x or not sign), "form")
    return (x, y, 1, x * y % P) if x & 1 == sign else (P - x, y, 1, P - x * y % P)
def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature is the key's own of the message (RFC 8032, 5.1.7)."""
    (x, y, z, t), s = _point(key), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER: return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, t = _add(_multiply(s, _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))), _multiply(k, (P - x, y, z, P - t)))
    return (y * pow(z, -1, P) % P | (x * pow(z, -1, P) % P & 1) << 255).to_bytes(32, "little") == signature[:32]
def _fold(hashes: list[bytes]) -> bytes:  # the root over perfect subtrees, largest first: RFC 6962, 2.1
    return functools.reduce(lambda right, left: hashlib.sha256(b"\x01" + left + right).digest(), reversed(hashes)) if hashes else EMPTY
def _grow(hashes: list[bytes], size: int, entry: bytes) -> None:  # append to the perfect subtrees of a tree of that size
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    while size & 1: leaf, size = hashlib.sha256(b"\x01" + hashes.pop() + leaf).digest(), size >> 1
    hashes.append(leaf)
def _unbase64(text: str, length: int) -> bytes:
    raw = base64.b64decode(text, validate=True)
    _must(len(raw) == length and base64.b64encode(raw).decode() == text, "form")  # one form, one length
    return raw
def _integer(digits: str) -> int:
    _must(len(digits) <= 22 and str(int(digits)) == digits, "form")  # RFC 8785 writes no longer ones; reading them would cost time
    return int(digits)
def _json(data: bytes) -> Any: return json.loads(data.decode(), parse_int=_integer)
def _time(text: str) -> datetime:  # RFC 3339 in UTC; Python 3.9 reads no Z, and no digits but three or six
    whole, _, fraction = text[:-1].partition(".")
    return datetime.strptime(whole + text[-1], "%Y-%m-%dT%H:%M:%S%z") + timedelta(microseconds=int((fraction + "000000")[:6]))
def _stamped(text: bytes, token: bytes, authorities: Sequence[Path]) -> datetime:  # RFC 3161, judged at its own time: it may outlive a certificate
    with tempfile.TemporaryDirectory() as folder:
        data, proof, ca = (Path(folder, name) for name in ("data", "token", "ca"))
        for path, content in ((data, text), (proof, token), (ca, b"\n".join(one.read_bytes() for one in authorities))): path.write_bytes(content)
        for form in ([], ["-token_in"]):  # a whole response, or the token alone
            openssl = functools.partial(subprocess.run, capture_output=True, text=True, errors="replace", timeout=60, check=False)
            for found in re.findall(r"^Time stamp: (\w+ +\d+ [\d:]+)\S*( \d{4}) GMT$", openssl(["openssl", "ts", "-reply", "-in", proof, "-text", *form]).stdout, re.MULTILINE):
                at = datetime.strptime("".join(found) + "+0000", "%b %d %H:%M:%S %Y%z")
                for when in (["-attime", str(int(at.timestamp()))], []):  # not every openssl knows it
                    if not openssl(["openssl", "ts", "-verify", "-data", data, "-in", proof, "-CAfile", ca, *when, *form]).returncode: return at
    raise Fault(1, "token", {})
Key = NamedTuple("Key", [("name", str), ("public", bytes), ("id", bytes)])  # C2SP signed-note
def read_key(vkey: str, kind: int = 4) -> Key:
    """Read a vkey; ``kind`` 1 signs logs, 4 cosigns them. Raises ``ValueError``."""
    name, identity, key = vkey.split("+", 2)
    raw = _unbase64(key, 33)
    _must(raw[0] == kind and identity == hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8], "form")
    return Key(name, raw[1:], bytes.fromhex(identity))
def _fingerprint(key: Key) -> str: return hashlib.sha256(SPKI + key.public).hexdigest()  # of the DER public key
def _signature(key: Key, note: bytes, length: int = 68) -> bytes:  # what this key's line holds after the key id, if there is one
    lines = [line.split(" ", 2)[2] for line in note.rpartition(b"\n\n")[2].decode().split("\n")[:-1] if line.startswith(f"— {key.name} ")]
    return next((_unbase64(line, length)[4:] for line in lines if base64.b64decode(line)[:4] == key.id), b"")
def _signed(key: Key, note: bytes) -> bool: return ed25519(key.public, note.rpartition(b"\n\n")[0] + b"\n", _signature(key, note))
class Bundle:
    """The files of a zip or a directory by name; refuses what could harm whoever opens it. ``place`` is where it reads."""
    def __init__(self, path: Path) -> None: self.path, self.place, self.files, self.names = path, str(path), dict[str, Any](), set[str]()
    def _scan(self) -> None:  # judge every name before any file is opened
        if self.path.is_dir():
            for file in (Path(top) / name for top, folders, names in os.walk(self.path) for name in folders + names): self._keep(file.relative_to(self.path).as_posix(), functools.partial(file.open, "rb"), file.is_dir(), not file.is_symlink() and (file.is_dir() or file.is_file()))
            return
        length = self.path.stat().st_size
        with self.path.open("rb") as raw: end = raw.read(1 << 17) if raw.seek(max(0, length - (1 << 17))) >= 0 else b""
        _must(int.from_bytes(end[end.rfind(b"PK\5\6"):][12:16], "little") <= NAMES and b"PK\6\7" not in end, "unsafe", 2, why=f"> {NAMES} B")  # its list of files is read at once
        archive = zipfile.ZipFile(self.path)
        small = sum(info.file_size for info in archive.infolist()) <= max(BIG, RATIO * length)
        for info in archive.infolist(): self._keep(info.orig_filename, functools.partial(archive.open, info), info.is_dir(), small and info.compress_type in (0, 8) and not info.flag_bits & 1 and info.external_attr >> 28 != 10)
    def _keep(self, name: str, opener: Any, folder: bool, sane: bool) -> None:  # noqa: FBT001
        self.place, parts, twice = repr(name), name.removesuffix("/").casefold().split("/"), len(self.names)
        self.names.add("/".join(parts))  # refused is also what some systems take for the name of another file
        climbs = set(name) & set("\\:\0") or any(not part or part[-1] in ". " for part in parts) or twice == len(self.names)
        _must(sane and not climbs, "unsafe", 2, why="path, name, link, duplicate, encryption or compression")
        if not folder: self.files[name] = opener
    def _within(self, folder: str) -> list[str]: return sorted(name for name in self.files if name.startswith(folder))
    def _open(self, name: str) -> Any:
        self.place = name
        return self.files[name]() if name in self.files else _must("", "missing")
    def _small(self, name: str, most: int = SMALL) -> bytes:
        with self._open(name) as file: data: bytes = file.read(most + 1)
        _must(len(data) <= most, "unsafe", 2, why=f"> {most} B")
        return data
    def _sha256(self, name: str) -> str:
        with self._open(name) as file: return functools.reduce(lambda done, block: done.update(block) or done, iter(functools.partial(file.read, SMALL), b""), hashlib.sha256()).hexdigest()  # type: ignore[func-returns-value]
class Verification(Bundle):
    """One verification, once; ``said`` is what it proved, what it did not, and findings: keys of ``TEXT`` and values."""
    def __init__(self, path: Path, given: str = "", kept: Path | None = None, witnesses: Sequence[Key] = (), authorities: Sequence[Path] = ()) -> None:
        super().__init__(path)
        self.given, self.kept, self.authorities, self.witnesses, self.unsure = re.sub(r"[\s:]", "", given.lower()), kept, authorities, witnesses, {key.name for key in witnesses}
        self.said, self.claims, self.changes, self.times, self.recorded, self.erased = list[tuple[str, dict[str, Any]]](), dict[str, dict[str, Any]](), list[tuple[int, Key, bytes]](), list[tuple[Any, ...]](), list[bytes](), list[int]()
        self.runs, self.jobs, self.started, self.attached, self.ended, self.counts = dict[str, Any](), dict[str, Any](), set[str](), set[str](), collections.deque[tuple[dict[str, Any], str]](), collections.Counter[str]()
        self.first = self.last = self.latest = self.covered = ""
    def answer(self) -> tuple[int, str, dict[str, Any]]:
        """Return the exit code, and where it is not 0 what is wrong at ``place`` (a key of ``TEXT``, and values); raises nothing."""
        try: self._verify()
        except Fault as fault: return fault.args
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError): return 1, "form", {}
        except (Exception, KeyboardInterrupt) as error: return 2, "failed", {"why": f"{type(error).__name__}: {error}"}  # noqa: BLE001 - an answer, no traceback
        return 0, "", {}
    def _verify(self) -> None:
        self._scan()
        trusted = self._keys()
        title, log, *rows = (manifest := self._small("manifest", LINE)).rpartition(b"\n\n")[0].decode().split("\n")
        _must(_signed(self.key, manifest), "signature", found=_fingerprint(self.key))
        _must((title, log) == ("continuity export manifest/1", self.log), "origin", found=log)
        self.signed = {row[66:]: row[:64] for row in rows}
        self.start, past = self._head(self._small("checkpoint-start")) if "checkpoint-start" in self.signed else (0, EMPTY)
        self.size, root = self._head(self._small("checkpoint"))
        self.heads = {self.start: ("checkpoint-start", past)}
        self._hold("checkpoint", self.size, root)
        self.place, found, newest = "public-key.pem", _fingerprint(self.key), self._key_at(self.size)
        _must(not self.given or trusted & {self.key, newest}, "key", found=found)
        self._say("p_key" if self.given else "u_key", found=found)
        if self.given and self.key not in trusted: self._say("u_files", found=found)
        if self.kept:
            self.place = str(self.kept)
            with self.kept.open("rb") as file: text = file.read(SMALL).decode("utf-8-sig").replace("\r\n", "\n").lstrip()
            signed = "\n— " in text  # who kept the three lines trusts them, however a mail or an editor laid them out
            size, root = self._head((text if signed else "\n".join(line.strip(" \t>") for line in text.split("\n"))).encode(), signed)
            self._hold(self.place, size, root)
            self._say("p_kept", found=size)
        anchors = [_json(line) for name in self._within("anchors/index.jsonl") for line in self._small(name, LINE).splitlines()]
        for row in anchors: self._hold("anchors/index.jsonl", row["tree_size"], _unbase64(row["root"], 32))
        _must(len({row.get("file") for row in anchors} - {None}) == sum("file" in row for row in anchors), "form")
        anchored, self.times = max([self.start, *map(self._when, anchors)]), [(0, "", "", "", ""), *sorted(self.times)]
        self._records()
        self._summary(anchored)
        for name in [*self.signed, *self._within("attachments/")]:
            digest = self._sha256(name)
            _must(digest == self.signed.get(name, digest) and (name[:12] != "attachments/" or name[12:] == digest), "changed")
    def _say(self, key: str, **values: object) -> None:
        self.counts[key] += 1
        if key[0] != "f" or self.counts[key] <= SAID: self.said.append((key, values))
    def _keys(self) -> set[Key]:  # the chain from the first key to the newest; returns those that the given one vouches for
        self.key = newest = read_key(self._small("public-key.vkey").decode().removesuffix("\n"), 1)
        self.log, trusted, size = newest.name, {newest} if _fingerprint(newest) == self.given else set[Key](), 0
        for name in self._within("keys/"):
            note = self._small(name)
            title, log, *vkeys, _, digits, _ = note.partition(b"\n\n")[0].decode().split("\n")
            old, new = (read_key(vkey, 1) for vkey in vkeys)
            follows = size <= _integer(digits) and (old == newest or not self.changes) and len(self.changes) < SAID
            _must(follows and (title, {log, old.name, new.name}) == ("continuity key rotation/1", {self.log}), "form")
            _must(_signed(new, note) and (not _signature(old, note) or _signed(old, note)), "signature", found=_fingerprint(new))
            if not _signature(old, note): self._say("f_lost", name=name)
            if old in trusted or _fingerprint(old) == self.given: trusted |= {old, new} if _signature(old, note) else {old}
            size, newest = int(digits), new
            self.changes.append((size, old, note))
        _must(newest == self.key and self._small("public-key.pem") == b"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(SPKI + self.key.public), "form")
        return trusted
    def _key_at(self, size: int) -> Key: return next((old for most, old, _ in self.changes if size <= most), self.key)
    def _head(self, note: bytes, signed: bool = True) -> tuple[int, bytes]:  # noqa: FBT001, FBT002 - C2SP tlog-checkpoint
        log, digits, root = note.decode().split("\n")[:3]
        _must(log == self.log, "origin", found=log)
        _must(not signed or _signed(self._key_at(_integer(digits)), note), "signature", found=_fingerprint(self._key_at(_integer(digits))))
        return _integer(digits), _unbase64(root, 32)
    def _hold(self, name: str, size: int, root: bytes) -> None:  # the records must lead to this root
        _must(self.start <= size <= self.size, "beyond", found=size, start=self.start, end=self.size)
        _must(self.heads.setdefault(size, (name, root))[1] == root, "root", head=self.heads[size][0])
    def _records(self) -> None:
        hashes, index = [_unbase64(text, 32) for text in _json(self._small("proofs.jsonl"))["hashes"]], self.start
        _must(len(hashes) == bin(index).count("1") and _fold(hashes) == self.heads[index][1], "root", head=self.heads[index][0])
        with self._open("records.jsonl") as file:
            for line in iter(lambda: file.readline(LINE + 1), b""):
                self.place = f"records.jsonl, record {index}"
                _must(len(line) <= LINE, "unsafe", 2, why=f"> {LINE} B")
                row = _json(line)
                _must(row["index"] == index < self.size, "index", expected=index if index < self.size else "-")
                if "record" in row or "salt" in row: self._record(index, row["record"].encode(), _unbase64(row["salt"], 32), _unbase64(row["entry"], 32))
                else: self.erased.append(index)
                _grow(hashes, index, _unbase64(row["entry"], 32))
                index += 1
                if index in self.heads: _must(_fold(hashes) == self.heads[index][1], "root", head=self.heads[index][0])
        _must(index == self.size, "index", expected=index)
        self.place = "keys/"
        _must(self.erased or self.recorded == [note for size, _, note in self.changes if self.start <= size < self.size], "recorded")
    def _record(self, index: int, raw: bytes, salt: bytes, entry: bytes) -> None:
        _must(hashlib.sha256(b"continuity/record/1\n" + salt + raw).digest() == entry, "entry")
        schema, log, at, kind, run, body = map(_json(raw).__getitem__, ("schema", "log", "at", "kind", "run", "body"))
        _must(schema == "continuity.record/1" and AT.fullmatch(at) and KIND.fullmatch(kind) and (run is None or RUN.fullmatch(run)) and isinstance(body, dict), "form")
        _must(log == self.log, "origin", found=log)
        self._dated(index, at)
        if kind in ("key.rotated", "key.replaced"): self.recorded.append(body["note"].encode())
        if kind == "state.restored": self._say("f_restored", index=index, lost=body["lost"])
        self.attached |= {one["sha256"] for one in body.get("attachments", ())}
        if kind in ("run.intent", "run.outcome") and run is not None: self._once(self.runs, run, (index, at) if kind == "run.intent" else None)
        if kind == "plan": self._plan(index, at, body)
        if kind == "run.intent" and body.get("job") in self.jobs: self.started.add(body["job"])
        if kind in ("run.outcome", "job.outcome") and isinstance(body.get("job"), str): self._once(self.jobs, body["job"])
    def _plan(self, index: int, at: str, body: dict[str, Any]) -> None:
        self._cover(index, str(body.get("from", "")), str(body.get("until", "")))
        for job in body["jobs"] if isinstance(body.get("jobs"), list) else ():
            name, due, _ = job["id"], job["due"], job["subject"]
            if _time(at) - _time(due) > timedelta(minutes=1): self._say("f_late", name=name, index=index, due=due)
            self._once(self.jobs, name, (index, due))
    def _cover(self, index: int, since: str, until: str) -> None:  # plans follow on each other: else what fell due in between was announced nowhere
        if self.covered and self.covered[:19] < since[:19]: self._say("f_gap", index=index, since=self.covered, until=since)
        self.covered = max(self.covered, until)
    def _dated(self, index: int, at: str) -> None:
        if at < self.last: self._say("f_date", index=index, at=at)
        self.first, self.last, self.latest = self.first or at, at, max(self.latest, at)
        while len(self.times) > 1 and self.times[1][0] <= index: self.times.pop(0)  # the last anchor before this record, and the next one
        for size, least, most, when, name in self.times[:2]:
            if at < least if size <= index else at > most: self._say("f_back" if size <= index else "f_ahead", index=index, at=at, when=when, name=name)
    def _once(self, known: dict[str, Any], name: str, place: tuple[int, str] | None = None) -> None:  # announced at a place; ended: None
        _must(name not in known if place else known.get(name, self.start or self.erased), "once", name=name)  # before the range, or erased: not seen
        known[name] = place
        self.counts["jobs" if known is self.jobs else "runs"] += not place
        self.ended.extend([] if place else [(known, name)])
        known, name = self.ended.popleft() if len(self.ended) > MANY else ({name: 0}, name)
        del known[name]  # memory stays flat: a second end so late is one without a beginning
        _must(max(len(self.runs), len(self.jobs), len(self.attached)) <= 2 * MANY, "unsafe", 2, why=f"> {2 * MANY}")
    def _when(self, row: dict[str, Any]) -> int:  # the size that an anchor proves a time for; 0 if none
        kind, name, size, at = row["kind"], row["name"], row["tree_size"], None
        text, proof = f"{self.log}\n{size}\n{row['root']}\n".encode(), self._small(row["file"]) if kind != "write-once" else b""
        if kind == "rfc3161" and self.authorities and shutil.which("openssl"): at = _stamped(text, proof, self.authorities)
        for witness in self.witnesses if kind == "cosignature" else ():  # C2SP tlog-cosignature
            raw = _signature(witness, proof, 76)
            seen = int.from_bytes(raw[:8], "big")
            good = ed25519(witness.public, b"cosignature/v1\ntime %d\n" % seen + text, raw[8:])
            _must(good or (not raw and witness.name != name), "signature", found=name)
            if good: at = datetime.fromtimestamp(seen, timezone.utc)
        if at:
            least, most, when = (f"{at + timedelta(hours=gap):%Y-%m-%dT%H:%M:%SZ}" for gap in (-1, 1, 0))
            self.times.append((size, least if kind == "rfc3161" else "", most, when, name))  # a witness may have seen an older copy
            self._say("p_anchor", name=name, size=size, at=when)
        elif kind == "write-once": self.claims[name] = {"name": name, "size": size, "at": row["at"], "until": row["locked_until"]}
        else: self.unsure.add(name)
        return size if at else 0
    def _summary(self, anchored: int) -> None:
        runs, jobs = ([name for name, value in known.items() if value is not None] for known in (self.runs, self.jobs))
        span = {"start": self.start, "end": self.size, "n": self.size - self.start, "log": self.log, "first": self.first, "last": self.last, "files": len(self.signed)}
        attached, named = set(self._within("attachments/")), {f"attachments/{one}" for one in self.attached}
        span |= {"attached": len(attached & named), "runs": self.counts["runs"], "jobs": self.counts["jobs"], "open": ", ".join(runs) or "-", "left": len(jobs)}
        self._cover(self.size - 1, self.latest, "")
        for name, (index, due) in ((name, self.jobs[name]) for name in jobs if name not in self.started):
            if due[:19] < self.latest[:19]: self._say("f_due", name=name, index=index, due=due)
        for key, values in [*((key, span) for key in ("p_records", "p_once", "p_files", "u_before") if self.start or key[0] == "p"), *(("u_claimed", claim) for claim in self.claims.values()), *[("u_anchor", {**span, "start": anchored})][: anchored < self.size]]: self._say(key, **values)
        extra, absent = (set(self.files) - set(self.signed) - {"manifest"} | attached) - named, {name[12:] for name in named - attached}
        for key, which in (("u_given", sorted(self.unsure - {values["name"] for key, values in self.said if key == "p_anchor"})), ("u_erased", self.erased), ("u_absent", sorted(absent)), ("u_extra", sorted(extra))):
            if which: self._say(key, which=", ".join(map(str, which)))
        self._say("u_truth")
        self.said += [("f_more", {"n": count - SAID, "key": key}) for key, count in self.counts.items() if key[0] == "f" and count > SAID]
def plain(text: str) -> str:
    """Return what can be printed: what a bundle says breaks no line, moves no cursor and turns no writing around."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[:4000]) + "…" * (len(text) > 4000)
def main(argv: list[str] | None = None) -> int:
    """Verify what the command line names, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key-fingerprint", metavar="HEX", help="of the log's key, as its operator gave it to you by another way")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint that you kept, signed or its three lines")
    parser.add_argument("--witness", type=read_key, action="append", default=[], metavar="VKEY", help="the key of a witness whose cosignatures count")
    parser.add_argument("--tsa-ca", action="append", default=[], type=Path, metavar="FILE", help="certificates (PEM) of a time-stamping authority")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr" if os.environ.get("LANG", "").startswith("fr") else "en")
    options = parser.parse_args(argv)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if options.key_fingerprint is not None and not re.fullmatch("[0-9a-f]{64}", re.sub(r"[\s:]", "", options.key_fingerprint.lower())): parser.error("--key-fingerprint: 64 digits, 0-9 a-f / 64 chiffres, 0-9 a-f")
    french, done = options.lang == "fr", Verification(options.bundle, options.key_fingerprint or "", options.checkpoint, options.witness, options.tsa_ca)
    code, key, values = done.answer()
    print(TEXT[str(code)][french], *([plain(f"  {done.place}: {TEXT[key][french].format(**values)}")] if code else []), sep="\n")
    for title in "" if code else "puf":
        rows = [plain(f"  - {TEXT[key][french].format(**values)}") for key, values in done.said if key[0] == title]
        if rows: print(TEXT[title][french], *rows, sep="\n")
    return code
if __name__ == "__main__":
    sys.exit(main())
