"""Insurance and treatment of the dead, and what comes late for good reason."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE, months_of
from monitoring.simulator.facts_wrong import SETTLED_WITHIN_DAYS
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import medical

_INSURED, _TREATED = "wrong.insured_after_death", "wrong.treated_after_death"


def plant(planter: Planter) -> None:
    """Both rules."""
    _plant_insured(planter)
    _plant_treated(planter)


def _plant_insured(planter: Planter) -> None:
    world, people, year = planter.world, planter.world.people, planter.world.month.period.year
    died = months_of(world.reported_deaths()[0])
    known = people["in_register"] & people["dead"] & (died != NONE)

    def insure(mask: Array, count: int, status: int, insured_year: int) -> Array:
        who = planter.people(mask, count)
        people["insured_as"][who], people["insured_status"][who] = medical.RESIDENT, status
        people["insured_year"][who] = insured_year
        return who

    earlier, now = known & (died < world.month.index), known & (died == world.month.index)
    planter.plant_people(_INSURED, insure(earlier, planter.count, medical.INSURED, year))
    planter.spare_people(_INSURED, insure(now, planter.near_count, medical.INSURED, year), "本月死亡，参保计到本月")
    planter.spare_people(_INSURED, insure(earlier, planter.near_count, medical.ENDED, year), "参保已终止")
    former = insure(earlier, planter.near_count, medical.INSURED, year - 1)
    planter.spare_people(_INSURED, former, "只有上一年度的参保记录")


def _plant_treated(planter: Planter) -> None:
    world, last = planter.world, planter.world.month.last_day
    died = world.reported_deaths()[0]
    known = world.people["in_register"] & world.people["dead"] & (died != NONE)
    known &= (died > world.month.year_ago) & (died + SETTLED_WITHIN_DAYS < last)

    def settle(count: int, days: int) -> Array:
        who = planter.people(known, count)
        total = np.full(len(who), 42_000)
        for person in who:
            one = np.array([person])
            medical.settle(world, one, int(died[person]) + days, medical.OUTPATIENT, total[:1], total[:1] // 4)
        return who

    planter.plant_people(_TREATED, settle(planter.lasting_count, SETTLED_WITHIN_DAYS + 1))
    in_time = settle(planter.near_count, SETTLED_WITHIN_DAYS)
    planter.spare_people(_TREATED, in_time, "生前费用在死亡后三十天内结算")
