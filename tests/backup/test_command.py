"""The command lines given to restic, and what restic makes of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from continuity.backup.restic import command
from continuity.backup.restic.versions import MINIMUM, Capabilities, capabilities
from continuity.ground.errors import Unavailable
from continuity.storage.ports import Address
from tests.backup.repository import Repository, write

CACHE = Path("/var/cache/example")
SECRET = "correct horse battery staple"
#: Names that restic would take for patterns, and beside them what those patterns would match.
ODD = (
    "star*", "what?", "a[b]c", "[", "]", "[!x]", "[^x]", "back\\slash", "\\*", "**", "[a-z]", "[]]", "\\[", "two words",
    " lead", "trail ", "line\nbreak", "?-foreign", "!bang", "comma,s", "é*",
)  # fmt: skip
DECOYS = (
    "stars", "whats", "abc", "[[", "[]", "x", "!", "backslash", "back", "slash", "\\", "\\x", "a", "m", "b", "*", "?",
    "two", "words", "lead", "trail", "line", "\udcff-foreign", "bang", "comma", "s", "éé", "-dash", "#hash", "$HOME",
    "tab\t", "quote'\"", "{a,b}", "~",
)  # fmt: skip


def test_every_command_line_is_as_written_down() -> None:
    address = Address(url="sftp:backup@nas:/copies", options=("sftp.args=-p 2222",), environment={"A": SECRET})
    assert command.common(address, CACHE) == (
        "restic", "-r", "sftp:backup@nas:/copies", "-o", "sftp.args=-p 2222", "--cache-dir", "/var/cache/example",
    )  # fmt: skip
    tags = command.tags("01r", "files", "full")
    assert command.backup(["/srv", "/-etc"], host="acme", tags=tags, exclude=["*.tmp"]) == (
        "backup", "--json", "--force", "--host", "acme", "--tag", "continuity:run=01r",
        "--tag", "continuity:asset=files", "--tag", "continuity:kind=full", "--exclude=*.tmp", "--", "/srv", "/-etc",
    )  # fmt: skip
    assert command.backup(["/srv"], host="acme", tags=(), exclude=(), parent="ab12") == (
        "backup", "--json", "--parent", "ab12", "--host", "acme", "--", "/srv",
    )  # fmt: skip
    assert command.initialise() == ("init", "-q")
    assert command.snapshots() == ("snapshots", "--json")
    assert command.snapshots("continuity:run=01r") == ("snapshots", "--json", "--tag", "continuity:run=01r")
    assert command.nodes("ab12") == ("ls", "--json", "--no-lock", "ab12")
    assert command.restore("ab12", Path("/new"), ["/srv/a"]) == (
        "restore", "--no-lock", "ab12", "--target", "/new", "--include=/srv/a",
    )  # fmt: skip
    assert command.check((1, 1)) == ("check", "--no-lock", "--read-data")
    assert command.check((2, 4)) == ("check", "--no-lock", "--read-data-subset=2/4")
    assert command.unlock() == ("unlock", "-q")


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=1), st.text(), st.lists(st.text()))
def test_no_secret_stands_in_an_argument(secrets: dict[str, str], url: str, options: list[str]) -> None:
    open_words = ("restic", "-r", url, "-o", *options, "--cache-dir", str(CACHE))
    assume(not set(secrets.values()) & set(open_words))
    argv = command.common(Address(url=url, options=tuple(options), environment=secrets), CACHE)
    assert not set(secrets.values()) & set(argv)
    assert SECRET not in repr(Address(url=url, environment={"A": SECRET}))


@given(st.lists(st.text(min_size=1)), st.lists(st.text(min_size=1)))
def test_paths_and_patterns_never_become_options(paths: list[str], patterns: list[str]) -> None:
    argv = command.backup(paths, host="h", tags=(), exclude=patterns)
    assert argv[argv.index("--") + 1 :] == tuple(paths) if "--" not in paths else True
    assert [word for word in argv[: argv.index("--")] if word.startswith("--exclude=")] == [
        f"--exclude={pattern}" for pattern in patterns
    ]


@pytest.mark.parametrize("which", ["restic_binary", pytest.param("newest_restic", marks=pytest.mark.slow)])
def test_an_included_path_brings_back_itself_alone(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    repository = Repository(request.getfixturevalue(which), tmp_path)
    source = tmp_path / "source"
    for name in (*ODD, *DECOYS):
        write(os.fsencode(source / name))
    snapshot = repository.back_up([source])
    for number, wanted in enumerate((ODD, DECOYS)):
        target = tmp_path / f"target-{number}"
        repository.call(
            command.restore(snapshot, target, [command.include_pattern(str(source / name)) for name in wanted])
        )
        assert {path.name for path in (target / source.relative_to("/")).iterdir()} == set(wanted)


SINCE_0_16 = {"sparse_restore", "retry_lock", "subfolders", "repairs_index"}


@pytest.mark.parametrize(
    ("banner", "version", "granted"),
    [
        ("restic 0.14.0 compiled with go1.19.8 on linux/amd64", (0, 14, 0), set()),
        ("restic 0.15.2 compiled with go1.20", (0, 15, 2), {"sparse_restore"}),
        ("restic 0.16.0 compiled with go1.20", (0, 16, 0), SINCE_0_16),
        (
            "restic 0.18.0-dev (compiled manually) compiled with go1.24.4 on linux/amd64\n",
            (0, 18, 0),
            SINCE_0_16 | {"telling_exit_codes", "inode_in_nodes", "resumes_restores"},
        ),
        (
            "restic 1.0.0",
            (1, 0, 0),
            SINCE_0_16 | {"telling_exit_codes", "inode_in_nodes", "resumes_restores"},
        ),
    ],
)
def test_a_version_grants_what_it_can(banner: str, version: tuple[int, int, int], granted: set[str]) -> None:
    found = capabilities(banner)
    assert found.version == version
    assert {name for name, value in vars(found).items() if value is True} == granted


@pytest.mark.parametrize("name", ["version-0.14.txt", "version-0.18.txt"])
def test_the_banners_of_both_releases_are_read(name: str) -> None:
    banner = (Path(__file__).parent / "golden" / name).read_text()
    assert capabilities(banner).version[:2] == tuple(map(int, name[8:12].split(".")))


@pytest.mark.parametrize("banner", ["", "\n", "borg 1.2.4", "restic", "restic 0.14", "not restic 0.18.0", "\0" * 300])
def test_what_is_not_restic_is_refused(banner: str) -> None:
    with pytest.raises(Unavailable, match="did not say its version") as caught:
        capabilities(banner)
    assert "0.14" in caught.value.hint


@pytest.mark.parametrize("version", ["0.13.1", "0.9.6", "0.0.0"])
def test_an_old_restic_is_refused_with_the_remedy(version: str) -> None:
    with pytest.raises(Unavailable, match=f"{version} is too old; at least 0.14.0") as caught:
        capabilities(f"restic {version} compiled with go1.15")
    assert "install" in caught.value.hint


@given(st.text())
def test_any_banner_is_understood_or_refused(banner: str) -> None:
    try:
        found = capabilities(banner)
    except Unavailable:
        return
    assert isinstance(found, Capabilities)
    assert found.version >= MINIMUM
