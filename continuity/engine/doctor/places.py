"""What each repository lacks: found, opened, private, with room, its clock and its locks as promised."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from continuity.engine.doctor import judging
from continuity.engine.doctor.bounded import together
from continuity.engine.doctor.check import Check, State, of_error
from continuity.ground.errors import ContinuityError
from continuity.storage.access import Clocked, Governed
from continuity.storage.immutability import weaker
from continuity.storage.ports import Retention
from continuity.storage.registry import open_repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.engine.doctor.patient import Patient
    from continuity.model.inventory import RepositorySpec
    from continuity.model.secrets import SecretRef
    from continuity.storage.ports import Probe, Repository

_AT_ONCE = 8
_LIMIT_S = 60.0  # a probe ends within 20 s by contract, restic opens within 2 s; more is a fault to be told


def examine_places(patient: Patient, specs: Sequence[RepositorySpec], *, restic: bool, vault: bool) -> Iterator[Check]:
    """Yield the checks of every repository; they are looked at together, each for a minute at most.

    ``restic``: there is one to open them with; ``vault``: it is open, so that its secrets can be used.
    """

    def work(spec: RepositorySpec) -> Iterator[Check]:
        return _Look(patient, spec, restic=restic, vault=vault).checks()

    for spec, found, ended in together(specs, work, at_once=_AT_ONCE, limit_s=_LIMIT_S):
        yield from found
        if not ended:
            yield Check(
                name="repository",
                subject=_subject(spec),
                state=State.FAULT,
                what="{name} did not answer within {seconds:.0f} s",
                hint="see what holds it up: a server that hangs, or a mount whose server is gone",
                values={"name": _subject(spec), "seconds": _LIMIT_S},
            )


def _subject(spec: RepositorySpec) -> str:
    return f"{spec.client}/{spec.name}"


class _Look:
    """One look at one repository."""

    def __init__(self, patient: Patient, spec: RepositorySpec, *, restic: bool, vault: bool) -> None:
        self._patient, self._spec, self._restic, self._vault = patient, spec, restic, vault
        self._subject = _subject(spec)

    def checks(self) -> Iterator[Check]:
        """Yield what is found, the cheapest first."""
        references = list(self._spec.settings.secrets())
        yield from (self._key_file(one) for one in references if one.file is not None)
        if not self._vault and any(one.vault for one in references):
            yield self._unknown("repository", why="its keys are in the vault, which is not open")
            return
        try:
            port = open_repository(self._spec, self._patient.reveal)
            if isinstance(port, Clocked):  # first: a refusal tells the store's time as well, and may be due to it
                yield self._skew(port)
            probe = port.probe()
        except ContinuityError as error:
            if self._lies_on_a_shelf():
                told = "{name} is an archive, and its medium is not connected: {error}"
                yield self._check("repository", State.OK, what=told, error=error)
            else:
                yield of_error("repository", self._subject, error)
            return
        yield from self._probed(probe)
        yield from self._promised(port)
        if probe.initialised:
            yield self._opened()

    def _lies_on_a_shelf(self) -> bool:
        """Tell whether it is asked for archives alone, and its medium may be anywhere."""
        assets = self._patient.inventory.clients[self._spec.client].assets.values()
        kept = any(self._spec.name in asset.copies for asset in assets)
        named = any(self._spec.name in asset.archives for asset in assets)
        return self._spec.medium == "removable" and named and not kept

    def _key_file(self, reference: SecretRef) -> Check:
        path = os.path.expanduser(str(reference.file))  # noqa: PTH111 - one path, told as it is looked at
        try:
            status = os.stat(path)  # noqa: PTH116 - like the program that will read it
        except OSError as error:
            return self._check(
                "key-file",
                State.FAULT,
                what="the secret's file {path} cannot be read: {cause}",
                hint="put it back, or correct its path in the document",
                path=path,
                cause=error.strerror,
            )
        return judging.private("key-file", path, status.st_mode, status.st_uid, os.geteuid())

    def _probed(self, probe: Probe) -> Iterator[Check]:
        state = State.OK if probe.initialised else State.FAULT
        if probe.initialised:
            yield self._check("repository", state, what="{name} is reachable and holds a repository")
        elif probe.initialised is False:
            yield self._check(
                "repository", state, what="there is no repository at {name} yet", hint="create it: continuity init"
            )
        else:
            yield self._check(
                "repository",
                state,
                what="{name} holds half a repository: its creation was interrupted, or part of it was removed",
                hint="never used: empty it and run `continuity init`; used: rebuild it from another copy",
            )
        if probe.domain.host.startswith("SHA256:"):
            shown = probe.domain.host
            yield self._check("host-key", State.OK, what="the server shows the pinned host key {key}", key=shown)
        if probe.append_only is False:
            yield self._check(
                "append-only",
                State.FAULT,
                what="the server of {name} deletes, and the document promises append-only",
                hint="start the server with --append-only, or drop the promise",
            )
        elif probe.append_only:
            yield self._check("append-only", State.OK, what="the server of {name} refuses to delete, as was tried")
        if probe.free_bytes is not None:
            yield judging.space("free-space", self._subject, probe.free_bytes)

    def _promised(self, port: Repository) -> Iterator[Check]:
        """Yield what the store says of its locks and its owner, each by itself."""
        for name, offered, look in (
            ("lock", Retention, self._lock),
            ("owner", Governed, self._owner),
        ):
            if not isinstance(port, offered):
                continue
            try:
                found = look(port)
            except ContinuityError as error:
                found = of_error(name, self._subject, error, State.UNKNOWN)
            if found:
                yield found

    def _skew(self, port: Clocked) -> Check:
        ahead = port.clock_skew(self._patient.clock.now)
        if ahead is not None:
            return judging.skew(self._subject, ahead)
        return self._check(
            "clock-skew",
            State.UNKNOWN,
            what="the store of {name} does not tell its time",
            hint="compare the clocks by hand: the dates of locks are the store's",
        )

    def _lock(self, port: Retention) -> Check | None:
        promised = self._spec.lock
        if promised is None:
            return None
        fault = weaker(port.lock_state(), promised.mode, promised.period.total_seconds())
        if fault:
            return self._check(
                "lock",
                State.FAULT,
                what="{repository} is weaker than promised: {fault}",
                hint="strengthen it at the store, or correct the promise in the document",
                repository=self._subject,
                fault=fault,
            )
        values: dict[str, Any] = {"mode": promised.mode, "days": promised.period.days}
        return self._check("lock", State.OK, what="new objects are locked as promised: {mode}, {days} days", **values)

    def _owner(self, port: Governed) -> Check | None:
        owner = port.is_owner()
        if owner is None:
            return None
        if owner:
            return self._check(
                "owner",
                State.WARNING,
                what="the writer owns the bucket of {name}: it may change its rules, and empty it once locks end",
                hint="make a user for backups alone; as owner apply: continuity storage policy {name} --role writer",
            )
        return self._check("owner", State.OK, what="the writer does not own the bucket of {name}")

    def _opened(self) -> Check:
        if not self._restic:
            return self._unknown("password", why="there is no restic to open it with")
        if not self._vault and self._spec.settings.password is None:
            return self._unknown("password", why="its password is in the vault, which is not open")
        try:
            self._patient.place(self._spec).restic.opens()
        except ContinuityError as error:
            return of_error("password", self._subject, error)
        return self._check("password", State.OK, what="restic opens {name} with its password")

    def _unknown(self, check: str, why: str) -> Check:
        return self._check(
            check,
            State.UNKNOWN,
            what="{name} was not looked at: {reason}",
            hint="mend that first, then run continuity doctor again",
            reason=why,
        )

    def _check(self, check: str, state: State, *, what: str, hint: str = "", **values: Any) -> Check:
        values = {"name": self._subject, **values}
        return Check(name=check, subject=self._subject, state=state, what=what, hint=hint, values=values)
