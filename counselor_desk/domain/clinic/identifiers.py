"""The numbers by which payers know a clinic and who works there: NPI, tax number, license."""

import re

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

# 45 CFR 162.406(a): ten digits, the last a check digit of ISO/IEC 7812-1. It is worked out with the
# issuer's 80840 before the number (CMS, "Requirements for National Provider Identifier and NPI Check Digit").
_ISSUER = "80840"
_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC "
    "ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI "
)


def npi(written: str, field: str = "npi") -> str:
    """A National Provider Identifier as ten digits, "" for none; refused where its check digit is wrong."""
    number = re.sub(r"[\s-]", "", written)
    if not number:
        return ""
    if not (number.isascii() and number.isdigit() and len(number) == 10 and number[0] in "12"):
        raise Refused(_("An NPI has ten digits and begins with 1 or 2."), field)
    if not _checks(_ISSUER + number):
        raise Refused(_("This NPI is not right: its last digit does not fit the others."), field)
    return number


def _checks(digits: str) -> bool:
    """The Luhn sum: every second digit from the right doubled, its own digits added."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def tax_number(written: str) -> str:
    """An employer identification number as 12-3456789 (26 CFR 301.6109-1), "" for none."""
    digits = re.sub(r"[\s-]", "", written)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 9):
        raise Refused(_("A tax number has nine digits: 12-3456789."), "tax_number")
    return f"{digits[:2]}-{digits[2:]}"


def state(written: str, field: str = "state") -> str:
    """The two letters of a state or territory, "" for none."""
    letters = written.strip().upper()
    if letters and (len(letters) != 2 or f"{letters} " not in _STATES):
        raise Refused(_("Write the state as two letters: MA, TX."), field)
    return letters
