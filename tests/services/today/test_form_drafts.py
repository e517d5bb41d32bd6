"""What is typed into a form belongs to who types it, to its chart, and to nobody else."""

import pytest

from counselor_desk.core.errors import Forbidden
from counselor_desk.services.clients import clients
from counselor_desk.services.exchange import exporting
from counselor_desk.services.today import form_drafts, today
from counselor_desk.services.today.form_drafts import FormPlace

SUE, CAL, ODA, ROSA, JAMES = 1, 2, 3, 10, 11
NEW = FormPlace(screen="registration", where={"new": True}, questions="a")
PHONE = FormPlace(screen="registration", client_id=ROSA, where={"client_id": ROSA}, questions="a")


def said(desk):
    return [(form.client_id, form.title, form.answers) for form in desk.do(form_drafts.mine)]


def test_the_newest_answers_count_until_they_are_dropped(desk):
    desk.do(form_drafts.put, NEW, "New client", {"given_name": "Mari"})
    desk.do(form_drafts.put, NEW, "New client", {"given_name": "Marisol"})
    desk.do(form_drafts.put, PHONE, "Name and contact", {"phone": "401 555 0101"})
    assert sorted(said(desk), key=str) == [
        (ROSA, "Name and contact", {"phone": "401 555 0101"}),
        (None, "New client", {"given_name": "Marisol"}),
    ]
    due = [line for line in desk.do(today.due_items) if line.action == "Continue"]
    lines = [(line.client, line.text, line.screen) for line in due]
    assert ("New client", "Not saved yet", "registration") in lines
    assert ("Rosa Medina", "Name and contact: not saved yet", "registration") in lines
    assert desk.do(form_drafts.drop, None, NEW.spot) is True
    assert desk.do(form_drafts.drop, None, NEW.spot) is False
    assert [client_id for client_id, _title, _answers in said(desk)] == [ROSA]


def test_it_is_one_s_own_and_goes_where_the_chart_goes(desk):
    desk.do(form_drafts.put, PHONE, "Name and contact", {"phone": "401 555 0101"})
    desk.as_(SUE)
    assert said(desk) == []
    desk.do(form_drafts.put, PHONE, "Name and contact", {"phone": "401 555 0202"})
    assert [answers["phone"] for _client, _title, answers in said(desk)] == ["401 555 0202"]
    desk.do(clients.assign, ROSA, ODA)
    desk.as_(CAL)
    assert said(desk) == []


def test_no_draft_is_begun_in_a_chart_beyond_the_caseload(desk):
    place = FormPlace(screen="chart", client_id=JAMES, sheet="add")
    with pytest.raises(Forbidden):
        desk.do(form_drafts.put, place, "Add a medicine", {"name": "x"})


def test_a_spot_is_the_same_on_any_day_and_another_for_another_thing():
    first = FormPlace(screen="schedule", where={"on": "2026-03-01"}, sheet="mark", of=(5,))
    assert first.spot == FormPlace(screen="schedule", sheet="mark", of=(5,)).spot
    assert first.spot != FormPlace(screen="schedule", sheet="mark", of=(6,)).spot
    assert NEW.spot == FormPlace(screen="registration", questions="a").spot != PHONE.spot


def test_what_a_colleague_has_typed_and_not_saved_leaves_with_no_export(desk):
    desk.do(form_drafts.put, PHONE, "Name and contact", {"phone": "wordofcal"})
    desk.as_(SUE)
    desk.do(form_drafts.put, PHONE, "Name and contact", {"phone": "wordofsue"})
    made = str(desk.do(exporting.export, "JSON", [ROSA]).files)
    assert "wordofsue" in made
    assert "wordofcal" not in made
