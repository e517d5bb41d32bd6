"""A test that a reward turns on: what it asks, what it says before it is kept, and its undoing."""

import pytest
from PySide6.QtWidgets import QLabel

from counselor_desk.services.medication import specimens
from counselor_desk.services.rewards import accounts, enrolling
from counselor_desk.ui.medication.medication_section import MedicationAndTests
from tests.proofs import words_of
from tests.services.rewards.test_cases import STIMULANTS
from tests.services.rewards.test_rewards import ROSA, SUE, joining
from tests.ui.windows import Window


@pytest.fixture
def medication(desk, qtbot):
    desk.do(enrolling.enroll, ROSA, joining(analytes=STIMULANTS))
    window = Window(desk, qtbot, MedicationAndTests, ROSA)
    yield window
    window.close()


def said(window, name):
    label = window.panel.findChild(QLabel, name)
    return "" if label is None or label.isHidden() else label.text()


def answer_all(window, finding="negative"):
    for analyte in STIMULANTS:
        window.answer(f"r_{analyte}", finding)


def test_r1_the_form_starts_with_the_lines_of_the_reward(medication):
    medication.press("test")
    keys = [key for key in medication.form().boxes if key.startswith("r_")]
    assert keys[:3] == [f"r_{analyte}" for analyte in STIMULANTS]
    medication.answer("r_amphetamine", "negative")
    open_lines = "Cocaine, methamphetamine were not answered: answer them, or say that they were not tested."
    medication.qtbot.waitUntil(lambda: said(medication, "foreseen") == open_lines)
    medication.press("keep")
    assert "answer them" in medication.form().boxes["r_cocaine"].trouble.text()
    medication.picture("medication_test_open")
    for analyte in STIMULANTS[:2]:
        medication.answer(f"r_{analyte}", "negative")
    medication.qtbot.waitUntil(lambda: said(medication, "foreseen") == "Met: $2.50; next $3.75.")
    medication.picture("medication_test_foreseen")
    medication.press("keep")
    assert medication.desk.do(accounts.account, ROSA).balance_cents == 250


def test_r6_a_test_that_earns_nothing_leads_to_its_visit(medication):
    medication.press("test")
    medication.answer("validity", "dilute")
    medication.press("keep")
    assert said(medication, "consequence").startswith("This cup can't be read. Ask for another today")
    medication.picture("medication_test_waits")
    medication.press("visit")
    assert medication.went == [("chart", {"client_id": ROSA, "section": "rewards"})]


def test_r7_a_wrong_cup_says_what_it_undoes_and_asks_for_the_second_person(medication):
    medication.press("test")
    answer_all(medication)
    medication.press("keep")
    [row] = medication.desk.do(specimens.of_client, ROSA)
    medication.panel._do_follow(row.specimen.id)
    medication.settle()
    medication.qtbot.waitUntil(lambda: "$2.50 reversed" in said(medication, "undone"))
    medication.answer("reason", "the cup of another client", medication.panel.sheet.form)
    medication.press("keep")
    signer = medication.panel.sheet.second.form
    assert not signer.boxes["witness_id"].trouble.isHidden()
    medication.picture("medication_test_undone")
    signer.set_values({"witness_id": str(SUE), "witness_passphrase": words_of(SUE)})
    medication.press("keep")
    assert medication.desk.do(accounts.account, ROSA).balance_cents == 0
    [row] = medication.desk.do(specimens.of_client, ROSA)
    assert row.reading == "entered in error"
