"""A clinic in which every text of a client's chart bears the same words, to look for them."""

from datetime import timedelta

from counselor_desk.catalog import files
from counselor_desk.desk.desk import utc_now
from counselor_desk.domain.form import Kind
from counselor_desk.domain.plans.plan import Goal, Objective, Plan, Problem
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Client
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.family import relatives
from counselor_desk.services.medication import medications
from counselor_desk.services.plans import drafts, plans
from counselor_desk.services.privacy import consents
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.supervision import review_queue
from tests.proofs import own

WORDS = "blue lantern seven harbors"
STROKES = [{"points": [[10, 10], [200, 90]]}]


def answers(form, words, every=True):
    """Each field that takes text bears the words; what else is required gets a value."""
    values = {}
    for field in form.fields:
        if not field.is_asked(values) or not (every or field.required):
            continue
        if field.kind in (Kind.LINE, Kind.TEXT):
            values[field.key] = words
        elif field.required:
            values[field.key] = _least(field)
    return values


def _least(field):
    if field.options:
        first = field.options[0].value
        return [first] if field.kind is Kind.CHOICES else first
    plain = {Kind.SCALE: 5, Kind.NUMBER: 5, Kind.TIME: "00:00", Kind.CHECK: True, Kind.MONEY: 100}
    if field.key == "stop":
        return "00:01"  # over at any time of this day
    if field.kind is Kind.DATE:
        return utc_now().astimezone().date()
    return [{}] if field.kind is Kind.ROWS else plain[field.kind]


def registered(desk, words):
    values = answers(form_of(Client, "Client"), words)
    for choice in ("sex", "language"):
        values.pop(choice, None)
    values["born"] = utc_now().date() - timedelta(days=9000)
    return desk.do(clients.register, values).id


def live(desk, client_id, words):
    """What Cal writes of one client; says the ids of the notes."""
    today = utc_now().astimezone().date()
    notes = []
    for template in ("dap", "dap", "soap"):
        body = answers(files.templates()[template].form(), words)
        made = desk.do(documents.start, client_id, template, today)
        desk.do(documents.save_draft, made.id, body, made.revision)
        notes.append(made.id)
    for note in notes[:2]:
        desk.do(documents.sign, note, own(desk, documents.sign, WORDS))
    begun = desk.do(plans.begin, client_id)
    aims = Objective("1.1", words, target_on=today + timedelta(90), started_on=today)
    plan = Plan((Problem("1", words, shown_by=(words,), goals=(Goal(words, (aims,)),)),))
    body = {**begun.body, "strengths": words, "barriers": words, **plan.to_body()}
    desk.do(drafts.save, begun.id, body, begun.revision)
    _around(desk, client_id, words, today)
    return notes


def _around(desk, client_id, words, today):
    desk.do(episodes.begin, client_id, {"admitted_on": today})
    given = {"diagnosed_on": today, "diagnosed_by": words, "note": words}
    desk.do(diagnoses.diagnose, client_id, "F11.20", given)
    desk.do(medications.add, client_id, {"name": words, "dose": words, "prescriber": words})
    desk.do(relatives.add, client_id, {"name": words, "relation": "mother"})
    starts = utc_now() + timedelta(hours=1)
    desk.do(appointments.book, client_id, starts, {"title": words, "place": words})
    desk.do(groups.create, {"name": words})
    consent = desk.do(consents.start, client_id, "family")
    recipients = [{"name": words, "kind": "family or friend", "relation": words}]
    ends = (today + timedelta(90)).isoformat()
    body = {**consent.body, "recipients": recipients, "purpose": words, "expires_on": ends}
    desk.do(consents.save, consent.id, body)


def hand_back(clinic, notes, words):
    """The supervisor returns one note and co-signs the other."""
    opened = clinic.open("sue")
    opened.desk.do(review_queue.send_back, notes[0], words)
    opened.desk.do(review_queue.cosign, notes[1], own(opened.desk, review_queue.cosign, WORDS))
    clinic.door.lock(opened)


def fill(clinic, words):
    """The id of the client in whose chart every text is these words, and of the notes."""
    opened = clinic.open("cal")
    client_id = registered(opened.desk, words)
    notes = live(opened.desk, client_id, words)
    clinic.door.lock(opened)
    hand_back(clinic, notes, words)
    opened = clinic.open("cal")
    opened.desk.do(addenda.add_addendum, notes[1], words, own(opened.desk, addenda.add_addendum, WORDS))
    clinic.door.lock(opened)
    return client_id, notes
