"""Where files may be encrypted for a drill: in a laboratory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import Refused
from continuity.recovery.sandbox import KEPT

if TYPE_CHECKING:
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset


def refuse_outside_laboratory(workshop: Workshop, asset: Asset) -> None:
    """Raise ``Refused`` where the documents do not say ``lab: true``.

    What is kept of the files outlives a drill that could not put it back, and is compared before it goes; until that
    has stood the test of many drills, nobody's files but a laboratory's are staked on it.
    """
    if workshop.inventory.lab:
        return
    raise Refused(
        "files of {asset} are encrypted in a laboratory (lab: true) alone: giving them back was not proven long enough",
        hint="rehearse it with documents and files of a laboratory: docs/how-to/ransomware-drill.md",
        asset=asset.reference,
    )


def refuse_while_kept(workshop: Workshop) -> None:
    """Raise ``Refused`` while files of an earlier drill wait to be put back: what lies there now is not theirs."""
    for path in sorted((workshop.directories.state / KEPT).glob("*")):
        raise Refused(
            "files that a drill broke were not put back: what it kept of them lies in {path}",
            hint="copy them back (cp -a {path}/. /), see that they are whole, then remove {path}",
            path=path,
        )
