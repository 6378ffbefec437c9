"""The keys of a repository: each restic password has its own key file in ``keys/``, and all of them open everything.

https://restic.readthedocs.io/en/stable/070_encryption.html
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.restic import command, messages
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from continuity.backup.restic.client import ResticClient


@dataclass(frozen=True)
class Keys:
    """The keys of one repository, as its client's own password sees them."""

    client: ResticClient

    def current(self) -> str | None:
        """Return the id of the key that the password opens, None where it opens none.

        Raises ``Unavailable`` where the repository cannot be asked.
        """
        done = self.client.ask(command.keys())
        if messages.wrong_password(done.returncode, done.stderr):
            return None
        if done.returncode != 0:
            self.client.explain(done)
        found = messages.current_key(done.stdout)
        if found is None:
            raise Unavailable("restic did not say which key of {name} it used", name=self.client.name)
        return found

    def add(self, password: str) -> None:
        """Let another password open the repository, too; raises ``Unavailable``.

        restic reads it from memory that ends with this process (memfd_create(2)), never from a disk: proc(5) shows it
        to processes of this user alone.
        """
        memory = os.memfd_create("restic-password")
        try:
            os.write(memory, password.encode())
            done = self.client.ask(command.add_key(f"/proc/{os.getpid()}/fd/{memory}"))
        finally:
            os.close(memory)
        if done.returncode != 0:
            self.client.explain(done)

    def remove(self, key: str) -> str:
        """Remove a key other than our own; returns restic's complaint where it did not, empty where it says it did.

        That restic says so proves nothing: ask :meth:`current` with the old password. Locks of dead processes are
        cleared first. Raises ``Unavailable`` where another restic holds the repository, or it cannot be reached.
        """
        self.client.unlock()
        done = self.client.ask(command.remove_key(key))
        if done.timed_out or messages.locked(done.returncode, done.stderr):
            self.client.explain(done)
        return messages.last_words(done.stderr) or f"exit code {done.returncode}" if done.returncode else ""
