"""``continuity policy``: what is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.policy_explain import explain
from continuity.faces.cli.policy_gaps import gaps
from continuity.faces.cli.policy_plan import plan
from continuity.faces.cli.policy_simulate import simulate
from continuity.faces.cli.policy_words import where, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Inactive
    from continuity.policy.checking import Finding


@click.group(cls=Group)
@click.pass_context
def policy(ctx: click.Context) -> int | None:
    """Show what is promised; without a verb, the list of policies."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@policy.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the policies, the documents' own above the shipped ones."""
    return _list(session)


def _list(session: Session) -> int:
    from continuity.model.documents.values import write_duration
    from continuity.policy.policy import resolve

    documents = session.app.inventory.policies
    rows, plain = [], []
    for name in sorted(documents):
        found = resolve(name, documents)
        rpo, rto = (write_duration(value) if value else "" for value in (found.rpo, found.rto))
        rows.append((name, rpo, rto, found.copies or "", where(session, documents[name].where)))
        plain.append({"name": name, "where": documents[name].where, "digest": found.digest} | found.as_plain())
    session.table(("policy", "RPO", "RTO", "copies", "document"), rows)
    session.emit({"schema": "continuity.policies/1", "policies": plain})
    return 0


@policy.command()
@click.argument("name")
@click.pass_obj
def show(session: Session, name: str) -> int:
    """Show every value of the policy NAME, and which document and line set it."""
    from continuity.policy.policy import resolve

    found = resolve(name, session.app.inventory.policies)
    title = session.language.template(found.title)
    rows = []
    values: dict[str, object] = {**found.values, "title": title, "copies": found.copies}
    for key, origin in sorted(found.origins.items()):
        value: object = values
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        rows.append((key, written(value), where(session, str(origin))))
    session.say("{name}: {title} (digest {digest})", name=name, title=title, digest=found.digest[:16])
    session.table(("key", "value", "set by"), rows)
    origins = {key: str(origin) for key, origin in found.origins.items()}
    session.emit(
        {"schema": "continuity.policy/1", "name": name, "digest": found.digest, "values": found.as_plain()}
        | {"origins": origins}
    )
    return 0


@policy.command()
@click.pass_obj
def check(session: Session) -> int:
    """Check the documents: every mistake, every promise that cannot be kept, and what is not acted upon yet."""
    from continuity.engine import hooks
    from continuity.engine.procedures import checking
    from continuity.faces.cli.policy_locks import all_of, lock_terms
    from continuity.faces.cli.policy_past import measured
    from continuity.policy.checking import check as findings_of
    from continuity.policy.checking import refusals
    from continuity.storage.registry import adapters

    inventory = session.app.inventory
    installed = adapters()
    used = {one.adapter for client in inventory.clients.values() for one in client.repositories.values()}
    lockable = {name for name in used if installed[name].capabilities.object_lock}
    now = session.app.clock.now()
    findings = findings_of(inventory, lockable=lockable, now=now, measured=measured(session, now))
    findings += tuple(one for asset in inventory.assets() for one in hooks.examined(asset))
    findings += tuple(one for client in inventory.clients.values() for one in checking.examined(client))
    refused = refusals(findings)
    _tell(session, findings, inventory.inactive)
    locks = [one.as_json() for one in lock_terms(session, all_of(inventory))]
    assets = list(inventory.assets())
    session.say(
        "{path}: {clients} client(s), {assets} asset(s), of which {active} are backed up; {findings} finding(s)",
        path=inventory.source,
        clients=len(inventory.clients),
        assets=len(assets),
        active=sum(asset.active for asset in assets),
        findings=len(findings),
    )
    inactive = [
        {"where": one.where, "path": one.path, "why": one.why.format(**one.values)} for one in inventory.inactive
    ]
    session.emit(
        {"schema": "continuity.policy-check/1", "findings": [one.as_json() for one in findings], "inactive": inactive}
        | {"locks": locks}
    )
    return _complain(session, len(refused)) if refused else 0


def _complain(session: Session, count: int) -> int:
    from continuity.ground.errors import Refused

    fault = Refused(
        "{count} promise(s) cannot be kept with these documents",
        hint="promise less, or add what is missing",
        count=count,
    )
    session.complain(fault)
    return fault.exit_code


def _tell(session: Session, findings: Sequence[Finding], inactive: Sequence[Inactive]) -> None:
    for finding in findings:
        session.say(
            "{severity}: {where}: {subject}: {reason}",
            severity=session.language.template(str(finding.severity)),
            where=where(session, finding.where),
            subject=finding.subject,
            reason=session.language.reason(finding.reason.template, finding.reason.values),
        )
    for one in inactive:
        why = session.language.reason(one.why, one.values)
        session.say("inactive: {where}: {path}: {why}", where=where(session, one.where), path=one.path, why=why)


policy.add_command(explain)
policy.add_command(gaps)
policy.add_command(plan)
policy.add_command(simulate)
