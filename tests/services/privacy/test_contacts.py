"""Contacts are bound to consents; allergies and pregnancy stand at the head of the chart."""

from datetime import date

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.care import vital_facts
from counselor_desk.services.chart import head
from counselor_desk.services.privacy import contacts
from tests.services.privacy.test_consents import consent_to_sister

FLO, ROSA, DANA = 4, 10, 12


def test_a_contact_hears_what_a_consent_in_force_lets_out_and_nothing_else(desk):
    with pytest.raises(Refused, match="phone number") as no:
        desk.do(contacts.add, ROSA, {"kind": "emergency", "name": "Luz Medina"})
    assert no.value.field == "phone"
    desk.do(contacts.add, ROSA, {"kind": "attorney", "name": "A. Boyd"})
    luz = desk.do(contacts.add, ROSA, {"kind": "emergency", "name": "Luz Medina", "phone": "555 0155"})
    rows = desk.do(contacts.of_client, ROSA).rows
    assert [row.contact.name for row in rows] == ["Luz Medina", "A. Boyd"], "whom to call first stands first"
    assert all(row.may_hear == () for row in rows)
    desk.do(contacts.end, luz.id)
    assert [row.contact.name for row in desk.do(contacts.of_client, ROSA).rows] == ["A. Boyd", "Luz Medina"]
    desk.do(contacts.change, luz.id, {"name": "Luz Medina Rios", "phone": "555 0157"})
    assert desk.do(contacts.of_client, ROSA).rows[1].contact.phone == "555 0157"
    with pytest.raises(Refused, match="phone number"):
        desk.do(contacts.change, luz.id, {"phone": " "})
    assert desk.do(contacts.of_client, ROSA).rows[1].contact.phone == "555 0157"
    consent_to_sister(desk)
    desk.do(contacts.add, DANA, {"kind": "emergency", "name": "ann reed", "phone": "555 0156"})
    desk.do(contacts.add, DANA, {"kind": "probation", "name": "Ben Reed"})
    heard = {row.contact.name: row.may_hear for row in desk.do(contacts.of_client, DANA).rows}
    assert heard == {"ann reed": ("attendance",), "Ben Reed": ()}


def test_facts_that_come_first_stand_at_the_head_and_not_for_the_front_desk(desk):
    with pytest.raises(Refused, match="Choose one"):
        desk.do(vital_facts.write, ROSA, {"allergies": "Penicillin", "no_allergies": True})
    given = {"allergies": "Penicillin: hives\nLatex", "pregnant": "pregnant", "due_on": date(2027, 4, 2)}
    desk.do(vital_facts.write, ROSA, {**given, "interpreter": "Spanish"})
    alerts = desk.do(head.of_client, ROSA).alerts
    assert alerts == ("allergy: Penicillin: hives, Latex", "pregnant", "interpreter: Spanish")
    desk.do(vital_facts.write, ROSA, {"allergies": "", "no_allergies": True, "pregnant": "no"})
    assert desk.do(head.of_client, ROSA).alerts == ("interpreter: Spanish",)
    desk.as_(FLO)
    assert desk.do(contacts.of_client, ROSA).facts is None
    assert desk.do(head.of_client, ROSA).alerts == ()
    with pytest.raises(Forbidden):
        desk.do(vital_facts.of_client, ROSA)
