"""All examinations in order. One that fails itself is a broken thing, not the end of the others."""

from __future__ import annotations

from monitoring.doctor import configuration, database, machine, secrets
from monitoring.doctor.lines import Line, broken
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.settings import Settings

EXAMINATIONS = (
    machine.libraries,
    configuration.configuration,
    configuration.sources,
    machine.folders,
    machine.disk,
    machine.paper,
    machine.clock,
    machine.leftovers,
    secrets.key,
    secrets.landing_key,
    machine.reading,
    database.travel,
    database.warehouse,
)


def examine(settings: Settings, layout: Layout) -> list[Line]:
    """Every line of every examination; none holds a value of a row or a secret."""
    lines: list[Line] = []
    for examination in EXAMINATIONS:
        try:
            lines += examination(settings, layout)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told as a broken thing, without its words
            said = f"{examination.__name__} 不能检查：{describe(error).message}"
            lines.append(broken(said, "先处理其他项，再检查一次；仍然如此请报告", "task_failed.md"))
    return lines
