"""A directory on an SSH server, reached by SFTP with a pinned host key.

restic runs the ``ssh`` program for its own transfers; we build that command so that it pins the very key that
``ground/ssh`` pins, and reads no configuration of the user or the machine. The path's parent must exist on
the server, for the reason given in ``local``.
"""

from __future__ import annotations

import os
import posixpath
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import AfterValidator, Field

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.ssh import Login, connect, free_bytes
from continuity.storage.ports import (
    Address,
    Capabilities,
    Domain,
    Port,
    Probe,
    RepositorySettings,
    Reveal,
    SecretRef,
    SecretReference,
    UnlockedSettings,
    full_names,
    is_initialised,
    restic_parts,
)

from .sftp_objects import SftpObjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paramiko import SFTPClient

    from continuity.ground.ssh import Connection

_NEEDED = ("config", "data", "keys", "snapshots")  # restic makes all of them at `init`
_STAGE = timedelta(seconds=5)  # connect, banner, login and one request stay below the port's 20 s
_MISQUOTED = re.compile(r"[\x00-\x1f'\"\\%$]")  # restic's word splitter and ssh's token expansion read these


def _plain_local_path(path: Path) -> Path:
    if _MISQUOTED.search(str(path)):
        msg = "this path goes through ssh's command line: rename it without quotes, backslash, % or $"
        raise ValueError(msg)
    return path


def _server_path(path: str) -> str:
    if path.startswith("~"):
        msg = "the server does not expand ~; write the path in full, or relative to the login directory"
        raise ValueError(msg)
    if re.search(r"[\x00-\x1f]", path):
        msg = "a path holds no control characters"
        raise ValueError(msg)
    return path


class SftpSettings(UnlockedSettings):
    """The keys of an SFTP repository."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9_\[][A-Za-z0-9_.:\[\]-]*$")]
    """A name or an address; an IPv6 address without brackets."""
    port: Port = 22
    user: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
    identity: SecretReference
    """The private key to log in with, as ``{file: PATH}``."""
    known_hosts: Annotated[Path, AfterValidator(_plain_local_path)]
    """The file that pins the server's host key."""
    path: Annotated[str, Field(min_length=1), AfterValidator(_server_path)]
    """The directory on the server; its parent must exist."""


@dataclass(frozen=True)
class SftpAdapter:
    """A repository on an SFTP server; satisfies :class:`~continuity.storage.ports.Repository`."""

    Settings: ClassVar[type[RepositorySettings]] = SftpSettings
    capabilities: ClassVar[Capabilities] = Capabilities(remote=True, free_space=True)

    name: str
    login: Login
    path: str

    @classmethod
    def open(cls, name: str, settings: SftpSettings, reveal: Reveal) -> SftpAdapter:
        """Return the place, without touching it; the key stays in its file."""
        login = Login(
            host=settings.host.strip("[]"),
            port=settings.port,
            user=settings.user,
            identity=_identity_file(name, settings.identity),
            known_hosts=settings.known_hosts.expanduser().absolute(),
        )
        return cls(name=name, login=login, path=settings.path)

    def address(self) -> Address:
        """Return the scp-like form, whose path restic takes as it is; the ssh command decides who is called."""
        label = self.login.host.replace(":", "-")  # an IPv6 address would end the host part too early
        option = f"sftp.command={self._command()}".replace('"', '""')  # restic reads -o as a line of CSV
        return Address(url=f"sftp:{self.login.user}@{label}:{self.path}", options=(f'"{option}"',))

    def prepare(self) -> bool:
        """Make the directory with mode 0700; True if it was made.

        Raises ``Refused`` where something else is there or the host key is not the pinned one, ``Unavailable``.
        """
        with self._session() as (_, session):
            self._require_parent(session)
            content = self._content(session)
            if content is None:
                session.mkdir(self.path, 0o700)
                return True
            if content and not restic_parts(content):
                raise Refused(
                    "repository {name}: {path} on {where} already holds something else ({example})",
                    hint="name a directory that is empty or does not exist yet; nothing was touched",
                    name=self.name,
                    path=self.path,
                    where=self.login,
                    example=min(content),
                )
        return False

    def probe(self) -> Probe:
        """Look at the parts, the host key and the free space."""
        with self._session() as (connection, session):
            self._require_parent(session)
            content = self._content(session)
            domain = Domain(
                host=connection.host_key,
                endpoint=f"{self.login.host}:{self.login.port}",
                credential=connection.credential,
            )
            return Probe(
                initialised=self._initialised(session, content or frozenset()),
                domain=domain,
                free_bytes=free_bytes(session, self.path if content is not None else self._parent()),
            )

    def snapshot_names(self) -> frozenset[str]:
        """Return the files of ``snapshots/`` as the server lists them, none before `init`."""
        with self._session() as (_, session):
            if "snapshots" not in session.listdir(self.path):
                return frozenset()
            return full_names(session.listdir(posixpath.join(self.path, "snapshots")))

    def aside(self, name: str) -> SftpAdapter:
        """Return the directory of that name in this one."""
        return replace(self, path=posixpath.join(self.path, name))

    @contextmanager
    def objects_opened(self) -> Iterator[SftpObjects]:
        """Open one session for reading and adding objects."""
        with self._session() as (_, session):
            yield SftpObjects.patient(self.name, self.path, session)

    def _initialised(self, session: SFTPClient, content: frozenset[str]) -> bool | None:
        whole = is_initialised(content, needed=_NEEDED)
        return whole if not whole or session.listdir(posixpath.join(self.path, "keys")) else None

    def _content(self, session: SFTPClient) -> frozenset[str] | None:
        try:
            return frozenset(session.listdir(self.path))
        except FileNotFoundError:
            return None

    def _parent(self) -> str:
        return posixpath.dirname(self.path.rstrip("/")) or "."

    def _require_parent(self, session: SFTPClient) -> None:
        try:
            session.stat(self._parent())
        except FileNotFoundError as error:
            raise Unavailable(
                "repository {name}: {parent} is not there on {where}",
                hint="mount the medium that holds it on the server; for a new place, make that directory there first",
                name=self.name,
                parent=self._parent(),
                where=self.login,
            ) from error

    @contextmanager
    def _session(self) -> Iterator[tuple[Connection, SFTPClient]]:
        with connect(self.login, timeout=_STAGE) as connection, connection.sftp() as session:
            try:
                yield connection, session
            except OSError as error:
                if isinstance(error, TimeoutError | ConnectionError):
                    raise
                raise Unavailable(
                    "repository {name}: {path} on {where}: {cause}",
                    hint="check the path, its owner and the free space on the server, and that `init` has been run",
                    name=self.name,
                    path=self.path,
                    where=self.login,
                    cause=os.strerror(error.errno) if error.errno else error,
                ) from error

    def _command(self) -> str:
        """Return the ssh command as one string for restic's word splitter, which knows quotes around whole words."""
        login = self.login
        settings = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": f'"{login.known_hosts}"',
            "GlobalKnownHostsFile": "/dev/null",
            "UpdateHostKeys": "no",
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "IdentityFile": f'"{login.identity}"',
            "ConnectTimeout": "10",
            "ServerAliveInterval": "10",
            "ServerAliveCountMax": "3",
        }
        words = ["ssh", "-F", "none", *(word for pair in settings.items() for word in ("-o", f"'{pair[0]}={pair[1]}'"))]
        return " ".join([*words, "-p", str(login.port), "-l", login.user, login.host, "-s", "sftp"])


def _identity_file(name: str, reference: SecretRef) -> Path:
    if reference.file is None:
        raise Refused(
            "repository {name}: the identity {reference} cannot be given to ssh",
            hint="ssh reads its private key from a file: write identity: {{file: PATH}}",
            name=name,
            reference=reference,
        )
    path = reference.file.expanduser().absolute()
    if _MISQUOTED.search(str(path)):
        raise Refused(
            "repository {name}: the path of the identity {path} cannot go through ssh's command line",
            hint="rename it without quotes, backslash, % or $",
            name=name,
            path=path,
        )
    return path
