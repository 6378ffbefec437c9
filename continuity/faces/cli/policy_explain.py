"""``continuity policy explain``: who said so, and what would become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.policy_loss import show_loss
from continuity.faces.cli.policy_service import show_service
from continuity.faces.cli.policy_words import where, written
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.policy.explaining import Setting


@click.command(cls=Leaf)
@click.argument("asset", required=False)
@click.option(
    "--loss", metavar="NAME", help="Tell what comes back if this site, repository, host or credential is lost."
)
@click.option("--at", type=Moment(), help="With --loss: at this moment of the past (RFC 3339), from what was recorded.")
@click.option(
    "--format", "form", type=click.Choice(["text", "md"]), default="text", help="With --loss: text or Markdown."
)
@click.option("--service", metavar="NAME", help="Tell when this whole service would be back, and what it waits for.")
@click.pass_obj
def explain(session: Session, /, asset: str | None, loss: str | None, service: str | None, **how: Any) -> int:
    """Show each value in force for ASSET, and the document, the line and the `extends` step that set it.

    With --loss: for ASSET, or for all, what would come back, to what data time, in how long, from which copy, and what
    of that is unproven. Ends with 1 unless all that is concerned is proven to come back as promised.

    With --service: the critical path over what it is made of and depends on, with those who are waited for.
    """
    at: datetime | None = how["at"]
    if service is not None:
        if asset is not None or loss is not None or at is not None:
            raise UsageError("--service stands alone", hint="leave out ASSET, --loss and --at")
        return show_service(session, service)
    if loss is not None:
        return show_loss(session, loss, at, asset, how["form"])
    if asset is None or at is not None:
        raise UsageError("no asset was named", hint="name an asset, or what is lost: --loss NAME")
    return _explain(session, asset)


def _explain(session: Session, asset: str) -> int:
    from continuity.faces.cli.policy_locks import lock_terms, of_asset
    from continuity.policy.explaining import explain as explained

    found = session.app.inventory.asset(asset)
    policy = session.app.policy(found)
    settings = explained(found, policy)
    chain = " → ".join(policy.chain)
    session.say(
        "{asset}: policy {chain} (digest {digest})", asset=found.reference, chain=chain, digest=policy.digest[:16]
    )
    rows = [(one.key, _value(one), _set_by(session, one), " → ".join(one.chain)) for one in settings]
    session.table(("key", "value", "set by", "through"), rows)
    locks = lock_terms(session, of_asset(session.app.inventory, found))
    plain: dict[str, Any] = {"schema": "continuity.policy-explain/1", "asset": found.reference, "policy": policy.name}
    plain |= {"digest": policy.digest, "chain": list(policy.chain), "values": [_plain(one) for one in settings]}
    plain["locks"] = [one.as_json() for one in locks]
    session.emit(plain)
    return 0


def _value(setting: Setting) -> str:
    return "" if setting.value is None else written(setting.value)


def _set_by(session: Session, setting: Setting) -> str:
    if setting.where:
        return where(session, setting.where)
    if setting.source:
        return session.language.fill("derived from {key}", key=setting.source)
    return where(session, "default")


def _plain(setting: Setting) -> dict[str, Any]:
    return {
        "key": setting.key,
        "value": _value(setting) or None,
        "set_by": str(setting.set_by),
        "document": setting.where or None,
        "policy": setting.chain[-1] if setting.chain else None,
        "step": setting.step,
        "from": setting.source or None,
    }
