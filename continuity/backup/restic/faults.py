"""What restic says of a fault, whatever its version, and the two sentences a person needs instead."""

from __future__ import annotations

from continuity.backup.restic import messages
from continuity.ground.errors import Unavailable

#: restic's words (any version) and exit codes -> what is wrong and what mends it. First match wins.
_FAULTS: tuple[tuple[int | None, str, str, str], ...] = (
    (12, "wrong password", "the repository {name} does not open with the password in the vault",
     "put the right password into the vault: continuity vault set {password_entry} --replace"),
    (10, "Is there a repository at the following location", "there is no repository at {name} yet",
     "create it: continuity init"),
    (11, "repository is already locked", "the repository {name} is locked by another restic: {said}",
     "wait for it to end and run the command again"),
    (None, "no space left on device", "there is no space left: {said}", "free some space, then run the command again"),
    (None, "QuotaExceeded", "the quota of {name} is used up: {said}",
     "raise the quota of the bucket or of its owner, then run the command again"),
    (None, "Access Denied", "the store does not let restic write to {name}: {said}",
     "give the key back its rights: `continuity storage policy {name}` prints the policy of the bucket"),
    (None, "read-only file system", "{name} is read-only: {said}", "mount it for writing, then run the command again"),
    (None, "Permission denied", "restic may not write to {name}: {said}", "check the owner and the permissions there"),
    (None, 'sftp: "Failure"', "the server of {name} does not write, and SFTP does not say why: {said}",
     "it is full or read-only there: free some space or mount it for writing, then run the command again"),
    (None, "ssh command exited", "the connection to {name} was lost: {said}",
     "check the line and the server; the next run takes up what was stored"),
)  # fmt: skip

OTHER = "restic failed on {name}: {said}"


def explained(name: str, password_entry: str, returncode: int, stderr: str) -> Unavailable:
    """Return the error that says why a command failed, and what mends it."""
    values = {
        "name": name,
        "said": messages.last_words(stderr) or f"exit code {returncode}",
        "password_entry": password_entry,
    }
    for code, words, message, hint in _FAULTS:
        if returncode == code or words.lower() in stderr.lower():
            return Unavailable(message, hint=hint, **values)
    return Unavailable(OTHER, hint="restic's words say why; `continuity storage check` looks closer", **values)
