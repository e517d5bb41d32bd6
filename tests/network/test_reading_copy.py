"""Charts that are read while the line is cut: with the passphrase, for a while, and where allowed."""

import threading
from datetime import timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network import reading_copy
from counselor_desk.network.remote_desk import LineCut, LineRefused, LineState
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff
from counselor_desk.records.practice import Practice
from counselor_desk.services.chart import overview
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, lists
from counselor_desk.services.documents.open_to_write import open_to_write
from counselor_desk.services.schedule import appointments
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys.unlock import WrongPassphrase
from tests.network.clinic import NUMBERS
from tests.network.cut_line import CutLine
from tests.proofs import own, words_of
from tests.services.documents.test_documents import full

ROSA, DANA = 10, 12


@pytest.fixture
def cut_line(clinic):
    with CutLine(clinic.port) as line:
        yield line


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def seat(clinic, cut_line, folder):
    """Cal at a computer whose line can be cut; `name` empty: nobody has signed in."""
    made, computer = [], clinic.papers.computer()

    def sit(name="cal", **more):
        address = clinic.papers.address(cut_line.port, computer)
        desk = SeatDesk(address, folder, clinic.clock, **more)
        made.append(desk)
        if name:
            desk.sign_in(name, words_of(NUMBERS[name]))
        return desk

    yield sit
    for desk in made:
        desk.close()


def set_practice(clinic, **values):
    def write(engine):
        with upkeep_session(engine) as session:
            for name, value in values.items():
                setattr(session.get(Practice, 1), name, value)

    clinic.desk.on_vault(write)


@pytest.fixture
def allowed(clinic):
    set_practice(clinic, reading_copies=True)


@pytest.fixture
def day(clinic):
    """Rosa comes tomorrow; Dana, whose chart Cal may see as well, does not. Rosa's last note is signed."""
    cal = clinic.seat("cal")
    cal.do(appointments.book, ROSA, clinic.clock.now + timedelta(days=1), {"kind": "individual"})
    note = cal.do(documents.start, ROSA, "dap")
    cal.do(documents.save_draft, note.id, {**full(), "data": "Wept for the quetzal."}, note.revision)
    cal.do(documents.sign, note.id, own(cal, documents.sign))
    return note.id


def cut(line, desk):
    gone = threading.Event()
    stop = desk.watch(lambda state, _why: gone.set() if state is LineState.CUT else None)
    line.cut()
    assert gone.wait(60)
    stop()


def became(desk, wanted):
    there = threading.Event()
    stop = desk.watch(lambda state, _why: there.set() if state is wanted else None)
    assert desk.state is wanted or there.wait(60)
    stop()


def copied(desk):
    """The copy that is taken when somebody signs in is there."""
    for _each in range(600):
        if desk.charts_kept_at is not None:
            return
        threading.Event().wait(0.1)
    raise AssertionError("no charts were copied")


def files(folder):
    return list(folder.glob(f"*{reading_copy.ENDING}"))


@pytest.mark.usefixtures("day")
def test_it_is_off_until_the_clinic_says_so(clinic, cut_line, seat, folder):
    desk = seat()
    desk._renew_copy()
    assert files(folder) == []
    cut(cut_line, desk)
    assert desk.charts_kept_at is None


@pytest.mark.usefixtures("allowed", "day")
def test_a_chart_of_tomorrow_is_read_as_it_opens_and_nothing_else_is(clinic, cut_line, seat, folder):
    desk = seat()
    copied(desk)
    [file] = files(folder)
    assert ownership.is_private(file)
    for clear in (b"quetzal", b"Medina", b"Rosa"):
        assert clear not in file.read_bytes()
    before = desk.do(overview.of_client, ROSA)
    cut(cut_line, desk)
    assert desk.do(overview.of_client, ROSA) == before
    assert desk.do(clients.read, ROSA).family_name == "Medina"
    [row] = desk.do(lists.of_client, ROSA)
    assert desk.do(open_to_write, row.id).document.body["data"] == "Wept for the quetzal."
    tomorrow = (clinic.clock.now + timedelta(days=1)).astimezone().date()
    assert [slot.client_id for slot in desk.do(appointments.day, tomorrow, 2)] == [ROSA]
    with pytest.raises(LineCut, match="not among the charts"):
        desk.do(clients.read, DANA)
    with pytest.raises(LineCut, match="Signing, rewards and disclosures wait"):
        desk.do(documents.start, ROSA, "dap")


@pytest.mark.usefixtures("allowed", "day")
def test_each_chart_that_is_copied_is_on_the_trail_once(clinic, seat):
    copied(seat())

    def told(engine):
        with upkeep_session(engine) as session:
            lines = session.query(AuditEntry).filter(AuditEntry.action == "reading_copies.take")
            return [line.client_id for line in lines if line.client_id]

    assert clinic.desk.on_vault(told) == [ROSA]


@pytest.mark.usefixtures("allowed", "day")
def test_the_passphrase_opens_it_while_nobody_answers_and_the_person_sits_when_the_line_is_back(
    clinic, cut_line, seat
):
    first = seat()
    copied(first)
    first.close()
    cut_line.cut()
    with pytest.raises(LineCut):
        seat("")
    desk = seat("", may_begin_cut=True)
    assert desk.people() == ["cal"]
    with pytest.raises(WrongPassphrase):
        desk.sign_in("cal", "something else entirely")
    with pytest.raises(Refused, match="Check its spelling"):
        desk.sign_in("sue", words_of(1))
    assert desk.sign_in("cal", words_of(2)).name == "Cal Reyes"
    assert desk.do(clients.read, ROSA).family_name == "Medina"
    with pytest.raises(LineCut, match="wait"):
        desk.do(documents.start, ROSA, "dap")
    cut_line.mend()
    became(desk, LineState.THERE)
    assert desk.do(clients.read, DANA).id == DANA
    assert desk.do(documents.start, ROSA, "dap").author_id == 2


def begins_cut(seat, cut_line):
    first = seat()
    copied(first)
    first.close()
    cut_line.cut()
    return lambda: seat("", may_begin_cut=True)


@pytest.mark.parametrize("moved", [timedelta(days=3), timedelta(hours=-1)])
@pytest.mark.usefixtures("allowed", "day")
def test_it_is_gone_after_three_days_and_when_the_clock_was_set_back(clinic, cut_line, seat, folder, moved):
    again = begins_cut(seat, cut_line)
    clinic.clock.forward(seconds=moved.total_seconds())
    desk = again()
    if moved < timedelta(0):
        with pytest.raises(Refused, match="its clock was set back"):
            reading_copy.open_copy(folder, "cal", words_of(2), clinic.clock.now)
    assert desk.people() == []
    assert files(folder) == []


@pytest.mark.usefixtures("allowed", "day")
def test_a_clock_that_stands_still_opens_it_no_more_than_so_often(
    clinic, cut_line, seat, folder, monkeypatch
):
    begins_cut(seat, cut_line)
    monkeypatch.setattr(reading_copy, "OPENINGS", 2)
    for _each in range(2):
        keys, copy = reading_copy.open_copy(folder, "cal", words_of(2), clinic.clock.now)
        keys.forget()
        copy.forget()
    with pytest.raises(Refused, match="three days old"):
        reading_copy.open_copy(folder, "cal", words_of(2), clinic.clock.now)
    assert files(folder) == []


@pytest.mark.usefixtures("allowed", "day")
def test_a_lost_computer_loses_it_at_the_first_contact(clinic, cut_line, seat, folder):
    again = begins_cut(seat, cut_line)
    desk = again()
    desk.sign_in("cal", words_of(2))
    clinic.server._admits = lambda serial: False
    cut_line.mend()
    became(desk, LineState.REFUSED)
    assert files(folder) == []
    with pytest.raises(LineRefused, match="revoked"):
        desk.do(clients.read, ROSA)


@pytest.mark.usefixtures("allowed", "day")
def test_who_left_the_clinic_has_none_from_the_first_contact_on(clinic, cut_line, seat, folder):
    again = begins_cut(seat, cut_line)
    desk = again()
    desk.sign_in("cal", words_of(2))

    def retire(engine):
        with upkeep_session(engine) as session:
            session.get(Staff, 2).active = False

    clinic.desk.on_vault(retire)
    cut_line.mend()
    became(desk, LineState.REFUSED)
    assert files(folder) == []


@pytest.mark.usefixtures("allowed", "day")
def test_the_clinic_s_no_takes_it_away(clinic, seat, folder):
    desk = seat()
    copied(desk)
    assert files(folder)
    set_practice(clinic, reading_copies=False)
    desk._renew_copy()
    assert files(folder) == []
