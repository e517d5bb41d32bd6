"""The sections of a chart at its side, by group; in a narrow window one button that lists them."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.link import Link

WIDTH = 172
TALL = 28  # sixteen of them and their headings stand in a window of 768
PAGE_FIRST = 900  # narrower than this the page needs the room that the list would take


class SectionGroup(WordedEnum):
    """What a section of a chart belongs to, in the order of the list."""

    GLANCE = "At a glance"  # stands on top, without a heading
    INTAKE = "Intake"
    TREATMENT = "Treatment"
    RECORD = "Record"
    PRIVACY = "Privacy"


PLACES = {group: at for at, group in enumerate(SectionGroup)}


class SectionPlace(QAbstractButton):
    """One section in the list."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title.replace("&", "&&"))  # else it is Alt and a space
        self.title = title
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setProperty("own_keys", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 2 * look.TIGHT, max(TALL, self.fontMetrics().height() + look.TIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(look.soft("accent", 0.14))
            painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(QRectF(0, shape.center().y() - 8, 3, 16), 1.5, 1.5)
        elif self.underMouse():
            painter.setBrush(look.blend(look.color("text"), look.color("surface"), 0.05))
            painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        painter.setFont(look.font(weight=weight))
        painter.setPen(look.color("text"))
        words = self.rect().adjusted(look.NEAR, 0, -look.HAIR, 0)
        elided = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), 6, 6)


class SectionList(QScrollArea):
    """All sections under the headings of their groups; arrows go from one to the next."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections of the chart"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.places: list[SectionPlace] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)

    def show_sections(self, sections: Sequence[tuple[str, SectionGroup]]) -> None:
        """`sections` are title and group, those of one group next to one another."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(look.TIGHT, look.TIGHT, look.TIGHT, look.TIGHT)
        column.setSpacing(1)
        self.places = []
        for group, titles in groupby(sections, key=lambda section: section[1]):
            if group is not SectionGroup.GLANCE:
                heading = text.small(group.words)
                heading.setContentsMargins(look.NEAR, look.TIGHT, 0, 0)
                column.addWidget(heading)
            for title, _of in titles:
                place = SectionPlace(title)
                self._group.addButton(place, len(self.places))
                self.places.append(place)
                column.addWidget(place)
        column.addStretch(1)
        before = self.takeWidget()
        if before is not None:
            discard(before)
        self.setWidget(whole)
        self.viewport().setAutoFillBackground(False)
        whole.setAutoFillBackground(False)

    def current(self) -> int:
        return self._group.checkedId()

    def turn_to(self, index: int) -> None:
        """Mark a section without telling anybody."""
        self.places[index].setChecked(True)
        self.ensureWidgetVisible(self.places[index], 0, look.GAP)


class SectionFrame(QWidget):
    """The list of sections beside what is open, or above it as one button when there is no room."""

    chosen = Signal(int)

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.list = SectionList()
        self.list.chosen.connect(self.chosen)
        self.here = Link("", "text")
        self.here.setObjectName("section_here")
        self.here.clicked.connect(self._open_menu)
        self.menu = QMenu(self)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(look.PAGE - look.HAIR, look.HAIR, look.GAP, look.HAIR)
        head.addWidget(self.here)
        head.addStretch(1)
        beside, column = QVBoxLayout(), QHBoxLayout(self)
        for layout in (beside, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        beside.addWidget(self._head)
        beside.addWidget(page, 1)
        column.addWidget(self.list)
        column.addLayout(beside, 1)
        self._head.hide()

    def show_sections(self, sections: Sequence[tuple[str, SectionGroup]]) -> None:
        """`sections` are title and group, those of one group next to one another."""
        self.list.show_sections(sections)

    def turn_to(self, index: int) -> None:
        """Mark a section without telling anybody."""
        self.list.turn_to(index)
        title = self.list.places[index].title
        self.here.say(f"{title}  ▾")
        self.here.setAccessibleName(_("Section {title}: choose another").format(title=title))

    def step(self, by: int) -> None:
        """To the section after or before this one, round the ends."""
        if self.list.places:
            self.chosen.emit((self.list.current() + by) % len(self.list.places))

    def is_narrow(self) -> bool:
        return self.list.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < look.text_measure(PAGE_FIRST)
        if narrow is not self.is_narrow():
            self.list.setVisible(not narrow)
            self._head.setVisible(narrow)

    def _open_menu(self) -> None:
        self.menu.clear()
        for at, place in enumerate(self.list.places):
            action = self.menu.addAction(place.text())
            action.setCheckable(True)
            action.setChecked(place.isChecked())
            action.triggered.connect(lambda _checked=False, at=at: self.chosen.emit(at))
        self.menu.popup(self.here.mapToGlobal(QPoint(0, self.here.height() + 2)))
