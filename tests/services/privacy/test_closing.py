"""The end of the program, 42 CFR 2.19: transfer with consent, under seal, or destroyed."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.privacy.program_closing import (
    ProgramProgress,
    RecordDisposition,
    RecordProgress,
    TransferAnswer,
)
from counselor_desk.services.privacy import consents, destruction, program_closing, registers
from tests.proofs import beside
from tests.services.privacy.test_consents import STROKES

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ADA = 1, 2, 5
TODAY = date(2026, 12, 1)
LAST_DAY = date(2026, 12, 31)
WAIT = files.retention().closing.wait_days


@pytest.fixture(autouse=True)
def ada(desk):
    desk.as_(ADA)


def begun(desk, **more):
    return desk.do(program_closing.save_closing, {"why": "discontinued", "ends_on": LAST_DAY, **more})


def signed_consent(desk, client_id):
    made = desk.do(consents.start, client_id, "specific")
    body = {
        **made.body,
        "recipients": [{"name": "Lakeside Program", "kind": "treating provider"}],
        "information": "the whole record",
        "categories": ["attendance"],
        "purpose": "care goes on there",
        "expires_on": "2027-03-01",
    }
    desk.do(consents.save, made.id, body)
    return desk.do(consents.sign, made.id, {"signer": "The client"}, STROKES)


def lines(desk):
    return {one.client_id: one for one in desk.do(program_closing.current_closing).clients}


def test_the_words_of_the_label_are_those_of_the_rule():
    label = ProgramProgress(LAST_DAY, "10 CCR 2500", date(2036, 12, 1)).label("Harbor Recovery Center")
    assert label == (
        "Records of Harbor Recovery Center required to be maintained under 10 CCR 2500 until a "
        "date not later than December 1, 2036"
    )
    assert ProgramProgress(LAST_DAY).label("Harbor").count("........") == 4


def test_other_media_are_sanitized_within_a_year():
    assert ProgramProgress(date(2024, 2, 29)).sanitize_by == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (RecordProgress(RecordDisposition.OPEN), "Ask the client"),
        (RecordProgress(RecordDisposition.OPEN, TODAY), "wait for an answer until December 16, 2026"),
        (RecordProgress(RecordDisposition.OPEN, TODAY - timedelta(days=WAIT)), "retain it under seal"),
        (RecordProgress(RecordDisposition.OPEN, TODAY - timedelta(days=WAIT), is_over=True), "destroy it"),
        (RecordProgress(RecordDisposition.OPEN, TODAY, TransferAnswer.NO), "retain it under seal"),
        (RecordProgress(RecordDisposition.OPEN, TODAY, TransferAnswer.UNREACHED, is_over=True), "destroy it"),
        (RecordProgress(RecordDisposition.OPEN, TODAY, TransferAnswer.YES), "choose the transfer"),
        (RecordProgress(RecordDisposition.TRANSFER), "written consent is missing"),
        (RecordProgress(RecordDisposition.TRANSFER, has_consent=True), "Transfer it"),
        (RecordProgress(RecordDisposition.TRANSFER, has_consent=True, done_on=TODAY), ""),
        (RecordProgress(RecordDisposition.RETAIN), "Put it under seal"),
        (RecordProgress(RecordDisposition.RETAIN, done_on=TODAY), ""),
        (RecordProgress(RecordDisposition.DESTROY), "second person's signature"),
        (RecordProgress(RecordDisposition.DESTROY, done_on=TODAY), "second person's signature"),
    ],
)
def test_what_is_left_to_do_for_one_record(step, said):
    left = step.next_task(TODAY, WAIT)
    assert (said in left) if said else (left == "")


def test_without_a_closing_nothing_is_decided(desk):
    assert desk.do(program_closing.current_closing) is None
    with pytest.raises(Refused, match="Begin it first"):
        desk.do(program_closing.keep_client, ROSA, {"way": "retained under seal"})


def test_who_takes_over_is_named(desk):
    with pytest.raises(Refused, match="Name the program") as refusal:
        begun(desk, why="acquired")
    assert refusal.value.field == "acquirer"
    begun(desk, why="acquired", acquirer="Lakeside Program")
    assert desk.do(program_closing.current_closing).record.acquirer == "Lakeside Program"
    with pytest.raises(Refused, match="future"):
        begun(desk, sealed_on=TODAY + timedelta(days=1))


def test_every_record_is_listed_with_what_is_left(desk):
    begun(desk)
    found = lines(desk)
    assert set(found) == {ROSA, JAMES, DANA}
    assert all("Ask the client" in one.next_task for one in found.values())
    asked = {"asked_on": TODAY, "asked_how": "in a session"}
    desk.do(program_closing.keep_client, ROSA, asked)
    assert "wait for an answer" in lines(desk)[ROSA].next_task


def test_no_transfer_without_a_written_consent_that_holds(desk):
    begun(desk)
    transfer = {"way": "transferred with consent", "answer": "consents"}
    desk.do(program_closing.keep_client, DANA, transfer)
    assert "consent is missing" in lines(desk)[DANA].next_task
    with pytest.raises(Refused, match="Choose the written consent"):
        desk.do(program_closing.keep_client, DANA, {**transfer, "done_on": TODAY})
    desk.as_(CAL)
    other, own = signed_consent(desk, ROSA), signed_consent(desk, DANA)
    desk.as_(ADA)
    with pytest.raises(Refused, match="Choose the written consent"):
        desk.do(
            program_closing.keep_client,
            DANA,
            {**transfer, "consent_id": other.id, "done_on": TODAY},
        )
    done = {**transfer, "consent_id": own.id, "done_on": TODAY}
    desk.do(program_closing.keep_client, DANA, done)
    assert lines(desk)[DANA].next_task == ""
    desk.do(consents.revoke, own.id, TODAY, "a letter")
    with pytest.raises(Refused, match="was revoked"):
        desk.do(program_closing.keep_client, DANA, done)


def test_what_a_law_asks_to_keep_is_not_destroyed_and_what_none_does_is_not_kept(desk, clock):
    begun(desk)
    with pytest.raises(Refused, match="until December 1, 2036"):
        desk.do(program_closing.keep_client, ROSA, {"way": "destroyed"})
    clock.forward(days=11 * 366)
    with pytest.raises(Refused, match="No law requires"):
        desk.do(program_closing.keep_client, ROSA, {"way": "retained under seal"})
    desk.do(program_closing.keep_client, ROSA, {"way": "destroyed"})
    held = desk.do(registers.place_hold, DANA, "case 26-1")
    with pytest.raises(Refused, match="legal hold"):
        desk.do(program_closing.keep_client, DANA, {"way": "destroyed"})
    desk.do(program_closing.keep_client, DANA, {"way": "retained under seal"})
    assert held.lifted_on is None


def test_it_is_finished_when_nothing_is_left_and_not_before(desk, clock):
    begun(desk)
    clock.forward(days=11 * 366)
    today = clock.now.astimezone().date()
    desk.do(program_closing.keep_client, ROSA, {"way": "destroyed"})
    why = "the program closes and no law asks to keep it"
    desk.do(destruction.destroy, ROSA, why, beside(desk, destruction.destroy, SUE))
    desk.do(registers.place_hold, DANA, "case 26-1")
    for chart in (DANA, JAMES):
        if chart == JAMES:
            desk.do(registers.place_hold, JAMES, "case 26-2")
        desk.do(program_closing.keep_client, chart, {"way": "retained under seal", "done_on": today})
    found = desk.do(program_closing.current_closing)
    assert (found.destroyed, len(found.clients)) == (1, 2)
    assert found.latest == date(2036, 12, 1)
    told = []
    for key, value in (
        ("authority", "10 CCR 2500"), ("keep_until", date(2040, 1, 1)), ("responsible", "A. Quist"),
        ("archived_on", today), ("copied_on", today), ("keys_kept", "a bank"),
        ("sealed_on", today), ("storage", "a vault in town"), ("sanitized_on", today),
    ):  # fmt: skip
        left = desk.do(program_closing.current_closing).open_tasks
        told.append(left[0])
        with pytest.raises(Refused) as refusal:
            desk.do(program_closing.finish)
        assert str(refusal.value) == left[0]
        record = desk.do(program_closing.current_closing).record
        kept = {k: getattr(record, k) for k in (
            "why", "ends_on", "authority", "keep_until", "responsible", "storage", "keys_kept",
            "archived_on", "copied_on", "sealed_on", "sanitized_on")}  # fmt: skip
        desk.do(program_closing.save_closing, {**kept, key: value})
    assert len(set(told)) == 9
    assert desk.do(program_closing.finish).finished_at == clock.now
    with pytest.raises(Refused, match="finished"):
        begun(desk)


def test_the_rest_is_decided_as_the_law_leaves_it_and_who_was_asked_waits(desk, clock):
    begun(desk)
    desk.do(program_closing.keep_client, ROSA, {"asked_on": TODAY})
    desk.do(program_closing.keep_client, JAMES, {"asked_on": TODAY, "answer": "does not consent"})
    assert desk.do(program_closing.decide_rest) == 2
    assert [one.step.way for one in lines(desk).values()].count(RecordDisposition.RETAIN) == 2
    assert lines(desk)[ROSA].step.way is RecordDisposition.OPEN
    clock.forward(days=WAIT)
    assert desk.do(program_closing.decide_rest) == 1
    assert desk.do(program_closing.decide_rest) == 0
    assert lines(desk)[ROSA].step.asked_on == TODAY
    today = clock.now.astimezone().date()
    assert desk.do(program_closing.seal_retained, today) == 3
    assert {one.step.done_on for one in lines(desk).values()} == {today}
    assert desk.do(program_closing.seal_retained, today) == 0


@pytest.mark.parametrize("staff_id", [SUE, CAL])
def test_only_an_administrator_closes_the_program(desk, staff_id):
    desk.as_(staff_id)
    with pytest.raises(Forbidden):
        desk.do(program_closing.current_closing)
