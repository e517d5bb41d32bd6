"""Names of medicines on screen, naloxone asked for at discharge, and a reward that waits to be corrected."""

from datetime import date

import pytest

from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.clinic import medicine_names
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.rewards import accounts
from counselor_desk.ui.care.care_section import Care
from counselor_desk.ui.medication.medication_section import MedicationAndTests
from counselor_desk.ui.medication.medicine_names import MedicineNamesScreen
from counselor_desk.ui.rewards.reward_occasion import RewardOccasion
from counselor_desk.ui.rewards.rewards_section import RewardsSection
from tests.proofs import words_of
from tests.services.rewards.test_cases import CLEAN, come, enrolled
from tests.services.rewards.test_rewards import ROSA, SUE
from tests.ui.windows import Window

TODAY = date(2026, 12, 1)


@pytest.fixture
def show(desk, qtbot):
    made = []

    def build(kind, *args, **where):
        made.append(Window(desk, qtbot, kind, *args, **where))
        return made[-1]

    yield build
    for window in made:
        window.close()


def test_p9_a_supervisor_changes_a_line_of_the_list(desk, show):
    desk.as_(SUE)
    window = show(MedicineNamesScreen)
    window.panel.refresh()
    window.settle()
    window.picture("medicine_names")
    window.press("add_name")
    window.answer("name", "phenibut")
    window.answer("kinds", ["sedating"])
    window.press("keep")
    assert "Say where" in window.form().boxes["source"].trouble.text()
    window.answer("source", "the prescriber")
    window.picture("medicine_names_add")
    window.press("keep")
    [row] = [row for row in desk.do(medicine_names.medicine_names).rows if row.is_own]
    assert (row.ingredient.name, row.ingredient.kinds) == ("phenibut", ("sedating",))


def test_a_counselor_reads_the_list(desk, show):
    window = show(MedicineNamesScreen)
    window.panel.refresh()
    window.settle()
    window.panel._edit(None)
    assert window.panel.sheet is None


def test_p9_cautions_and_naloxone_stand_above_the_medicines(desk, show):
    desk.do(medications.add, ROSA, {"name": "Methadose"})
    desk.do(medications.add, ROSA, {"name": "Xanax 1 mg"})
    window = show(MedicationAndTests, ROSA)
    window.picture("medication_cautions")
    window.press("names")
    assert window.went == [("medicine_names", {})]


def test_l6_discharge_asks_why_no_kit_goes_along(desk, show):
    desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    window = show(Care, ROSA)
    window.press("discharge")
    window.answer("reason", "transferred")
    window.answer("after_care", "Residential house, Friday at 9")
    window.press("keep")
    assert "say why not" in window.form().boxes["no_naloxone"].trouble.text()
    window.picture("discharge_naloxone")
    window.answer("no_naloxone", "took one last week from the pharmacy")
    window.press("keep")
    assert not desk.do(episodes.history, ROSA).episodes[0].is_open


def test_what_waits_to_be_corrected_is_one_key_away(desk, clock, show):
    enrollment = enrolled(desk)
    for visit in range(4):
        told = come(desk, clock, enrollment, CLEAN | {"amphetamine": "positive"} if visit == 2 else CLEAN)
        third = told.tested if visit == 2 else None
        if third is not None:
            [positive] = [r for r in third.results if r.analyte == "amphetamine"]
            desk.do(specimens.follow_up, third.specimen.id, {positive.id: "not confirmed"})
    window = show(RewardsSection, ROSA)
    window.panel.refresh()
    window.settle()
    window.picture("rewards_to_correct")
    [(occasion_id, _occasion)] = window.panel._waiting.items()
    window.enter(window.panel.reconsidered, occasion_id)
    [(screen, where)] = window.went
    assert screen == "reward_occasion"
    corrected = show(RewardOccasion, **where)
    corrected.qtbot.waitUntil(lambda: "Pays $18.75 more" in corrected.panel.foreseen.text())
    corrected.picture("rewards_to_correct_occasion")
    signer = corrected.panel.second.form
    signer.set_values({"witness_id": str(SUE), "witness_passphrase": words_of(SUE)})
    corrected.press("correct")
    corrected.qtbot.waitUntil(lambda: corrected.panel._id != occasion_id)
    assert desk.do(accounts.account, ROSA).balance_cents == 250 + 375 + 1500 + 625
