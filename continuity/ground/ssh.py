"""The only SSH connections of the product: a pinned host key, one key to log in with, a time limit.

The host key must stand in the given ``known_hosts`` file (OpenSSH's sshd(8) format); an unknown or a changed
one is refused with both fingerprints, because a backup sent to a stranger is a leak and a restore from one a
trap. Nothing else is tried: no agent, no other keys, no password. paramiko is imported when a connection is made.
"""

from __future__ import annotations

import logging
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from continuity.ground.errors import ContinuityError, Refused, Unavailable
from continuity.ground.ssh_room import room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path
    from socket import socket

    from paramiko import MissingHostKeyPolicy, PKey, SFTPClient, SSHClient

_CHECK_WAY = "check that the host is up, that nothing filters the port, and that sshd listens there"
_NEW_KEY = "name a key made for this purpose alone: ssh-keygen -t ed25519 -N '' -f FILE"


class Stranger(Refused):
    """A host shows another key than the one that is pinned, or none is: it may be anybody's; nothing was sent."""


class Changed(Stranger):
    """A host shows another key than the one that is pinned: reinstalled, or somebody in between."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """Where to log in and with what: ``identity`` a private key, ``known_hosts`` the file that pins the host.

    ``called`` is what messages call the key, where its path says nothing.
    """

    host: str
    port: int
    user: str
    identity: Path
    known_hosts: Path
    called: str = ""

    @property
    def key_name(self) -> str:
        """Return what messages call the private key."""
        return self.called or str(self.identity)

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An open connection. ``host_key`` and ``credential`` are fingerprints, ``SHA256:…`` as ssh-keygen shows them."""

    client: SSHClient
    host_key: str
    credential: str
    timeout_s: float

    @contextmanager
    def sftp(self) -> Iterator[SFTPClient]:
        """Yield a file session; each of its requests ends within the connection's time limit."""
        session = self.client.open_sftp()
        try:
            channel = session.get_channel()
            if channel is not None:
                channel.settimeout(self.timeout_s)
            yield session
        finally:
            session.close()


@contextmanager
def connect(login: Login, *, timeout: timedelta, line: socket | None = None) -> Iterator[Connection]:
    """Yield an open connection; each stage (network, banner, login, request) may take ``timeout``.

    ``line``: somebody connected already, and read nothing; it is ours from now on.

    Raises ``Refused`` for a host key that is unknown or has changed and for a private key that others can read,
    ``Unavailable`` for everything that keeps us from logging in. Faults of a file session inside the ``with``
    block are turned into ``Unavailable`` too, except ``OSError`` with a path's fault, which the caller explains.
    """
    logging.getLogger("paramiko").addHandler(logging.NullHandler())  # else its tracebacks reach people's stderr
    import paramiko

    seconds = timeout.total_seconds()
    key = _load_identity(login)
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(_refuse_unknown(login))
        _load_known_hosts(client, login)
        with _explained(login):
            client.connect(
                login.host,
                login.port,
                login.user,
                pkey=key,
                sock=line,
                timeout=seconds,
                banner_timeout=seconds,
                auth_timeout=seconds,
                channel_timeout=seconds,
                allow_agent=False,
                look_for_keys=False,
            )
        transport = client.get_transport()
        if transport is None:
            _not_reached(login, "the connection was closed")
        host_key = transport.get_remote_server_key().fingerprint
        with _explained(login, requests=True):
            yield Connection(client=client, host_key=host_key, credential=key.fingerprint, timeout_s=seconds)


def free_bytes(session: SFTPClient, path: str) -> int | None:
    """Return what an ordinary user may still write below ``path``, or None where the server does not say."""
    found = room(session, path)
    return found.available if found else None


def _refuse_unknown(login: Login) -> MissingHostKeyPolicy:
    """Return what paramiko asks about a host that ``known_hosts`` does not name: always refused, with its key."""
    import paramiko

    class Pinned(paramiko.MissingHostKeyPolicy):
        def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> NoReturn:
            raise Stranger(
                "the host key of {where} is not known: it shows {shown}, and {known_hosts} names none for it",
                hint="compare it with the server's own (ssh-keygen -lf on its console), then add it to the file",
                where=login,
                shown=key.fingerprint,
                known_hosts=login.known_hosts,
            )

    return Pinned()


def _load_identity(login: Login) -> PKey:
    """Read the private key as strictly as ssh would: whoever else can read it can write the repository."""
    import paramiko

    try:
        status = login.identity.stat()
        if status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) & 0o077:
            raise Refused(
                "the private key {identity} can be read by others",
                hint="chmod 600 it; if others did read it, replace it on the server",
                identity=login.key_name,
            )
        return paramiko.PKey.from_path(login.identity)
    except OSError as error:
        raise Unavailable(
            "the private key {identity} cannot be read: {cause}",
            hint=_NEW_KEY,
            identity=login.key_name,
            cause=error.strerror,
        ) from error
    except (TypeError, paramiko.PasswordRequiredException) as error:  # TypeError is how cryptography says it
        raise Unavailable(
            "the private key {identity} is protected by a passphrase, and nobody is there to type it",
            hint=_NEW_KEY,
            identity=login.key_name,
        ) from error
    except (ValueError, paramiko.SSHException) as error:
        raise Unavailable(
            "{identity} is not a private key that can be used", hint=_NEW_KEY, identity=login.key_name
        ) from error


def _load_known_hosts(client: SSHClient, login: Login) -> None:
    try:
        client.load_host_keys(str(login.known_hosts))
    except OSError as error:
        raise Stranger(
            "the host key of {where} is not pinned: {known_hosts}: {cause}",
            hint="write the file with ssh-keyscan, compare its fingerprint with the server's own, then try again",
            where=login,
            known_hosts=login.known_hosts,
            cause=error.strerror,
        ) from error


@contextmanager
def _explained(login: Login, *, requests: bool = False) -> Iterator[None]:
    """Turn what paramiko and sockets raise into our families; a path's own ``OSError`` passes during requests."""
    import paramiko

    try:
        yield
    except ContinuityError:
        raise
    except paramiko.BadHostKeyException as error:
        raise Changed(
            "the host key of {where} has changed: {known_hosts} expects {expected}, it shows {shown}",
            hint="find out why before anything else: a reinstalled server, or somebody in between; nothing was sent",
            where=login,
            known_hosts=login.known_hosts,
            expected=error.expected_key.fingerprint,
            shown=error.key.fingerprint,
        ) from error
    except paramiko.AuthenticationException as error:
        raise Unavailable(
            "{where} does not accept the key {identity}",
            hint="add its public half to the user's authorized_keys on the server, and check the user's name",
            where=login,
            identity=login.key_name,
        ) from error
    except TimeoutError as error:
        raise Unavailable("{where} does not answer", hint=_CHECK_WAY, where=login).that_may_pass() from error
    except (paramiko.SSHException, EOFError) as error:
        _not_reached(login, error)
    except OSError as error:
        if requests and not isinstance(error, ConnectionError):
            raise
        _not_reached(login, error.strerror or error)


def _not_reached(login: Login, cause: object) -> NoReturn:
    raise Unavailable(
        "{where} cannot be reached by SSH: {cause}",
        hint=_CHECK_WAY,
        where=login,
        cause=cause,
    ).that_may_pass()
