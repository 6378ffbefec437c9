"""``evidence verify --anchors``: asks those who hold the heads of a log, and says what they answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.evidence.audit import Remark
    from continuity.evidence.held import Held
    from continuity.evidence.verify import Verification
    from continuity.faces.cli.session import Session
    from continuity.model.anchor import Anchor


class Reached:
    """One log's anchors, asked again. ``unreached`` is true once somebody could not be asked."""

    def __init__(self, session: Session, client: str) -> None:
        from continuity.engine.anchoring import holders

        self._session, self._app = session, session.app
        self._evidence, repositories = holders(session.app.inventory, client)
        self._repositories = {spec.name: spec for spec in repositories}
        self._verifier = session.app.verifier(client)
        self._findings: list[Remark] = []
        self._seen: dict[str, set[tuple[str, str]]] = {}  # what each repository holds, of those read to their end
        self.unreached = False

    def heads(self) -> list[Iterator[Held]]:
        """Return, for each repository that promises a lock, the heads that it holds by ascending size."""
        return [self._heads(name) for name in self._repositories]

    def judged(self, found: Verification) -> Verification:
        """Return a verification with what the anchors themselves added to it, once the heads were read."""
        from continuity.evidence.reached import false_stamps, missing

        problems: list[Remark] = []
        try:
            problems += false_stamps(self._anchors(found.checkpoint.size), self._evidence.timestamps)
        except ContinuityError as error:
            self._fails(error)
        problems += missing(self._anchors(found.checkpoint.size), self._seen, self._app.clock.now())
        return replace(found, problems=(*found.problems, *problems), findings=(*found.findings, *self._findings))

    def _heads(self, repository: str) -> Iterator[Held]:
        from continuity.evidence.reached import heads_in
        from continuity.storage.ports import WriteOnce

        try:
            place = self._app.place(self._repositories[repository])
            if place.fault:
                raise place.fault
            if isinstance(place.port, WriteOnce):
                seen: set[tuple[str, str]] = set()
                yield from heads_in(repository, place.port, self._verifier, self._findings.append, seen)
                self._seen[repository] = seen
        except ContinuityError as error:
            self._fails(error)

    def _anchors(self, size: int) -> Iterator[Anchor]:
        step = 1024
        for first in range(0, size + 1, step):
            with self._app.store.reading() as tx:
                found = tx.anchors.between(self._verifier.name, first, first + step - 1)
            yield from found

    def _fails(self, error: ContinuityError) -> None:
        self.unreached = True
        self._session.complain(error)
