"""Making a kit: gathered, sealed, opened again to see that it opens, written, and recorded."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity import __version__
from continuity.engine.kit.age import PASSPHRASE_ENTRY, KnownKit, parts_now, remember
from continuity.faces.kit.collecting import collect
from continuity.faces.kit.page import page_of
from continuity.faces.reports.markdown import markdown
from continuity.faces.vault_access import recorded
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import NotProven
from continuity.recovery.kit.contents import assemble, read_kit
from continuity.recovery.kit.file import refuse_another, write_new
from continuity.recovery.kit.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.faces.app import App
    from continuity.faces.kit.collecting import Collected
    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper
    from continuity.ground.errors import ContinuityError

CREATED = "kit.created"


@dataclass(frozen=True, kw_only=True)
class Opener:
    """What is to open a kit; with ``split`` (how many of how many) the passphrase was drawn, and is for no person."""

    passphrase: str
    split: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """How records name it."""
        return "{}/{}".format(*self.split) if self.split else "passphrase"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A kit that was made: its name in the evidence is ``sha256``; ``page`` is what is printed."""

    label: Label
    path: Path
    sha256: str
    page: Paper
    missing: tuple[ContinuityError, ...]
    stateless: bool  # nothing backs up the server's own state


def make(app: App, target: Path, opener: Opener, language: Language, write_papers: Callable[[Made], None]) -> Made:
    """Make a kit, and its papers before anything relies on it: without its sheets nobody opens one that is split.

    What fails leaves no kit, and the vault's passphrase as it was. Raises ``Refused`` where there is a file of that
    name, ``Unavailable``, ``NotProven``.
    """
    refuse_another(target)
    made_of = parts_now(app.inventory, app.vault_path)  # before it is read: what changes meanwhile makes it old
    collected, label = collect(app), _label(app, opener)
    guide = markdown(page_of(label, app.inventory, collected, language)).encode()
    collected = replace(collected, contents=replace(collected.contents, guide=guide))
    kit = _sealed(label, collected, opener)
    sha256 = sha256_hex(kit)
    known = KnownKit(
        path=str(target.absolute()), sha256=sha256, created=label.created, shares=opener.words, made_of=made_of
    )
    made = Made(
        label=label,
        path=target,
        sha256=sha256,
        page=page_of(label, app.inventory, collected, language, sha256),
        missing=collected.missing,
        stateless=not any(asset.source.kind == "state" for asset in app.inventory.assets()),
    )
    write_papers(made)
    with taken_back(app) as written:
        with recorded(app, CREATED, collected.contents.secrets, sha256=sha256, opens_with=opener.words):
            write_new(target, kit)
            written.append(target)
            app.vault.set(PASSPHRASE_ENTRY, opener.passphrase)
        with app.store.transaction() as tx:
            remember(tx, known)
    return made


@contextmanager
def taken_back(app: App) -> Iterator[list[Path]]:
    """Yield a list for what is written; where what follows fails, remove it, and give the vault its entry back."""
    before, written = _passphrase(app), list[Path]()
    try:
        yield written
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        if _passphrase(app) != before:
            app.vault.change({PASSPHRASE_ENTRY: before})
        raise


def _passphrase(app: App) -> str | None:
    return app.vault.get(PASSPHRASE_ENTRY) if PASSPHRASE_ENTRY in app.vault.names() else None


def _label(app: App, opener: Opener) -> Label:
    return Label(
        created=app.clock.now(),
        server=app.server,
        clients=tuple(app.inventory.clients),
        software=__version__,
        shares=opener.split,
    )


def _sealed(label: Label, collected: Collected, opener: Opener) -> bytes:
    """Return the kit's bytes, which were opened and compared before anybody relies on them."""
    kit = assemble(label, collected.contents, collected.access, opener.passphrase)
    if read_kit(kit).open(opener.passphrase) != collected.contents:
        raise NotProven("the kit does not read back as it was written", hint="make it again; nothing was kept")
    return kit
