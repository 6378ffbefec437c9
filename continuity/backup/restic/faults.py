"""What restic says of a fault, whatever its version, and the two sentences a person needs instead."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

from continuity.backup.restic import messages
from continuity.ground.errors import Passing, Unavailable

if TYPE_CHECKING:
    from continuity.ground.process import Completed

#: Of a line that broke, and of a server that is there and cannot; one of those set apart by ``|`` is enough.
_BROKEN = (
    "ssh command exited|connection refused|connection reset|no route to host|network is unreachable|i/o timeout|"
    "tls handshake timeout|broken pipe"
)
_UNWELL = (
    "SlowDown|reduce your request rate|InternalError|server response unexpected: 5|500 Internal Server|502 Bad Gateway|"
    "503 Service|504 Gateway"
)
#: restic's words (any version) and exit codes -> what is wrong and what mends it. First match wins.
_FAULTS: tuple[tuple[int | None, str, str, str], ...] = (
    (12, "wrong password", "the repository {name} does not open with the password in the vault",
     "put the right password into the vault: continuity vault set {password_entry} --replace"),
    (10, "Is there a repository at the following location", "there is no repository at {name} yet",
     "create it: continuity init"),
    (11, "repository is already locked", "the repository {name} is locked by another restic: {said}",
     "wait for it to end; what is dead there keeps no lock for longer than half an hour"),
    (None, "no space left on device", "there is no space left: {said}", "free some space, then run the command again"),
    (None, "QuotaExceeded", "the quota of {name} is used up: {said}",
     "raise the quota of the bucket or of its owner, then run the command again"),
    (None, "Access Denied", "the store does not let restic write to {name}: {said}",
     "give the key back its rights: `continuity storage policy {name}` prints the policy of the bucket"),
    (None, "read-only file system", "{name} is read-only: {said}", "mount it for writing, then run the command again"),
    (None, "Permission denied", "restic may not write to {name}: {said}", "check the owner and the permissions there"),
    (None, 'sftp: "Failure"', "the server of {name} does not write, and SFTP does not say why: {said}",
     "it is full or read-only there: free some space or mount it for writing, then run the command again"),
    (None, _BROKEN, "the connection to {name} was lost: {said}",
     "check the line and the server; the next run takes up what was stored"),
    (None, _UNWELL, "the server of {name} could not answer: {said}",
     "wait until it is well, or see its own log"),
)  # fmt: skip

#: What may pass though nobody mends anything; all else stays as it is until somebody does.
_PASSING = {
    "the connection to {name} was lost: {said}": Passing.CONNECTION,
    "the server of {name} could not answer: {said}": Passing.BUSY,
    "the repository {name} is locked by another restic: {said}": Passing.LOCKED,
}

#: How the versions say that a file of the repository, or restic's own copy of it, is not what was written.
_DAMAGED = (
    "invalid data returned", "ciphertext verification failed", "is damaged", "could not be loaded",
    "Unmarshal: invalid character", "hash mismatch",
)  # fmt: skip
_NAMED = re.compile(r"<(?:index|snapshot|data)/([0-9a-f]{8,64})>|from ([0-9a-f]{8}) failed")
_NO_ANSWER = (10, 11, 12)  # no repository, locked, wrong password: restic did not begin
_CAUGHT = {"signal terminated received": "SIGTERM", "signal interrupt received": "SIGINT"}
DAMAGED = "the repository {name} is damaged: {said}"
OTHER = "restic failed on {name}: {said}"


def ended_by(returncode: int, stderr: str) -> str:
    """Return the signal that ended restic, empty where none did; newer versions catch it and say so in words alone."""
    if returncode < 0:
        return next((one.name for one in signal.Signals if one == -returncode), f"signal {-returncode}")
    return next((name for words, name in _CAUGHT.items() if words in stderr), "")


def unanswered(done: Completed) -> bool:
    """Tell whether restic never came to its own end: what it brought until then proves nothing of the repository."""
    if done.timed_out or done.returncode in _NO_ANSWER or ended_by(done.returncode, done.stderr):
        return True
    said = done.stderr.lower()
    lost = any(words.lower() in said for words in (*_BROKEN.split("|"), *_UNWELL.split("|")))
    return bool(done.returncode) and lost and not damaged(said)


def damaged(stderr: str) -> bool:
    """Tell whether restic met a file that is not what was written."""
    return any(words.lower() in stderr.lower() for words in _DAMAGED)


def damaged_files(stderr: str) -> frozenset[str]:
    """Return how the names of the damaged files begin, where restic tells them."""
    return frozenset(one or other for one, other in _NAMED.findall(stderr)) if damaged(stderr) else frozenset()


def explained(name: str, password_entry: str, returncode: int, stderr: str) -> Unavailable:
    """Return the error that says why a command failed, and what mends it."""
    values = {
        "name": name,
        "said": messages.lock_holder(stderr) or messages.last_words(stderr) or f"exit code {returncode}",
        "password_entry": password_entry,
    }
    if number := ended_by(returncode, stderr):
        return Unavailable(
            "restic was ended on {name} by {signal}, which did not come from here",
            hint="somebody ended it, or the machine ran out of memory (its log says: journalctl -k); run it again",
            signal=number,
            **values,
        )
    for code, words, message, hint in _FAULTS:
        if returncode == code or any(one in stderr.lower() for one in words.lower().split("|")):
            return Unavailable(message, hint=hint, **values).that_may_pass(_PASSING.get(message))
    if "panic: " in stderr:
        return Unavailable(
            "restic broke down on {name}, as it may over a damaged file there: {said}",
            hint="see how far it goes: continuity verify --repository {name}; until then restore from another",
            **values,
        )
    if damaged(stderr):
        return Unavailable(
            DAMAGED,
            hint="see how far it goes: continuity verify --repository {name}; until then restore from another",
            **values,
        )
    return Unavailable(OTHER, hint="restic's words say why; `continuity storage check` looks closer", **values)
