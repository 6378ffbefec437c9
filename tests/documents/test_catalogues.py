"""What ships as documents: each parses, each action is installed with the parameters that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from continuity.model.documents.catalogues import shipped
from continuity.model.documents.drills import shipped_drill
from continuity.model.documents.procedures import shipped_runbook
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.doing import refuse_unknown
from continuity.recovery.drills.compiling import compiled

if TYPE_CHECKING:
    from continuity.model.drill import Drill
    from continuity.model.procedure import Procedure

SHIPPED = [("drills", name) for name in shipped("drills")] + [("runbooks", name) for name in shipped("runbooks")]


@pytest.mark.parametrize(("catalogue", "name"), SHIPPED)
def test_each_shipped_procedure_can_be_walked(catalogue: str, name: str) -> None:
    one = shipped_drill(name) if catalogue == "drills" else shipped_runbook(name)
    for step in steps_of(one).steps.values():
        refuse_unknown(step, installed_actions(), one.where)
        assert step.title["en"] != step.title["fr"], "each language says it in its own words"
    assert one.purpose["en"] != one.purpose["fr"]


def steps_of(one: Drill | Procedure) -> Procedure:
    runbook = getattr(one, "runbook", "")
    if runbook:
        return compiled(one, shipped_runbook(runbook), {})  # type: ignore[arg-type]
    return getattr(one, "own", None) or one  # type: ignore[return-value]
