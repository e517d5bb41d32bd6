"""The line goes while somebody types, signs, pays: nothing lost, nothing doubled, nothing silent."""

import threading

import pytest
from sqlalchemy import select, text

from counselor_desk.core.errors import KeptHere, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network.remote_desk import LineCut, LineState
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.records.clinic_paper import PaperDraft
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.document import Document, Status
from counselor_desk.records.practice import Practice
from counselor_desk.services.clinic import paper
from counselor_desk.services.documents import counseling_notes, documents
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.today import form_drafts
from counselor_desk.services.today.form_drafts import FormPlace
from counselor_desk.vault.file import ownership
from tests.network.clinic import NUMBERS
from tests.network.cut_line import CutLine
from tests.proofs import words_of

SUE, ROSA = 1, 10


@pytest.fixture
def cut_line(clinic):
    with CutLine(clinic.port) as line:
        yield line


@pytest.fixture
def seat(clinic, cut_line, tmp_path):
    """Cal at another computer, whose line can be cut."""
    made = []

    def sit(name="cal"):
        address = clinic.papers.address(cut_line.port, clinic.papers.computer())
        desk = SeatDesk(address, tmp_path / "spool", clinic.clock)
        made.append(desk)
        desk.sign_in(name, words_of(NUMBERS[name]))
        return desk

    yield sit
    for desk in made:
        desk.close()


def cut(line, desk):
    """The seat has noticed."""
    gone = threading.Event()
    stop = desk.watch(lambda state, _why: gone.set() if state is LineState.CUT else None)
    line.cut()
    assert gone.wait(60)
    stop()


def mended(line, desk):
    """And is back, with nothing left to send."""
    back = threading.Event()
    desk.watch_waiting(lambda: None if desk.waiting() else back.set())
    line.mend()
    assert back.wait(60)


def drafts(clinic):
    """What the vault holds, in the order of making: words and revision."""

    def read(engine):
        with upkeep_session(engine) as session:
            found = session.scalars(select(Document).order_by(Document.id))
            return [(one.body.get("data", ""), one.revision) for one in found]

    return clinic.desk.on_vault(read)


def save(desk, note, words, revision):
    return desk.do(documents.save_draft, note.id, {"data": words}, revision)


def test_what_is_typed_while_the_line_is_cut_goes_when_it_is_back(clinic, cut_line, seat):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    assert save(desk, note, "one", 0).revision == 1
    cut(cut_line, desk)
    for words in ("one two", "one two three"):
        with pytest.raises(KeptHere, match="saved on this computer"):
            save(desk, note, words, 1)
    [waiting] = desk.waiting()
    assert waiting.body == {"data": "one two three"}
    assert drafts(clinic) == [("one", 1)]
    mended(cut_line, desk)
    assert drafts(clinic) == [("one two three", 2)]
    # The form on screen has not heard of it and goes on from what it knew.
    assert save(desk, note, "one two three four", 1).revision == 3
    assert drafts(clinic) == [("one two three four", 3)]


@pytest.mark.slow  # asks until a line counts as cut: half a minute
def test_what_is_typed_into_a_form_goes_when_the_line_is_back_and_what_is_thrown_away_does_not(
    clinic, cut_line, seat
):
    desk = seat()
    call, chart = FormPlace("phone_calls", sheet="new"), FormPlace("registration", ROSA)
    desk.do(form_drafts.put, call, "Call", {"words": "one"})
    cut(cut_line, desk)
    for place, words in ((call, "one two"), (call, "one two three"), (chart, "401 555 0101")):
        with pytest.raises(KeptHere, match="saved on this computer"):
            desk.do(form_drafts.put, place, "Form", {"words": words})
    with pytest.raises(LineCut):
        desk.do(form_drafts.drop, ROSA, chart.spot)
    assert [one.body for one in desk.waiting()] == [{"words": "one two three"}]
    mended(cut_line, desk)
    mine = desk.do(form_drafts.mine)
    assert [(form.client_id, form.answers["words"]) for form in mine] == [(None, "one two three")]
    desk.do(form_drafts.drop, None, call.spot)
    assert desk.do(form_drafts.mine) == []


def test_what_waits_outlives_the_program(clinic, cut_line, seat):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        save(desk, note, "typed before the power went", 0)
    desk.close()
    cut_line.mend()
    again = seat()
    again._sending.submit(lambda: None).result()  # in the queue behind what waits
    assert again.waiting() == []
    assert drafts(clinic) == [("typed before the power went", 1)]


def test_an_answer_that_was_lost_doubles_nothing(clinic, cut_line, seat):
    """The clinic's computer has the text, and this one has not heard so: it is started again meanwhile."""
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    answered = threading.Event()

    def swallow(changes):
        if "Document" in changes.kinds:
            cut_line._is_cut = True
            for writer in list(cut_line._lines):
                cut_line._loop.call_soon_threadsafe(writer.transport.abort)
            answered.set()

    (line,) = clinic.server._lines.values()
    stop = line._seat.listen(swallow)  # who asked hears of it before the answer is sent
    failing = desk.submit(None, documents.save_draft, note.id, {"data": "one"}, 0)
    assert answered.wait(60)
    stop()
    clinic.restart()
    cut_line.mend()
    with pytest.raises(KeptHere):
        failing.result(60)
    mended(cut_line, desk)
    assert save(desk, note, "one two", 0).revision == 2
    assert drafts(clinic) == [("one two", 2)]


def test_somebody_s_newer_text_is_never_written_over(clinic, cut_line, seat):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    save(desk, note, "one", 0)
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        save(desk, note, "typed here", 1)
    elsewhere = clinic.seat("cal")  # the same person at a third computer
    elsewhere.do(documents.save_draft, note.id, {"data": "typed there"}, 1)
    mended(cut_line, desk)
    assert drafts(clinic) == [("typed there", 2), ("typed here", 0)]
    # Whoever types on goes on in the copy, and is told so.
    told = save(desk, note, "typed here and more", 1)
    assert told.is_copy
    assert drafts(clinic) == [("typed there", 2), ("typed here and more", 1)]


def test_what_the_clinic_refuses_stays_here_with_its_reason(clinic, cut_line, seat):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        save(desk, note, "typed here", 0)

    def sealed(engine):
        with upkeep_session(engine) as session:
            session.get(Document, note.id).status = Status.FINAL

    clinic.desk.on_vault(sealed)
    refused = threading.Event()
    desk.watch_waiting(lambda: refused.set() if any(t.refused for t in desk.waiting()) else None)
    cut_line.mend()
    assert refused.wait(60)
    [kept] = desk.waiting()
    assert "cannot be changed" in kept.refused
    assert kept.body == {"data": "typed here"}
    desk.let_go(note.id)
    assert desk.waiting() == []


def test_words_from_before_a_restore_are_not_put_into_what_has_their_number_now(clinic, cut_line, seat):
    """The trail over there no longer goes on from where it was when they were typed."""
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    save(desk, note, "before", 0)
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        save(desk, note, "typed meanwhile", 1)

    def restored(engine):
        """As an earlier backup comes to it: other lines since, and another draft of that number."""
        with upkeep_session(engine) as session:
            for name in session.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
            ):
                session.execute(text(f'DROP TRIGGER "{name}"'))
            session.execute(text("UPDATE audit_entry SET mac = 'of another line'"))
            session.get(Document, note.id).body = {"data": "another client's"}

    clinic.desk.on_vault(restored)
    clinic.restart()
    refused = threading.Event()
    desk.watch_waiting(lambda: refused.set() if any(t.refused for t in desk.waiting()) else None)
    cut_line.mend()
    assert refused.wait(60)
    [kept] = desk.waiting()
    assert "restored from an earlier backup" in kept.refused
    assert kept.body == {"data": "typed meanwhile"}
    assert drafts(clinic) == [("another client's", 1)]


def test_other_acts_say_that_they_wait_and_do_nothing(clinic, cut_line, seat):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")
    cut(cut_line, desk)
    with pytest.raises(LineCut, match="Signing, rewards and disclosures wait"):
        desk.do(documents.discard, note.id)
    cut_line.mend()
    assert desk.do(documents.read, note.id).document.discarded_at is None


def test_a_refusal_is_a_refusal_and_no_cut(seat):
    desk = seat()
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(documents.save_draft, 4711, {"data": "x"}, 0)


def test_a_full_disk_here_keeps_no_word_from_the_clinic(clinic, seat, monkeypatch):
    desk = seat()
    note = desk.do(documents.start, ROSA, "dap")

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ownership, "new_file", full)
    assert save(desk, note, "one", 0).revision == 1
    assert drafts(clinic) == [("one", 1)]


PAPER = ("letter", "attendance", "en")


def paper_drafts(clinic):
    def read(engine):
        with upkeep_session(engine) as session:
            return [one.written["body"] for one in session.scalars(select(PaperDraft))]

    return clinic.desk.on_vault(read)


def test_a_text_of_the_clinic_s_paper_waits_for_the_line_and_no_older_one_takes_a_newer_s_place(
    clinic, cut_line, seat
):
    desk = seat("ada")

    def typed(words):
        return desk.do(paper.save_draft, *PAPER, {"facts": {}, "body": words})

    typed("Dear")
    cut(cut_line, desk)
    for words in ("Dear client", "Dear client, welcome"):
        with pytest.raises(KeptHere):
            typed(words)
    [waiting] = desk.waiting()
    assert waiting.body["body"] == "Dear client, welcome"
    assert paper_drafts(clinic) == ["Dear"]
    mended(cut_line, desk)
    assert paper_drafts(clinic) == ["Dear client, welcome"]
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        typed("typed here")
    clinic.clock.forward(seconds=60)
    clinic.seat("ada").do(paper.save_draft, *PAPER, {"facts": {}, "body": "typed there"})
    refused = threading.Event()
    desk.watch_waiting(lambda: refused.set() if any(t.refused for t in desk.waiting()) else None)
    cut_line.mend()
    assert refused.wait(60)
    assert paper_drafts(clinic) == ["typed there"]
    [kept] = desk.waiting()
    assert "at another computer" in kept.refused
    assert kept.body["body"] == "typed here"


@pytest.fixture
def notes(clinic):
    """What the vault holds of counseling notes, opened with their author's own key."""

    def turned_on(engine):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = True

    clinic.desk.on_vault(turned_on)

    def read(desk):
        rows = desk.do(counseling_notes.of_client, ROSA)
        words = OwnWords(desk)
        return sorted(words.open(desk.do(counseling_notes.open_note, row.id)).text for row in rows)

    return read


def test_a_counseling_note_that_is_begun_while_the_line_is_cut_is_there_once(clinic, cut_line, seat, notes):
    desk = seat()
    own, day = OwnWords(desk), clinic.clock.now.date()
    own.prepare()

    def typed(words, begun="a1"):
        return desk.do(counseling_notes.write, ROSA, day, own.seal(ROSA, day, words), begun)

    cut(cut_line, desk)
    for words, begun in (("grief", "a1"), ("another hour", "b2"), ("grief and anger", "a1")):
        with pytest.raises(KeptHere):
            typed(words, begun)
    assert len(desk.waiting()) == 2
    mended(cut_line, desk)
    assert notes(desk) == ["another hour", "grief and anger"]
    # The window has not heard of its number and goes on in the same note.
    typed("grief, anger, relief")
    assert notes(desk) == ["another hour", "grief, anger, relief"]


@pytest.mark.slow  # asks until a line counts as cut: half a minute
def test_a_counseling_note_whose_answer_was_lost_is_not_doubled(clinic, cut_line, seat, notes):
    desk = seat()
    own, day = OwnWords(desk), clinic.clock.now.date()
    own.prepare()
    answered = threading.Event()

    def swallow(changes):
        if "CounselingNote" in changes.kinds:
            cut_line._is_cut = True
            for writer in list(cut_line._lines):
                cut_line._loop.call_soon_threadsafe(writer.transport.abort)
            answered.set()

    (line,) = clinic.server._lines.values()
    stop = line._seat.listen(swallow)
    first = desk.submit(None, counseling_notes.write, ROSA, day, own.seal(ROSA, day, "one"), "a1")
    assert answered.wait(60)
    stop()
    clinic.restart()
    with pytest.raises(KeptHere):
        first.result(60)
    with pytest.raises(KeptHere):
        desk.do(counseling_notes.write, ROSA, day, own.seal(ROSA, day, "one two"), "a1")
    mended(cut_line, desk)
    assert notes(desk) == ["one two"]


def test_words_of_a_counseling_note_that_come_late_stand_beside_newer_ones(clinic, cut_line, seat, notes):
    desk = seat()
    own, day = OwnWords(desk), clinic.clock.now.date()
    own.prepare()
    note = desk.do(counseling_notes.write, ROSA, day, own.seal(ROSA, day, "first"), "a1")
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        desk.do(counseling_notes.change, note, own.seal(ROSA, day, "typed here"))
    clinic.clock.forward(seconds=60)
    elsewhere = clinic.seat("cal")
    there = OwnWords(elsewhere)
    there.prepare()
    elsewhere.do(counseling_notes.change, note, there.seal(ROSA, day, "typed there"))
    mended(cut_line, desk)
    assert notes(elsewhere) == ["typed here", "typed there"]
    desk.do(counseling_notes.change, note, own.seal(ROSA, day, "typed here and on"))
    assert notes(elsewhere) == ["typed here and on", "typed there"]


def test_words_of_a_counseling_note_that_the_clinic_refuses_are_opened_here(clinic, cut_line, seat, notes):
    """One that was begun while the line was cut, and one that was there; the clinic has turned them off."""
    desk = seat()
    own, day = OwnWords(desk), clinic.clock.now.date()
    own.prepare()
    there = desk.do(counseling_notes.write, ROSA, day, own.seal(ROSA, day, "there"), "a1")
    desk.do(counseling_notes.open_note, there)
    cut(cut_line, desk)
    with pytest.raises(KeptHere):
        desk.do(counseling_notes.write, ROSA, day, own.seal(ROSA, day, "begun meanwhile"), "b2")
    with pytest.raises(KeptHere):
        desk.do(counseling_notes.change, there, own.seal(ROSA, day, "there and on"))

    def ended(engine):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = False
            session.get(CounselingNote, there).author_id = SUE

    clinic.desk.on_vault(ended)
    refused = threading.Event()
    desk.watch_waiting(lambda: refused.set() if all(t.refused for t in desk.waiting()) else None)
    cut_line.mend()
    assert refused.wait(60)
    kept = [one.sealed for one in desk.waiting()]
    words = [own.open_unsent(one.words, one.client_id, one.session_on) for one in kept]
    assert words == ["begun meanwhile", "there and on"]
    assert all(one.body == {} and b"meanwhile" not in one.values for one in desk.waiting())
