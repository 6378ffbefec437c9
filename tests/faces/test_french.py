"""French and English are equals: no sentence lacks its French half, none is left over, none asks for more."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import click
import pytest

from continuity.faces import french
from continuity.faces.cli.commands import LazyGroup, paragraphs
from continuity.faces.cli.main import COMMANDS, root
from continuity.faces.french import FRENCH
from continuity.faces.language import Language
from continuity.ground.errors import NotProven, Refused
from continuity.model.documents import crosschecks
from continuity.model.documents.faults import DocumentErrors, Place, fault, naming_fault
from continuity.model.documents.phrases import PHRASES
from continuity.model.documents.shipped import shipped, shipped_names
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.checking import Severity
from continuity.policy.coverage import GapKind
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import REASONS
from continuity.recovery.phases import PHASES
from continuity.storage.conformance import CHECKS
from continuity.storage.subject import EXCUSES
from tests.faces.sentences import glued, sentences
from tests.house.tree import Module, inside, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
#: Rooms that speak to nobody, or that carry both languages themselves (the verifier that strangers run by itself).
SILENT = (
    "continuity.evidence.stranger",
    "continuity.evidence.witness",
    "continuity.faces.demo.lab",
    "continuity.faces.demo.world",
    "continuity.faces.french",
    "continuity.recovery.kit.access",
    "continuity.recovery.kit.text",
)
#: Rooms whose ``ValueError``s become faults of documents.
VALUES = ("continuity.storage_adapters", "continuity.storage.ports")
#: Words of click's own that stand in our help.
JOINT = "; "
HELP = (
    "Usage: ",
    "Options",
    "Commands",
    "required",
    "default: ",
    "Show this message and exit.",
    "Show the version and exit.",
)


def halves() -> Iterator[tuple[str, str, str]]:
    """Every English key, its French half, and the table in which it stands."""
    for file in sorted(Path(french.__file__).parent.glob("[a-z]*.py")):
        for name, table in vars(import_module(f"{french.__name__}.{file.stem}")).items():
            if isinstance(table, dict) and table is not FRENCH and name.isupper():
                yield from ((english, half, f"{file.stem}.{name}") for english, half in table.items())


def test_a_sentence_has_one_french_half() -> None:
    found: dict[str, dict[str, str]] = {}
    for english, half, where in halves():
        found.setdefault(english, {})[half] = where
    assert {english: both for english, both in found.items() if len(both) > 1} == {}


def modules() -> Iterator[Module]:
    return (one for one in read_tree(ROOT).values() if not inside(one.name, SILENT))


def written() -> dict[str, str]:
    """Every sentence that stands in the source, and where."""
    found = {}
    for one in modules():
        for line, text in sentences(one.tree, values=inside(one.name, VALUES)):
            found[text] = one.at(line)
    return found


def helps(command: click.Command, where: str) -> Iterator[tuple[str, str]]:
    """Every paragraph and line of the help of a command and of those below it."""
    yield from ((text, where) for text in paragraphs(command.help or "") if text)
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            yield param.help, f"{where} {param.opts[0]}"
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                below = command.get_command(ctx, name)
                assert below is not None
                yield from helps(below, f"{where} {name}")


def spoken() -> dict[str, str]:
    """Every sentence and word that only running code knows, and whose it is."""
    found = dict(helps(root, "continuity"))
    found |= {text: f"COMMANDS, {name}" for name, (_module, text) in COMMANDS.items()}
    s3_faults = import_module("continuity.storage_adapters.s3_faults")
    found |= {text: "s3" for row in s3_faults._SAID.values() for text in row[1:] if text}
    found |= {(check.__doc__ or ""): "the contract" for check in CHECKS}
    found |= dict.fromkeys(EXCUSES, "the contract")
    found |= {text: "s3" for pair in s3_faults._WAY.values() for text in pair}
    found |= {str(word): kind.__name__ for kind in (BackupKind, Outcome, Verdict, Severity, GapKind) for word in kind}
    found |= {str(shipped(name).values["title"]): f"policies/{name}.yaml" for name in shipped_names()}
    found |= {row[3]: "crosschecks" for row in crosschecks._REFERENCES} | {JOINT: "Language"}
    return found | dict.fromkeys(PHASES, "phases of a restore") | dict.fromkeys(HELP, "click's help")


@pytest.fixture(scope="module")
def product() -> dict[str, str]:
    return spoken() | written()


def test_no_sentence_lacks_its_french(product: dict[str, str]) -> None:
    lacking = sorted(f"{where}: {text!r}" for text, where in product.items() if text not in FRENCH)
    assert not lacking, f"{len(lacking)} without French:\n" + "\n".join(lacking)


def test_no_french_is_left_over(product: dict[str, str]) -> None:
    stale = sorted(set(FRENCH) - set(product))
    assert not stale, f"{len(stale)} that no code says any more:\n" + "\n".join(map(repr, stale))


def fields(template: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name is not None}


def test_both_halves_ask_for_the_same_values() -> None:
    differing = [f"{english!r}: {french!r}" for english, french in FRENCH.items() if fields(english) != fields(french)]
    assert not differing, "\n".join(differing)


def test_templates_are_never_glued() -> None:
    found = [one.at(line) for one in modules() for line in glued(one.tree)]
    assert not found, f"an f-string is no template: {found}"


def test_french_typography() -> None:
    """A space that does not break stands before the double signs and inside the quotes, in every sentence."""
    wrong = [text for text in FRENCH.values() if " ;" in text or " ?" in text or "« " in text or " »" in text]
    assert not wrong


SAMPLE = """
_LATER = "said later with {count}"
HOW = {"word": "how it was found"}

def weaker(one: bool) -> str:
    return "weaker one" if one else ""

def all_of_them(session, error, audit, one):
    session.say("a sentence {name}", name=one)
    session.table(("a heading", "another"), [])
    raise Refused("a fault" if one else "another fault", hint="a remedy", said=one or "a given word")
    audit.problem("record 1", "a remark")
    Step(what="a step", made=True)
    tr("a word")
    return _LATER.format(count=1), Measurement(how="a way of measuring", reason="a reason why")
    for _words, template in _ROWS:
        raise Unavailable(template)
    raise Unavailable(f"glued {one}")

_ROWS = (("what another says", "a row"), ("more of it", "another row"))
"""


def test_the_finder_sees_each_kind() -> None:
    tree = ast.parse(SAMPLE)
    assert {text for _, text in sentences(tree)} == {
        "said later with {count}", "how it was found", "weaker one", "a sentence {name}", "a heading", "another",
        "a fault", "another fault", "a remedy", "a given word", "a remark", "a step", "a word", "a way of measuring",
        "a reason why", "a row", "another row",
    }  # fmt: skip
    assert len(list(glued(tree))) == 1


def test_the_tree_of_commands_is_walked() -> None:
    found = spoken()
    assert {"Say more.", COMMANDS["vault"][1], *paragraphs(root.help or "")} <= set(found)
    assert any(where.startswith("continuity storage check") for where in found.values())
    assert isinstance(root, LazyGroup)


def test_a_sentence_that_was_filled_in_is_known_again() -> None:
    french, english = Language("fr"), Language("en")
    said = REASONS["point_too_old"].format(age="3 d 2 h", target="24 h")
    assert french.told(said) == FRENCH[REASONS["point_too_old"]].format(age="3 j 2 h", target="24 h")
    assert english.told(said) == said
    assert french.told("gold") == "gold"
    assert french.told("check-gave-back: never reached; x: 7") == "check-gave-back\u00a0: jamais atteint\u00a0; x: 7"
    assert french.told("") == ""
    both = "3 file(s) changed during the backup; 2 file(s) are not in the manifest"
    assert "sauvegarde" in french.told(both)
    assert "manifeste" in french.told(both)


def test_an_error_inside_an_error_is_translated() -> None:
    cause = NotProven("the note is not UTF-8")
    message, _ = Language("fr").error(Refused("{path} cannot be read: {cause}", path="p", cause=cause))
    assert message == FRENCH["{path} cannot be read: {cause}"].format(path="p", cause=FRENCH["the note is not UTF-8"])


def test_faults_of_documents_are_translated_one_by_one() -> None:
    errors = DocumentErrors(
        [
            fault("missing", Place("a.yaml", 1, 2), "client", key="name"),
            naming_fault("unknown_name", Place("a.yaml", 3, 4), "assets.x", ["disk"], what="repository", name="dusk"),
        ]
    )
    assert Language("en").error(errors)[0] == str(errors)
    message, _ = Language("fr").error(errors)
    assert message.splitlines()[0].startswith("a.yaml:1:2: client: ")
    assert FRENCH["repository"] in message
    assert not any(phrase.problem in message for phrase in PHRASES.values() if "{" not in phrase.problem)


@pytest.mark.parametrize("name", ["en", "fr"])
def test_only_french_speakers_pay_for_french(name: str) -> None:
    code = f"""
import sys
from continuity.faces.language import Language
Language({name!r}).fill("error: {{message}}", message="x")
print("continuity.faces.french" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == str(name == "fr")
