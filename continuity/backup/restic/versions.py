"""What the restic at hand can do, by version (restic's changelog is the source of every line)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from continuity.ground.errors import Unavailable

#: The oldest restic this engine works with: Debian 12's.
MINIMUM = (0, 14, 0)

_VERSION = re.compile(r"restic (\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What callers may rely on; one field a difference that matters to us."""

    version: tuple[int, int, int]
    #: ``restore --sparse`` leaves holes where a file has zeros (0.15.0)
    sparse_restore: bool
    #: waits for a lock instead of failing at once (0.16.0)
    retry_lock: bool
    #: says in its exit code: 10 no repository, 11 locked, 12 wrong password (0.17.0; 12 from 0.17.1)
    telling_exit_codes: bool
    #: ``ls --json`` carries the inode of a node (0.17.0)
    inode_in_nodes: bool
    #: ``repair index`` is the name of ``rebuild-index`` (0.16.0)
    repairs_index: bool
    #: ``ls SNAPSHOT:SUBFOLDER`` and restore of a subfolder (0.16.0)
    subfolders: bool
    #: ``restore --overwrite if-changed`` takes up what an earlier restore left, and says what it skipped (0.17.0)
    resumes_restores: bool


def capabilities(banner: str) -> Capabilities:
    """Read ``restic version``; raises ``Unavailable`` for what is not restic, or older than :data:`MINIMUM`."""
    match = _VERSION.match(banner)
    if match is None:
        raise Unavailable(
            "restic did not say its version: {banner}",
            hint="put restic 0.14 or newer on PATH (Debian: apt-get install restic)",
            banner=banner.strip()[:80] or "(nothing)",
        )
    version = (int(match[1]), int(match[2]), int(match[3]))
    if version < MINIMUM:
        raise Unavailable(
            "restic {found} is too old; at least {minimum} is needed",
            hint="install a newer restic (Debian: apt-get install restic) and put it first on PATH",
            found=".".join(map(str, version)),
            minimum=".".join(map(str, MINIMUM)),
        )
    return Capabilities(
        version=version,
        sparse_restore=version >= (0, 15, 0),
        retry_lock=version >= (0, 16, 0),
        telling_exit_codes=version >= (0, 17, 0),
        inode_in_nodes=version >= (0, 17, 0),
        repairs_index=version >= (0, 16, 0),
        subfolders=version >= (0, 16, 0),
        resumes_restores=version >= (0, 17, 0),
    )
