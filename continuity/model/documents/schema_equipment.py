"""What is read of equipment: the output of commands on a device of the documents."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from continuity.ground.patterns import pattern
from continuity.model.documents.fields import Name, PositiveDuration, Strict, Text
from continuity.model.documents.values import shown, wrong


def _regex(value: str) -> str:
    try:
        pattern(value)
    except ValueError as error:
        raise wrong("regex", value=shown(value), reason=str(error)) from None
    return value


#: A regular expression, known to compile.
Regex = Annotated[Text, AfterValidator(_regex)]


class RedactedBlock(Strict):
    """Lines that are redacted together, such as a private key: from one that `begins` matches to one of `ends`."""

    begins: Regex
    ends: Regex


class PrintedCommand(Strict):
    """One of several commands, where what proves its output whole differs from the others'."""

    command: Text
    expect_line: Regex | None = None


class SshCommandSource(Strict):
    """What commands print on a device: the running configuration of a switch or firewall."""

    kind: Literal["ssh-command"]
    device: str
    command: Text | None = None
    commands: Annotated[dict[Name, Text | PrintedCommand], Field(min_length=1)] | None = None
    """Several, each with the name of the file that keeps what it prints."""
    expect_line: Regex | None = None
    """A pattern of a line that is among the last ones of an output that is whole."""
    redact: list[Regex | RedactedBlock] = Field(default_factory=list)
    """Patterns; the groups of a match are replaced by `<redacted>`, or the match where it has none."""
    ignore: list[Regex] = Field(default_factory=list)
    """Patterns of lines that change by themselves, and do not count as a change."""
    limit: PositiveDuration | None = None
    """How long a command may take; ten minutes, where nothing is said."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.command is None) == (self.commands is None):
            raise wrong("just_one", choices="command, commands")
        return self
