"""How the copies of one run are made: each from the source, or all from the first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from continuity.policy.policy import Policy


class Copying(StrEnum):
    """What each way costs in independence is in docs/explanation/copies.md."""

    #: every repository is backed up to from the source
    EACH = "each"
    #: one backup, and `restic copy` from it to the others
    COPY = "copy"
    #: one backup, and its objects moved to repositories of the same key
    REPLICATE = "replicate"


def twins(repository: str, assets: Iterable[tuple[Sequence[str], Policy]]) -> tuple[str, ...]:
    """Return the repositories that may share their key with this one: every asset in either is to be replicated.

    ``assets``: the repositories and the policy of each asset of the client. Those of one asset come in its order.
    """
    known = [(copies, copying(policy) is Copying.REPLICATE) for copies, policy in assets]
    alone = {name for copies, shared in known if not shared for name in copies}
    if repository in alone:
        return ()
    beside = (name for copies, _ in known if repository in copies for name in copies)
    return tuple(dict.fromkeys(name for name in beside if name != repository and name not in alone))


def copying(policy: Policy) -> Copying:
    """Return what a policy asks for; the most independent way where it asks for none."""
    return Copying(policy.values.get("copying") or Copying.EACH)
