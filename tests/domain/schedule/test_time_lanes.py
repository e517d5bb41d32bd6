"""Overlapping appointments lie side by side, each seen, none over another."""

import random

from counselor_desk.domain.schedule.calendar_picture import CalendarBlock, picture
from counselor_desk.domain.schedule.time_lanes import TimeLane, lanes


def test_alone_an_appointment_has_the_whole_column_and_those_that_touch_do_not_share():
    assert lanes([]) == []
    assert lanes([(540, 590)]) == [TimeLane(0, 1, 1)]
    assert lanes([(540, 590), (590, 640)]) == [TimeLane(0, 1, 1), TimeLane(0, 1, 1)]
    assert lanes([(540, 600), (570, 630)]) == [TimeLane(0, 1, 2), TimeLane(1, 1, 2)]


def test_what_has_room_to_its_right_takes_it():
    # The longest of those that begin together comes first; what follows them has the column again.
    assert lanes([(540, 600), (540, 660), (600, 630), (660, 700)]) == [
        TimeLane(1, 1, 2),
        TimeLane(0, 1, 2),
        TimeLane(1, 1, 2),
        TimeLane(0, 1, 1),
    ]
    assert lanes([(540, 720), (540, 600), (540, 600), (630, 700)])[3] == TimeLane(1, 2, 3)


def test_no_two_that_overlap_share_a_lane_whatever_the_day_looks_like():
    chance = random.Random(4)
    for size in (1, 2, 7, 40, 200):
        times = []
        for _n in range(size):
            start = chance.randrange(0, 96) * 15
            times.append((start, start + chance.choice((15, 30, 50, 90, 240))))
        placed = lanes(times)
        for at, (one, lane) in enumerate(zip(times, placed, strict=True)):
            assert 0 <= lane.first < lane.first + lane.span <= lane.of, times
            for other, beside in zip(times[at + 1 :], placed[at + 1 :], strict=True):
                if one[0] < other[1] and other[0] < one[1]:
                    mine = range(lane.first, lane.first + lane.span)
                    theirs = range(beside.first, beside.first + beside.span)
                    assert set(mine).isdisjoint(theirs), (one, other)


def test_a_printed_week_begins_early_enough_for_its_first_appointment():
    hours = [str(hour) for hour in range(24)]
    usual = picture(["Mon 1"], hours, [])
    early = picture(["Mon 1"], hours, [CalendarBlock(0, 6 * 60, 50, "Rosa Medina", "Room 2")])
    assert early.height > usual.height
    said = [part.text for part in early.parts if hasattr(part, "text")]
    assert {"6", "Rosa Medina", "Room 2"} <= set(said)
    assert "6" not in [part.text for part in usual.parts if hasattr(part, "text")]
