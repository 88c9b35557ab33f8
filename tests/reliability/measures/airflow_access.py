"""Airflow as deployed, and its pages, asked over HTTP for all that the rule forbids."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from tests.lib import scheduled_county as county
from tests.lib.access_rules import STRANGERS
from tests.lib.airflow_access import Visitors, attack, from_another_site, routes_of
from tests.lib.airflow_answers import read_all
from tests.lib.celery_month import lacking
from tests.lib.fab_services import ASKED, ROLES, fab_services
from tests.lib.leaks import scan
from tests.reliability.measures.line import Line

REFUSED = "forbidden requests to Airflow and its pages refused, every role"
SILENT = "citizen IDs, names, phones in all that Airflow's Viewer and User can read"


def measure(given: Namespace) -> list[Line]:
    if missing := lacking():
        return [Line(promise, f"not measured: {missing}", True) for promise in (REFUSED, SILENT)]
    with (
        tempfile.TemporaryDirectory(prefix="monitor-test-") as folder,
        tempfile.TemporaryDirectory(prefix="monitor-test-") as scratch,
        fab_services(Path(folder)) as place,
    ):
        routes = routes_of(place)
        visitors = Visitors(place)
        found = [attack([*STRANGERS, *ROLES], routes, visitors, place)]
        found += [from_another_site(role, routes, visitors, place) for role in ("Viewer", "User")]
        visitors.close()
        read = {role: read_all(place, role, routes, Path(scratch) / role) for role in ("Viewer", "User")}
        named = scan(Path(scratch), county.full_names(place.home, ASKED)).found
    attempts, refused = sum(one.attempts for one in found), sum(one.refused for one in found)
    works = f"{refused} / {attempts} (and {sum(one.allowed for one in found)} allowed ones work)"
    answers = sum(one.answers for one in read.values())
    return [
        Line(REFUSED, works, not any(one.wrong for one in found)),
        Line(SILENT, f"{len(named)} in {answers} answers", not named and answers > 1000),
    ]
