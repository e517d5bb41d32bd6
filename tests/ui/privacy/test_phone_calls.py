"""The window in which a call is written down while the telephone is in the hand."""

import pytest
from PySide6.QtWidgets import QLabel

from counselor_desk.services.privacy import phone_calls
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.privacy.phone_calls import PhoneCalls
from counselor_desk.ui.privacy.stranger import Stranger
from tests.services.privacy.test_phone_calls import CAL, DANA, FLO, MOTHER
from tests.ui.hands import press


@pytest.fixture
def shown(desk, qtbot):
    bridge, went = Bridge(desk), []

    def build(kind, *args):
        screen = kind(bridge, lambda name, **where: went.append((name, where)), *args)
        qtbot.addWidget(screen)
        screen.resize(1000, 1200)
        screen.show()
        qtbot.waitUntil(bridge.is_idle)
        return screen

    build.went = went
    yield build
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_l7_the_front_desk_writes_a_call_down(desk, shown, qtbot):
    desk.as_(FLO)
    press(qtbot, shown(Stranger), "write_down_call")
    assert shown.went == [("phone_calls", {"new": True})]
    screen = shown(PhoneCalls)
    screen.open(new=True)
    qtbot.waitUntil(lambda: screen.bridge.is_idle() and screen.sheet is not None)
    screen.sheet.form.set_values({**MOTHER, "for_id": str(CAL)})
    press(qtbot, screen, "keep")
    qtbot.waitUntil(screen.bridge.is_idle)
    (row,) = desk.do(phone_calls.mine)
    assert (row.call.caller, row.call.for_id) == ("Mrs. Reed", CAL)


def test_l7_the_counselor_files_it_in_the_chart(desk, shown, qtbot):
    desk.as_(FLO)
    call = desk.do(phone_calls.take, CAL, MOTHER)
    desk.as_(CAL)
    screen = shown(PhoneCalls)
    qtbot.waitUntil(lambda: screen.calls.lines.rowCount() == 1)
    screen._open(call.id)
    said = " ".join(label.text() for label in screen.sheet.findChildren(QLabel))
    assert "She has not slept at home" in said
    press(qtbot, screen, "file_call")
    screen.sheet.form.set_values({"who": "Dana Reed"})
    press(qtbot, screen, "keep")
    qtbot.waitUntil(lambda: bool(shown.went))
    assert shown.went[-1][1]["client_id"] == DANA
