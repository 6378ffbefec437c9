"""What a script does for people when a lost server is rebuilt in a drill, from the kit to a service that plans."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.request import Request

from continuity.engine.drills.new_machine import DOCUMENTS, KIT, NewMachine
from continuity.engine.kit.age import PASSPHRASE_ENTRY
from continuity.engine.kit.testing import kept_kit
from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.ground import cancel
from continuity.ground.canonical import sha256_hex
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Refused, UsageError
from continuity.ground.timestamps import read_time
from continuity.ground.web import FAULTS, cause, opener
from continuity.model.measurement import Measurement, Verdict
from continuity.model.secrets import SecretRef
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.kit.file import write_new

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.drills.walking import Drilled
    from continuity.engine.kit.rehearsing import Tested
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Clock

#: In place of a path: the newest kit there is.
NEWEST = "newest"
_LISTEN = "127.0.0.1:9798"
_HEALTH = f"http://{_LISTEN}/healthz"
_BEGINS_S = 120.0
_STEP_S = 0.2
HOW = "the moment that the server was declared lost - the data time that the rebuilt one recorded of its restore"


class OnNewMachine(ABC):
    """One thing that is done on the new machine of a drill, and nowhere else."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    changes = True

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command that says how people do it."""
        return "continuity runbook render lost-server"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell where this is no drill, or lacks what can be seen to lack before there is a machine."""
        if context.rehearsal is None:
            return _nowhere()
        try:
            self.lacking(parameters, context)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises ``NotProven`` where it does not come out."""
        shared = cast("Drilled", context.rehearsal)
        if getattr(shared, "room", None) is None:
            raise _nowhere()
        return self.on(NewMachine(room=shared.room, own=shared.sandbox.path), parameters, context)

    def lacking(self, parameters: Mapping[str, Any], context: Context) -> None:  # noqa: B027 - mostly nothing is
        """Raise what would keep it from working, as far as it can be seen without a machine."""

    @abstractmethod
    def on(self, machine: NewMachine, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it on that machine."""


def _nowhere() -> UsageError:
    return UsageError("this is a part of drills that are isolated", hint="see: continuity drill list")


class NewMachineAction(OnNewMachine):
    """Makes the new machine, which reaches one ``repository``, and nothing else that is in use."""

    required: Sequence[str] = ("asset", "repository")

    def on(self, machine: NewMachine, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Make it. Raises ``Refused`` for a repository that only a network leads to."""
        machine.furnish(workshop_of(context).directories.state, _on_disk(parameters, context))
        return Performed(answer=str(parameters["repository"]))

    def lacking(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` for a repository that only a network leads to."""
        _on_disk(parameters, context)


def _on_disk(parameters: Mapping[str, Any], context: Context) -> Path:
    """Return where the repository is on this machine."""
    workshop, name = workshop_of(context), str(parameters["repository"])
    found = [one for one in workshop.places(asset_in(parameters, context)) if one.spec.name == name]
    if not found:
        raise UsageError("{asset} has no copy in {name}", asset=parameters["asset"], name=name)
    if found[0].port.capabilities.remote:
        raise Refused(
            "{name} is reached by a network, and this drill has none",
            hint="name a repository on a disk, or rebuild it by the runbook on another machine",
            name=name,
        )
    return Path(found[0].restic.address.url)


class FetchKitAction(OnNewMachine):
    """Fetches the newest kit from where it was written, or another ``kit``, to /root/kit.tar of the new machine."""

    optional: Sequence[str] = ("kit",)

    def on(self, machine: NewMachine, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Fetch it. Raises ``NotProven`` where the newest is not the one that was made."""
        kit = _kit(parameters, context)
        write_new(machine.own / Path(KIT).name, kit.content)
        return Performed(answer=sha256_hex(kit.content))

    def lacking(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise where there is no kit, or another."""
        _kit(parameters, context)


def _kit(parameters: Mapping[str, Any], context: Context) -> Tested:
    named = str(parameters.get("kit", NEWEST))
    return kept_kit(workshop_of(context), None if named == NEWEST else Path(named))


class RestoreKitAction(OnNewMachine):
    """Has the kit bring the server back from ``repository``, opened by the passphrase that the vault keeps of it.

    Gives ``state_of`` (the time of the state) and ``behind``, the logs that do not know where they go on.
    """

    required: Sequence[str] = ("repository",)

    def on(self, machine: NewMachine, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Bring it back."""
        passphrase = workshop_of(context).reveal(SecretRef(vault=PASSPHRASE_ENTRY))
        said = machine.restore_kit(f"{context.client}/{parameters['repository']}", passphrase)
        behind = sorted(one["client"] for one in said["logs"] if one["behind"])  # the server's own log first: @
        return Performed(answer=said["data_time"], values={"state_of": said["data_time"], "behind": " ".join(behind)})


class RecoverLogsAction(OnNewMachine):
    """Says for each of ``logs`` that it goes on from the copy in the kit, or that this copy is all there is."""

    required: Sequence[str] = ("logs",)

    def on(self, machine: NewMachine, parameters: Mapping[str, Any], _context: Context) -> Performed:
        """Say so, one after the other."""
        for client in str(parameters["logs"]).split():
            copy = f"{DOCUMENTS}/heads/{client}"
            given = ("--from", copy) if machine.has(f"{copy}/tile") else ("--lost", f"{copy}/checkpoint")
            machine.told("evidence", "recover", "--client", client, *given)
        return Performed(answer=str(parameters["logs"]) or "-")


class GaveBackAction(OnNewMachine):
    """Looks in the rebuilt server's own records what it restored of ``asset``: its ``data_time`` is the RPA."""

    required: Sequence[str] = ("asset",)
    changes = False

    def on(self, machine: NewMachine, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Look. Raises ``NotProven`` where it recorded no restore that succeeded."""
        asset = asset_in(parameters, context)
        bodies = [one["body"] for one in machine.asked("evidence", "list", "--client", context.client)["records"]
                  if one["kind"] == "run.outcome"]  # fmt: skip
        came = [one for one in bodies if (one["kind"], one["subject"]) == ("restore", asset.reference)]
        if not came or came[-1]["outcome"] != "succeeded":
            raise NotProven("the rebuilt server has no record of a restore of {asset}", asset=asset.reference)
        at = min(one["data_time"] for one in came[-1]["copies"] if one.get("data_time"))
        lost_s = round((context.clock.now() - read_time(at)).total_seconds(), 3)
        figure = Measurement(
            subject=asset.reference, objective="rpo", target_s=None, actual_s=lost_s, verdict=Verdict.MET, how=HOW
        )
        return Performed(answer=at, values={"data_time": at}, measurements=(figure,))


class ServerRunsAction(OnNewMachine):
    """Cuts the rebuilt server off from its repository, starts its service, and sees it plan; then its logs hold."""

    def on(self, machine: NewMachine, _parameters: Mapping[str, Any], context: Context) -> Performed:
        """Start and stop it. Raises ``NotProven`` where it does not plan, or leaves a log that does not hold."""
        workshop = workshop_of(context)
        machine.furnish(workshop.directories.state, None)
        _refuse_in_reach(machine, workshop)  # from here on, it does what is due
        machine.asked("status")
        number = machine.serving("daemon", "--listen", _LISTEN, "--patience", "5")
        try:
            lines = _planned(machine, context.clock)
        finally:
            machine.end(number)
        machine.told("evidence", "verify")
        return Performed(answer=str(lines))


def _refuse_in_reach(machine: NewMachine, workshop: Workshop) -> None:
    """Raise ``Refused`` where it sees a repository that is in use: a network it has none."""
    for client in workshop.inventory.clients.values():
        for spec in client.repositories.values():
            place = workshop.place(spec)
            if not place.port.capabilities.remote and machine.has(f"{place.restic.address.url}/config"):
                raise Refused("the rebuilt server reaches {name}, which is in use", name=f"{client.name}/{spec.name}")


def _planned(machine: NewMachine, clock: Clock) -> int:
    """Wait until the service holds the lease and has lines of work to plan; return how many. Raises ``NotProven``."""
    began, said = clock.mark(), "-"
    while elapsed(began, clock.mark()).seconds < _BEGINS_S:
        try:
            with machine.room.network(), opener(redirects=False).open(Request(_HEALTH), timeout=5) as answer:
                health = json.load(answer)
            if health["active"] and health["lines"]:
                return int(health["lines"])
            said = "active" if health["active"] else "standby"
        except FAULTS as error:
            said = cause(error)
        cancel.pause(_STEP_S)
    raise NotProven("the service of the rebuilt server does not plan: {said}", said=said)
