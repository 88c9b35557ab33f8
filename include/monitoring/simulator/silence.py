"""What no rule can say while a department is silent: no data settle nothing, neither that there is something nor that not.

A second statement of the rules' needs, for the datasets that the county holds back; it reads no rule.
"""

from __future__ import annotations

from collections.abc import Iterable

RISK, REVIEW = "risk.", "elimination.review_due"
_NEEDED = {
    "emergency.accidents": ("risk.accident",),
    "emergency.disasters": ("risk.disaster",),
    "natural_resources.properties": ("wrong.dibao_properties",),
    "rural_revitalization.visits": ("missed.visit",),
}
# The rule still finds what others show, and cannot say that there is nothing.
_HELPFUL = {"natural_resources.properties": ("wrong.listed_assets",)}


def silenced(absent: Iterable[str]) -> set[str]:
    """Rules that find nothing while these datasets are not there."""
    rules = {rule for dataset in absent for rule in _NEEDED.get(dataset, ())}
    return rules | ({REVIEW} if any(rule.startswith(RISK) for rule in rules) else set())


def undecided(absent: Iterable[str]) -> set[str]:
    """Rules that settle nothing while these datasets are not there: what was found before stays open."""
    silent = set(absent)
    return silenced(silent) - {REVIEW} | {rule for dataset in silent for rule in _HELPFUL.get(dataset, ())}
