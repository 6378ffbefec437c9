"""``continuity evidence verify FILE`` where FILE is an export: judged by the very verifier that it holds."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.evidence.format.note import Verifier
    from continuity.evidence.stranger import Verification
    from continuity.faces.cli.session import Session

_VERDICTS = ("valid", "invalid", "unreadable")
_TITLES = {"p": "proven", "u": "unproven", "f": "findings"}


def bundles_among(files: Sequence[Path]) -> list[Path]:
    """Return the files that are exports: zips, and the directories that they were unpacked to."""
    return [path for path in files if (path / "manifest").is_file() or (path.is_file() and _zipped(path))]


def _zipped(path: Path) -> bool:
    """Return whether it is a zip, or the beginning of one: what was cut is an export that cannot be verified."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\3\4" or zipfile.is_zipfile(path)
    except OSError:
        return False


def tell_bundles(session: Session, files: Sequence[Path]) -> int:
    """Verify exports with the keys of this server's logs and the witnesses and authorities of the documents.

    An export of another server's log is verified all the same; whose key it is then stays unproven (exit 1).
    """
    return max((_tell(session, path) for path in files), default=0)


def _tell(session: Session, path: Path) -> int:
    from continuity.evidence.stranger import TEXT, plain

    done, code, key, values, ours = _verified(session, path)
    french = session.language.name == "fr"
    said = {title: [plain(TEXT[one][french].format(**told)) for one, told in done.said if one[0] == letter]
            for letter, title in _TITLES.items()}  # fmt: skip
    problem = plain(TEXT[key][french].format(**values)) if code else ""
    session.say("{path}: {verdict}", path=path, verdict=TEXT[str(code)][french])
    if code:
        session.say("  {place}: {problem}", place=plain(done.place), problem=problem)
    for letter, title in _TITLES.items() if not code else ():
        for line in said[title]:
            session.say("  {title} {line}", title=TEXT[letter][french], line=line)
    session.emit(
        {"schema": "continuity.evidence-export-verify/1", "path": str(path), "verdict": _VERDICTS[code]}
        | {"trusted": ours, "place": done.place if code else "", "problem": problem}
        | (said if not code else {title: [] for title in _TITLES.values()})
    )
    return code or (0 if ours else 1)


def _verified(session: Session, path: Path) -> tuple[Verification, int, str, dict[str, object], bool]:
    """Return the verification, its answer, and whether a key of this server's logs vouches for the export."""
    from continuity.evidence.stranger import Verification, read_key

    clients = session.app.inventory.clients
    logs = {session.app.verifier(name).name: name for name in clients}
    first = Verification(path)
    answer = first.answer()
    name = logs.get(getattr(first, "log", ""))
    if answer[0] or name is None:
        return (first, *answer, False)
    spec = clients[name].evidence
    witnesses = [read_key(one.vkey) for one in spec.witnesses]
    authorities = [one.ca for one in spec.timestamps if one.ca]
    fingerprint = _fingerprint(session.app.verifier(name), first.key.public)
    again = Verification(path, fingerprint, None, witnesses, authorities)
    return (again, *again.answer(), True)


def _fingerprint(verifier: Verifier, public: bytes) -> str:
    """Return the fingerprint of the log's key of that time: an export made before a rotation stays what it is."""
    from continuity.evidence.format.keys import KeyHistory

    keys = verifier.keys() if isinstance(verifier, KeyHistory) else (verifier,)
    return next((key.fingerprint for key in keys if key.public_key == public), verifier.fingerprint)
