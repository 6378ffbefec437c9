"""Whatever lies where a document should: it is told in time and in little memory, or it loads."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from continuity.model.documents.faults import MAX_FAULTS, DocumentErrors
from continuity.model.documents.loading import load
from continuity.model.documents.reading import MAX_BYTES
from continuity.model.documents.tree import MAX_DEPTH
from tests.documents.settings import ADAPTERS
from tests.documents.test_files import ASSET, CLIENT, ONE, REPOSITORY, SHARED, faults_of, write

#: A file or directory that may be read by everyone but those who lack the right to read what they like.
UNPRIVILEGED = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
ROOT = Path(__file__).parents[2]
ENOUGH_S = 8.0


def answer(folder: Path, data: bytes) -> str:
    """What a document of these bytes is answered with, its own path left out; in time, and in bounded memory."""
    path = folder / "continuity.yaml"
    path.write_bytes(data)
    began = time.process_time()
    found = faults_of(path)
    assert time.process_time() - began < ENOUGH_S
    return found.replace(str(path), "")


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (b"version: 1\nclient:\n\tname: a\n", ":3:1", "a tab stands where YAML wants spaces; indent with spaces"),
        (b"version: 1\nclient: {\tname: a}\nx:\n  - a\n\t- b\n", ":5:1", "indent with spaces"),
        (b"lab: true\nlab: false\n", ":2:1", "lab is written twice, first at line 1; keep one of them"),
        (b"version: 1\nlab: \xff\n", ":2:6", "this is not UTF-8; save the document as UTF-8"),
        (b"version: 1\nlab: \xc3\xa9 \xc3\n", ":2:8", "this is not UTF-8"),
        (b"version: 1\n# a \0\n", ":2:5", "it holds a NUL byte; write the document as UTF-8 text"),
        (b"version: 1\r\nlab: \x07\r\n", ":2:6", "the control character U+0007 is not allowed"),
        (b"\xef\xbb\xbf", ":1:1", "the document is empty; start from `continuity init`"),
        (b"# nothing but this\n", ":1:1", "the document is empty"),
        (b"---\n...\n", ":1:1", "the document is empty"),
        (b"version: 1\n---\nversion: 1\n", ":2:1", "a second YAML document begins here"),
        (b"just words\n", ":1:1", "a document is a mapping of keys; write for example `version: 1`"),
        (b"state: s\nclient: {name: a}\n<<: {lab: true}\n", ":3:1", "<< is not a key here"),
        (b"state: ${NO_SUCH}\n", ":1:8", "NO_SUCH is not set; set it, or give a default: ${NO_SUCH:-value}"),
        (b"state: ${1X}\n", ":1:8", "${1X} is not a substitution"),
        (b"timezone: Mars/Olympus\n", ":1:11", "is not a time zone; write an IANA name"),
        (b"timezone: europe/paris\n", ":1:11", "did you mean Europe/Paris?"),
        (b"timezone: ../../etc/passwd\n", ":1:11", "is not a time zone"),
    ],
)
def test_the_place_and_the_remedy(tmp_path: Path, data: bytes, place: str, said: str) -> None:
    lines = [line for line in answer(tmp_path, data).splitlines() if line.startswith(place)]
    assert [line for line in lines if said in line], answer(tmp_path, data)


LAUGHS = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def test_a_billion_laughs_are_not_laughed(tmp_path: Path) -> None:
    assert "aliases repeat more than" in answer(tmp_path, LAUGHS.encode())
    inside = LAUGHS.replace("a: &a", "notifications: &a", 1) + "drills: {x: {y: *j}}\n"
    assert "aliases repeat more than" in answer(tmp_path, inside.encode())


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "a: &a [" + "[" * (MAX_DEPTH + 1),
        "\n".join(" " * depth + "a:" for depth in range(1_000)),
        "drills: {x: " + "{a: " * 60 + "1" + "}" * 61,
    ],
)
def test_a_deep_document_is_refused_at_once(tmp_path: Path, text: str) -> None:
    assert f"values are nested more than {MAX_DEPTH} deep; flatten the document" in answer(tmp_path, text.encode())


@pytest.mark.parametrize("piece", [b"a: 1\n", b"x", b"\xff", b"- [a, b]\n", b"# comment\n"])
def test_fifty_megabytes_cost_no_time_and_no_memory(tmp_path: Path, piece: bytes) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_bytes(piece * (50 * 2**20 // len(piece)))
    tracemalloc.start()
    began = time.process_time()
    try:
        found = faults_of(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert f"larger than {MAX_BYTES // 2**20} MiB; split it into a directory of documents" in found
    assert time.process_time() - began < 1
    assert peak < 4 * MAX_BYTES


@pytest.mark.parametrize("line", [b"x" * 1000, b"a: b", b"[[]]", b'"', b"&a", b"- - - -", b"? ", b": ", b"'\n"])
def test_a_megabyte_of_anything_ends_in_time(tmp_path: Path, line: bytes) -> None:
    assert len(answer(tmp_path, (line + b"\n") * (MAX_BYTES // (len(line) + 1))).splitlines()) <= MAX_FAULTS + 2


def test_a_thousand_mistakes_are_told_as_many_as_one_reads(tmp_path: Path) -> None:
    text = "".join(f"k{number}: 1\n" for number in range(1_000))
    lines = answer(tmp_path, text.encode()).splitlines()
    assert len(lines) == MAX_FAULTS + 1
    assert lines[-1].endswith("more mistakes from here on are not shown; mend those above first")


def test_what_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "continuity.yaml"
    path.symlink_to(tmp_path / "nowhere")
    assert faults_of(path).startswith(f"{path}: there is no such file or directory; name an existing one, or make one")
    path.unlink()
    path.symlink_to(path)
    assert "there is no such file" in faults_of(path) or "cannot be read" in faults_of(path)
    path.unlink()
    os.mkfifo(path)
    assert "not a regular file; name a YAML file or a directory of them" in faults_of(path)
    assert "not a regular file" in faults_of(Path("/dev/zero"))


@pytest.mark.parametrize("kind", ["fifo", "link", "loop", "folder"])
def test_nothing_named_as_a_document_is_passed_over(tmp_path: Path, kind: str) -> None:
    write(tmp_path, a=ONE + REPOSITORY + ASSET)
    odd = tmp_path / "b.yaml"
    if kind == "fifo":
        os.mkfifo(odd)
    elif kind == "folder":
        odd.mkdir()
    else:
        odd.symlink_to("nowhere" if kind == "link" else odd)
    assert faults_of(tmp_path).startswith(f"{odd}: ")
    assert len(faults_of(tmp_path).splitlines()) == 1


def test_what_does_not_look_like_a_document_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, a=ONE + REPOSITORY + ASSET)
    os.mkfifo(tmp_path / "b.txt")
    (tmp_path / ".hidden.yaml").write_text("[")
    (tmp_path / "a.yaml~").write_text("[")
    assert load(tmp_path, {}, ADAPTERS).clients


SCRIPT = "import sys; from tests.documents.test_bad_files import report; report(sys.argv[1])"


def report(path: str) -> None:
    """Print what is wrong at ``path``; for children."""
    try:
        load(Path(path), {}, ADAPTERS)
    except DocumentErrors as errors:
        print(errors)


@pytest.mark.parametrize("closed", ["continuity.yaml", "."])
def test_what_may_not_be_read_is_told(tmp_path: Path, closed: str) -> None:
    write(tmp_path / "here", continuity=ONE)
    target = tmp_path / "here" / closed
    target.chmod(0)
    prefix = UNPRIVILEGED if os.geteuid() == 0 else ()
    argv = [*prefix, sys.executable, "-c", SCRIPT, str(target)]
    try:
        done = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60, cwd=ROOT)
    finally:
        target.chmod(0o700)
    assert (
        done.stdout.strip()
        == f"{target}: it cannot be read (Permission denied); let the user who runs continuity read it"
    )


def test_every_client_is_told_its_own_mistakes_at_once(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED)
    write(tmp_path / "one", c=CLIENT.replace("NAME", "one").replace("bronze", "bronce"))
    write(tmp_path / "two", c="client: [")
    write(tmp_path / "three", c=CLIENT.replace("NAME", "three").replace("path: repo", "path: /same"))
    write(tmp_path / "four", c=CLIENT.replace("NAME", "four").replace("path: repo", "path: /same"))
    write(tmp_path / "five", c=CLIENT.replace("NAME", "five").replace("kind: files", "kind: fles"))
    told = [line.removeprefix(f"{tmp_path}/") for line in faults_of(tmp_path).splitlines()]
    assert [line.partition("/")[0] for line in told] == ["five", "one", "three", "two"]
    assert "did you mean bronze?" in told[1]
    assert "the same place as four/disk, of another client" in told[2]
