"""A place: one repository as declared, as its store sees it, and as restic sees it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.backup.restic import command
from continuity.ground.errors import Unavailable
from continuity.storage.access import Delegating

if TYPE_CHECKING:
    from continuity.backup.restic.client import ResticClient
    from continuity.ground.errors import ContinuityError
    from continuity.model.inventory import RepositorySpec
    from continuity.policy.bandwidth import Bandwidth
    from continuity.storage.access import Role
    from continuity.storage.ports import Probe, Repository


class Gone(Unavailable):
    """A repository that held recovery points, and is not there any more."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The three views of one repository, always used together.

    ``known`` is how many recovery points it held when it was last asked; ``fault`` what already keeps it from being
    used (a secret that is missing), told where it is used and not before, so that it harms no other place.
    """

    spec: RepositorySpec
    port: Repository
    restic: ResticClient
    known: int = 0
    fault: ContinuityError | None = None

    def within(self, bandwidth: Bandwidth, wrapped: tuple[str, ...] = ()) -> Place:
        """Return the same place, used within these limits, its programs ``wrapped`` in others (nice, ionice)."""
        limits = command.limits(bandwidth.upload, bandwidth.download)
        return replace(self, restic=replace(self.restic, limits=limits, wrapped=wrapped))

    def acting_as(self, role: Role) -> Place:
        """Return the same place with the keys that its document names for a role; itself where it names none.

        Raises ``Unavailable`` where a secret is missing.
        """
        other = self.port.acting_as(role) if isinstance(self.port, Delegating) else None
        if other is None:
            return self
        return replace(self, port=other, restic=replace(self.restic, address=other.address()))

    def ready(self) -> Probe:
        """Look before restic does (it would retry a permanent fault for minutes).

        Raises ``Unavailable`` where the place cannot be reached or holds no complete repository, :class:`Gone`
        where it held recovery points and now holds none.
        """
        if self.fault:
            raise self.fault
        probe = self.port.probe()
        if probe.initialised is None:
            raise Unavailable(
                "{name} holds half a repository: its creation was interrupted, or part of it was removed",
                hint="never used: empty it and run `continuity init`; used: rebuild it from another copy",
                name=self.spec.name,
            )
        if not probe.initialised and self.known:
            raise Gone(
                "the repository {name} is gone, and {known} recovery point(s) with it",
                hint="connect or mount the medium that holds it; lost for good: continuity init --anew {name}",
                name=self.spec.name,
                known=self.known,
            )
        if not probe.initialised:
            raise Unavailable(
                "there is no repository at {name} yet", hint="create it: continuity init", name=self.spec.name
            )
        return probe

    def full_name(self, snapshot: str) -> str | None:
        """Return the whole name of a snapshot as the place itself lists it, None where it does not."""
        return next((name for name in self.port.snapshot_names() if name.startswith(snapshot)), None)


def domain_facts(probe: Probe) -> dict[str, Any]:
    """Return what was observed of the failure domain, as plain data."""
    return asdict(probe.domain) | {"free_bytes": probe.free_bytes, "append_only": probe.append_only}
