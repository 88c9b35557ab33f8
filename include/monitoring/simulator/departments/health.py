"""卫生健康委: illnesses and medical certificates of death, as JSON lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.departments.common import new_deaths
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics.health import DISEASES
from monitoring.simulator.view import View


def serious_illness(view: View) -> Sheet:
    """大病慢病与签约"""
    table = view.world["illnesses"]
    who, disease = table["person"], table["disease"]
    until = np.where(table["until"] == NONE, view.month.last_day + 30 + who % 300, table["until"])
    until = np.where(table["signed"], until, NONE)
    kinds = np.array([kind for _, _, kind in DISEASES])
    return view.sheet(
        {
            "id_no": view.number(who),
            "name": view.name(who),
            "disease_code": tx.pick([code for code, _, _ in DISEASES], disease),
            "disease_name": tx.pick([name for _, name, _ in DISEASES], disease),
            "category": tx.pick(("大病", "慢病", "严重精神障碍"), kinds[disease]),
            "diagnosed_on": tx.dates(table["day"]),
            "has_chronic_card": pa.array(table["card"]),
            "family_doctor_signed": pa.array(table["signed"]),
            "contract_until": tx.dates(until),
        }
    )


def death_certificates(view: View) -> Sheet:
    """死亡医学证明"""
    who, day = new_deaths(view, "health")
    return view.sheet(
        {
            "id_no": view.number(who),
            "name": view.name(who),
            "death_date": tx.dates(day),
            "certificate_no": tx.joined("SW", tx.integers(10_000_000 + who)),
        }
    )


SHEETS = {"health.serious_illness": serious_illness, "health.death_certificates": death_certificates}
