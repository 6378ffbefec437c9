"""What the files of an export say: records as lines, a summary, and how to verify it all."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from continuity.evidence.journal import OUTCOME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from continuity.evidence.audit import Audit
    from continuity.model.record import StoredRecord

README = """\
PREUVES DE CONTINUITÉ / CONTINUITY EVIDENCE
{log}
enregistrements / records {start} - {end} (exclu / excluded)

[fr] Pour vérifier, avec Python 3.9 ou plus récent et rien d'autre :
    unzip -d export CE_FICHIER.zip
    python3 export/verify.py export --lang fr --key-fingerprint EMPREINTE
  EMPREINTE est celle de la clé publique, telle que l'opérateur vous l'a remise par une autre voie ;
  sans elle, le vérificateur affiche celle de la clé de ce dossier, à comparer. Si vous avez gardé un
  point de contrôle d'un export précédent, ajoutez --checkpoint FICHIER.
  checkpoint est la tête signée du journal ; records.jsonl contient le sel et les octets exacts de chaque
  enregistrement, sans lacune ; proofs.jsonl ce qu'il faut de l'arbre qui précède ; manifest, signé, couvre
  tous les fichiers. Des vues pour la lecture : report.pdf (s'il est là), records.csv, records.xml (dont le schéma
  est records.xsd), summary.json, et controls.csv, qui dit quelles preuves sont en rapport avec quelle exigence.
  Aucun enregistrement n'est encore ancré hors du serveur : les dates sont celles de l'opérateur.

[en] To verify, with Python 3.9 or newer and nothing else:
    unzip -d export THIS_FILE.zip
    python3 export/verify.py export --lang en --key-fingerprint FINGERPRINT
  FINGERPRINT is the one of the public key, as the operator gave it to you by another way; without it the
  verifier shows the one of the key in this bundle, for you to compare. If you kept a checkpoint of an
  earlier export, add --checkpoint FILE.
  checkpoint is the signed head of the log; records.jsonl holds salt and exact bytes of each record, without
  a gap; proofs.jsonl what is needed of the tree before them; manifest, signed, covers every file.
  Views for reading: report.pdf (if it is there), records.csv, records.xml (its schema is records.xsd), summary.json,
  and controls.csv, which says what evidence is relevant to which control.
  No record is anchored outside the server yet: dates are the operator's own.
"""


def record_lines(records: Iterable[tuple[StoredRecord, bytes]]) -> Iterator[bytes]:
    """Yield ``records.jsonl``: index, entry, and (unless erased) salt and the exact bytes as text."""
    for stored, entry in records:
        row: dict[str, object] = {"index": stored.index, "entry": _base64(entry)}
        if stored.salt:
            row |= {"salt": _base64(stored.salt), "record": stored.body.decode()}
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def proof_line(start: int, frontier: list[bytes]) -> bytes:
    """Return ``proofs.jsonl``: the perfect subtrees of the tree before the range, largest first."""
    row = {"kind": "frontier", "size": start, "hashes": [_base64(node) for node in frontier]}
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


class Summary:
    """Counts what passes; becomes ``summary.json``."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()

    def see(self, _index: int, fields: Mapping[str, Any]) -> None:
        """Count one record."""
        self._kinds[fields["kind"]] += 1
        if fields["kind"] == OUTCOME:
            self._outcomes[str(fields["body"].get("outcome"))] += 1

    def as_json(self, facts: dict[str, Any], audit: Audit) -> dict[str, Any]:
        """Return what ``summary.json`` says; ``facts`` come first."""
        audit.close()
        return {
            "schema": "continuity.evidence-export/1",
            **facts,
            "first_at": audit.first_at or None,
            "last_at": audit.last_at or None,
            "kinds": dict(sorted(self._kinds.items())),
            "outcomes": dict(sorted(self._outcomes.items())),
            "open_runs": list(audit.open_runs),
            "jobs": audit.jobs.as_json(),
            "erased": audit.erased,
            "findings": [str(finding) for finding in audit.findings],
        }


def summary_bytes(summary: Mapping[str, Any]) -> bytes:
    """Return ``summary.json``."""
    return json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
