"""Every row that an expert of privacy law or of rewards would try has a test with its number."""

import re
from pathlib import Path

import pytest

ROWS = {
    "PV-1": "a consent without an end cannot be signed",
    "PV-3": "the single consent needs its two statements",
    "PV-5": "proceedings stand alone",
    "PV-6": "nothing goes out on a consent revoked yesterday; what went out stays",
    "PV-8": "the notice is the one of 2024, byte for byte",
    "PV-10": "the list of an intermediary is due in thirty days",
    "PV-11": "an emergency needs its four facts",
    "PV-13": "a subpoena alone is not enough",
    "PV-15": "a process killed while it writes leaves a whole vault",
    "PV-16": "a copy of the vault is unreadable without a passphrase",
    "PV-18": "an administrator is denied a counseling note, and it is on the trail",
    "PV-20": "the picker shows what the consent covers and nothing else",
}
ROWS |= {
    "CM-1": "the voucher schedule comes to $997.50, its last sample pays $56.25",
    "CM-3": "restoration never pays less than the ordinary climb",
    "CM-5": "a reset leaves the balance as it was",
    "CM-6": "the cap of $750 pays sample 31 in part and says so",
    "CM-8": "positive for fentanyl, negative for the target: it pays, and overdose is spoken of",
    "CM-10": "a bowl whose slips do not sum is refused",
    "CM-11": "200,000 draws from a seed are worth what they should be",
    "CM-13": "above the limit a second person signs",
    "CM-15": "an opioid target waits for medication, naloxone, reason and sign-off",
    "CM-16": "a card for tobacco is refused",
    "CM-18": "the reporting threshold is that of the year",
    "CM-20": "a clock set back leaves order and chain whole",
}
TESTS = Path(__file__).parents[1]


def bearing(row):
    """The tests whose comment or docstring bears a row's number."""
    sources = (p for p in TESTS.rglob("test_*.py") if p.name != Path(__file__).name)
    return [path.name for path in sources if re.search(rf"\b{row}\b", path.read_text("utf-8"))]


@pytest.mark.parametrize("row", ROWS)
def test_the_row_has_its_test(row):
    assert bearing(row), f"{row}: {ROWS[row]}"
