"""``continuity sla verify``: every statement of an export, found again from its records alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import word
from continuity.faces.cli.sla_words import comma
from continuity.ground.errors import NotProven, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.contracts.recomputing import Recomputed
    from continuity.engine.contracts.vouching import Remark
    from continuity.faces.cli.session import Session


def verified(session: Session, export: Path, fingerprint: str) -> int:
    """Tell what was found again; raises ``NotProven`` for an export that does not verify by itself."""
    from continuity.engine.contracts.recomputing import read_export, recomputed

    if not export.exists():
        raise UsageError(
            "there is no file {path}", hint="name the zip that continuity evidence export wrote", path=export
        )
    keyed = _opened(session, export, fingerprint)
    found = recomputed(read_export(export))
    for one in found:
        _tell(session, one)
    if not found:
        session.say("{path} holds no statement of a month", path=export)
    if not keyed:
        session.say("unproven: whose key signed it; give --key-fingerprint")
    session.emit(
        {"schema": "continuity.sla-verify/1", "path": str(export), "key_known": keyed}
        | {"statements": [_plain(session, one) for one in found]}
    )
    good = bool(found) and keyed and not any(one.differs or one.unproven for one in found)
    return 0 if good else NotProven.exit_code


def _opened(session: Session, export: Path, fingerprint: str) -> bool:
    """Verify the export as a stranger does; tell whether the key is the one that was given."""
    from continuity.evidence.stranger import TEXT, Verification, plain

    done = Verification(export, fingerprint)
    code, key, values = done.answer()
    if code:
        text = plain(TEXT[key][session.language.name == "fr"].format(**values))
        raise NotProven("{path} does not verify: {why}", path=export, why=text)
    return bool(fingerprint)


def _tell(session: Session, one: Recomputed) -> None:
    verdict = "differs" if one.differs else "found again, as far as this export goes" if one.unproven else "found again"
    session.say(
        "{month} (record {record}): {cost}: {verdict}",
        month=one.month,
        record=one.record or "—",
        cost=f"{comma(session, one.owed)} {one.currency}" if one.owed else word(session, "unproven"),
        verdict=session.language.template(verdict),
    )
    for remark in (*one.differs, *one.unproven):
        session.say("  {remark}", remark=session.language.fill(remark.why, **remark.values))


def _plain(session: Session, one: Recomputed) -> dict[str, Any]:
    def texts(remarks: tuple[Remark, ...]) -> list[str]:
        return [session.language.fill(remark.why, **remark.values) for remark in remarks]

    return vars(one) | {"differs": texts(one.differs), "unproven": texts(one.unproven)}
