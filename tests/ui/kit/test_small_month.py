"""The small calendar follows the look that is worn."""

from datetime import date

from PySide6.QtGui import QPalette

from counselor_desk.ui.kit import dress, look
from counselor_desk.ui.kit.widgets.calendar import SmallMonth


def test_its_weekdays_stand_on_the_ground_of_the_look_that_is_worn(qtbot, qapp):
    worn = dress.apply(qapp)
    try:
        worn.use_palette(dark=False)
        month = SmallMonth(date(2027, 3, 14))
        qtbot.addWidget(month)
        month.show()
        for is_dark in (True, False):
            worn.use_palette(dark=is_dark)
            qtbot.waitUntil(
                lambda: (
                    month.calendar.palette().color(QPalette.ColorRole.AlternateBase) == look.color("raised")
                )
            )
    finally:
        worn.use_palette(dark=False)
