"""The composition root: documents, state, vault, clocks and repositories, put together when they are first used."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.actor import actor
from continuity.ground.clock import SystemClock
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.ids import SystemIds
from continuity.ground.secrecy import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.backup.place import Place
    from continuity.engine.orders import ClientLog
    from continuity.engine.server_log import ServerLog
    from continuity.engine.vault import Unlock, Vault
    from continuity.engine.workshop import Workshop
    from continuity.evidence.format.note import Signer, Verifier
    from continuity.model.inventory import Asset, Inventory, RepositorySpec
    from continuity.model.job import Result, Run
    from continuity.model.secrets import SecretRef
    from continuity.policy.policy import Policy
    from continuity.state.store import Store

PASSPHRASE = "CONTINUITY_VAULT_PASSPHRASE"  # noqa: S105 - the variable's name, not its value


class App:
    """Everything a face may ask for. ``ask`` asks a person for a secret; None where nobody is there to ask."""

    def __init__(
        self,
        config: Path | None,
        environ: Mapping[str, str],
        key_file: Path | None = None,
        ask: Callable[[str], str] | None = None,
    ) -> None:
        self._config, self.environ, self.key_file, self.ask = config, environ, key_file, ask
        self.clock, self.ids = SystemClock(), SystemIds()
        self.command = ""  # its words, as access records name it
        self.why = ""  # what somebody says that he needs data for

    def anew(self) -> App:
        """Return an app that reads the documents anew, with the same open state and vault."""
        again = App(self._config, self.environ, self.key_file, self.ask)
        again.command = self.command
        vars(again).update({name: vars(self)[name] for name in ("store", "vault") if name in vars(self)})
        return again

    @property
    def document_language(self) -> str:
        """The documents' language, if they were read already; empty otherwise."""
        return self.inventory.language if "inventory" in vars(self) else ""

    @cached_property
    def inventory(self) -> Inventory:
        """The documents, checked. Raises ``UsageError`` with every mistake in them."""
        from continuity.faces.documents import read_documents

        return read_documents(self._config, self.environ).inventory

    def reread(self, environ: Mapping[str, str]) -> Inventory:
        """Return what the documents say in another environment; ours stay as they are."""
        from continuity.faces.documents import read_documents

        return read_documents(self._config, environ).inventory

    def take_what_is_valid(self) -> Mapping[str, UsageError]:
        """Read the documents so that one client's mistakes stop no other; returns them by client."""
        from continuity.faces.documents import read_documents

        loaded = read_documents(self._config, self.environ, tolerant=True)
        vars(self)["inventory"] = loaded.inventory
        return loaded.faults

    @property
    def state(self) -> Path:
        """The state directory; raises ``Unavailable`` where ``init`` has not made it yet."""
        if not (self.inventory.state / "server").exists():
            raise Unavailable(
                "there is no state at {path} yet", hint="create it: continuity init", path=self.inventory.state
            )
        return self.inventory.state

    @cached_property
    def store(self) -> Store:
        """The database."""
        from continuity.state.store import Store

        return Store.open(self.state / "state.db")

    @cached_property
    def vault(self) -> Vault:
        """The vault, opened."""
        from continuity.engine.vault import Vault

        return Vault.open(self.vault_path, self.unlock(), self.ids.nonce)

    @property
    def vault_path(self) -> Path:
        """Where the vault is."""
        return self.inventory.state / "vault.json"

    def unlocks(self) -> list[Unlock]:
        """Return all that may open the vault and needs no person: key file or systemd credential, and environment.

        Raises ``Unavailable`` or ``Refused`` for a key file that cannot be used (``read_key_file``).
        """
        from continuity.engine.vault import Unlock, read_key_file

        credentials = self.environ.get("CREDENTIALS_DIRECTORY")  # systemd.exec(5), LoadCredential=
        given = self.key_file or (Path(credentials) / "continuity-vault-key" if credentials else None)
        found = [read_key_file(given)] if given is not None and (self.key_file or given.exists()) else []
        passphrase = keep(self.environ.get(PASSPHRASE, ""))
        return [*found, Unlock("scrypt", passphrase.encode())] if passphrase else found

    def new_unlock(self) -> Unlock:
        """Return what is to open a vault that is made now; a key file that does not exist yet is made."""
        from continuity.engine.vault import make_key_file

        if self.key_file and not self.key_file.exists():
            make_key_file(self.key_file, self.ids.nonce())
        return self.unlock("Choose a passphrase for the vault")

    def unlock(self, question: str = "Vault passphrase") -> Unlock:
        """Find what opens the vault: the first of :meth:`unlocks`, or a person at the terminal."""
        from continuity.engine.vault import Unlock

        if found := self.unlocks():
            return found[0]
        if self.ask:
            return Unlock("scrypt", keep(self.ask(question)).encode())
        raise UsageError(
            "the vault is locked, and nothing was given that opens it",
            hint="set ${variable}, or give --vault-key-file FILE (init makes it)",
            variable=PASSPHRASE,
        )

    @cached_property
    def server(self) -> str:
        """The name of this server in the logs' origins; fixed by ``init``, whatever the host is called later."""
        return (self.state / "server").read_text().strip()

    def reveal(self, reference: SecretRef) -> str:
        """Return the secret behind a reference; see :class:`~continuity.model.secrets.Reveal`."""
        from continuity.faces.revealing import revealed

        name = reference.vault
        return keep(self.vault.get(name) if name is not None else revealed(reference, self.environ))

    def policy(self, asset: Asset) -> Policy:
        """Return the policy of an asset, with everything it inherits."""
        from continuity.policy.policy import resolve

        return resolve(asset.policy, self.inventory.clients[asset.client].policies or self.inventory.policies)

    def place(self, spec: RepositorySpec) -> Place:
        """Return the way to a repository; nothing is touched yet."""
        from continuity.faces.places import place_of

        return place_of(self, spec)

    def signer(self, client: str) -> Signer:
        """Return the key that signs a client's log, from the vault."""
        from continuity.faces.log_keys import signer_of

        return signer_of(self, client)

    def verifier(self, client: str) -> Verifier:
        """Return the public half, which lies open beside the published log: verifying needs no vault."""
        from continuity.faces.log_keys import verifier_of

        return verifier_of(self, client)

    def log(self, client: str) -> ClientLog:
        """Return a client's log, ready to be written."""
        from continuity.engine.orders import ClientLog
        from continuity.evidence.journal import Journal
        from continuity.evidence.sequencer import Sequencer
        from continuity.state.records import DatabaseLog

        signer = self.signer(client)
        directory = self.state / "log" / client
        return ClientLog(
            journal=Journal(signer.name, self.ids),
            sequencer=Sequencer(DatabaseLog(self.store), signer, directory, lambda: self.signer(client)),
        )

    @property
    def server_log(self) -> ServerLog | None:
        """The server's own log; None where a state from before there was one has none yet."""
        from continuity.engine.server_log import ServerLog
        from continuity.evidence.format.checkpoint import SERVER, origin
        from continuity.evidence.journal import Journal

        if not (self.state / "log" / SERVER / "key.vkey").exists():
            return None
        journal = Journal(origin(self.server, SERVER), self.ids)
        return ServerLog(self.store, self.clock, journal, lambda: self.log(SERVER))

    @cached_property
    def workshop(self) -> Workshop:
        """What every job needs."""
        from continuity.engine.declared import Declared
        from continuity.engine.engine import Engine
        from continuity.engine.workshop import Directories, Workshop

        logs = {name: self.log(name) for name in self.inventory.clients}
        declared = Declared(self.inventory, self.policy, actor(self.command, self.why))
        return Workshop(
            inventory=self.inventory,
            store=self.store,
            engine=Engine(self.store, self.clock, self.ids, logs, self._settle, declared),
            logs=logs,
            clock=self.clock,
            ids=self.ids,
            directories=Directories(state=self.state),
            place=self.place,
            policy=self.policy,
            reveal=self.reveal,
            server=self.server_log,
        )

    def _settle(self, run: Run) -> Result:
        from continuity.engine.reconcile import settle

        return settle(run, self.workshop)
