"""``continuity storage policy``: the store's own policy document, for whoever administers the store."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused, UsageError
from continuity.storage.access import Governed, Role
from continuity.storage.rules import Ruled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec

_BOX = timedelta(hours=24)  # how long a role that may remove something lasts, where nobody says


@click.command(cls=Leaf)
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice([str(role) for role in Role]),
    multiple=True,
    help="Only this role; may be repeated.",
)
@click.option(
    "--principal", "given", multiple=True, metavar="ROLE=ARN", help="The user that holds a role; may be repeated."
)
@click.option(
    "--until", type=Moment(), metavar="TIME", help="When pruner and recovery end; a day from now if not said."
)
@click.option(
    "--lifecycle", is_flag=True, help="Print the lifecycle rules instead: what gives space back when locks end."
)
@click.option("--for-user", is_flag=True, help="For stores that attach policies to users: nobody is named; one --role.")
@click.pass_obj
def policy(
    session: Session,
    /,
    name: str,
    roles: Sequence[str],
    given: Sequence[str],
    until: datetime | None,
    **flags: bool,
) -> int:
    """Print the store's access policy for the repository NAME: what each role may do, and nothing more.

    The policy replaces the one that the store has: whoever owns the bucket applies it whole.
    """
    spec, place = _governed(session, name)
    for_user = flags["for_user"]
    if flags["lifecycle"]:
        return _lifecycle(session, spec, place)
    wanted = [Role(role) for role in roles] or list(Role)
    if for_user and (len(wanted) != 1 or given):
        raise UsageError(
            "--for-user needs exactly one --role, and no --principal", hint="write for example --role writer"
        )
    named = _named(given)
    principals = {role: [] if for_user else named.get(role) or _example(spec, role) for role in wanted}
    document = place.access_policy(principals, until or session.app.clock.now() + _BOX)
    if not session.json:
        print(json.dumps(document, indent=2))
    _note(session, [user for role, users in principals.items() if role not in named for user in users])
    plain = {"repository": f"{spec.client}/{spec.name}", "roles": list(map(str, wanted)), "policy": document}
    session.emit({"schema": "continuity.storage-policy/1"} | plain)
    return 0


def _lifecycle(session: Session, spec: RepositorySpec, place: Governed) -> int:
    from continuity.engine.lock_looks import reserve_of

    if not isinstance(place, Ruled):
        raise Refused("repository {name}: this kind of place removes nothing by itself", name=spec.name)
    document = place.space_rules(reserve_of(session.app.workshop, spec))
    if not session.json:
        print(json.dumps(document, indent=2))
    plain = {"repository": f"{spec.client}/{spec.name}", "lifecycle": document}
    session.emit({"schema": "continuity.storage-lifecycle/1"} | plain)
    return 0


def _governed(session: Session, name: str) -> tuple[RepositorySpec, Governed]:
    from continuity.storage.registry import open_repository

    spec, *others = repositories(session, (name,))
    if others:
        names = ", ".join(f"{one.client}/{one.name}" for one in (spec, *others))
        raise UsageError("several repositories are named {name}", hint="say which: {names}", name=name, names=names)
    place = open_repository(spec, session.app.reveal)
    if not isinstance(place, Governed):
        raise Refused(
            "repository {name}: this kind of place has no access policies",
            hint="restrict its user on the server itself: a directory of its own, and no shell",
            name=name,
        )
    return spec, place


def _example(spec: RepositorySpec, role: Role) -> list[str]:
    return [f"arn:aws:iam:::user/{spec.name}-{role}"]


def _note(session: Session, made_up: Sequence[str]) -> None:
    if made_up:
        fill = session.language.fill
        note = fill("note: {names}: made-up names; give yours with --principal ROLE=ARN", names=", ".join(made_up))
        print(note, file=sys.stderr)


def _named(given: Sequence[str]) -> Mapping[Role, list[str]]:
    """Read ``ROLE=ARN``, several for one role if it is given several times."""
    found: dict[Role, list[str]] = {}
    for text in given:
        role, equals, principal = text.partition("=")
        if role not in set(Role) or not equals or not principal:
            raise UsageError(
                "--principal {text} is not ROLE=ARN", hint="roles: {names}", text=text, names=", ".join(Role)
            )
        found.setdefault(Role(role), []).append(principal)
    return found
