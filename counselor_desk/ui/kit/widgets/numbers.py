"""Numbers that open the list that they count: one way for every page, by pointer and keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets.flow import Flow
from counselor_desk.ui.kit.widgets.link import Link
from counselor_desk.ui.kit.widgets.rows import RowList


class Number(Link):
    """A count in words; it says to a screen reader that it opens the list."""

    told = Signal()

    def __init__(self, name: str, lead: Callable[[], object]) -> None:
        super().__init__("")
        self._alone = False
        self.setObjectName(name)
        self.clicked.connect(lambda: lead())
        self.hide()

    def show_count(self, words: str) -> None:
        """Nothing to count is nothing to open."""
        self.say(words)
        self._name()
        self.setVisible(bool(words))
        self.told.emit()

    def stand_out(self, alone: bool) -> None:
        """Its rows stand alone in the list: it is bold, and pressed again it shows all."""
        self._alone = alone
        self.setFont(look.font(look.BODY, QFont.Weight.DemiBold if alone else QFont.Weight.Normal))
        self._name()
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, as it does in a list; Space does for every button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def _name(self) -> None:
        message = _("{number}: show all again") if self._alone else _("{number}: open the list")
        self.setAccessibleName(message.format(number=self.text()))


class Numbers(QWidget):
    """A page's numbers in a row; Esc leads from a list back to the number that led there."""

    def __init__(self, reveal: Callable[[QWidget], object] = lambda widget: None) -> None:
        """`reveal` scrolls the page to a list."""
        super().__init__()
        self._flow, self._reveal = Flow(self, look.NEAR), reveal
        self._led: tuple[Number, RowList] | None = None
        self._only: dict[Number, Callable[[bool], object]] = {}
        self._alone: Number | None = None

    def sizeHint(self) -> QSize:
        return self._flow.sizeHint()

    def add(self, name: str, rows: RowList, only: Callable[[bool], object] | None = None) -> Number:
        """A number of rows on this page; `only(True)` leaves in the list what it counts."""
        number = Number(name, lambda: self._lead(number, rows))
        number.told.connect(self._take_room)
        if only is not None:
            self._only[number] = only
        self._flow.addWidget(number)
        return number

    def _take_room(self) -> None:
        """Where nothing is counted no gap is left."""
        self.setHidden(all(number.isHidden() for number in self.findChildren(Number)))

    def back(self) -> bool:
        """Whether Esc had somewhere to lead back to."""
        if self._led is None:
            return False
        (number, rows), self._led = self._led, None
        was_alone = self._alone is number
        self.show_all()
        if not rows.hasFocus() and not was_alone:
            return False
        number.setFocus()
        return True

    def show_all(self) -> None:
        alone, self._alone = self._alone, None
        if alone is not None:
            alone.stand_out(alone=False)
            self._only[alone](False)

    def _lead(self, number: Number, rows: RowList) -> None:
        again = self._alone is number
        self.show_all()
        if again:
            return
        if number in self._only:
            self._alone = number
            self._only[number](True)
            number.stand_out(alone=True)
        self._led = number, rows
        rows.choose(None)
        rows.setFocus()
        self._reveal(rows)
