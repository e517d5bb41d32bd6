"""What stands beside the calendar: a small month, the card in use, who waits, what can be printed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.records.base import form_of
from counselor_desk.records.schedule import WaitingPlace
from counselor_desk.services.schedule.waiting_list import WaitingRow
from counselor_desk.ui.clients.client_picker import ClientPicker
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import SheetPanel, all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.calendar import SmallMonth
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.schedule.appointment_card import kind_words

if TYPE_CHECKING:
    from counselor_desk.ui.schedule.schedule import Schedule

WIDTH, TIGHT_WIDTH = 304, 268


class WaitingCard(QWidget):
    """Who is put on the waiting list, for what, and when they can come."""

    def __init__(self, panel: SheetPanel, save: Callable[[int, dict[str, Any]], object]) -> None:
        super().__init__()
        self.setObjectName("waiting_card")
        self._save = save
        self.picker = ClientPicker(panel, _("Client"))
        self.form = FormWidget(form_of(WaitingPlace, ""), {"kind": "individual", "minutes": 50})
        done = action(_("Add to the list"), self._add, "", "keep")
        make_primary(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        back = link(_("Cancel"), panel.back, "back")
        heading = text.heading(_("Waiting list"))
        for widget in (heading, self.picker, self.form, side_by_side(done, back)):
            column.addWidget(widget)

    def _add(self) -> None:
        ids = self.picker.ids()
        if len(ids) != 1:
            self.picker.refuse(_("Choose one client."))
        elif all_read(self.form):
            self._save(ids[0], {k: v for k, v in self.form.values().items() if v is not None})


class BesideCalendar(QScrollArea):
    """A column of its own that scrolls by itself."""

    day_chosen = Signal(object)  # date

    def __init__(self, panel: "Schedule", on: date) -> None:
        super().__init__()
        self._panel = panel
        self._card: QWidget | None = None
        self.rows: tuple[WaitingRow, ...] = ()
        self.setObjectName("beside_calendar")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.month = SmallMonth(on)
        self.month.chosen.connect(self.day_chosen)
        self.month.calendar.setFixedHeight(look.text_measure(178))
        self._build_rest(panel)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(look.NEAR, 0, look.GAP, look.PAGE)
        self._column.setSpacing(look.GAP)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.month)
        self._column.addWidget(self._rest)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    def _build_rest(self, panel: "Schedule") -> None:
        self._rest = QWidget()
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        self.waiting = RowList(_("Waiting list"), fits=True)
        self.waiting.setObjectName("waiting_list")
        self.nobody = text.quiet(_("Nobody is waiting for an appointment."))
        self.canceled = QCheckBox(_("Show canceled"))
        self.canceled.setObjectName("canceled")
        self.canceled.toggled.connect(lambda _on: panel.refresh())
        column.addWidget(text.strong(_("Waiting list")))
        column.addWidget(self.nobody)
        column.addWidget(self.waiting)
        column.addWidget(link(_("Add to the list…"), panel.do_wait, "wait"))
        column.addSpacing(look.NEAR)
        column.addWidget(text.strong(_("Print and share")))
        for made in (
            link(_("Print this calendar…"), panel.do_print, "print_calendar"),
            link(_("Cards of the day…"), panel.do_cards, "day_cards"),
            link(_("Group sheets…"), panel.do_group_sheets, "group_sheets"),
            link(_("Calendar file…"), panel.do_file, "calendar_file"),
        ):
            column.addWidget(made)
        column.addSpacing(look.NEAR)
        column.addWidget(side_by_side(self.canceled))

    def take_room(self, *, whole: bool, tight: bool) -> None:
        """In a narrow window the whole width, else a column at the right."""
        wide = look.text_measure(TIGHT_WIDTH if tight else WIDTH)
        self.setMinimumWidth(0 if whole else wide)
        self.setMaximumWidth(look.MEASURE if whole else wide)

    def shows_canceled(self) -> bool:
        return self.canceled.isChecked()

    def show_waiting(self, rows: Sequence[WaitingRow]) -> None:
        self.rows = tuple(rows)
        self.waiting.show_lines([(row.id, _line(row)) for row in rows])
        self.waiting.setVisible(bool(rows))
        self.nobody.setVisible(not rows)

    # --- the card -------------------------------------------------------------------------------

    def card(self) -> QWidget | None:
        return self._card

    def is_used(self) -> bool:
        return self._card is not None

    def show_card(self, card: QWidget, *, alone: bool = False) -> None:
        """A card in place of the one before; `alone` it needs the whole height."""
        had = self._card is not None and self._card.isAncestorOf(self.focusWidget() or self)
        self.clear()
        self._card = card
        self._column.insertWidget(1, card)
        card.show()
        self.month.setVisible(not alone)
        self._rest.hide()
        self.verticalScrollBar().setValue(0)
        if had:
            self.focus_card()

    def focus_card(self) -> None:
        if self._card is not None:
            self._card.setFocus()
            self._card.focusNextChild()

    def clear(self) -> None:
        if self._card is not None:
            discard(self._card)
        self._card = None
        self.month.show()
        self._rest.show()

    def ask_who_waits(self, save: Callable[[int, dict[str, Any]], object]) -> None:
        card = WaitingCard(self._panel, save)
        self.show_card(card, alone=True)
        card.picker.line.setFocus()

    def offer_to_leave(self, waiting_id: int, leave: Callable[[int], object]) -> None:
        """Under a booking from the list: no longer needed."""
        if self._card is not None:
            layout = self._card.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addWidget(link(_("Remove from the waiting list"), lambda: leave(waiting_id), "leave_list"))


def _line(row: WaitingRow) -> RowText:
    since = _("since {day}").format(day=words.day(row.since))
    second = row.wishes or f"{kind_words(row.kind)}, {since}"
    return RowText(row.client, second, client_id=row.client_id)
