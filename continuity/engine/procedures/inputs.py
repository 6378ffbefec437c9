"""What a runbook is told at its beginning: held against its kind before anything is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.errors import InBoth, UsageError
from continuity.ground.timestamps import read_time
from continuity.model.procedure import InputKind
from continuity.policy.proving import fits, fits_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.drill import Drill
    from continuity.model.inventory import Asset, Client
    from continuity.model.procedure import Input, Procedure

#: In place of a time: whatever is newest.
NEWEST = "newest"


def told(
    workshop: Workshop, client: Client, what: Procedure | Drill, given: Mapping[str, str]
) -> tuple[dict[str, str], Asset | None]:
    """Return the inputs of a runbook or a drill, and the asset among them; defaults stand where nothing is given.

    Raises ``UsageError`` for one that is unknown, missing, or names nothing.
    """
    unknown = [name for name in given if name not in what.inputs]
    if unknown:
        raise UsageError(
            "{runbook} has no input named {name}",
            hint="its inputs: {names}",
            runbook=what.name,
            name=unknown[0],
            names=", ".join(what.inputs) or "-",
        )
    inputs, asset = {}, None
    for name, one in what.inputs.items():
        value = _typed(one, given.get(name, "")) or one.default
        if value is None:
            raise UsageError(
                "{runbook} needs {name}: {title}",
                hint="give it: --with {name}=…",
                runbook=what.name,
                name=name,
                title=InBoth(one.title),
            )
        if one.kind is InputKind.ASSET:
            asset = asset_of(workshop, client.name, value)
            refuse_wrong_asset(asset, one)
        refuse_wrong(client, one, value)
        inputs[name] = value
    return inputs, asset


def _typed(one: Input, value: str) -> str:
    """Return what was given, without blanks around it (a path may have some); blanks alone are nothing."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UsageError("the value of {name} is not text in UTF-8", name=one.name) from None
    return value if one.kind is InputKind.PATH and value.strip() else value.strip()


def asset_of(workshop: Workshop, client: str, name: str) -> Asset:
    """Return an asset of this client. Raises ``UsageError`` for one of another: its data is none of this log's."""
    asset = workshop.inventory.asset(name if "/" in name else f"{client}/{name}")
    if asset.client != client:
        raise UsageError(
            "{asset} is not an asset of {client}",
            hint="walk that client's runbook: --client {other}",
            asset=asset.reference,
            client=client,
            other=asset.client,
        )
    return asset


def refuse_wrong_asset(asset: Asset, one: Input) -> None:
    """Raise ``UsageError`` for an asset of another kind than the runbook is for."""
    if not fits(one, asset):
        raise UsageError(
            "{asset} is of another kind: this is for {kinds}",
            hint="see the others: continuity runbook list",
            asset=asset.reference,
            kinds=", ".join(sorted(one.of)),
        )


def refuse_wrong(client: Client, one: Input, value: str) -> None:
    """Raise ``UsageError`` for a value that is not of the input's kind."""
    if one.kind is InputKind.REPOSITORY and value not in client.repositories:
        raise UsageError("there is no repository named {name}", hint="see continuity storage list", name=value)
    if one.kind is InputKind.REPOSITORY and not fits_place(one, client.repositories[value]):
        raise UsageError("{name} is not locked by its store", hint="name one that has a lock", name=value)
    if one.kind is InputKind.TEXT and one.of and value not in one.of:
        raise UsageError("{name} is one of: {words}", name=one.name, words=", ".join(sorted(one.of)))
    if one.kind is InputKind.PATH and not Path(value).is_absolute():
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=value)
    if one.kind is InputKind.TIME and value != NEWEST:
        try:
            read_time(value)
        except ValueError:
            hint = "write for example 2026-11-23T02:20:00Z"
            raise UsageError("{value} is not a time with a zone", hint=hint, value=repr(value)) from None
