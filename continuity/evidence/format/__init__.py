r"""The evidence format, byte by byte. Whoever reads this can verify our logs with a program of their own.

Concepts
========

A *record* is one fact: that a run was announced, how it ended, what a store reported. The records of one
client form a *log*: a list that only grows. A *checkpoint* is the signed head of a log: its name, how many
records it holds, and one hash over all of them. Whoever keeps a checkpoint can later prove that nothing
under it was changed, left out or reordered. A *commitment* (here: *entry*) stands for a record in the tree;
it is salted, so that published trees tell nothing, and an erased record leaves the tree verifiable.

The parts are published ones, put together: canonical JSON (RFC 8785), Merkle trees (RFC 6962, 2.1, and
RFC 9162, 2.1), Ed25519 (RFC 8032), and the C2SP specifications signed-note, tlog-checkpoint and tlog-tiles.
``||`` is concatenation, base64 is that of RFC 4648, section 4, with padding, in its one canonical form.

Records
=======

The bytes of a record are the RFC 8785 form of an object with at least these members; they are kept exactly,
and a reader passes over members that it does not know. At most 1 MiB.

    schema  "continuity.record/1"
    log     the name of the log: "continuity/<server>/<client>", no spaces, no plus sign
    at      RFC 3339 in UTC, always "YYYY-MM-DDThh:mm:ss.ffffffZ": text order is time order
    kind    [a-z][a-z0-9_.-]{0,63}
    run     the id of the run it belongs to, [0-9A-Za-z_-]{1,64}, or null
    body    an object; its members depend on the kind

Order is the index in the log. ``at`` is a claim of whoever wrote the record: a record dated before its
predecessor is a *finding*, not an invalid log.

A run is announced by one ``run.intent`` before it touches the world, and ended by one ``run.outcome``
(``body.outcome`` says how). An id that is announced twice, ends twice, or ends unannounced (in a log of
which no earlier record was erased) makes the log invalid; a run that is announced and has not ended is
*open*. Other kinds may name a run and bind nothing.

    log.created    the first record: the log's public key (``body.vkey``, ``body.fingerprint``)
    run.intent, run.outcome    see above
    key.created, config, storage.check, …    facts of their own; kinds are added, never changed

Entries and the tree
====================

    entry = SHA-256("continuity/record/1\n" || salt || record bytes)      salt: 32 unpredictable bytes
    leaf  = SHA-256(0x00 || entry)
    node  = SHA-256(0x01 || left || right)

A tree of *n* leaves splits at the largest power of two below *n*; the root of no leaves is SHA-256 of
nothing. To erase a record is to forget its bytes and its salt and to keep its entry.

Keys and checkpoints
====================

A log has an Ed25519 key of the log's own name.

    key id       the first 4 bytes of SHA-256(name || "\n" || 0x01 || 32-byte public key)
    vkey         name "+" hex(key id) "+" base64(0x01 || public key)
    fingerprint  SHA-256 of the DER public key (RFC 8410), in lower-case hexadecimal

A checkpoint is a note: three lines (name, decimal size, base64 root hash), each ending in a newline, then an
empty line, then ``— name base64(key id || signature)`` and a newline for each signature. The signature is
over the text up to and with the newline before the empty line. Signatures of unknown keys are passed over.

The published log
=================

A directory, or its URL: ``checkpoint``; ``tile/<level>/<index>[.p/<width>]``, 256 hashes (or ``width``) of
perfect subtrees of height ``8 * level``; ``tile/entries/<index>[.p/<width>]``, the entries, each after the
big-endian uint16 length 32. An index is written in groups of three digits, all but the last after an ``x``.

The export
==========

A zip (or its unpacked directory) with the records ``start <= index < end`` of one log, between two heads:

    checkpoint          the note of size ``end``
    checkpoint-start    the note of size ``start``; absent where the range begins with the log
    records.jsonl       one object a line and record, in order: ``index``, ``entry`` (base64), ``salt`` (base64)
                        and ``record`` (its bytes as text); the last two are absent where it was erased
    proofs.jsonl        one object: ``kind`` "frontier", ``size`` = start, ``hashes``: the perfect subtrees of the
                        tree of ``start`` leaves, largest first (one for each bit set in ``start``)
    public-key.pem, public-key.vkey    the log's newest key
    keys/NNNN           the rotations that led to it from the first key, in order (below)
    anchors/index.jsonl    one object a line: ``kind`` (rfc3161, cosignature, write-once), ``class`` ("proven
                        offline" or "claimed"), ``name``, ``tree_size``, ``root`` (base64), ``at``, ``file``; of
                        write-once also ``repository``, ``key``, ``version``, ``locked_until``
    anchors/SIZE-NAME.tsr, .cosignature    a time-stamp token or response (DER); one signature line
    attachments/HEX     a file by its SHA-256, which a record names in ``body.attachments: [{"sha256": HEX}]``
    verify.py, README.txt, records.csv, records.xml, summary.json    the verifier, and views for people
    manifest            a note: "continuity export manifest/1", the log's name, then for each other file
                        hex(SHA-256) two spaces name; signed by the log's key

Folding the frontier's hashes must give the root of ``checkpoint-start``; appending the leaves of the records
to it must give the root of ``checkpoint``. That proves the two heads consistent and every record included.
The manifest covers what the tree does not; a file that it does not name is not proven by anything.

Anchors and keys over time
==========================

What is anchored is the text of a checkpoint: its three lines, without signatures. A time-stamp (RFC 3161) is over
the SHA-256 of these bytes. A cosignature (C2SP tlog-cosignature) is over ``cosignature/v1\ntime <seconds>\n`` and
the text; its line holds base64(key id || 8-byte big-endian seconds || signature). A write-once object holds the
whole note; that a store locks it is the operator's claim.

A key is rotated by a note: "continuity key rotation/1", the log's name, the old vkey, the new vkey, the time, the
tree size and the reason, a line each, signed by both keys; where the old key is lost, by the new one alone, and then
nothing vouches for the new key. The note is ``body.note`` of a record ``key.rotated`` or ``key.replaced``. A
checkpoint of at most that size needs the old key, a larger one the new.

Worked example
==============

>>> from continuity.evidence.format import checkpoint, merkle, note, record, tiles
>>> signer = note.Signer(checkpoint.origin("srv1", "acme"), bytes(range(32)))
>>> signer.verifier.vkey()
'continuity/srv1/acme+e0645ed3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
>>> signer.verifier.fingerprint
'a050837d85070582ccf7394b0988847cc312cb88259b894899f6f239cf1791a5'

Two records, the second one with a run:

>>> first = record.Record(log=signer.name, at="2026-11-01T00:00:00.000000Z", kind="log.created", run=None,
...     body={"vkey": signer.verifier.vkey()}).to_bytes()
>>> second = record.Record(log=signer.name, at="2026-11-01T02:00:00.000000Z", kind="run.intent",
...     run="01jbk0v7t00000000000000000", body={"subject": "acme/partage"}).to_bytes()
>>> print(second.decode())
{"at":"2026-11-01T02:00:00.000000Z","body":{"subject":"acme/partage"},"kind":"run.intent","log":"continuity/srv1/acme","run":"01jbk0v7t00000000000000000","schema":"continuity.record/1"}
>>> entries = [record.commitment(bytes([n]) * 32, data) for n, data in enumerate([first, second])]
>>> entries[1].hex()
'dd1bc7ce169a01eb263e470000d555ef76b17b1459789de5188774e3b9c99c12'

The tree, its head, and what is published:

>>> edge = tiles.Edge()
>>> for entry in entries:
...     edge.add(entry)
>>> edge.root() == merkle.node_hash(merkle.leaf_hash(entries[0]), merkle.leaf_hash(entries[1]))
True
>>> head = checkpoint.Checkpoint(signer.name, edge.size, edge.root()).sign(signer)
>>> print(head, end="")
continuity/srv1/acme
2
iO0u9sEw57XfshHfCkfeXKTteJnASdbcCrtT0zsjIP4=
<BLANKLINE>
— continuity/srv1/acme 4GRe0ybtD97pUhuRc2e+F85r4ICX2pyXqDF1u5w33gRLkjdegY63XLuw/QvqpeV7KrsywzyvKW3w+bQiSnBKHrqXWgs=
>>> checkpoint.open_checkpoint(head, signer.verifier).size
2
>>> for path, content in edge.take():
...     print(path, content[:4].hex(), len(content))
tile/entries/000.p/2 0020c15e 68
tile/0/000.p/2 2c2fbd3f 64
>>> tiles.tile_path(0, 1234067)
'tile/0/x001/x234/067'

Who changes one bit is found out:

>>> checkpoint.open_checkpoint(head.replace("2\n", "3\n", 1), signer.verifier)
Traceback (most recent call last):
...
continuity.ground.errors.NotProven: the signature of continuity/srv1/acme is false
"""
