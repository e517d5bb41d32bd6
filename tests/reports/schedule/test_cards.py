"""Appointment cards: ten to a page, long names whole, and nothing on them that tells of care."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Refused
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press import press, shelf
from counselor_desk.reports.press.sheet import Sheet
from counselor_desk.reports.schedule import appointment_card, day_cards
from counselor_desk.reports.schedule.cards import AppointmentCard, Visit
from counselor_desk.services.clients import clients
from counselor_desk.services.schedule import appointments
from tests.conftest import START
from tests.reports.figures.test_library import booked
from tests.reports.structure import faults

DAY = date(2026, 12, 2)
AT = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
LONG = "Maximiliana-Esperanza Wolfeschlegelsteinhausenbergerdorff de la Cruz y Montoya"


def text(pdf):
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages]


def printed(desk, id, **asked):
    report = shelf.report(id)
    data = desk.do(report.gather, **asked)
    return data, press.render(report, data)


def many(count, **more):
    visits = (Visit(AT, "Cal Reyes", "Room 2"),)
    one = AppointmentCard("Rosa Medina", visits, "Harbor Recovery Center", "555 0100")
    return tuple(replace(one, client_name=f"Client {n}", **more) for n in range(count))


def drawn(cards, **sheet):
    return press.print_out(
        Sheet("Cards", bare=True, **sheet), day_cards.story(day_cards.DayCards(Sheet(""), cards))
    )


@pytest.mark.parametrize(("sheet", "each"), [({}, 10), ({"paper": "a4"}, 10), ({"size": 18.0}, 3)])
def test_ten_cards_fit_a_page_of_either_paper_and_three_in_large_print(sheet, each):
    pages = text(drawn(many(each + 1), **sheet))
    assert [len(re.findall(r"Client \d+", page)) for page in pages] == [each, 1]
    assert faults(drawn(many(each + 1), **sheet)) == []


def test_a_long_name_and_a_long_place_are_whole():
    hard = AppointmentCard(LONG, (Visit(AT, LONG[:60], "R" * 60),) * 6, "C" * 60, "5" * 60)
    (page,) = text(drawn((hard,)))
    for words in ("Esperanza", "Cruz y Montoya", "Thu, Dec 3, 3:30 PM"):
        assert words in page
    assert page.count("3:30 PM") == 6


def test_what_stands_on_a_card_is_the_time_alone(desk):
    booked(desk, 10, place="Room 2", title="Relapse group", kind="group")
    for shape in ("page", "each", "list"):
        _data, pdf = printed(desk, "appointment_card", client_id=10, shape=shape)
        page = " ".join(text(pdf))
        assert "Wednesday, Dec 2, 2026" in page
        assert "with Cal Reyes, Room 2" in page
        for told in ("LADC", "Relapse", "Harbor", "0000010", "1989", "42 CFR", "group"):
            assert told not in page, (shape, told)


def test_the_clinic_s_name_stands_there_when_the_client_has_said_so(desk):
    booked(desk, 10)
    desk.do(clients.change, 10, {"clinic_name_ok": True})
    for shape in ("page", "each"):
        _data, pdf = printed(desk, "appointment_card", client_id=10, shape=shape)
        assert "Harbor Recovery Center" in text(pdf)[0], shape


def test_a_client_reads_it_in_the_own_language(desk):
    booked(desk, 10)
    desk.do(clients.change, 10, {"language": "es"})
    for shape in ("page", "list"):
        _data, pdf = printed(desk, "appointment_card", client_id=10, shape=shape)
        assert "2 de diciembre de 2026" in text(pdf)[0]
        assert "con Cal Reyes" in text(pdf)[0]
        assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "es"


def test_as_many_times_and_copies_as_are_asked_for(desk):
    for days in range(1, 6):
        booked(desk, 10, days=days)
    gather = appointment_card.gather
    cards = desk.do(gather, 10, shape="each", times=3, copies=2).cards
    assert [card.visits[0].at.day for card in cards] == [2, 2, 3, 3, 4, 4]
    (card,) = desk.do(gather, 10, shape="list", times=4).cards
    assert len(card.visits) == 4


def test_the_cards_of_a_day_lie_in_the_order_in_which_people_come(desk):
    booked(desk, 10, days=1.1)
    first = booked(desk, 12, days=1)
    booked(desk, 10, days=1.2)
    booked(desk, 10, days=4)
    data, _pdf = printed(desk, "day_cards", on=DAY)
    assert [card.client_name for card in data.cards] == ["Dana Reed", "Rosa Medina"]
    assert [len(card.visits) for card in data.cards] == [0, 1]
    assert data.cards[1].visits[0].at.day == 5
    data, pdf = printed(desk, "day_cards", on=DAY, which="day")
    assert [len(card.visits) for card in data.cards] == [1, 2]
    assert "Dec 5" not in text(pdf)[0]
    desk.do(appointments.mark, first.id, Attendance.BY_CLIENT)
    data, _pdf = printed(desk, "day_cards", on=DAY)
    assert [card.client_name for card in data.cards] == ["Rosa Medina"]


def test_who_has_no_next_time_gets_lines_to_write_on(desk):
    booked(desk, 12, days=1)
    _data, pdf = printed(desk, "day_cards", on=DAY)
    assert "Day ____" in text(pdf)[0]
    with pytest.raises(Refused, match="Nobody is booked"):
        desk.do(day_cards.gather, DAY - timedelta(days=7))


def test_the_front_desk_prints_the_cards_of_everybody_and_a_counselor_one_s_own(desk):
    booked(desk, 10, days=1)
    desk.as_(3)
    with pytest.raises(Refused, match="Nobody is booked"):
        desk.do(day_cards.gather, DAY)
    desk.as_(4)
    assert len(desk.do(day_cards.gather, DAY).cards) == 1
    assert START.date() < DAY


def test_hostile_words_stand_on_a_card_as_words():
    hard = ("<img src='/etc/passwd'/>", "</para>&#0;", "\x00\ud800\u202e", "w" * 100_000, "\n\n",
            "محمد بن سلمان", "😀👩‍⚕️", "&bogus; <b")  # fmt: skip
    cards = tuple(AppointmentCard(one, (Visit(AT, one, one),) * 2, one, one) for one in hard)
    pdf = drawn(cards)
    (page,) = text(pdf)
    assert faults(pdf) == []
    for words in ("<img src='/etc/passwd'/>", "&bogus; <b", "www\N{HORIZONTAL ELLIPSIS}"):
        assert words in page
