"""Records as a table and as XML, for whoever reads with a spreadsheet or another program.

They are views: what proves them is ``records.jsonl``, whose entries they repeat.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from continuity.evidence.format.record import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.evidence.format.record import Record
    from continuity.model.record import StoredRecord

NAMESPACE = "urn:continuity:records:1"
_COLUMNS = ("index", "at", "kind", "run", "outcome", "entry", "record")
_NOT_XML = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}  # XML 1.0, 2.2; JSON escapes the other characters it excludes
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one


def csv_lines(records: Iterable[tuple[StoredRecord, bytes]]) -> Iterator[bytes]:
    """Yield ``records.csv`` (RFC 4180, UTF-8); no cell can be taken for a formula."""
    yield row(_COLUMNS)
    for stored, entry in records:
        said = _said(stored)
        cells = [said.at, said.kind, said.run or "", str(said.body.get("outcome") or "")] if said else [""] * 4
        yield row([str(stored.index), *cells, entry.hex(), stored.body.decode() if said else ""])


def xml_lines(log: str, records: Iterable[tuple[StoredRecord, bytes]]) -> Iterator[bytes]:
    """Yield ``records.xml``: each record's fields as attributes, its text inside."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<records xmlns="{NAMESPACE}" log={quoteattr(log)}>\n'.encode()
    for stored, entry in records:
        said = _said(stored)
        fields = {"at": said.at, "kind": said.kind, "run": said.run or ""} if said else {"erased": "true"}
        pairs = {"index": str(stored.index), **fields, "entry": entry.hex()}
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in pairs.items())
        text = escape(stored.body.decode().translate(_NOT_XML)) if said else ""
        yield f"  <record{attributes}>{text}</record>\n".encode()
    yield b"</records>\n"


def _said(stored: StoredRecord) -> Record | None:
    return parse(stored.body) if stored.salt else None


def row(cells: Iterable[str]) -> bytes:
    """Return one line of a CSV file; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return line.getvalue().encode()
