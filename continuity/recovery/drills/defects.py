"""The kinds of defects that a drill is tried with: what is broken, how, what that means, what would notice it. Pure."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(StrEnum):
    """What is broken."""

    STEP = "step"
    KEY = "key"
    COPY = "copy"
    DATA = "data"
    DNS = "dns"
    UNIT = "unit"
    PERMISSION = "permission"
    TIME = "time"


class How(StrEnum):
    """In which way it is broken."""

    SILENT = "silent"
    OLDER = "older"
    ELSEWHERE = "elsewhere"
    HALF = "half"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of a defect
    MISSING = "missing"
    DAMAGED = "damaged"
    CHANGED = "changed"
    REMOVED = "removed"
    TRUNCATED = "truncated"
    EMPTIED = "emptied"
    OTHER_ADDRESS = "other-address"
    NO_ADDRESS = "no-address"
    FAILS = "fails"
    OTHER_PROGRAM = "other-program"
    UNREADABLE = "unreadable"
    OTHER_OWNER = "other-owner"
    SLOW = "slow"


#: Those that are done to what a restore brought back, right behind its step.
BEHIND: Mapping[How, Part] = MappingProxyType(
    {
        How.CHANGED: Part.DATA,
        How.REMOVED: Part.DATA,
        How.TRUNCATED: Part.DATA,
        How.EMPTIED: Part.DATA,
        How.UNREADABLE: Part.PERMISSION,
        How.OTHER_OWNER: Part.PERMISSION,
    }
)
#: What each means, as a person is told.
HOW = {
    How.SILENT: "a step says that it is done, and did nothing",
    How.OLDER: "an older point comes back than the one that is wanted",
    How.ELSEWHERE: "it comes back to another directory than the one that is told",
    How.HALF: "only a part of the paths comes back",
    How.WRONG_PASSWORD: "no repository opens: its password is wrong",
    How.MISSING: "every copy is gone",
    How.DAMAGED: "every copy is damaged where its data lie",
    How.CHANGED: "one byte of one restored file is another",
    How.REMOVED: "one restored file is missing",
    How.TRUNCATED: "one restored file ends in its middle",
    How.EMPTIED: "all restored files are empty",
    How.OTHER_ADDRESS: "a name leads to an address where nobody answers",
    How.NO_ADDRESS: "a name is not known",
    How.FAILS: "the service does not start",
    How.OTHER_PROGRAM: "something else than the service is started",
    How.UNREADABLE: "nobody but root can read what came back",
    How.OTHER_OWNER: "what came back belongs to another user",
    How.SLOW: "it takes longer than was promised",
}
#: What would notice it, as a person is told.
SAID = {
    Part.STEP: "add a check that asks for what this step makes, in the place where people will look for it",
    Part.KEY: "add a step that opens the repository: what was not read proves no key",
    Part.COPY: "add a step that reads the copy: what was not read proves no copy",
    Part.DATA: "add a check that compares what came back: do: compare, expect: = 0",
    Part.DNS: "add a check that asks the service by its name",
    Part.UNIT: "add a check that asks the service something only it can answer",
    Part.PERMISSION: "add a check that reads what came back as the user who will use it",
    Part.TIME: "promise an RTO in the policy: nothing says how long it may take",
}
#: Why a part cannot be broken in a drill.
WHY = {
    Part.STEP: "the engine does none of its steps",
    Part.KEY: "it reads no repository",
    Part.COPY: "it reads no repository",
    Part.DATA: "it brings no files back",
    Part.DNS: "none of its steps goes by a name",
    Part.UNIT: "it starts no service",
    Part.PERMISSION: "it brings no files back",
    Part.TIME: "no RTO is promised",
}
