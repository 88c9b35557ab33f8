"""Whatever names a page of the runbooks names one that exists."""

from __future__ import annotations

import re
import subprocess

import pytest

from monitoring.errors import DeliveryRefused, refusal_page
from monitoring.reason_codes import load_reason_codes
from monitoring.settings import PROJECT, load_settings

RUNBOOKS = PROJECT / "docs" / "runbooks"
NAMED = re.compile(r"runbooks/([a-z_]+\.md)")
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)")


def sources() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "include", "dags", "plugins", "bin", "docs"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.splitlines() if name.endswith((".py", ".j2", ".md", ".yml"))]
    return [name for name in names if (PROJECT / name).is_file()]


def test_every_page_that_is_named_exists() -> None:
    named = {(name, page) for name in sources() for page in NAMED.findall((PROJECT / name).read_text("utf-8"))}
    assert len(named) > 20
    assert [(name, page) for name, page in sorted(named) if not (RUNBOOKS / page).is_file()] == []


@pytest.mark.parametrize("page", sorted(path.name for path in RUNBOOKS.glob("*.md")))
def test_the_links_of_a_page_lead_somewhere(page: str) -> None:
    for target, anchor in LINK.findall((RUNBOOKS / page).read_text(encoding="utf-8")):
        linked = RUNBOOKS / (target or page)
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, (
                anchor
            )


def test_every_reason_to_refuse_has_a_page() -> None:
    codes = [*load_reason_codes(load_settings().include / "reason_codes.yml"), "S007", "F001"]
    assert {refusal_page(code) for code in codes} >= {DeliveryRefused.runbook, "wrong_month.md"}
    assert [code for code in codes if not (RUNBOOKS / refusal_page(code)).is_file()] == []
