"""One time for everything on screen: that of the desk that is open."""

from datetime import date, timedelta

from counselor_desk.desk.desk import utc_now
from counselor_desk.ui.kit import wall_clock, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.typed_fields import DayLine


def test_a_bridge_has_its_desk_s_time(desk, clock, qapp):
    bridge = Bridge(desk)
    clock.forward(days=400)
    assert bridge.now() == clock.now
    assert bridge.today() == clock.now.astimezone().date()
    bridge.close()


def test_words_and_fields_go_by_the_open_desk(desk, clock, qtbot):
    bridge, line = Bridge(desk), DayLine()
    qtbot.addWidget(line)
    clock.forward(days=400)
    today = clock.now.astimezone().date()
    line.setText("today")
    assert line.value() == today
    assert words.day(today - timedelta(days=1)) == "yesterday"
    clock.forward(days=1)
    line.setText("today")
    assert line.value() == today + timedelta(days=1)
    assert words.day(today) == "yesterday"
    bridge.close()


def test_closing_leaves_the_time_to_who_is_still_open(desk, clock, qapp):
    clock.forward(days=-4000)
    first, second = Bridge(desk), Bridge(desk)
    second.close()
    assert wall_clock.now() == clock.now
    first.close()
    assert utc_now() - wall_clock.now() < timedelta(minutes=1)
    assert isinstance(wall_clock.today(), date)


def test_a_bridge_that_is_gone_keeps_no_time(desk, clock, qapp):
    clock.forward(days=-4000)
    bridge = Bridge(desk)
    assert wall_clock.now() == clock.now
    del bridge
    assert utc_now() - wall_clock.now() < timedelta(minutes=1)
