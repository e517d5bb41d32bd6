"""A note from its first word to its co-signature and beyond."""

from datetime import date

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.records.document import Status
from counselor_desk.services.documents import addenda, documents, lists
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.today import today
from tests.conftest import START
from tests.proofs import own

SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5


def full(template="dap"):
    """An answer to everything that the template requires."""
    form = files.templates()[template].form()
    values = {}
    for field in form.fields:
        if not field.required or not field.is_asked(values):
            continue
        clock = "00:01" if field.key == "stop" else "00:00"  # over whatever time it is
        values[field.key] = {
            "scale": 5, "number": 5, "time": clock, "date": "2026-12-01", "check": True,
            "rows": [{}], "money": 100,
        }.get(field.kind.value, "words")  # fmt: skip
        if field.options:
            first = field.options[0].value
            values[field.key] = [first] if field.kind.value == "choices" else first
    return values


@pytest.fixture
def note(desk):
    """A draft of Cal's with everything filled in."""
    draft = desk.do(documents.start, client_id=10, template="dap")
    desk.do(documents.save_draft, draft.id, full(), draft.revision)
    return draft.id


def read(desk, note):
    return desk.do(documents.read, note).document


def test_from_draft_to_final(desk, note):
    signed = desk.do(documents.sign, note, own(desk, documents.sign))
    assert signed.status is Status.AWAITING_COSIGN
    assert len(signed.digest) == 64
    desk.as_(SUE)
    [item] = desk.do(review_queue.review_queue)
    assert (item.client, item.author, item.times_sent) == ("Rosa Medina", "Cal Reyes", 1)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    assert desk.do(review_queue.review_queue) == []
    final = read(desk, note)
    assert (final.status, final.cosigned_by, final.body) == (Status.FINAL, SUE, full())


def test_signing_asks_for_the_own_passphrase(desk, note):
    with pytest.raises(Refused, match="not your passphrase") as refusal:
        own(desk, documents.sign, "another passphrase")
    assert refusal.value.field == "passphrase"
    assert read(desk, note).status is Status.DRAFT


def test_signing_names_what_is_missing(desk):
    draft = desk.do(documents.start, client_id=10, template="dap")
    with pytest.raises(Refused, match=r"Still to fill in: .*Assessment") as refusal:
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    assert refusal.value.field in {f.key for f in files.templates()["dap"].form().fields}


@pytest.mark.parametrize("act", ["save", "date", "discard", "sign"])
def test_what_is_signed_stays_as_it_is(desk, note, act):
    desk.do(documents.sign, note, own(desk, documents.sign))
    tries = {
        "save": (documents.save_draft, note, {"data": "other"}, 1),
        "date": (documents.date_draft, note, date(2026, 11, 30)),
        "discard": (documents.discard, note),
        "sign": (documents.sign, note, own(desk, documents.sign)),
    }
    with pytest.raises(Refused):
        desk.do(*tries[act])
    assert read(desk, note).body == full()


def test_returned_rewritten_and_sent_again(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))
    desk.as_(SUE)
    with pytest.raises(Refused, match="what should change"):
        desk.do(review_queue.send_back, note, "  ")
    desk.do(review_queue.send_back, note, "Say which objective.")
    desk.as_(CAL)
    [waiting] = desk.do(lists.unfinished)
    assert (waiting.status, waiting.return_comment) == (Status.RETURNED, "Say which objective.")
    [line] = [d for d in desk.do(today.due_items) if d.where.get("document_id") == note]
    assert (line.action, line.text.endswith("returned to you")) == ("Change", True)
    draft = read(desk, note)
    desk.do(documents.save_draft, note, {**full(), "plan": "better"}, draft.revision)
    desk.do(documents.sign, note, own(desk, documents.sign))
    desk.as_(SUE)
    opened = desk.do(documents.read, note)
    assert [revision.body["plan"] for revision in opened.revisions] == ["words", "better"]
    [item] = desk.do(review_queue.review_queue)
    assert item.times_sent == 2


def test_nobody_co_signs_their_own(desk, clock):
    desk.as_(SUE)
    draft = desk.do(documents.start, client_id=10, template="dap")
    desk.do(documents.save_draft, draft.id, full(), 0)
    assert desk.do(documents.sign, draft.id, own(desk, documents.sign)).status is Status.FINAL
    with pytest.raises(Refused, match="does not await"):
        desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))


def test_a_counselor_does_not_co_sign(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))
    with pytest.raises(Forbidden, match="co-sign"):
        desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))


def test_recalled_before_co_signature(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))
    assert desk.do(documents.recall, note).status is Status.DRAFT
    desk.as_(SUE)
    assert desk.do(review_queue.review_queue) == []


def test_two_windows_on_one_draft_keep_both_texts(desk, note):
    revision = read(desk, note).revision
    first = desk.do(documents.save_draft, note, {"data": "from the first window"}, revision)
    second = desk.do(documents.save_draft, note, {"data": "from the second window"}, revision)
    assert (first.is_copy, second.is_copy) == (False, True)
    assert read(desk, note).body == {"data": "from the first window"}
    assert read(desk, second.document_id).body == {"data": "from the second window"}


def test_a_late_entry_is_labelled_and_asks_why(desk, clock):
    draft = desk.do(documents.start, 10, "dap", date(2026, 11, 28))
    desk.do(documents.save_draft, draft.id, full(), 0)
    with pytest.raises(Refused, match="late entry"):
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    signed = desk.do(documents.sign, draft.id, own(desk, documents.sign), "Power cut on Saturday.")
    assert signed.is_late()
    assert signed.signed_at == START  # never back-dated
    with pytest.raises(Refused, match="today or a day before"):
        desk.do(documents.start, 10, "dap", date(2026, 12, 2))


def test_several_notes_of_a_client_on_one_day(desk, note):
    other = desk.do(documents.start, client_id=10, template="cbt_session")
    rows = desk.do(lists.of_client, 10)
    assert {row.id for row in rows} == {note, other.id}


def test_homework_returns_in_the_next_note(desk):
    first = desk.do(documents.start, client_id=10, template="cbt_session")
    body = {**full("cbt_session"), "homework": "Thought record three times"}
    desk.do(documents.save_draft, first.id, body, 0)
    desk.do(documents.sign, first.id, own(desk, documents.sign))
    second = desk.do(documents.start, client_id=10, template="cbt_session")
    assert second.body["homework_before"] == "Thought record three times"
    assert desk.do(documents.start, client_id=12, template="cbt_session").body == {}


def test_an_addendum_leaves_the_original(desk, note):
    with pytest.raises(Refused, match="for a final document"):
        desk.do(addenda.add_addendum, note, "More.", own(desk, addenda.add_addendum))
    desk.do(documents.sign, note, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    desk.as_(CAL)
    desk.do(addenda.add_addendum, note, "The date was the 30th.", own(desk, addenda.add_addendum), True)
    opened = desk.do(documents.read, note)
    assert opened.document.body == full()
    [(addendum, author)] = opened.addenda
    assert (addendum.text, addendum.is_correction, author) == (
        "The date was the 30th.", True, "Cal Reyes",
    )  # fmt: skip


def test_others_do_not_see_or_touch_a_draft(desk, note):
    desk.as_(SUE)
    assert desk.do(lists.of_client, 10) == []
    with pytest.raises(Refused, match="Only the author"):
        desk.do(documents.save_draft, note, {"data": "x"}, 1)
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(lists.of_client, 10)


def test_a_discarded_draft_waits_in_the_bin(desk, note, clock):
    desk.do(documents.discard, note)
    assert desk.do(lists.of_client, 10) == []
    assert [d.id for d in desk.do(lists.bin_of)] == [note]
    desk.do(documents.restore, note)
    assert [row.id for row in desk.do(lists.of_client, 10)] == [note]
    desk.do(documents.discard, note)
    clock.forward(days=31)
    assert desk.do(lists.bin_of) == []


def test_what_was_signed_once_is_never_binned(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))
    desk.do(documents.recall, note)
    with pytest.raises(Refused, match="signed before"):
        desk.do(documents.discard, note)


def test_a_tampered_document_is_not_shown_as_signed(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql("DROP TRIGGER document_submitted")
            db.exec_driver_sql("UPDATE document SET body = '{}'")

    desk.on_vault(tamper)
    with pytest.raises(Forbidden, match="not what was signed"):
        desk.do(documents.read, note)


def test_entered_in_error_needs_a_second_person_and_stays_readable(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    desk.do(addenda.void, note, "Wrong client.")
    assert read(desk, note).status is Status.VOID
    assert read(desk, note).body == full()


def test_every_template_signs_when_it_is_filled_in(desk):
    for name in files.templates():
        draft = desk.do(documents.start, client_id=12, template=name)
        desk.do(documents.save_draft, draft.id, full(name), 0)
        if files.templates()[name].kind == "note":
            assert desk.do(documents.sign, draft.id, own(desk, documents.sign)).digest
