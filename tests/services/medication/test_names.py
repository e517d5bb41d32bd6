"""Cautions, expected results, overdose steps, naloxone and needs: one list of names behind them."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.records.care import Reason
from counselor_desk.services.care import diagnoses, episodes, naloxone_need, substances
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.clinic import medicine_names
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.today import today as todays
from tests.services.rewards.test_cases import CLEAN, STIMULANTS
from tests.services.rewards.test_rewards import ROSA, SUE, joining

CAL = 2
TODAY = date(2026, 12, 1)


def noon(day):
    return datetime.combine(day, time(12)).astimezone()


@query(Can.READ_CHART, "test_names.flags")
def flags(ctx):
    return ctx.find(select(Flag).order_by(Flag.id))


def naloxone_lines(desk):
    return [item.text for item in desk.do(todays.due_items) if "naloxone is on hand" in item.text]


@pytest.mark.parametrize(
    ("medicine", "outcome"),
    [
        ({"name": "Adderall XR", "started_on": date(2026, 11, 1)}, Outcome.MET),
        ({"name": "Adderall XR", "started_on": TODAY}, Outcome.MET),
        ({"name": "Adderall XR"}, Outcome.MET),
        ({"name": "Concerta", "started_on": date(2026, 11, 1)}, Outcome.NOT_MET),
        ({"name": "sertraline", "started_on": date(2026, 11, 1)}, Outcome.NOT_MET),
    ],
)
def test_r3_a_prescribed_medicine_explains_its_own_line(desk, medicine, outcome):
    desk.do(medications.add, ROSA, medicine)
    desk.do(enrolling.enroll, ROSA, joining(analytes=("Cocaine", "meth", "Amphetamines")))
    told = desk.do(specimens.record, ROSA, CLEAN | {"amphetamine": "positive"}, {})
    assert told.rewards[0].result.outcome is outcome
    assert told.tested.reading == ("as expected" if outcome is Outcome.MET else "amphetamine positive")


def test_r3_the_medicine_counts_from_its_first_to_its_last_day(desk, clock):
    clock.now = noon(date(2026, 12, 20))
    made = desk.do(medications.add, ROSA, {"name": "Adderall", "started_on": date(2026, 12, 5)})
    desk.do(medications.stop, made.id, {}, date(2026, 12, 10), "no longer prescribed")
    for day, expected in ((4, False), (5, True), (10, True), (11, False)):
        positive = {"amphetamine": "positive"}
        told = desk.do(specimens.record, ROSA, positive, {}, noon(date(2026, 12, day)))
        assert told.tested.results[0].expected is expected, day


@pytest.mark.parametrize(
    ("medicine", "findings", "reading"),
    [
        ("Tylenol with Codeine", {"opiates": "positive", "hydrocodone": "negative"}, "as expected"),
        ("Tylenol with Codeine", {"opiates": "negative"}, "opiates negative"),
        ("methadone", {"methadone": "negative"}, "methadone negative"),
        ("Klonopin", {"benzodiazepines": "negative"}, "as expected"),
        ("Klonopin", {"benzodiazepines": "positive"}, "as expected"),
    ],
)
def test_r3_a_line_that_a_medicine_may_show_is_not_missed(desk, medicine, findings, reading):
    desk.do(medications.add, ROSA, {"name": medicine})
    assert desk.do(specimens.record, ROSA, findings, {}).tested.reading == reading


def test_r3_what_was_typed_at_enrolling_is_a_name_too(desk):
    desk.do(enrolling.enroll, ROSA, joining(analytes=STIMULANTS, prescribed=("Vyvanse 40",)))
    [told] = desk.do(specimens.record, ROSA, CLEAN | {"amphetamine": "positive"}, {}).rewards
    assert told.result.outcome is Outcome.MET


@pytest.mark.parametrize("analyte", ["methadone", "buprenorphine", "tramadol", "Norfentanyl", "kratom"])
def test_r4_any_opioid_without_a_prescription_opens_the_overdose_steps(desk, analyte):
    desk.do(specimens.record, ROSA, {analyte: "positive"}, {})
    [flag] = desk.do(flags)
    assert (flag.opens, flag.text) == ("overdose", f"Test positive for {analyte}.")


def test_r4_a_prescribed_one_does_not(desk):
    desk.do(medications.add, ROSA, {"name": "Methadose 80 mg"})
    desk.do(specimens.record, ROSA, {"methadone": "positive", "EDDP": "positive"}, {})
    assert desk.do(flags) == []


@pytest.mark.parametrize(
    ("first", "second", "cautioned"),
    [
        ("methadone", "Xanax 1 mg", True),
        ("Suboxone", "Klonopin", True),
        ("oxycodone", "Ativan", True),
        ("methadone", "Percocet", True),
        ("Norco", "Vivitrol", True),
        ("Suboxone", "ReVia 50 mg", True),
        ("Vivitrol", "Talwin", True),
        ("methadone", "Kratom", True),
        ("Xanax", "Nembutal", False),
        ("Vivitrol", "Lybalvi", False),
        ("Vivitrol", "Xanax", False),
        ("Xanax", "Ativan", False),
        ("methadone", "sertraline", False),
    ],
)
def test_p9_a_brand_is_cautioned_as_its_ingredient(desk, first, second, cautioned):
    desk.do(medications.add, ROSA, {"name": first})
    desk.do(medications.add, ROSA, {"name": second})
    cautions = desk.do(medications.cabinet, ROSA).cautions
    assert [second in line and first in line for line in cautions] == [True] * cautioned


def test_p9_the_clinic_changes_the_list(desk):
    desk.do(medications.add, ROSA, {"name": "methadone"})
    desk.do(medications.add, ROSA, {"name": "Phenibut"})
    assert desk.do(medications.cabinet, ROSA).cautions == []
    line = {"kinds": ["sedating"], "also": ["Noofen"], "explains": ["THC"], "source": "the prescriber"}
    with pytest.raises(Forbidden):
        desk.do(medicine_names.save, "phenibut", line)
    desk.as_(SUE)
    with pytest.raises(Refused, match="where this comes from"):
        desk.do(medicine_names.save, "phenibut", line | {"source": " "})
    desk.do(medicine_names.save, "phenibut", line)
    [row] = [row for row in desk.do(medicine_names.medicine_names).rows if row.is_own]
    assert (row.ingredient.name, row.source, row.ingredient.explains) == (
        "phenibut",
        "the prescriber",
        ("cannabis",),
    )
    desk.as_(2)
    assert len(desk.do(medications.cabinet, ROSA).cautions) == 1


@pytest.mark.parametrize(
    ("substance", "medicine"),
    [
        ("heroin", True),
        ("alcohol", True),
        ("cocaine", False),
        ("methamphetamine", False),
        ("cannabis", False),
    ],
)
def test_p10_medication_is_proposed_where_one_is_approved(desk, substance, medicine):
    made = desk.do(substances.add, ROSA, {"substance": substance, "stage": "addiction"})
    assert ("medication offered" in made.needs) is medicine
    assert "cognitive behavioral therapy" in made.needs


def opioid_problem(desk, ground):
    if ground == "diagnosis":
        desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    elif ground == "history":
        desk.do(substances.add, ROSA, {"substance": "other", "detail": "oxycodone"})
    elif ground == "medicine":
        desk.do(medications.add, ROSA, {}, "methadone")
    elif ground == "test":
        desk.do(specimens.record, ROSA, {"fentanyl": "positive"}, {})
    else:
        desk.do(substances.record_use, ROSA, {"substance": "heroin"})


@pytest.mark.parametrize("ground", ["diagnosis", "history", "medicine", "test", "return"])
def test_l6_today_reminds_of_who_has_an_opioid_problem_and_no_kit(desk, clock, ground):
    assert naloxone_lines(desk) == []
    opioid_problem(desk, ground)
    [line] = naloxone_lines(desk)
    assert line.endswith("and no naloxone is on hand.")
    desk.do(medications.give_naloxone, ROSA, {"expires_on": date(2028, 1, 1)})
    assert naloxone_lines(desk) == []
    assert desk.do(naloxone_need.need_of, ROSA) is None


def test_l6_discharge_asks_for_naloxone_with_a_reason_if_not(desk, clock):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    opioid_problem(desk, "diagnosis")
    leaving = {"after_care": "Outpatient clinic, Friday at 9"}
    with pytest.raises(Refused, match="Give a kit before the client leaves, or say why not") as refused:
        desk.do(episodes.discharge, episode.id, TODAY, Reason.COMPLETED, leaving)
    assert refused.value.field == "no_naloxone"
    why = leaving | {"no_naloxone": "left before the kit came"}
    desk.do(episodes.discharge, episode.id, TODAY, Reason.COMPLETED, why)
    [offer] = desk.do(medications.cabinet, ROSA).offers
    assert (offer.medicine, offer.choice, offer.why) == (
        "naloxone",
        OfferOutcome.NOT_GIVEN,
        "left before the kit came",
    )


@pytest.mark.parametrize(("expires_in", "asked"), [(1, False), (-1, True)])
def test_l6_a_kit_that_is_good_is_enough(desk, clock, expires_in, asked):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    opioid_problem(desk, "history")
    kit = {"given_on": TODAY - timedelta(days=60), "expires_on": TODAY + timedelta(days=expires_in)}
    desk.do(medications.give_naloxone, ROSA, kit)
    if asked:
        with pytest.raises(Refused):
            desk.do(episodes.discharge, episode.id, TODAY, Reason.OTHER, {})
    else:
        desk.do(episodes.discharge, episode.id, TODAY, Reason.OTHER, {})


def test_l6_nobody_is_asked_without_an_opioid_problem(desk):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(substances.add, ROSA, {"substance": "cannabis"})
    desk.do(episodes.discharge, episode.id, TODAY, Reason.OTHER, {})
    assert desk.do(reward_views.of_client, ROSA) == []


def test_p9_an_opioid_that_blocks_others_is_cautioned_beside_them_and_not_by_itself(desk):
    """Nalbuphine, pentazocine and butorphanol bring on withdrawal in who takes another opioid."""
    desk.do(medications.add, ROSA, {"name": "Talwin"})
    assert desk.do(medications.cabinet, ROSA).cautions == []
    desk.do(medications.add, ROSA, {"name": "methadone 60 mg"})
    cautions = desk.do(medications.cabinet, ROSA).cautions
    assert any("sudden withdrawal" in line and "Talwin with methadone" in line for line in cautions), cautions
    assert not any("Talwin with Talwin" in line for line in cautions)
    desk.do(medications.add, ROSA, {"name": "Lybalvi"})
    cautions = desk.do(medications.cabinet, ROSA).cautions
    assert sum("Lybalvi with" in line for line in cautions) == 2, "it blocks opioids, and makes sleepy"


def test_l6_a_need_and_a_kit_are_a_person_s_after_a_merge(desk, clock):
    """The opioid problem stands in the chart that was merged: it is asked about where care goes on."""
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    other = desk.do(clients.register, {"given_name": "Rosita", "family_name": "Medina"}).id
    desk.do(substances.add, other, {"substance": "heroin"})
    assert desk.do(naloxone_need.need_of, ROSA) is None
    desk.as_(SUE)
    desk.do(merging.merge, ROSA, other, "same phone, same birthday")
    desk.as_(CAL)
    assert desk.do(naloxone_need.need_of, ROSA).client_id == ROSA
    assert naloxone_lines(desk) == ["Use of opioids, and no naloxone is on hand."]
    with pytest.raises(Refused, match="Give a kit before the client leaves"):
        desk.do(episodes.discharge, episode.id, TODAY, Reason.OTHER, {})
    desk.do(medications.give_naloxone, ROSA, {"given_on": TODAY})
    assert naloxone_lines(desk) == []
    desk.do(episodes.discharge, episode.id, TODAY, Reason.OTHER, {})
