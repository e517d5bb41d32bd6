"""The national set of whole episodes, read back by a reader that shares nothing with the program."""

import csv
import io
import re
import tomllib
from datetime import date, timedelta

import pytest

from counselor_desk.core.resources import RESOURCES
from counselor_desk.records.care import Reason
from counselor_desk.services.care import episodes, intakes, outcomes
from counselor_desk.services.clients import clients
from counselor_desk.services.exchange import exporting

ROSA, CAL, SUE = 10, 2, 1
FIRST, LEFT, AGAIN = date(2026, 10, 2), date(2026, 11, 1), date(2026, 11, 6)
STEPS = {
    "coming": {"referral": "Court or justice system", "days_waiting": 3, "hope": "Calm"},
    "money": {"insurance": "Medicare"},
    "past": {"prior_episodes": "2", "mutual_help": "4 to 7", "moud_planned": "yes"},
    "health": {"pregnant": "no", "psychiatric": "yes"},
    "life": {"living": "Independent", "employment": "Part-time", "income_source": "Wages",
             "education": "12 or GED", "veteran": "no", "arrests": 0, "race": "White",
             "ethnicity": "Not Hispanic"},
}  # fmt: skip
FENTANYL = {"substance": "fentanyl", "route": "injection", "frequency": "daily", "first_use_age": 19}
AT_DISCHARGE = {
    "use_days": 2,
    "housing": "independent",
    "work": "full-time",
    "arrests": 0,
    "mutual_help": "8 to 15",
}
# What the set asks, written down apart from the definition that fills it.
ADMISSION = """
client_id admission_date service_setting born sex race ethnicity prior_episodes referral education employment
substance_1 route_1 frequency_1 first_use_1 substance_2 route_2 frequency_2 first_use_2 substance_3 route_3
frequency_3 first_use_3 moud_planned pregnant veteran living income_source insurance arrests mutual_help
psychiatric days_waiting
"""
DISCHARGE = """
client_id admission_date discharge_date last_contact discharge_reason service_setting_d substance_1_d
substance_2_d substance_3_d frequency_1_d living_d employment_d arrests_d mutual_help_d
"""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def step_of(key):
    steps = tomllib.loads((RESOURCES / "intake" / "intake.toml").read_text("utf-8"))["steps"]
    fields = {f["key"]: s["id"] for s in steps for part in s.get("sections", ()) for f in part["fields"]}
    return fields[key]


def answered(desk, substances=(FENTANYL,)):
    number = desk.do(intakes.resume, ROSA).intake.id
    by_step = {}
    for values in STEPS.values():
        for key, value in values.items():
            by_step.setdefault(step_of(key), {})[key] = value
    by_step.setdefault(step_of("substances"), {})["substances"] = list(substances)
    for step, values in by_step.items():
        desk.do(intakes.save, number, step, values)
    desk.do(clients.change, ROSA, {"sex": "female"})


def two_episodes(desk, clock):
    answered(desk)
    begun = desk.do(episodes.begin, ROSA, {"admitted_on": FIRST})
    desk.do(episodes.place, begun.id, ("asam4", "2.1"), FIRST)
    desk.do(episodes.place, begun.id, ("asam4", "1.5"), FIRST + timedelta(days=20))
    leaving = {
        "after_care": "Peer group, Fridays",
        "last_contact_on": LEFT,
        "no_naloxone": "Has a kit at home",
    }
    desk.do(episodes.discharge, begun.id, LEFT, Reason.COMPLETED, leaving)
    desk.do(outcomes.answer, begun.id, outcomes.AT_DISCHARGE, AT_DISCHARGE)
    again = desk.do(episodes.begin, ROSA, {"admitted_on": AGAIN})
    desk.do(episodes.place, again.id, ("asam4", "1.5"), AGAIN)
    return begun, again


def read(raw):
    """Rows as a state's program would take them: headings, one value each, nothing beside them."""
    text = raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def checked(files):
    """Every rule of the set that a reader can check by itself; the two lists."""
    admissions, discharges = read(files["teds/admissions.csv"]), read(files["teds/discharges.csv"])
    known = {(a["client_id"], a["admission_date"]) for a in admissions}
    assert len(known) == len(admissions), "a record is one client's admission of one day"
    for line in admissions:
        assert set(line) == set(ADMISSION.split())
        assert DAY.fullmatch(line["admission_date"])
        assert line["service_setting"] in {"", "1", "2", "3", "4", "5", "6", "7", "8"}
        assert line["insurance"] in {"", "1", "3", "4", "20", "21", "97"}
        for place in "123":
            assert line[f"substance_{place}"] in {"", *map(str, range(1, 19)), "20"}
            assert line[f"route_{place}"] in {"", "1", "2", "3", "4", "20", "96"}
            assert line[f"frequency_{place}"] in {"", "1", "2", "3", "4", "5", "96"}
            none = line[f"substance_{place}"] == "1"
            assert none == (line[f"route_{place}"] == "96") or not line[f"route_{place}"]
    for line in discharges:
        assert set(line) == set(DISCHARGE.split())
        assert (line["client_id"], line["admission_date"]) in known, "it is joined to its admission"
        assert line["admission_date"] <= line["discharge_date"]
        assert line["discharge_reason"] in set("1234567")
    return admissions, discharges


@pytest.fixture
def exported(desk, clock):
    two_episodes(desk, clock)
    desk.as_(SUE)
    return desk.do(exporting.export, "TEDS").files


def test_p6_two_admissions_and_one_discharge(exported):
    admissions, discharges = checked(exported)
    assert [line["admission_date"] for line in admissions] == ["2026-10-02", "2026-11-06"]
    assert [(d["admission_date"], d["discharge_date"]) for d in discharges] == [("2026-10-02", "2026-11-01")]


def test_p7_the_codes_of_setting_substances_and_insurance(exported):
    first, second = checked(exported)[0]
    assert (first["service_setting"], second["service_setting"]) == ("6", "7"), "the level it began with"
    assert (first["substance_1"], first["route_1"], first["frequency_1"], first["first_use_1"]) == (
        "7",
        "4",
        "5",
        "19",
    )
    for place in "23":
        assert first[f"substance_{place}"] == "1", "none"
        assert {first[f"{key}_{place}"] for key in ("route", "frequency", "first_use")} == {"96"}
    assert first["insurance"] == "3"


def test_a_discharge_has_its_own_set(exported):
    (gone,) = checked(exported)[1]
    told = ("service_setting_d", "frequency_1_d", "living_d", "employment_d", "arrests_d", "mutual_help_d")
    assert [gone[key] for key in told] == ["7", "2", "3", "1", "0", "4"]
    assert (gone["discharge_reason"], gone["substance_1_d"], gone["substance_2_d"]) == ("1", "7", "1")


def test_the_completeness_check_becomes_clean(desk, clock):
    begun, _again = two_episodes(desk, clock)
    assert desk.do(intakes.teds, ROSA).missing == []
    desk.as_(SUE)
    assert read(desk.do(exporting.export, "TEDS").files["teds/missing.csv"]) == []
    desk.as_(CAL)
    without = {key: value for key, value in AT_DISCHARGE.items() if key != "work"}
    desk.do(outcomes.answer, begun.id, outcomes.AT_DISCHARGE, without)
    desk.as_(SUE)
    (row,) = read(desk.do(exporting.export, "TEDS").files["teds/missing.csv"])
    assert (row["record"], row["admission_date"], row["element"]) == (
        "discharge",
        "2026-10-02",
        "employment_d",
    )


@pytest.mark.parametrize(("days", "code"), [(0, "1"), (1, "2"), (3, "2"), (4, "3"), (9, "4"), (28, "5")])
def test_days_of_use_have_the_codes_of_frequency(desk, clock, days, code):
    begun, _again = two_episodes(desk, clock)
    desk.do(outcomes.answer, begun.id, outcomes.AT_DISCHARGE, {**AT_DISCHARGE, "use_days": days})
    desk.as_(SUE)
    (gone,) = checked(desk.do(exporting.export, "TEDS").files)[1]
    assert gone["frequency_1_d"] == code


def test_every_level_of_both_editions_has_a_service_setting():
    fields = tomllib.loads((RESOURCES / "teds" / "teds.toml").read_text("utf-8"))["fields"]
    coded = next(f["codes"] for f in fields if f["key"] == "service_setting")
    levels = set()
    for edition in ("asam3", "asam4"):
        book = tomllib.loads((RESOURCES / "levels" / f"{edition}.toml").read_text("utf-8"))
        levels |= {f"{edition} {level['code']}" for level in book["levels"]}
    assert set(coded) == levels
