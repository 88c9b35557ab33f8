"""Citizen ID numbers (GB 11643-1999): the reference, one number at a time; `identity.sql` says the same in SQL.

Addresses are never checked: abolished and unlisted address codes are real. Nothing is repaired here. What numbers look
like stands in `forms`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from monitoring.identity import forms

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = dt.date(1880, 1, 1)
NUMERIC_CELL = forms.NUMERIC_CELL
CENTENARIANS = 996
"""From this sequence on a 15-digit number was given to a centenarian: the century of its birth date is uncertain."""


class Status(StrEnum):
    """What a delivered number turned out to be. Only those of USABLE give a person key."""

    VALID = "valid"
    UPGRADED = "upgraded_from_15"
    CONFIRMED = "confirmed"
    MISSING = "missing"
    PLACEHOLDER = "placeholder"
    CENTURY_UNCERTAIN = "century_uncertain"
    FOREIGN_CARD = "foreign_card"
    FILLER = "filler"
    NUMERIC = "numeric"
    FLOAT64 = "float64"
    SCIENTIFIC = "scientific"
    EXCEL15 = "excel15"
    UNCONFIRMED = "unconfirmed"
    TRIMMED_ZERO = "trimmed_zero"
    MASKED = "masked"
    MULTI = "multi"
    OTHER_DOCUMENT = "other_document"
    BAD_CHARSET = "bad_charset"
    BAD_LENGTH = "bad_length"
    BAD_DATE = "bad_date"
    BAD_AGE = "bad_age"
    BAD_CHECKSUM = "bad_checksum"


USABLE = (Status.VALID, Status.UPGRADED, Status.CONFIRMED)
UNLINKED = (Status.PLACEHOLDER, Status.CENTURY_UNCERTAIN, Status.FOREIGN_CARD)
"""Statuses that keep the person, without a number to be joined by."""

REASONS = {
    Status.FILLER: "ID_PLACEHOLDER",
    Status.NUMERIC: "ID_NUMERIC",
    Status.FLOAT64: "ID_NUMERIC",
    Status.SCIENTIFIC: "ID_SCI",
    Status.EXCEL15: "ID_EXCEL_TRUNC",
    Status.UNCONFIRMED: "ID_UNCONFIRMED",
    Status.TRIMMED_ZERO: "ID_LEN",
    Status.MASKED: "ID_MASKED",
    Status.MULTI: "ID_MULTI",
    Status.OTHER_DOCUMENT: "ID_OTHER_DOC",
    Status.BAD_CHARSET: "ID_CHARSET",
    Status.BAD_LENGTH: "ID_LEN",
    Status.BAD_DATE: "ID_DOB",
    Status.BAD_AGE: "ID_AGE",
    Status.BAD_CHECKSUM: "ID_CHECK",
}
"""Statuses that quarantine the row, with the reason code. UNCONFIRMED and CONFIRMED are found by looking beyond the
cell: `identity.whole_column`, `identity.confirmations`."""


@dataclass(frozen=True)
class Identity:
    """person_id: 18 characters; person_key: its first 17 digits as a number; both None unless status is usable."""

    status: Status
    person_id: str | None = None
    person_key: int | None = None


@dataclass(frozen=True)
class Certificate:
    """A disability certificate number: the holder's number, category digit (1-7), grade digit (1 severest - 4)."""

    holder: Identity
    certificate_no: str | None = None
    category_digit: str | None = None
    grade_digit: str | None = None


def check_character(digits: str) -> str:
    """The eighteenth character for seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return CHECK_CHARACTERS[total % 11]


def upgrade_15(digits: str) -> str:
    """The 18-character number of a 15-digit number of the 1989 edition; the century is taken to be 19."""
    longer = digits[:6] + "19" + digits[6:]
    return longer + check_character(longer)


def packed_key(person_id: str) -> int:
    """The join key of a valid 18-character number: its first seventeen digits; the check character follows from them."""
    return int(person_id[:17])


def classify(text: str | None, as_of: dt.date) -> Identity:
    """What the delivered number is; a birth date after as_of or before 1880 is impossible.

    Twenty and 22 characters are a disability certificate: the person is its first 18. An 18-digit number that ends in
    000 and fails its check is excel15: a spreadsheet kept 15 significant digits.
    """
    number = forms.normalise(text)
    if status := _not_a_person(number):
        return Identity(status)
    if re.fullmatch(forms.RESIDENT, number) or re.fullmatch(forms.CERTIFICATE, number):
        return _judge(number[:18], as_of)
    if re.fullmatch(forms.OLD_RESIDENT, number):
        return _judge_old(number, as_of)
    if re.fullmatch(forms.ONE_SHORT, number) and _judge(number + "0", as_of).status is Status.VALID:
        return Identity(Status.TRIMMED_ZERO)
    return Identity(_unreadable(number))


def classify_certificate(text: str | None, as_of: dt.date) -> Certificate:
    """What the delivered certificate number is: 20 characters, or 22 when reissued."""
    number = forms.normalise(text)
    status = _not_a_person(number)
    if status is None and re.fullmatch(forms.CERTIFICATE, number):
        return Certificate(_judge(number[:18], as_of), number, number[18], number[19])
    status = status or _unreadable(number)
    return Certificate(Identity(status), number if status is not Status.MISSING else None)


def _not_a_person(number: str) -> Status | None:
    if number.startswith(forms.PLACEHOLDER_START):
        return Status.PLACEHOLDER
    is_filler = number in forms.FILLERS or number.startswith(forms.FILLER_START)
    return Status.FILLER if is_filler else None


def _unreadable(number: str) -> Status:
    if number in forms.MISSING_MARKS:
        return Status.MISSING
    return next((Status(name) for name, form in forms.DAMAGED.items() if re.search(form, number)), Status.BAD_CHARSET)


def _judge(person_id: str, as_of: dt.date) -> Identity:
    if status := _impossible_birth(person_id[6:14], as_of):
        return Identity(status)
    if check_character(person_id[:17]) != person_id[17]:
        return Identity(Status.EXCEL15 if person_id.endswith("000") else Status.BAD_CHECKSUM)
    return Identity(Status.VALID, person_id, packed_key(person_id))


def _judge_old(digits: str, as_of: dt.date) -> Identity:
    person_id = upgrade_15(digits)
    if status := _impossible_birth(person_id[6:14], as_of):
        return Identity(status)
    if int(digits[12:]) >= CENTENARIANS:
        return Identity(Status.CENTURY_UNCERTAIN)
    return Identity(Status.UPGRADED, person_id, packed_key(person_id))


def _impossible_birth(yyyymmdd: str, as_of: dt.date) -> Status | None:
    try:
        birth = dt.date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return Status.BAD_DATE
    return None if EARLIEST_BIRTH <= birth <= as_of else Status.BAD_AGE
