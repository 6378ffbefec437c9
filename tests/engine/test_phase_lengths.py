"""The lengths of phases, whatever the order in which a runbook ends them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.procedures.resulting import phases
from continuity.model.procedure import Phase, Procedure, Step
from continuity.recovery.procedure.progress import Progress
from tests.engine.test_drill_judging import at, done


@given(st.dictionaries(st.sampled_from(Phase), st.integers(0, 10_000), min_size=1))
def test_no_phase_is_negative_and_together_they_are_the_last_end(ends: dict[Phase, int]) -> None:
    steps = {str(phase): Step(name=str(phase), title={}, phase=phase) for phase in ends}
    procedure = Procedure(name="p", title={}, purpose={}, inputs={}, steps=steps, where="here:1", digest="d")
    progress = Progress(procedure=procedure, steps={str(phase): done(end) for phase, end in ends.items()})
    found = phases(progress, at(0))
    assert set(found) == set(steps)
    assert min(found.values()) >= 0
    assert sum(found.values()) == pytest.approx(max(ends.values()))
    before = [end for phase, end in ends.items() if phase is not Phase.FAILED_BACK]
    rto = sum(length for name, length in found.items() if name != Phase.FAILED_BACK)
    assert rto == pytest.approx(max(before, default=0))
