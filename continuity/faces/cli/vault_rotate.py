"""``continuity vault rotate``: the vault's own key and what opens it, or one repository's password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import new_passphrase
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Incomplete, Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.vault import Unlock
    from continuity.engine.vault.passwords import Retired
    from continuity.faces.cli.session import Session

PASSPHRASE = "CONTINUITY_VAULT_NEW_PASSPHRASE"  # noqa: S105 - the variable's name, not its value


@click.command("rotate", cls=Leaf)
@click.option("--repository", metavar="NAME", help="Change this repository's password instead.")
@click.option(
    "--add-key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="This key file opens the vault, too; it is made where it is missing.",
)
@click.option("--add-passphrase", is_flag=True, help="A new passphrase opens the vault, too.")
@click.option("--only-added", is_flag=True, help="Nothing but what is added opens the vault any more.")
@click.pass_obj
def rotate(
    session: Session,
    repository: str | None,
    add_key_file: Path | None,
    add_passphrase: bool,  # noqa: FBT001 - a flag
    only_added: bool,  # noqa: FBT001 - a flag
) -> int:
    """Give the vault a new key and seal every entry again; or change one repository's password.

    What opens the vault goes on opening it. A new passphrase is asked for twice, or taken from
    $CONTINUITY_VAULT_NEW_PASSPHRASE. Copies of the vault kept elsewhere still open with what opened them.
    """
    if repository is not None:
        if add_key_file or add_passphrase or only_added:
            raise UsageError(
                "--repository changes a repository's password, the other options change what opens the vault",
                hint="run them one after the other",
            )
        return _repository(session, repository)
    if only_added and not (add_key_file or add_passphrase):
        raise UsageError("nothing would open the vault", hint="add --add-key-file FILE or --add-passphrase")
    from continuity.evidence.journal import ROTATED
    from continuity.faces.vault_access import recorded

    vault = session.app.vault
    kept = [] if only_added else _kept(session)
    unlocks = tuple(dict.fromkeys([*kept, *_added(session, add_key_file, new=add_passphrase)]))
    with recorded(session.app, ROTATED, None, of="vault", opened_by=[unlock.kind for unlock in unlocks]):
        vault.rotate(unlocks)
    session.say("the vault has a new key; {count} thing(s) open it", count=len(unlocks))
    session.emit({"schema": "continuity.vault/1", "rotated": "vault", "opened_by": list(vault.openers())})
    return 0


def _added(session: Session, key_file: Path | None, *, new: bool) -> list[Unlock]:
    from continuity.engine.vault import Unlock, make_key_file, read_key_file

    added = []
    if new:
        added.append(Unlock("scrypt", new_passphrase(session, PASSPHRASE).encode()))
    if key_file:
        if not key_file.exists():
            make_key_file(key_file, session.app.ids.nonce())
        added.append(read_key_file(key_file))
    return added


def _kept(session: Session) -> list[Unlock]:
    """Return what opens the vault now, all of it: a new key can be sealed only for what is at hand."""
    from continuity.engine.vault import Unlock

    vault, found, left = session.app.vault, [], set(range(len(session.app.vault.openers())))
    for unlock in session.app.unlocks():
        if opened := vault.opened_by(unlock):
            found.append(unlock)
            left -= opened
    if left and session.app.ask and {vault.openers()[place] for place in left} == {"scrypt"}:
        unlock = Unlock("scrypt", session.app.ask("Vault passphrase").encode())
        left -= vault.opened_by(unlock)
        found.append(unlock)
    if left:
        raise Refused(
            "the vault also opens with a {kind} that was not given, and would not any more",
            hint="give both, --vault-key-file and $CONTINUITY_VAULT_PASSPHRASE; or say --only-added",
            kind="key file" if vault.openers()[min(left)] == "key-file" else "passphrase",
        )
    return found


def _repository(session: Session, name: str) -> int:
    from continuity.engine.vault.passwords import PasswordChange
    from continuity.evidence.journal import ROTATED
    from continuity.faces.cli.chosen import repositories
    from continuity.faces.vault_access import entry_of, recorded

    app, chosen = session.app, repositories(session, (name,))
    if len(chosen) > 1:
        known = ", ".join(f"{one.client}/{one.name}" for one in chosen)
        raise UsageError("several repositories are named {name}", hint="say which: {names}", name=name, names=known)
    entry = entry_of(chosen[0])
    if entry is None:
        raise UsageError(
            "the password of {name} is not in the vault, and is changed where it is kept",
            hint="restic key add, then change what `password:` points to, then restic key remove",
            name=name,
        )
    sharing = [one for one in repositories(session, ()) if entry_of(one) == entry]
    change = PasswordChange(app.vault, entry, [app.place(one) for one in sharing], app.ids.nonce)
    names = [one.name for one in sharing]
    if change.promoted:
        session.say("an earlier change of this password was interrupted; this ends it")
    else:
        change.admit()
        with recorded(app, ROTATED, (entry,), of="password", repositories=names, old="still opens"):
            change.promote()
        session.say("{names}: opened and listed with the new password, which is in use now", names=", ".join(names))
    retired = change.retire()
    with recorded(app, ROTATED, (entry,), of="password", repositories=names, old=_told(retired)):
        change.settle(retired)
    return _tell(session, retired)


def _told(retired: Sequence[Retired]) -> dict[str, str]:
    return {one.repository: "opens nothing" if one.gone else "still opens" for one in retired}


def _tell(session: Session, retired: Sequence[Retired]) -> int:
    for one in retired:
        if not one.gone:
            session.say(
                "{name}: the store did not let the old key go; the old password still opens it: {said}",
                name=one.repository,
                said=one.said or "-",
            )
        elif one.versions:
            session.say(
                "{name}: the old password opens it no more; old versions of its key stay in the store while "
                "it keeps them",
                name=one.repository,
            )
        else:
            session.say("{name}: the old password opens it no more", name=one.repository)
    left = [one.repository for one in retired if not one.gone]
    if left:
        session.say(
            "the next change of this password tries again: continuity vault rotate --repository {name}", name=left[0]
        )
    session.emit({"schema": "continuity.vault/1", "rotated": "password", "old": _told(retired)})
    return Incomplete.exit_code if left else 0
