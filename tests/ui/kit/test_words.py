"""Dates as people say them, and rows that tell them."""

from datetime import date

import pytest

from counselor_desk.domain.form import Field, Kind
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.answers_view import answer
from counselor_desk.ui.kit.paged import RowText, WholeListModel
from counselor_desk.ui.kit.widgets.rows import APART, RowList

TUESDAY = date(2026, 11, 24)
SAID = {
    date(2026, 11, 24): "today",
    date(2026, 11, 23): "yesterday",
    date(2026, 11, 25): "tomorrow",
    date(2026, 11, 26): "Thursday",
    date(2026, 11, 19): "Thu, Nov 19",  # not the Thursday that comes
    date(2026, 11, 30): "Monday",
    date(2026, 12, 1): "Dec 1",
    date(2025, 12, 1): "Dec 1, 2025",
}


@pytest.mark.parametrize("on", SAID)
def test_a_bare_weekday_is_one_that_comes(on):
    assert words.day(on, TUESDAY) == SAID[on]


def test_chips_of_a_list_end_in_one_line(qtbot):
    rows = RowList("Sessions", fits=True)
    qtbot.addWidget(rows)
    lines = [RowText("One", right="9 Nov 11:00", chips=(("attended", "ok"),)),
             RowText("Two", right="16 Nov 11:00", chips=(("attended", "ok"),)),
             RowText("Three", right="a line that is much longer than every other one")]  # fmt: skip
    rows.show_lines(list(enumerate(lines)))
    assert isinstance(rows.model(), WholeListModel)
    ends = rows.column_of_chips(60)
    assert ends == rows.column_of_chips(ends) > 60
    assert rows.column_of_chips(ends - APART) == ends - APART  # too far apart: by itself


def test_f19_an_answer_s_time_is_told_like_every_other_time():
    start = Field("start", "Start", Kind.TIME)
    assert answer(start, "09:00") == "9:00 AM"
    assert answer(start, "14:05") == "2:05 PM"
    assert answer(start, "after lunch") == "after lunch", "words that came from elsewhere"
    assert answer(start, "") == ""
