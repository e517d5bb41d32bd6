"""The line goes while somebody types, signs, pays: nothing lost, nothing doubled, nothing silent."""

import threading

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import KeptHere, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network.remote_desk import LineCut, LineState
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents import documents
from counselor_desk.vault.file import ownership
from tests.network.cut_line import CutLine
from tests.proofs import PASSPHRASE

ROSA = 10


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
        desk.sign_in(name, PASSPHRASE)
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
        with pytest.raises(KeptHere, match="kept on this computer"):
            save(desk, note, words, 1)
    [waiting] = desk.waiting()
    assert waiting.body == {"data": "one two three"}
    assert drafts(clinic) == [("one", 1)]
    mended(cut_line, desk)
    assert drafts(clinic) == [("one two three", 2)]
    # The form on screen has not heard of it and goes on from what it knew.
    assert save(desk, note, "one two three four", 1).revision == 3
    assert drafts(clinic) == [("one two three four", 3)]


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
