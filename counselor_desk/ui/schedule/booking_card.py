"""Beside the calendar: an appointment is booked, or one that stands is changed."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.records.schedule import VISIT_KINDS
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.clients.client_picker import ClientPicker
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.sheet import SheetPanel, all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary

USUAL_MINUTES = {"group": 90, "intake": 90, "test": 15, "injection": 15}
Booked = Callable[[list[int], datetime, dict[str, Any]], object]


def visit_form(title: str, people: Sequence[tuple[int, str]], *, repeats: bool) -> Form:
    """When, how long, what, with whom, where, and for how many weeks."""
    who = tuple(Choice(str(number), name) for number, name in people)
    fields = [
        Field("on", _("Day"), Kind.DATE, required=True),
        Field("at", _("Time"), Kind.TIME, required=True, beside=True),
        Field("kind", _("Visit"), Kind.CHOICE, choices=VISIT_KINDS),
        Field("minutes", _("Minutes"), Kind.NUMBER, low=5, high=480, beside=True),
        Field("staff_id", _("With"), Kind.CHOICE, choices=who),
        Field("place", _("Place, or how"), beside=True),
        Field("title", _("Name of the group"), when=FieldCondition("kind", ("group",))),
    ]
    if repeats:
        fields.append(Field("weeks", _("Repeat weekly, times"), Kind.NUMBER, low=1, high=52))
    return Form.of(title, *fields)


class BookingCard(QWidget):
    """Who, when and what; an overlap is told before it is booked, and booked only by its own button."""

    def __init__(
        self,
        panel: SheetPanel,
        values: dict[str, Any],
        people: Sequence[tuple[int, str]],
        save: Booked,
        *,
        slot: AppointmentSlot | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("booking_card")
        self._panel, self._save, self._slot = panel, save, slot
        title = _("New appointment") if slot is None else _("Change appointment")
        self.picker = ClientPicker(panel, _("Client"))
        if slot is not None:
            self.picker.choose(slot.client_id, slot.client)
            self.picker.hide()
        self.form = FormWidget(visit_form(title, people, repeats=slot is None), values)
        self.form.changed.connect(self._fit_length)
        self.warning = text.warning()
        self.warning.setObjectName("double_booking")
        self.warning.hide()
        self.book = action(_("Book") if slot is None else _("Save"), self._check, "", "keep")
        make_primary(self.book)
        self.anyway = action(_("Book anyway"), self._go_on, "", "book_anyway")
        self.anyway.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        form_column = self.form.layout()
        assert form_column is not None
        form_column.setSpacing(look.TIGHT)
        column.addWidget(text.heading(title))
        if slot is not None:
            column.addWidget(text.quiet(slot.title or slot.client))
        back = link(_("Cancel"), panel.back, "back")
        for widget in (
            self.picker,
            self.form,
            self.warning,
            side_by_side(self.book, self.anyway, back),
        ):
            column.addWidget(widget)
        self.picker.changed.connect(self._forget_warning)
        self.form.changed.connect(lambda _key: self._forget_warning())

    def begin(self) -> None:
        """The keyboard to what is still open."""
        if not self.picker.isHidden() and not self.picker.chosen:
            self.picker.line.setFocus()
        else:
            self.form.focus_first()

    def book_instead(self, save: Booked) -> None:
        """What the button does: from the waiting list a booking ends the waiting, too."""
        self._save = save

    def _fit_length(self, key: str) -> None:
        """A drug test is not a session: the usual length of the kind, until one is typed."""
        if key == "kind" and self._slot is None:
            kind = self.form.boxes["kind"].value()
            self.form.boxes["minutes"].write(USUAL_MINUTES.get(kind, 50))

    def _forget_warning(self) -> None:
        self.warning.hide()
        self.anyway.hide()

    def _answers(self) -> tuple[list[int], datetime, dict[str, Any]] | None:
        if not self.picker.chosen:
            self.picker.refuse(_("Choose who the appointment is for."))
            return None
        if not all_read(self.form):
            return None
        given = self.form.values()
        for key in ("on", "at"):
            if given.get(key) is None:
                self.form.boxes[key].refuse(_("Say when the session is."))
                return None
        at = datetime.combine(given["on"], time.fromisoformat(given["at"])).astimezone()
        kind = given["kind"] or ("group" if len(self.picker.chosen) > 1 else "individual")
        about = {
            "kind": kind,
            "minutes": given["minutes"] or USUAL_MINUTES.get(kind, 50),
            "title": given["title"] or "",
            "place": given["place"] or "",
            "staff_id": int(given["staff_id"]) if given["staff_id"] else None,
            "weeks": given.get("weeks"),
        }
        return self.picker.ids(), at, about

    def _check(self) -> None:
        answers = self._answers()
        if answers is None:
            return
        ids, at, about = answers
        leave = self._slot.id if self._slot else 0
        self._panel.ask(appointments.overlapping_slots, ids, at, about["minutes"], leave).then(self._checked)

    def _checked(self, slots: list[AppointmentSlot]) -> None:
        if self._slot is not None and self._slot.gathering:
            slots = [slot for slot in slots if slot.gathering != self._slot.gathering]
        if not slots:
            self._go_on()
            return
        taken = "  ·  ".join(dict.fromkeys(overlap_words(slot) for slot in slots))
        self.warning.setText(_("Already booked at that time: {who}.").format(who=taken))
        self.warning.show()
        self.anyway.show()

    def _go_on(self) -> None:
        answers = self._answers()
        if answers is not None:
            self._save(*answers)


def overlap_words(slot: AppointmentSlot) -> str:
    """Thursday group, 9:00-10:30 (Cal Reyes)."""
    span = f"{words.time(slot.starts_at)}-{words.time(slot.ends_at)}"
    return f"{slot.title or slot.client}, {span} ({slot.staff})"
