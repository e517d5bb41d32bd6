"""A small calendar to choose a day from: one month, arrows for the others."""

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text


class SmallMonth(QWidget):
    """One month of days to choose from; arrows lead to the others."""

    chosen = Signal(object)  # date

    def __init__(self, day: date) -> None:
        super().__init__()
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setNavigationBarVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(QLocale().firstDayOfWeek())
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekday, QTextCharFormat())  # not red: only days
        self._set_ground()
        self.month = text.strong()
        self.calendar.currentPageChanged.connect(self._name_month)
        self.choose(day)
        self._name_month(day.year, day.month)
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head())
        column.addWidget(self.calendar)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:  # light became dark, or the other way round
            self._set_ground()

    def _set_ground(self) -> None:
        """The row of weekdays on the ground of what stands out, in the look that is worn now."""
        ground, raised = self.palette(), look.color("raised")
        if self.calendar.palette().color(QPalette.ColorRole.AlternateBase) != raised:
            ground.setColor(QPalette.ColorRole.AlternateBase, raised)
            self.calendar.setPalette(ground)

    def choose(self, day: date) -> None:
        """Mark a day, without telling of it."""
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(look.TIGHT, 0, 0, 0)
        row.addWidget(self.month, 1)
        for name, icon, turn in (
            (_("Month before"), "before", self.calendar.showPreviousMonth),
            (_("Next month"), "next", self.calendar.showNextMonth),
        ):
            button = QToolButton()
            look.set_icon(button, icon, "secondary")
            button.setIconSize(QSize(16, 16))
            button.setAutoRaise(True)
            button.setAccessibleName(name)
            text.explain(button, name)
            button.clicked.connect(turn)
            row.addWidget(button)
        return row

    def _name_month(self, year: int, month: int) -> None:
        name = QLocale().standaloneMonthName(month)
        self.month.setText(f"{name[:1].upper()}{name[1:]} {year}")

    def _take(self, day: QDate) -> None:
        self.chosen.emit(date(day.year(), day.month(), day.day()))


class CalendarPopup(QWidget):
    """Closes when a day is chosen; Esc closes it too."""

    chosen = Signal(object)  # date

    def __init__(self, near: QWidget, day: date) -> None:
        super().__init__(near, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.month = SmallMonth(day)
        self.calendar = self.month.calendar
        self.month.chosen.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.TIGHT, look.TIGHT, look.TIGHT, look.TIGHT)
        column.addWidget(self.month)
        self.calendar.setFocus()

    def _take(self, day: date) -> None:
        self.chosen.emit(day)
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("raised"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
