"""Every sentence that a document can be answered with, in one table: a template and its remedy.

Faces translate by template (``PHRASES`` is what a catalogue must cover), so values are never glued in here.
``{...}`` fields are filled from :class:`~continuity.model.documents.faults.Fault`'s values.
"""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """What is wrong, and what would be right; both templates of :meth:`str.format`."""

    problem: str
    remedy: str


_REFER = "refer to it as {{vault: NAME}}, {{env: NAME}}, {{file: PATH}} or {{command: [ARGV]}}"

#: Sentences about files and YAML.
_FILES = {
    "no_file": Phrase("there is no such file or directory", "name an existing one, or make one with `continuity init`"),
    "unreadable": Phrase("it cannot be read ({reason})", "let the user who runs continuity read it"),
    "no_yaml": Phrase("this directory holds no *.yaml", "name a document, or make one with `continuity init`"),
    "yml": Phrase("only *.yaml is read in a directory", "rename it, or move it elsewhere"),
    "not_regular": Phrase("this is not a regular file", "name a YAML file or a directory of them"),
    "too_big": Phrase("the file is larger than {limit_mib} MiB", "split it into a directory of documents"),
    "binary": Phrase("this is not text: it holds a NUL byte", "write the document as UTF-8 text"),
    "encoding": Phrase("this is not UTF-8", "save the document as UTF-8"),
    "control": Phrase("the control character {character} is not allowed", "remove it, or write it as an escape"),
    "empty": Phrase("the document is empty", "start from `continuity init`"),
    "not_mapping": Phrase("a document is a mapping of keys", "write for example `version: 1`"),
    "second_document": Phrase("a second YAML document begins here", "keep one document a file: remove the `---`"),
    "tab": Phrase("a tab stands where YAML wants spaces", "indent with spaces"),
    "syntax": Phrase("this is not YAML ({reason})", "look at the indentation, colons and quotes around here"),
    "duplicate_key": Phrase("{key} is written twice, first at line {first}", "keep one of them"),
    "complex_key": Phrase("a key must be a plain word", "write `word: value`"),
    "tag": Phrase("the tag {tag} is not used in documents", "remove it"),
    "unknown_alias": Phrase("*{name} refers to no anchor above it", "define &{name} first, or write the value out"),
    "alias_loop": Phrase("*{name} refers to what it stands in", "write the value out"),
    "alias_bomb": Phrase("aliases repeat more than {limit} values", "write the values out, or use fewer aliases"),
    "too_many_values": Phrase("the file holds more than {limit} values", "split it into a directory of documents"),
    "too_deep": Phrase("values are nested more than {limit} deep", "flatten the document"),
    "unset": Phrase("the environment variable {name} is not set", "set it, or give a default: ${{{name}:-value}}"),
    "substitution": Phrase(
        "{text} is not a substitution", "write ${{NAME}} or ${{NAME:-default}}, or $${{ for the characters themselves"
    ),
}

#: Sentences about single values.
_VALUES = {
    "missing": Phrase("{key} is missing", "add it"),
    "unknown_key": Phrase("{key} is not a key here", "keys here: {names}"),
    "unknown_key_near": Phrase("{key} is not a key here", "did you mean {near}?"),
    "text": Phrase("text is expected", "write it in quotes"),
    "no_text": Phrase("the text is empty", "write at least one character"),
    "whole": Phrase("a whole number is expected", "write digits only, for example 3"),
    "decimal": Phrase("a number is expected", "write for example 99.9"),
    "flag": Phrase("true or false is expected", "write true or false"),
    "list": Phrase("a list is expected", "write [one, two] or lines that begin with `- `"),
    "mapping": Phrase("keys and values are expected", "write {{key: value}} or indented lines of `key: value`"),
    "no_entry": Phrase("the list is empty", "name at least one"),
    "too_many": Phrase("the list is too long", "name at most {most}"),
    "choice": Phrase("{value} is not one of the choices", "write one of {choices}"),
    "kind": Phrase("{value} is not a known kind", "write one of {choices}"),
    "no_kind": Phrase("{key} is missing", "write one of {choices}"),
    "at_least": Phrase("{value} is too small", "write at least {limit}"),
    "more_than": Phrase("{value} is too small", "write more than {limit}"),
    "at_most": Phrase("{value} is too large", "write at most {limit}"),
    "name": Phrase("{value} is not a name", "use a-z, 0-9, - and _, at most 63 characters, a letter or digit first"),
    "record_kind": Phrase(
        "{value} is not a kind of record", "write for example plan, or vault.* for all that begin with vault."
    ),
    "duration": Phrase("{value} is not a duration", "write for example 15m, 24h, 30d, 4w or PT15M"),
    "period": Phrase("{value} is not a period", "write a duration (7d) or hour, day, week, month, quarter, year"),
    "span": Phrase("{value} is no length by the calendar", "write for example 3 months, 1 year, 2 weeks or 30d"),
    "term_backwards": Phrase("it ends on {until}, before it begins on {begin}", "write the later day as `until`"),
    "step_taken": Phrase("{name} is a day of every contract", "give the step another name"),
    "size": Phrase("{value} is not a size", "write for example 10 MiB or 2 GB"),
    "money": Phrase("{value} is not an amount of money", "write for example 2400 EUR or 99.50 EUR"),
    "percent": Phrase("{value} is not a percentage", "write for example 25 %"),
    "hours": Phrase(
        "{value} is not a time span of the week", "write for example 24x7, 22:00-06:00 or Mon-Fri 08:00-18:00"
    ),
    "nothing_kept": Phrase("`keep_snapshots` keeps nothing without `snapshot`", "write `snapshot: auto` beside it"),
    "always_quiet": Phrase("{value} never ends: nothing would ever be told", "write for example 22:00-06:00"),
    "moment": Phrase("{value} is not a time with a zone", "write for example 2026-11-28T22:00:00+01:00"),
    "backwards": Phrase("this window ends before it begins", "write the later moment as `to`"),
    "threshold": Phrase("{value} is not a threshold", "write for example > 85 % or >= 4"),
    "trigger": Phrase("{value} is not a trigger", "write a severity, capacity_lost > 50 % or open > 4 h"),
    "cron": Phrase("{value} is not a cron line", "write five fields, for example 30 2 * * mon-fri"),
    "cron_never": Phrase("{value} names a day that never comes", "name a day that the month has, or leave the month *"),
    "timezone": Phrase("{value} is not a time zone", "write an IANA name, for example Europe/Paris"),
    "timezone_near": Phrase("{value} is not a time zone", "did you mean {near}?"),
    "web": Phrase("the address of the ping is no web address", "write http://… or https://…"),
    "confidential": Phrase("to {value}, a secret would travel for everybody to read", "write https://…"),
    "oid": Phrase("{value} is no OID", "write numbers with points between: 1.3.6.1.6.3.1.1.5.3"),
    "no_snmp": Phrase("a check of kind {kind} needs the device's `snmp` settings", "add `snmp` to the device"),
    "trap_host": Phrase("traps bear addresses, and {value} is a name", "write `host`, the address that they come from"),
    "desk_needs": Phrase("a desk of kind {kind} needs `{key}`", "add `{key}: {{vault: …}}`"),
    "desk_foreign": Phrase("a desk of kind {kind} knows no `{key}`", "remove it, or mend `kind`"),
    "authority": Phrase("{value} is no web address", "write for example http://tsa.example.org"),
    "vkey": Phrase("{value} is not the public key of a witness", "copy the whole line: NAME+HEX+BASE64"),
    "url": Phrase("{value} is not a URL", "write for example https://s3.example.com or mailto://host"),
    "rule": Phrase(
        "{value} is not a copies rule", "write 3-2-1-1-0, 3-2-1, or {{copies, media, offsite, immutable, errors}}"
    ),
    "path": Phrase("{value} is not a path", "write an absolute path, or one relative to this document"),
    "secret": Phrase("a secret is never written in a document", _REFER),
    "secret_kind": Phrase("a secret has exactly one source", _REFER),
    "hook_program": Phrase(
        "{value} is relative, and hooks run in no directory of their own", "write an absolute path, or a name on PATH"
    ),
    "secret_command": Phrase("a command is a list of words", "write for example {{command: [pass, show, backup]}}"),
    "secret_name": Phrase("{kind} needs a name", "write for example {{{kind}: NAME}}"),
    "both": Phrase("{one} and {other} exclude each other", "keep one of them"),
    "only_for_actions": Phrase("{keys} are for actions only", "leave them out, or write `do:` in place of `ask:`"),
    "seen_elsewhere": Phrase(
        "a `file` is taken from this machine, and the action runs `on` another",
        "have its text or number noted down, or leave `on` out",
    ),
    "of_what": Phrase(
        "`of` names kinds of assets, words, or `locked` for a repository", "leave it out for anything else"
    ),
    "no_clients": Phrase(
        "the probes of an isolated drill would see what is in use, not what it brings back",
        "leave probes out, and look by checks, which look within; or write `mode: live`",
    ),
    "nobody_surprised": Phrase(
        "an isolated drill breaks nothing that anybody could be surprised by", "leave faults out, or write `mode: live`"
    ),
    "just_one": Phrase("exactly one of {choices} is needed", "write one of them, and none beside it"),
    "either": Phrase("one of {choices} is needed", "add one of them"),
    "expect": Phrase(
        "{value} compares with nothing", "write a comparison: `> 0`, `= 2026`, `!= error`; an order needs a number"
    ),
    "regex": Phrase(
        "{value} is not a pattern that can be used ({reason})",
        "write an expression of RE2: no look-ahead, look-behind or back-reference",
    ),
    "no_ssh": Phrase("the device {device} has no `ssh` settings", "add ssh: {{user: …, identity: …, known_hosts: …}}"),
    "version": Phrase("version {value} is not known here", "write version: 1, or use a newer continuity"),
    "value": Phrase("{reason}", "correct this value"),
}

#: Sentences about documents as a whole.
_WHOLE = {
    "defined_twice": Phrase("{name} is defined twice, also at {other}", "rename or remove one of them"),
    "unknown_name": Phrase("there is no {what} named {name}", "names here: {names}"),
    "unknown_name_near": Phrase("there is no {what} named {name}", "did you mean {near}?"),
    "no_adapter": Phrase("no storage adapter named {name} is installed", "installed: {names}"),
    "step_twice": Phrase("a step named {name} stands above", "name each step differently"),
    "given_later": Phrase("nothing that comes before this step gives {name}", "name an input, or a step it needs"),
    "cycle": Phrase("{what} goes in a circle: {circle}", "break the circle"),
    "no_check": Phrase("the device {device} has no check of kind {kind}", "its checks: {names}"),
    "up_when": Phrase("{value} does not name a check", "write DEVICE/KIND, for example srv-web/http"),
    "archive_is_copy": Phrase(
        "{name} is named in copies, too", "leave it in one of both: copies are always there, archives lie on a shelf"
    ),
    "twice_in_list": Phrase("{name} is named twice", "keep one of them"),
    "no_client": Phrase("no `client:` is defined", "add client: {{name: …, title: …}}"),
    "no_state": Phrase(
        "state is missing", "name the directory that keeps records, for example state: /var/lib/continuity"
    ),
    "shared_only": Phrase("{key} belongs to the whole server", "move it to the shared documents above the clients"),
    "client_only": Phrase("{key} belongs to one client", "move it to that client's folder"),
    "same_client": Phrase("the client {name} is also defined at {other}", "give each client a name of its own"),
    "shared_repository": Phrase(
        "this is the same place as {other}, of another client", "give each client a repository of its own"
    ),
    "more": Phrase("{count} more mistakes from here on are not shown", "mend those above first"),
    "no_document": Phrase("no document was found; looked at {places}", "write one with `continuity init`"),
}

#: The ``{what}`` of sentences, translated too.
WORDS = ("site", "policy", "repository", "asset", "device", "notification", "service")

PHRASES: dict[str, Phrase] = _FILES | _VALUES | _WHOLE
