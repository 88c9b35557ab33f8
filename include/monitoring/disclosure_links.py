"""Which counts say something about others: sums, parts of a whole, and persons in households."""

from __future__ import annotations

from types import MappingProxyType

_STATUSES = ("listed", "eliminated", "suspected")
_CATEGORIES = ("unstable", "marginal", "sudden")
_CAUSES = (
    *("illness", "disability", "schooling", "disaster", "accident", "unstable_work", "industry_failure"),
    *("housing", "water", "labour_shortage", "epidemic", "other"),
)
_SUMS = MappingProxyType(
    {
        **{
            f"{counted}_{status}": tuple(f"{counted}_{category}_{status}" for category in _CATEGORIES)
            for counted in ("households", "persons")
            for status in _STATUSES
        },
        "visits_due": tuple(f"households_{category}_listed" for category in _CATEGORIES),
        "special_support_persons": ("special_support_centralised", "special_support_scattered"),
    }
)
_WITHIN = MappingProxyType(
    {
        "visits_done": ("visits_due",),
        **{f"measured_{cause}": (f"households_listed_{cause}",) for cause in _CAUSES},
        **{f"answered_{cause}": (f"measured_{cause}", f"households_listed_{cause}") for cause in _CAUSES},
        **{f"dibao_{status}": (f"households_{status}",) for status in _STATUSES},
        **{f"dibao_persons_{status}": (f"persons_{status}",) for status in _STATUSES},
        "out_of_school_children": ("compulsory_age_children",),
        "housing_renovated": ("housing_unsafe_grade",),
        "housing_accepted": ("housing_renovated", "housing_unsafe_grade"),
        "housing_moved_in": ("housing_renovated", "housing_unsafe_grade"),
        "housing_open": ("housing_unsafe_grade",),
        "water_unsafe": ("water_assessed",),
        "microcredit_overdue_households": ("microcredit_households",),
        "medical_relief_subject_persons": ("medical_relief_persons",),
        "welfare_post_subject_persons": ("welfare_post_persons",),
        "relocated_moved_in": ("relocated_households",),
        "subject_students_aided": ("subject_students",),
        "findings_missed_inclusion": ("findings_risk",),
    }
)
_BETWEEN_MONTHS = frozenset(
    {
        *("households_entered", "households_left", "households_status_changed", "households_category_changed"),
        *("households_persisting", "workers_registered_change"),
    }
)
"""Differences of two months: beside the counts of both they tell how far each of them was rounded, or is hidden."""


def whole_of(indicator: str) -> tuple[str, ...]:
    """The counts this one is the sum of, with a rest that none of them counts; none when it is a count of its own."""
    return _SUMS.get(indicator, ())


def wholes(indicator: str) -> tuple[str, ...]:
    """The counts this one is a part of: beside them the rest follows by subtraction."""
    return _WITHIN.get(indicator, ())


def covers(indicator: str) -> str | None:
    """The count of which this one is a part that may overlap with others, all of them together being no less than it."""
    for whole in ("households_listed", "households_suspected"):
        if indicator.removeprefix(f"{whole}_") in _CAUSES:
            return whole
    return None


def covering(whole: str) -> tuple[str, ...]:
    """All counts that cover that one together; none when there are no such."""
    return tuple(f"{whole}_{cause}" for cause in _CAUSES) if covers(f"{whole}_{_CAUSES[0]}") else ()


def beside(indicator: str) -> tuple[str, ...]:
    """Counts beside which it must not leave few: its wholes, and those that its title alone says it is a part of."""
    if indicator.startswith("measure_"):
        return ("households_listed",)
    by_title = "persons_listed" if indicator == "workers_listed" else covers(indicator)
    return (*wholes(indicator), *((by_title,) if by_title else ()))


def with_persons(indicator: str) -> str | None:
    """The households whose members this one counts."""
    return indicator.replace("persons_", "households_", 1) if indicator.startswith("persons_") else None


def stays_inside(indicator: str) -> bool:
    """Whether it stays inside: a rule's own count, or one that ties two months together."""
    return indicator.startswith("findings.") or indicator in _BETWEEN_MONTHS
