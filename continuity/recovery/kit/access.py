"""The way to a repository that needs restic and a shell, and nothing of ours. Pure.

For each repository a script named ``restic``: restic itself, with the address, the options and the secrets of that
repository. Files that an option names (keys, known hosts) are in the kit, and named there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCRIPT = """\
#!/bin/sh
# restic with the address, the options and the secrets of the repository {name}: give it restic's own words.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kit=$(cd "$here/../../.." && pwd)
export RESTIC_PASSWORD_FILE="$here/password"
{exports}exec restic {words} "$@"
"""
#: The option that says where rclone lies on our machine; restic finds another machine's by itself.
RCLONE = "rclone.program="


@dataclass(frozen=True, kw_only=True)
class Access:
    """What restic needs for one repository: ``words`` of its command line, ``environment``, ``password``."""

    client: str
    name: str
    shown: str  # the address, without secrets
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    password: str = field(repr=False)

    @property
    def folder(self) -> str:
        """Where its files stand in the opened kit."""
        return folder(self.client, self.name)


def folder(client: str, repository: str) -> str:
    """Return where a repository's script stands in an opened kit."""
    return f"restic/{client}/{repository}"


def access_files(access: Access, kept: Mapping[str, str]) -> dict[str, bytes]:
    """Return the script and the password; ``kept`` maps the path of a file on our machine to its name in the kit."""
    exports = "".join(f"export {name}={_quoted(value, kept)}\n" for name, value in sorted(access.environment.items()))
    words = " ".join(_quoted(word, kept) for word in _portable(access.words))
    script = _SCRIPT.format(name=f"{access.client}/{access.name}", exports=exports, words=words)
    return {
        f"{access.folder}/restic": script.encode(),
        f"{access.folder}/password": access.password.encode() + b"\n",
    }


def _portable(words: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    for word in words:
        if word.strip('"').startswith(RCLONE):
            kept.pop()  # its -o
        else:
            kept.append(word)
    return tuple(kept)


def _quoted(text: str, kept: Mapping[str, str]) -> str:
    """Return a word as a shell reads it, the names of files on our machine replaced by those of the opened kit."""
    quoted = "'" + text.replace("'", "'\\''") + "'"
    for path, name in sorted(kept.items(), key=lambda one: -len(one[0])):  # the longest first: one may begin another
        quoted = quoted.replace(path, f"'\"$kit\"'/{name}")
    return quoted
