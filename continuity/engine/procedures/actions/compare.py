"""``compare``: a directory held against the manifest of a point; the answer is how many files are not as they were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.engine.comparing.directory import Held, hold_against
from continuity.engine.procedures.actions.wishing import asset_in, moment, named, options, workshop_of
from continuity.engine.wishes import Wish
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMED = 5  # files that are named in the journal; all are counted


class CompareAction:
    """Compares ``directory`` with a point of ``asset``: the one named ``point``, else as ``at`` and ``from`` choose.

    ``paths``: only these. Beside ``point``, ``at`` says on paper what is brought back to compare with. Files that
    changed while they were backed up are counted apart: no hash says what they were.
    """

    required: Sequence[str] = ("asset", "directory")
    optional: Sequence[str] = ("point", "at", "from", "paths")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return commands that do the same without hashes: bring the point back once more, and compare byte by byte."""
        directory = str(parameters["directory"]).rstrip("/")
        again = f"{directory}.again" if directory else "/again"
        argv = ["continuity", "restore", str(parameters["asset"]), "--to", again, *options(parameters)]
        argv += [word for path in named(parameters, "paths") for word in ("--path", path)]
        each = ["find", ".", "-type", "f", "-exec", "cmp", "{}", f"{directory}/{{}}", ";"]
        return f"{shell(argv)} && {shell(['cd', again])} && {shell(each)}"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset with a point, and such a directory."""
        try:
            asset, wish = asset_in(parameters, context), _wish(parameters)
        except ContinuityError as error:
            return error
        with workshop_of(context).store.reading() as tx:
            if not tx.points.all(asset.client, asset=asset.name):
                return NotProven("{asset} has no recovery point", asset=asset.reference)
        if not wish.target.is_dir():
            return UsageError(
                "{path} is not a directory", hint="name the directory that a restore went to", path=wish.target
            )
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Compare. Raises ``NotProven`` where nothing could be compared: no difference would then mean nothing."""
        wish = _wish(parameters)
        asset, snapshot = asset_in(parameters, context), str(parameters.get("point", ""))
        held = hold_against(workshop_of(context), asset, wish, snapshot)
        if held.comparison.verdict is Verdict.UNPROVEN:
            raise NotProven(
                "nothing below {path} could be compared with the point {snapshot}: {reason}",
                hint="choose another point: continuity points {asset}",
                path=wish.target,
                snapshot=held.point.snapshot[:8],
                reason=held.comparison.reason,
                asset=asset.name,
            )
        return Performed(answer=str(held.comparison.errors), told=held.comparison.reason, values=_values(held))


def _values(held: Held) -> dict[str, Any]:
    found = held.comparison.as_json()
    counts = ("matched", "changed_during_backup", "unknown", "absent")
    return {name: found[name] for name in counts} | {
        "differing": found["differing_count"],
        "missing": found["missing_count"],
        "files": ", ".join([*found["differing"], *found["missing"]][:_NAMED]),
        "point": held.point.snapshot,
        "repository": held.point.repository,
        "data_time": write_time(held.point.data_time),
    }


def _wish(parameters: Mapping[str, Any]) -> Wish:
    directory = Path(str(parameters["directory"]))
    if not directory.is_absolute():
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=directory)
    repository = str(parameters.get("from", ""))
    return Wish(target=directory, at=moment(parameters), repository=repository, paths=named(parameters, "paths"))
