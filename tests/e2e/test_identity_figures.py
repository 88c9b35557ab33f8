"""A county whose numbers are damaged in every known way: nobody is joined to somebody else, nobody's number rejected."""

from pathlib import Path

import pytest

from monitoring import steps
from monitoring.errors import DeliveryRefused
from monitoring.identity.figures import figures
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.simulator.simulate import simulate
from tests.lib.county import environment

PERIOD = Period(2026, 10)


@pytest.mark.slow
def test_three_per_cent_of_damaged_numbers_join_nobody_wrongly(tmp_path: Path) -> None:
    with environment(tmp_path):
        simulate(3, 1500, [PERIOD], tmp_path, damage=3)
        for department in steps.department_names():
            for dataset in steps.datasets_of(department):
                try:
                    steps.ingest(dataset, str(PERIOD))
                except DeliveryRefused as refusal:
                    pytest.fail(f"{dataset}: {refusal.code}")
        steps.join_people(str(PERIOD))
        settings = load_settings()
        found = figures(settings, Layout(settings), PERIOD, tmp_path / "answer_key")["total"]
    assert found.damaged > 100
    assert (found.wrongly_joined, found.wrongly_rejected) == (0, 0)
    assert found.proposed == found.right > found.damaged // 2
