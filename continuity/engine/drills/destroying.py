"""What destroys, in a drill: files encrypted, a repository robbed, both as one attack. Only of what was set aside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from weakref import WeakSet

from continuity.engine.anomalies import suspicion
from continuity.engine.drills.filling import backed_up, filled_again, filling
from continuity.engine.drills.laboratory import refuse_outside_laboratory, refuse_while_kept
from continuity.engine.drills.set_aside import directories_set_aside, refuse_loss
from continuity.engine.drills.thief import rob
from continuity.engine.procedures.actions.rewind import repository_in
from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Refused
from continuity.ground.timestamps import write_time
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


#: The drills whose attack this process itself began: another one only takes them down.
_OURS: WeakSet[Any] = WeakSet()


@runtime_checkable
class Destroying(Protocol):
    """An action that tells before anything begins whether what it would destroy was set aside for that."""

    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` where anything of it may be in use."""


class BackupAction:
    """Backs ``asset`` up to all its repositories; the answer is the run. In a drill: one that was set aside.

    With ``repository`` instead, each asset that has a copy there; the answer is how many.
    """

    required: Sequence[str] = ()
    optional: Sequence[str] = ("asset", "repository")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command; for a repository, that of all assets."""
        asset = parameters.get("asset")
        return shell(["continuity", "backup", *([str(asset)] if asset else [])])

    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` for an asset that was not set aside."""
        for asset in filling(parameters, context):
            directories_set_aside(workshop_of(context), asset)

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset."""
        return _fault(lambda: filling(parameters, context))

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Back up. Raises ``NotProven`` where not every copy was made."""
        runs = filled_again(filling(parameters, context), context)
        if parameters.get("asset"):
            return Performed(answer=runs[0].id, run=runs[0].id)
        return Performed(answer=str(len(runs)), run=runs[-1].id, values={"runs": ", ".join(one.id for one in runs)})


class _OfDrills:
    """What nobody does by hand: a drill does it."""

    optional: Sequence[str] = ()
    changes = True

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        """Return nothing to type."""
        return shell(["continuity", "drill"])


class _Attack(_OfDrills, ABC):
    """What destroys: a look is whether it would be refused."""

    @abstractmethod
    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` where anything of it may be in use."""

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether all that it would destroy was set aside."""
        return _fault(lambda: self.refuse(parameters, context))


class EncryptFilesAction(_Attack):
    """Encrypts the files of ``asset``, which go to ``keep`` before; the answer is how many."""

    required: Sequence[str] = ("asset", "keep")

    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` outside of a laboratory, and for an asset that was not set aside."""
        workshop, asset = workshop_of(context), asset_in(parameters, context)
        refuse_outside_laboratory(workshop, asset)
        refuse_while_kept(workshop)
        directories_set_aside(workshop, asset)

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Encrypt. Raises ``Refused`` where anything of it may be in use, and ``NotProven`` where there is nothing."""
        from continuity.engine.drills.encrypting import encrypt, keep

        workshop, asset = workshop_of(context), asset_in(parameters, context)
        refuse_outside_laboratory(workshop, asset)
        refuse_while_kept(workshop)
        roots = directories_set_aside(workshop, asset)
        _OURS.add(context.rehearsal)
        keep(roots, Path(str(parameters["keep"])))
        began, secret = context.clock.now(), workshop.ids.nonce()
        count = sum(encrypt(root, secret) for root in roots)
        if not count:
            raise NotProven("{asset} holds no file that could be encrypted", asset=asset.reference)
        return Performed(answer=str(count), values={"encrypted": count, "lost_at": write_time(began)})


class DestroyRepositoryAction(_Attack):
    """Destroys in ``repository`` of ``asset`` what its writer's keys can; the answer is what the store refused."""

    required: Sequence[str] = ("asset", "repository")

    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` for what was not set aside, and where anything else lies there."""
        workshop, asset = workshop_of(context), asset_in(parameters, context)
        directories_set_aside(workshop, asset)
        refuse_loss(workshop, asset, repository_in(parameters, context))

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Destroy. Raises ``Refused`` where anything of it may be in use."""
        self.refuse(parameters, context)
        loot = rob(workshop_of(context).place(repository_in(parameters, context))).as_json()
        return Performed(answer=str(loot["refused"]), values={"lost_at": write_time(context.clock.now())} | loot)


class RansomwareAction(_Attack):
    """Encrypts the files of ``asset`` (kept in ``keep``), backs them up so, and robs its ``repository``.

    The answer is whether the watch over the backups noticed: yes or no.
    """

    required: Sequence[str] = ("asset", "repository", "keep")

    def refuse(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` outside of a laboratory, for what was not set aside, and where the last was not seen to."""
        EncryptFilesAction().refuse(parameters, context)
        DestroyRepositoryAction().refuse(parameters, context)
        asset = asset_in(parameters, context)
        with workshop_of(context).store.reading() as tx:
            known = suspicion(tx, asset.client, asset.name)
        if known:
            raise Refused(
                "changes of {asset} are suspicious already: whether they are noticed could not be seen",
                hint="put its files right, and: continuity points accept {asset} --reason …; continuity backup {asset}",
                asset=asset.reference,
            )

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Strike. Raises ``Refused`` where anything of it may be in use."""
        self.refuse(parameters, context)
        begun = context.clock.mark()
        encrypted = EncryptFilesAction().perform(parameters, context)
        asset = asset_in(parameters, context)
        run = backed_up(asset, context)
        with workshop_of(context).store.reading() as tx:
            known = suspicion(tx, asset.client, asset.name)
        noticed: dict[str, Any] = {"noticed": "yes" if known else "no", "spoilt_backup": run.id}
        if known:
            noticed |= {
                "noticed_s": round(elapsed(begun, context.clock.mark()).seconds, 3),
                "signs": ", ".join(str(one["sign"]) for one in known.signs),
            }
        robbed = DestroyRepositoryAction().perform(parameters, context)
        values = {**robbed.values, **encrypted.values, **noticed}
        return Performed(answer=str(noticed["noticed"]), values=values, run=run.id)


class PutBackAction(_OfDrills):
    """Puts back the files of ``asset`` that an attack of a drill had kept in ``keep``, and backs them up.

    What the watch found suspicious is accepted: it was the drill. Where the drill's own process died, a person says so.
    """

    required: Sequence[str] = ("asset", "keep")

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset that was set aside."""
        return _fault(lambda: directories_set_aside(workshop_of(context), asset_in(parameters, context)))

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Put back. Raises ``Refused`` where it was not set aside, ``NotProven`` where it cannot be backed up."""
        from continuity.engine.anomalies import accept
        from continuity.engine.drills.encrypting import put_back

        workshop, asset = workshop_of(context), asset_in(parameters, context)
        count = put_back(directories_set_aside(workshop, asset), Path(str(parameters["keep"])))
        if count and context.rehearsal in _OURS:
            backed_up(asset, context, replaced=True)
            with workshop.store.reading() as tx:
                known = suspicion(tx, asset.client, asset.name)
            if known:
                accept(workshop, asset, why=f"drill {context.run}", by={"drill": context.run})
        return Performed(answer=str(count))


def _fault(look: Any) -> ContinuityError | None:
    try:
        look()
    except ContinuityError as error:
        return error
    return None
