"""The kit's page for paper: what it is, what opens it, where everything is, and each command with its real values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.reports.paper import Paper, moment
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.kit.collecting import Collected
    from continuity.faces.language import Language
    from continuity.model.inventory import Asset, Inventory
    from continuity.recovery.kit.label import Label

_BACK = "/root/back"
#: How a database goes on from its dump, by the kind of its source; the file is the one that restic brought back.
_AFTER = {
    "postgresql": "pg_restore --create --exit-on-error --dbname postgres FILE.pgdump",
    "mariadb": "mariadb DATABASE < FILE.sql",
    "mysql": "mysql DATABASE < FILE.sql",
    "sqlite": "cp FILE DATABASE",
}


def page_of(label: Label, inventory: Inventory, collected: Collected, language: Language, sha256: str = "") -> Paper:
    """Return the page; ``sha256`` is the kit's, empty for the copy that lies in the kit itself."""
    title = language.fill("Recovery kit of {server}", server=label.server)
    paper = Paper(language, title, f"continuity {label.software} - {write_time(label.created)}")
    _facts(paper, label, sha256)
    _places(paper, inventory, collected)
    _with_us(paper, label)
    _without_us(paper, inventory, collected)
    return paper


def _facts(paper: Paper, label: Label, sha256: str) -> None:
    tr = paper.language.template
    rows = [
        (tr("made (UTC)"), moment(write_time(label.created))),
        (tr("clients"), ", ".join(label.clients)),
        (tr("opens with"), _opener(paper.language, label)),
    ]
    rows += [("SHA-256", sha256)] if sha256 else []
    paper.table(("subject", "value"), rows, (1, 3))
    paper.say(
        "Keep the kit and what opens it in different places, outside of the server's own. Make a new one when "
        "documents, passwords or repositories changed: continuity status says when."
    )
    if sha256:
        paper.say("Before anything is typed, compare the kit with this page:")
        paper.code(["sha256sum KIT"])


def _opener(language: Language, label: Label) -> str:
    if label.shares is None:
        return language.template("the passphrase chosen for it")
    return language.fill("any {needed} of {made} shares", needed=label.shares[0], made=label.shares[1])


def _places(paper: Paper, inventory: Inventory, collected: Collected) -> None:
    addresses = {(one.client, one.name): one.shown for one in collected.access}
    paper.heading(paper.language.template("Where the copies are"))
    rows = [
        (f"{spec.client}/{spec.name}", addresses.get((spec.client, spec.name), "-"), spec.site, spec.medium)
        for client in inventory.clients.values()
        for spec in client.repositories.values()
    ]
    paper.table(("repository", "address", "site", "medium"), rows, (2, 4, 1, 1))
    assets = [(one.reference, str(one.source), ", ".join(one.copies)) for one in inventory.assets() if one.active]
    paper.table(("asset", "source", "repositories"), assets, (2, 1, 3))


def _with_us(paper: Paper, label: Label) -> None:
    paper.heading(paper.language.template("With continuity, on a new machine"))
    paper.say("The server comes back with its documents, its vault, its history and its evidence.")
    paper.code(
        [
            "apt-get install restic gnupg python3-venv",
            f"python3 -m venv /opt/continuity && /opt/continuity/bin/pip install 'continuity=={label.software}'",
            "continuity kit restore KIT --to /etc/continuity --vault-key-file /root/vault.key",
        ]
    )
    paper.say("It begins nothing by itself, and says what comes next.")


def _without_us(paper: Paper, inventory: Inventory, collected: Collected) -> None:
    paper.heading(paper.language.template("Without continuity, with restic alone"))
    paper.code(["apt-get install restic gnupg openssh-client", "tar -xf KIT", "sh continuity-kit/open.sh /root/opened"])
    paper.say("From then on the secrets lie open in /root/opened: remove it when all is done.")
    known = {(one.client, one.name): one.folder for one in collected.access}
    for asset in inventory.assets():
        if asset.active:
            folders = [known[asset.client, name] for name in asset.copies if (asset.client, name) in known]
            paper.heading(asset.reference, below=True)
            paper.code(_commands(asset, folders))


def _commands(asset: Asset, folders: list[str]) -> Iterator[str]:
    for folder in folders:
        restic = f"/root/opened/{folder}/restic"
        yield f"{restic} restore latest --tag continuity:asset={asset.name} --target {_BACK}"
    if after := _AFTER.get(asset.source.kind):
        yield after
