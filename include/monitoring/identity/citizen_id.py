"""Citizen ID numbers (GB 11643-1999): the reference, one number at a time; `identity.sql` says the same in SQL.

Addresses are never checked: abolished and unlisted address codes are real. Nothing is repaired here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase

from monitoring.characters import BLANKS, FULL_WIDTH, HALF_WIDTH

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = dt.date(1880, 1, 1)
NUMERIC_CELL = "#NUM:"
"""Prefix the readers put before the content of a numeric cell: its last digits may be lost already."""

APOSTROPHES = "'‘’`"
MISSING_MARKS = ("", "无", "/", "-")
PLACEHOLDER_START = "999999"
RESIDENT = "[0-9]{17}[0-9X]"
OLD_RESIDENT = "[0-9]{15}"
CERTIFICATE = "[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?"
OLD_FOREIGN_CARD = "[A-Z]{3}[0-9]{12}"
CENTENARIANS = 996
"""From this sequence on a 15-digit number was given to a centenarian: the century of its birth date is uncertain."""
SCIENTIFIC = r"[0-9](\.[0-9]+)?E\+?[0-9]+"

REPLACED = FULL_WIDTH + "×" + ascii_lowercase
REPLACED_BY = HALF_WIDTH.upper() + "X" + ascii_uppercase
_TRANSLATION = str.maketrans(REPLACED, REPLACED_BY, BLANKS)


class Status(StrEnum):
    """What a delivered number turned out to be. Only the first two give a person key."""

    VALID = "valid"
    UPGRADED = "upgraded_from_15"
    MISSING = "missing"
    PLACEHOLDER = "placeholder"
    CENTURY_UNCERTAIN = "century_uncertain"
    FOREIGN_CARD = "foreign_card"
    NUMERIC = "numeric"
    SCIENTIFIC = "scientific"
    EXCEL15 = "excel15"
    BAD_CHARSET = "bad_charset"
    BAD_LENGTH = "bad_length"
    BAD_DATE = "bad_date"
    BAD_CHECKSUM = "bad_checksum"


USABLE = (Status.VALID, Status.UPGRADED)

REASONS = {
    Status.NUMERIC: "ID_NUMERIC",
    Status.SCIENTIFIC: "ID_SCI",
    Status.EXCEL15: "ID_CHECK",
    Status.BAD_CHARSET: "ID_CHARSET",
    Status.BAD_LENGTH: "ID_LEN",
    Status.BAD_DATE: "ID_DOB",
    Status.BAD_CHECKSUM: "ID_CHECK",
}
"""Statuses that quarantine the row, with the reason code. The others keep the person, though perhaps unlinked."""


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


def normalise(text: str | None) -> str:
    """The number in its one written form: half-width, upper case, without blanks, leading apostrophe, trailing .0."""
    written = (text or "").translate(_TRANSLATION).lstrip(APOSTROPHES)
    return re.sub(r"^([0-9]+)\.0+$", r"\1", written)


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
    number = normalise(text)
    if number.startswith(PLACEHOLDER_START):
        return Identity(_unreadable(number))
    if re.fullmatch(RESIDENT, number) or re.fullmatch(CERTIFICATE, number):
        return _judge(number[:18], as_of)
    if re.fullmatch(OLD_RESIDENT, number):
        return _judge_old(number, as_of)
    return Identity(_unreadable(number))


def classify_certificate(text: str | None, as_of: dt.date) -> Certificate:
    """What the delivered certificate number is: 20 characters, or 22 when reissued."""
    number = normalise(text)
    if re.fullmatch(CERTIFICATE, number) and not number.startswith(PLACEHOLDER_START):
        return Certificate(_judge(number[:18], as_of), number, number[18], number[19])
    status = _unreadable(number)
    return Certificate(Identity(status), number if status is not Status.MISSING else None)


def _unreadable(number: str) -> Status:
    if number in MISSING_MARKS:
        return Status.MISSING
    if number.startswith(NUMERIC_CELL):
        return Status.NUMERIC
    if number.startswith(PLACEHOLDER_START):
        return Status.PLACEHOLDER
    if re.fullmatch(OLD_FOREIGN_CARD, number):
        return Status.FOREIGN_CARD
    if re.fullmatch(SCIENTIFIC, number):
        return Status.SCIENTIFIC
    return Status.BAD_LENGTH if re.fullmatch("[0-9]+X?", number) else Status.BAD_CHARSET


def _judge(person_id: str, as_of: dt.date) -> Identity:
    if not _is_possible_birth(person_id[6:14], as_of):
        return Identity(Status.BAD_DATE)
    if check_character(person_id[:17]) != person_id[17]:
        return Identity(Status.EXCEL15 if person_id.endswith("000") else Status.BAD_CHECKSUM)
    return Identity(Status.VALID, person_id, packed_key(person_id))


def _judge_old(digits: str, as_of: dt.date) -> Identity:
    person_id = upgrade_15(digits)
    if not _is_possible_birth(person_id[6:14], as_of):
        return Identity(Status.BAD_DATE)
    if int(digits[12:]) >= CENTENARIANS:
        return Identity(Status.CENTURY_UNCERTAIN)
    return Identity(Status.UPGRADED, person_id, packed_key(person_id))


def _is_possible_birth(yyyymmdd: str, as_of: dt.date) -> bool:
    try:
        birth = dt.date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return False
    return EARLIEST_BIRTH <= birth <= as_of
