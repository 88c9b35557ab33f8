"""The rules of `identity.citizen_id` as SQL over a whole column, generated for one text expression.

A chain of CTEs, each naming what the next one uses, so that nothing is computed twice. Clean 18-character numbers take
a short way. The arithmetic uses only +, *, %, // on BIGINT, which means the same in every engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from monitoring.characters import literal, without_blanks
from monitoring.identity import citizen_id as reference
from monitoring.identity import forms
from monitoring.identity.citizen_id import Status

USABLE = ", ".join(f"'{status}'" for status in reference.USABLE)


def normalised(expression: str) -> str:
    """The number in its one written form; the empty string for null."""
    changed, by = literal(forms.REPLACED), literal(forms.REPLACED_BY)
    bare = f"ltrim(translate({without_blanks(expression)}, {changed}, {by}), {literal(forms.APOSTROPHES)})"
    joined = f"regexp_replace({bare}, '{forms.BETWEEN_DIGITS}', '\\1', 'g')"
    return f"coalesce(regexp_replace({joined}, '{forms.POINT_ZERO}', '\\1'), '')"


def identity_ctes(relation: str, number: str, as_of: dt.date, certificate: bool = False) -> str:
    """CTEs that end in `identified`: the relation's columns and person_id, person_key, person_id_status.

    number: the relation's column of delivered text; with certificate, also certificate_no and its two digits.
    Helper columns of the chain start with "id_" and stay in `identified`.
    """
    return ",\n".join(
        (
            f"id_delivered as (\n  select *, {_is_clean(number)} as id_is_clean from {relation}\n)",
            f"id_written as (\n  select *, case when id_is_clean then {number} else {normalised(number)} end"
            " as id_number from id_delivered\n)",
            f"id_formed as (\n  select *, {_form(certificate)} as id_form from id_written\n)",
            f"id_keyed as (\n  select *, {_digits()} as id_digits from id_formed\n)",
            f"id_dated as (\n  select *, {_is_day('id_digits')} as id_is_day,\n"
            f"    {_is_in_time('id_digits', as_of)} as id_is_in_time,\n    {_check_character('id_digits')} as id_check from id_keyed\n)",
            f"id_judged as (\n  select *, {_status()} as person_id_status from id_dated\n)",
            f"identified as (\n  select *{_certificate_columns() if certificate else ''},\n"
            f"    case when person_id_status in ({USABLE}) then\n"
            "      case id_form when 'old' then cast(id_digits as varchar) || id_check else left(id_number, 18) end\n"
            "    end as person_id,\n"
            f"    case when person_id_status in ({USABLE}) then id_digits end as person_key\n"
            "  from id_judged\n)",
        )
    )


def _is_clean(number: str) -> str:
    return f"coalesce(regexp_full_match({number}, '{forms.RESIDENT}'), false)"


def _form(certificate: bool) -> str:
    """new, old and short can be judged by their digits; anything else is its status already."""
    judged = {forms.CERTIFICATE: "new"}
    if not certificate:
        judged |= {forms.RESIDENT: "new", forms.OLD_RESIDENT: "old", forms.ONE_SHORT: "short"}
    return "\n".join(
        (
            f"case\n    when starts_with(id_number, '{forms.PLACEHOLDER_START}') then '{Status.PLACEHOLDER}'",
            f"    when starts_with(id_number, '{forms.FILLER_START}') or id_number in ({_literals(forms.FILLERS)})"
            f" then '{Status.FILLER}'",
            *(() if certificate else ("    when id_is_clean then 'new'",)),
            *(f"    when regexp_full_match(id_number, {literal(form)}) then '{n}'" for form, n in judged.items()),
            f"    when id_number in ({_literals(forms.MISSING_MARKS)}) then '{Status.MISSING}'",
            *(f"    when regexp_matches(id_number, {literal(form)}) then '{n}'" for n, form in forms.DAMAGED.items()),
            f"    else '{Status.BAD_CHARSET}'\n  end",
        )
    )


def _literals(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, texts))


def _digits() -> str:
    """The seventeen digits as a number: below 10^17, so every sum over them stays within BIGINT."""
    return (
        "cast(case when id_form in ('new', 'short') then left(id_number, 17)\n"
        "    when id_form = 'old' then left(id_number, 6) || '19' || right(id_number, 9) end as bigint)"
    )


def _is_day(k: str) -> str:
    """Whether the digits hold a day of the calendar."""
    day, month, year = f"({k} // 1000) % 100", f"({k} // 100000) % 100", f"({k} // 10000000) % 10000"
    leap = f"({year}) % 4 = 0 and (({year}) % 100 <> 0 or ({year}) % 400 = 0)"
    length = f"case when ({month}) in (4, 6, 9, 11) then 30 when ({month}) <> 2 then 31 when {leap} then 29 else 28 end"
    return f"({month}) between 1 and 12 and ({day}) between 1 and ({length}) and ({year}) > 0"


def _is_in_time(k: str, as_of: dt.date) -> str:
    first, last = (f"{d:%Y%m%d}" for d in (reference.EARLIEST_BIRTH, as_of))
    return f"({k} // 1000) % 100000000 between {first} and {last}"


def _check_character(k: str) -> str:
    """ISO 7064 MOD 11-2 without taking digits apart.

    10 is -1 modulo 11, so the weighted sum of digits is a sum of k % 10^p with alternating pairs of weights.
    """
    weights = [0, *reversed(reference.WEIGHTS), 0]
    factors = [(-1) ** (p - 1) * (weights[p] + weights[p + 1]) % 11 for p in range(1, 18)]
    terms = [f"{factor} * ({k} % {10**p})" for p, factor in enumerate(factors, start=1) if factor]
    return f"substr('{reference.CHECK_CHARACTERS}', cast(({' + '.join(terms)}) % 11 as integer) + 1, 1)"


def _status() -> str:
    return (
        f"case\n    when id_form not in ('new', 'old', 'short') then id_form\n"
        f"    when id_form = 'short' then case when id_is_day and id_is_in_time and id_check = '0'\n"
        f"      then '{Status.TRIMMED_ZERO}' else '{Status.BAD_LENGTH}' end\n"
        f"    when not id_is_day then '{Status.BAD_DATE}'\n"
        f"    when not id_is_in_time then '{Status.BAD_AGE}'\n"
        f"    when id_form = 'old' then case when id_digits % 1000 >= {reference.CENTENARIANS}\n"
        f"      then '{Status.CENTURY_UNCERTAIN}' else '{Status.UPGRADED}' end\n"
        f"    when id_check = substr(id_number, 18, 1) then '{Status.VALID}'\n"
        f"    when substr(id_number, 16, 3) = '000' then '{Status.EXCEL15}'\n"
        f"    else '{Status.BAD_CHECKSUM}'\n  end"
    )


def _certificate_columns() -> str:
    return (
        f",\n    case when id_form <> '{Status.MISSING}' then id_number end as certificate_no,\n"
        "    case id_form when 'new' then substr(id_number, 19, 1) end as certificate_category_digit,\n"
        "    case id_form when 'new' then substr(id_number, 20, 1) end as certificate_grade_digit"
    )
