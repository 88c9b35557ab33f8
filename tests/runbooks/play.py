"""Plays a page: a copy of a county, the case, and whether all that stands on the page was typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitoring.settings import PROJECT
from monitoring.warehouse import keeper, server
from tests.lib.warehouse import layout_at
from tests.runbooks.cases import CASES
from tests.runbooks.county import Counties, copy
from tests.runbooks.desk import Desk
from tests.runbooks.not_here import elsewhere
from tests.runbooks.pages import commands


def play(page: str, counties: Counties, folder: Path) -> Sequence[str]:
    """Commands of the page that nobody typed; fails where the page does not hold."""
    case = CASES[page]
    copy(getattr(counties, case.county), folder)
    copy(folder / "include", folder / "kept")
    (folder / "deploy").symlink_to(PROJECT / "deploy")
    desk = Desk(folder, page=page)
    try:
        case.play(desk)
    finally:
        for home in folder.parent.glob(f"{folder.name}*/data"):
            server.stop(layout_at(home), force=True)
            keeper.drop_lease(layout_at(home).postgres)
    return [line for line in commands(page) if line not in desk.typed and not elsewhere(page, line)]
