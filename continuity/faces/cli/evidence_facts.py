"""``continuity evidence verify FILE`` where FILE is the proof of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.faces.cli.session import Session

_START = 64


def facts_among(files: Sequence[Path]) -> list[Path]:
    """Return the files that are proofs of records; what cannot be read is left to others to complain about."""
    return [path for path in files if path.is_file() and _start(path).lstrip().startswith(b"{")]


def tell_facts(session: Session, files: Sequence[Path]) -> int:
    """Check proofs of records against the keys of this server's logs, tell each, and return the exit code."""
    from continuity.evidence.format.fact import MAX_FACT_BYTES, check_fact, read_fact

    code = 0
    logs = {one.name: one for one in map(session.app.verifier, session.app.inventory.clients)}
    for path in files:
        try:
            with path.open("rb") as file:
                fact = read_fact(file.read(MAX_FACT_BYTES + 1))
            ours = logs.get(fact.checkpoint.partition("\n")[0])
            found = check_fact(fact, ours.of(fact.checkpoint).fingerprint if ours else "")
        except NotProven as error:
            session.complain(NotProven("{path}: {why}", path=path, why=error))
            session.emit({"schema": "continuity.evidence-fact/1", "path": str(path), "verdict": "invalid"})
            code = NotProven.exit_code
            continue
        text = "{path}: record {index} of {log}, {kind} of {at}, under the head of {size} records"
        values = {"index": found.index, "log": found.head.origin, "size": found.head.size}
        session.say(text, path=path, kind=found.record.kind, at=found.record.at, **values)
        if ours:
            session.say("  signed by a key of this server's log: {fingerprint}", fingerprint=found.fingerprint)
        else:
            session.say("  signed by the key that the file itself holds: whose it is, is not proven")
        honest = _tell_challenge(session, found.record.body.get("detail"))
        said = {"path": str(path), "verdict": "valid", "trusted": bool(ours), "fingerprint": found.fingerprint}
        session.emit({"schema": "continuity.evidence-fact/1"} | said | values)
        code = max(code, 0 if ours and honest else NotProven.exit_code)
    return code


def _tell_challenge(session: Session, detail: object) -> bool:
    """Tell what was asked and whether the answer can be that of this question; True where nothing was asked."""
    from continuity.recovery.challenge import follows_rule

    found = detail.get("challenge") if isinstance(detail, dict) else None
    if not isinstance(found, dict):
        return True
    session.say("  a challenge: is this your nonce? {nonce}", nonce=repr(found.get("nonce"))[:300])
    if follows_rule(found):
        session.say(
            "  {count} of {files} files answered, as that nonce selects",
            count=len(found["answers"]),
            files=found["files"],
        )
        return True
    session.say("  the files that answered are not the ones that this nonce selects")
    return False


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_START)
    except OSError:
        return b""
