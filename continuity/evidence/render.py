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
    python3 -I export/verify.py export --lang fr --key-fingerprint EMPREINTE
  EMPREINTE est celle de la clé publique, telle que l'opérateur vous l'a remise par une autre voie ; sans
  elle, le vérificateur affiche celle de la clé de ce dossier, à comparer. Ajoutez ce que vous avez :
    --checkpoint FICHIER  un point de contrôle gardé d'un export, d'un rapport ou d'un courriel précédent ;
    --witness VKEY        la clé d'un témoin, remise par lui, s'il cosigne ce journal ;
    --tsa-ca FICHIER      le certificat (PEM) d'une autorité d'horodatage, pris chez elle ; il faut openssl.
  Le vérificateur dit ce qu'il a prouvé, ce qu'il n'a pas prouvé, et jusqu'où les dates sont bornées. Mieux
  vaut en prendre un exemplaire ailleurs qu'ici : dans un export plus ancien, ou dans le projet ; il lit
  alors le zip sans qu'on le décompresse : python3 -I verify.py CE_FICHIER.zip
  checkpoint est la tête signée du journal ; records.jsonl contient le sel et les octets exacts de chaque
  enregistrement, sans lacune ; proofs.jsonl ce qu'il faut de l'arbre qui précède ; keys/ les changements de
  clé ; anchors/ ce que d'autres disent des dates ; manifest, signé, couvre tous les fichiers. Les autres
  fichiers sont des vues pour la lecture.

[en] To verify, with Python 3.9 or newer and nothing else:
    unzip -d export THIS_FILE.zip
    python3 -I export/verify.py export --lang en --key-fingerprint FINGERPRINT
  FINGERPRINT is the one of the public key, as the operator gave it to you by another way; without it the
  verifier shows the one of the key in this bundle, for you to compare. Add what you have:
    --checkpoint FILE     a checkpoint that you kept of an earlier export, report or mail;
    --witness VKEY        the key of a witness, from that witness, if one cosigns this log;
    --tsa-ca FILE         the certificate (PEM) of a time-stamping authority, from there; needs openssl.
  The verifier says what it proved, what it did not, and up to where dates have a bound. Better take a copy
  of it from elsewhere than here: from an older export, or from the project; it then reads the zip without
  unpacking it: python3 -I verify.py THIS_FILE.zip
  checkpoint is the signed head of the log; records.jsonl holds salt and exact bytes of each record, without
  a gap; proofs.jsonl what is needed of the tree before them; keys/ the changes of key; anchors/ what others
  say of when; manifest, signed, covers every file. The other files are views for reading.
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
