"""The recovery log through the desk."""

from datetime import date

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.services.care import recovery

DANA, ODA = 12, 3
TODAY = date(2026, 12, 1)


def test_what_was_done_is_counted_in_its_week(desk):
    desk.do(recovery.log, DANA, {"kind": "smart", "minutes": 90, "helped": 7})
    desk.do(recovery.log, DANA, {"kind": "exercise", "done_on": TODAY})
    found = desk.do(recovery.diary, DANA)
    assert found.weeks[0].counts == {"Mutual help": 1, "Movement": 1}
    assert {a.kind for a in found.activities} == {"smart", "exercise"}


def test_an_entry_made_in_error_goes_and_comes_back(desk):
    made = desk.do(recovery.log, DANA, {"kind": "smart"})
    desk.do(recovery.strike, made.id)
    assert desk.do(recovery.diary, DANA).activities == []
    desk.do(recovery.put_back, made.id)
    assert len(desk.do(recovery.diary, DANA).activities) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "smart", "done_on": date(2026, 12, 4)}, "done_on"),
        ({"kind": "juggling"}, "kind"),
        ({}, "kind"),
        ({"kind": "smart", "helped": 11}, "helped"),
        ({"kind": "smart", "minutes": 0}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk, values, field):
    with pytest.raises(Refused) as no:
        desk.do(recovery.log, DANA, values)
    assert no.value.field == field
    assert desk.do(recovery.diary, DANA).activities == []


def test_supports_are_kept_once_and_changed(desk):
    wanted = {"wanted": ["smart", "dharma"], "coach": "Mo Castillo"}
    first = desk.do(recovery.keep_supports, DANA, wanted)
    again = desk.do(recovery.keep_supports, DANA, {"coach": "Ruth Abel"})
    held = desk.do(recovery.diary, DANA).supports
    assert first.id == again.id == held.id
    assert (held.wanted, held.coach) == (["smart", "dharma"], "Ruth Abel")
    with pytest.raises(Refused):
        desk.do(recovery.keep_supports, DANA, {"wanted": ["bingo"]})


def test_another_s_log_cannot_be_changed(desk):
    made = desk.do(recovery.log, DANA, {"kind": "smart"})
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(recovery.strike, made.id)
