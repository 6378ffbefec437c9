"""The documents say what is so: links lead somewhere, commands exist, and what the README shows really runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house import reference

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.fr.md")
PAGES = sorted(
    str(path.relative_to(ROOT)) for folder in (ROOT, ROOT / "docs", ROOT / "docs/adr") for path in folder.glob("*.md")
)
RUN = "<!-- run -->\n\n"


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def real_commands() -> set[str]:
    return {" ".join(words) for words in reference.commands() if words}


def mentioned(text: str) -> set[str]:
    """Commands in a README: `continuity NOUN VERB` in its blocks, and the names in the table of what is there."""
    found = {
        " ".join(match) for match in re.findall(r"^    continuity ([a-z]+)(?: ([a-z]+)(?!\S))?", text, re.MULTILINE)
    }
    for cell in re.findall(r"\|([^|]*)\|$", text, re.MULTILINE):
        for noun, verbs in re.findall(r"`([a-z]+)(?: ([a-z/]+))?`", cell):
            found |= {f"{noun} {verb}".strip() for verb in verbs.split("/")}
    return {" ".join(words) for words in (name.split() for name in found) if words}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(page))
    local = [target for target in targets if not target.startswith(("http://", "https://"))]
    assert [target for target in local if not (ROOT / page).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("page", READMES)
def test_readme_names_real_commands(page: str) -> None:
    known = real_commands()
    unknown = {name for name in mentioned(read(page)) if name not in known and name.split()[0] not in known}
    assert unknown == set()


@pytest.mark.parametrize("page", READMES)
def test_readme_names_every_command(page: str) -> None:
    nouns = {name.split()[0] for name in real_commands()}
    told = set(re.findall(r"`(?:make |continuity )?([a-z]+)", read(page))) | {
        name.split()[0] for name in mentioned(read(page))
    }
    assert nouns - told - {"demo"} == set()
    assert "make demo" in read(page)


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md"])
def test_make_targets_exist(page: str) -> None:
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", read(page), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert named
    assert named <= targets


def test_both_readmes_say_the_same() -> None:
    english, french = map(read, READMES)
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^## ", french, re.MULTILINE))
    assert mentioned(english) == mentioned(french)
    assert set(re.findall(r"\]\((docs/[^)]*)\)", english)) == set(re.findall(r"\]\((docs/[^)]*)\)", french))


def test_commands_page_is_what_help_says() -> None:
    assert read("docs/commands.md") == reference.page(), "run `make docs`"


@pytest.mark.parametrize("words", sorted(real_commands()))
def test_help_is_there_in_both_languages(words: str) -> None:
    english, french = (reference.help_of(tuple(words.split()), lang) for lang in ("en", "fr"))
    assert len(english.splitlines()) > 3
    assert english != french


@pytest.mark.parametrize(
    "page",
    [
        *READMES,
        "docs/tutorial.md",
        "docs/how-to/what-if-a-site-is-lost.md",
        "docs/how-to/auditor.md",
        "docs/how-to/witness.md",
        "docs/how-to/challenge.md",
        "docs/how-to/archive.md",
        "docs/how-to/slow-lines.md",
        "docs/how-to/runbooks.md",
        "docs/how-to/drills.md",
        "docs/how-to/drill-calendar.md",
        "docs/how-to/drill-mutate.md",
    ],
)
def test_what_the_documents_show_runs(page: str, tmp_path: Path, programs_path: str) -> None:
    """The block marked as runnable, line by line, in one shell, in an empty directory.

    A comment may say that a line exits with another code than 0, depending on the machine.
    """
    block = read(page).split(RUN)[1].split("\n\n")[0]
    script = ""
    for line in block.splitlines():
        command, _, comment = line[4:].partition("#")
        named = re.search("exit ([0-9])", comment)
        script += f"{command.rstrip()}{f' || test $? -eq {named[1]}' if named else ''}\n"
    assert script.count("continuity ") > 4
    env = {
        "PATH": programs_path,
        "HOME": str(tmp_path),
        "CONTINUITY_VAULT_PASSPHRASE": "a passphrase for this test only",
    }
    done = subprocess.run(
        ["sh", "-eux", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    for mounted in re.findall(
        rf"^\S+ ({re.escape(str(tmp_path))}\S*) ", Path("/proc/mounts").read_text(), re.MULTILINE
    ):
        subprocess.run(["umount", mounted], check=True)  # a block that broke off leaves its disks mounted
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
