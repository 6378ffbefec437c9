"""The demo: the whole loop with the public commands, on real data and real servers, in about a minute.

Each step shows the command a user would type, runs it as a child process, and holds its exit code against the
documented one. Nothing in the engine knows that it is being shown.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.faces.demo import proofs, world
from continuity.faces.demo.lab.servers import Lab, missing_packages
from continuity.ground import process
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LIMIT = timedelta(minutes=5)


class Demo:
    """One demonstration in one directory."""

    def __init__(self, root: Path, lab: Lab, language: str, say: Callable[..., None]) -> None:
        self.root, self.lab, self.language, self.say = root, lab, language, say
        self.clock = SystemClock()
        self.share = root / "share"
        self.env = {
            "CONTINUITY_CONFIG": str(root / "continuity.yaml"),
            "CONTINUITY_LANG": language,
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Play every step; raises ``NotProven`` where one does not end as it must."""
        self._build()
        office = world.Office(self.share, self.clock)
        office.start()
        try:
            self._protect()
        finally:
            office.stop()
        self.say("   (meanwhile the folder changed {count} times)", count=office.changes)
        self._attack()
        self._lose_and_restore()
        self._prove()
        self._mend()
        self._rehearse()

    def _build(self) -> None:
        self.say("\n1. Real input and three places for copies")
        files = world.copy_input(self.share)
        self.say(
            "   {files} files of this machine's Python are at {path}, and change while we work",
            files=files,
            path=self.share,
        )
        document = world.write_document(self.root, self.lab, self.language)
        self.say(
            "   a local disk, an SFTP server and an S3 store with Object Lock run; {path} names them", path=document
        )
        key = self.root / "vault.key"
        self.env["CONTINUITY_DEMO_KEY"] = str(key)
        self._continuity("init", expect=3, quietly=True)  # the S3 keys are not sealed yet: said, not guessed
        for name, secret in (("access-key", self.lab.writer.access_key), ("secret-key", self.lab.writer.secret_key)):
            self._seal(f"acme/object/{name}", secret)
        self._continuity("init")
        self._continuity("policy", "check")

    def _protect(self) -> None:
        self.say("\n2. One backup, three copies, as the policy gold asks")
        self._continuity("backup", "share")
        self.say("\n3. What the places themselves say: points listed, locks, and every byte read back")
        self._continuity("storage", "check")
        self._continuity("verify", "--all")
        self._continuity("status")

    def _attack(self) -> None:
        self.say("\n4. An attacker with the writer's own credentials tries to destroy the immutable copy")
        keys = {
            "DEMO_S3_ENDPOINT": self.lab.ceph.endpoint,
            "DEMO_S3_ACCESS_KEY": self.lab.writer.access_key,
            "DEMO_S3_SECRET_KEY": self.lab.writer.secret_key,
        }
        self._child([sys.executable, "-m", "continuity.faces.demo.attack", world.BUCKET], extra=keys)

    def _lose_and_restore(self) -> None:
        self.say("\n5. The disaster: the folder and the local copy are gone")
        shutil.rmtree(self.share)
        shutil.rmtree(self.root / "disk")
        back = self.root / "restored"
        self._continuity("restore", "share", "--to", str(back), "--from", "remote")
        landed = back / self.share.relative_to("/")
        same = sum(proofs.equal_files(source, landed / name) for name, source in world.originals().items())
        self.say("   independent of the engine: {same} restored files equal this machine's originals", same=same)

    def _prove(self) -> None:
        self.say("\n6. Evidence for a stranger")
        self._continuity("evidence", "verify")
        bundle = self.root / "evidence.zip"
        self._continuity("evidence", "export", "--output", str(bundle))
        opened = self.root / "bundle"
        shutil.unpack_archive(bundle, opened)
        verifier = [sys.executable, "-I", "-S", str(opened / "verify.py"), "--lang", self.language]
        self._child([*verifier, str(opened)])
        proofs.flip_one_bit(opened / "records.jsonl")
        self.say("   now one bit of one record is flipped:")
        self._child([*verifier, str(opened)], expect=1)

    def _mend(self) -> None:
        self.say("\n7. The local copy is noticed to be gone, and the promise is kept again")
        self._continuity("storage", "check", "disk", expect=1)
        shutil.move(self.root / "restored" / self.share.relative_to("/"), self.share)
        self._continuity("init", "--anew", "disk")
        self._continuity("backup")
        self._continuity("verify", "--repository", "disk", "--all")
        self._continuity("storage", "check")
        self._continuity("status")

    def _rehearse(self) -> None:
        self.say("\n8. The same loss as a drill, in a place of its own: a script plays the people, so it proves no RTO")
        self._continuity("drill", "run", "lost-files", "--with", "asset=share", expect=1)
        self._continuity("drill", "report", "lost-files", "--format", "html", "-o", str(self.root / "minutes.html"))
        self._continuity("evidence", "verify")

    def _continuity(self, *words: str, expect: int = 0, quietly: bool = False) -> str:
        argv = [
            sys.executable,
            "-m",
            "continuity.faces.cli.main",
            *words,
            "--vault-key-file",
            self.env["CONTINUITY_DEMO_KEY"],
        ]
        if not quietly:
            self.say("   $ continuity {words}", words=" ".join(words))
        return self._child(argv, expect=expect, quietly=quietly)

    def _seal(self, name: str, secret: str) -> None:
        """Seal a secret the way a script does: from a file that only its owner can read."""
        file = self.root / "secret"
        file.touch(mode=0o600)
        file.write_text(secret)
        self._continuity("vault", "set", name, "--from-file", str(file))
        file.unlink()

    def _child(
        self, argv: Sequence[str], *, expect: int = 0, quietly: bool = False, extra: dict[str, str] | None = None
    ) -> str:
        lines: list[str] = []

        def show(line: str) -> None:
            lines.append(line)
            if not quietly:
                self.say("     {line}", line=line.rstrip())

        done = process.run(argv, timeout=_LIMIT, env=self.env | (extra or {}), cwd=self.root, on_line=show)
        if not quietly:
            for line in done.stderr.splitlines():
                self.say("     {line}", line=line)
        if done.returncode != expect:
            raise NotProven(
                "a step of the demo ended with exit code {code} instead of {expected}: {words}",
                hint="its output stands above; run it again with --keep to look around",
                code=done.returncode,
                expected=expect,
                words=" ".join(argv[2:5]),
            )
        return "".join(lines)


def run_demo(directory: Path | None, *, keep: bool, language: str, say: Callable[..., None]) -> None:
    """Run the demo in a new directory; nothing stays behind unless ``keep``, which then waits for Ctrl-C."""
    if missing := missing_packages():
        raise Unavailable(
            "the demo's servers are not installed: {packages}",
            hint="apt-get install --no-install-recommends {packages}   (`make demo` does it)",
            packages=" ".join(missing),
        )
    clock = SystemClock()
    start = clock.mark()
    with ExitStack() as cleaning:
        root = _workplace(directory, cleaning)
        with Lab(root / "servers") as lab:
            Demo(root, lab, language, say).run()
            say("\nDone in {seconds:.0f} s.", seconds=elapsed(start, clock.mark()).seconds)
            if keep:
                _keep(root, say, clock)
    say(_NEXT)


_NEXT = """
Next:
  continuity init          write a configuration of your own, then create what it names
  continuity policy check  every mistake and every promise that cannot be kept
  continuity backup        and status, points, restore, evidence export
  continuity drill list    what can be rehearsed; with people, the RTO is proven
Documentation: docs/index.md"""


def _workplace(directory: Path | None, cleaning: ExitStack) -> Path:
    if directory is None:
        root = Path(tempfile.mkdtemp(prefix="continuity-demo-"))
    else:
        root = directory.absolute()
        try:
            root.mkdir(mode=0o700, parents=True)
        except FileExistsError as error:
            raise Refused(
                "{path} exists already", hint="name a directory that does not exist yet", path=root
            ) from error
    cleaning.callback(shutil.rmtree, root, ignore_errors=True)
    return root


def _keep(root: Path, say: Callable[..., None], clock: SystemClock) -> None:
    environment = root / "env.sh"
    environment.write_text(
        f"export CONTINUITY_CONFIG={root}/continuity.yaml CREDENTIALS_DIRECTORY={root}/credentials\n"
    )
    credentials = root / "credentials"
    credentials.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(root / "vault.key", credentials / "continuity-vault-key")
    say("The servers keep running. In another terminal: . {path}", path=environment)
    say("Ctrl-C ends them and removes {path}", path=root)
    try:
        while True:
            clock.sleep(3600)
    except KeyboardInterrupt:
        say("")
