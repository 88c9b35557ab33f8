"""Every department on time, silent at the deadline, and late: the month is published as docs/deadlines.md promises."""

from __future__ import annotations

from argparse import Namespace

from monitoring import steps
from tests.reliability.deadline_county import (
    DEADLINE,
    LATE,
    MONTH,
    DeadlineCounty,
    deadline_county,
    deliver,
    published,
    receive,
    run_until_published,
)
from tests.reliability.measures.line import Line
from tests.reliability.promised import broken_late, broken_never, broken_on_time

FATES = ("on time", "never", "late")


def measure(given: Namespace) -> list[Line]:
    names = steps.department_names()[: given.departments]
    with deadline_county() as county:
        broken = {
            (name, fate): promises
            for name in names
            for fate, promises in zip(FATES, broken_of(county, name), strict=True)
        }
    return [line_of(broken)]


def line_of(broken: dict[tuple[str, str], list[str]]) -> Line:
    """The line of the table; broken: promises not kept, by department and fate."""
    kept = sum(not promises for promises in broken.values())
    said = "; ".join(f"{name} {fate}: {', '.join(broken[name, fate])}" for name, fate in broken if broken[name, fate])
    figure = f"{kept} / {len(broken)}" + (f" ({said})" if said else "")
    return Line("each department on time, late, never: outcomes as promised", figure, kept == len(broken))


def broken_of(county: DeadlineCounty, department: str) -> tuple[list[str], list[str], list[str]]:
    """Promises broken when it is on time, when it is silent at the deadline, and when it delivers after publication."""
    month = str(MONTH)
    on_time = broken_on_time(department, county.on_time)
    with county.without(department) as home:
        receive(MONTH, DEADLINE, [department])
        outstanding = steps.unpublished(month)
        run_until_published(month)
        never = published(home, outstanding)
        silent = broken_never(department, home, never, county)
        deliver(home, department)
        plans = [steps.plan_redelivery(dataset, month) for dataset in steps.datasets_of(department)]
        before = steps.published_digests(month)
        receive(MONTH, LATE, [department])
        run_until_published(month)
        steps.write_reports(month)
        late = published(home, steps.unpublished(month))
        digests = before, steps.content_digests(month)
        return on_time, silent, broken_late(department, home, never, late, plans, digests, county)
