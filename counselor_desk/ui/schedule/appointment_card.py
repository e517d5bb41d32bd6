"""Beside the calendar: the appointment that is chosen, who came, and what can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.series import SeriesPart
from counselor_desk.records.base import form_of
from counselor_desk.records.schedule import CAME, Appointment, Attendance
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import SheetPanel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList

TONES = {Attendance.ATTENDED: "ok", Attendance.LATE: "ok", Attendance.NO_SHOW: "caution"}


@dataclass(frozen=True)
class CardActions:
    """What the calendar does when a button of the card is pressed."""

    mark: Callable[[Sequence[int], Attendance], object]
    more: Callable[[int], object]
    change: Callable[[], object]
    cancel: Callable[[], object]
    open_chart: Callable[[int], object]
    write_note: Callable[[int], object]


class AppointmentCard(QWidget):
    """One appointment or group: facts first, then its buttons."""

    def __init__(self, panel: SheetPanel, group: Sequence[AppointmentSlot], do: CardActions) -> None:
        super().__init__()
        self.setObjectName("appointment_card")
        self._panel, self._group, self._do = panel, group, do
        slot = self.slot = group[0]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        is_group = bool(slot.gathering)
        column.addWidget(text.heading(slot.title or _("Group")) if is_group else text.heading(slot.client))
        on = words.local(slot.starts_at).date()
        times = f"{words.time(slot.starts_at)} – {words.time(slot.ends_at)}"
        column.addWidget(text.body(f"{words.capital(words.long_day(on))}\n{times}"))
        facts = [kind_words(slot.kind), "" if is_group else slot.title, slot.place, slot.staff]
        column.addWidget(text.quiet("  ·  ".join(fact for fact in facts if fact)))
        if slot.series:
            column.addWidget(text.quiet("↻  " + _("Repeats every week")))
        if slot.attendance is not Attendance.BOOKED and not is_group:
            chip = Chip(slot.attendance.words, TONES.get(slot.attendance, "secondary"))
            column.addWidget(side_by_side(chip))
            if slot.why:
                column.addWidget(text.quiet(slot.why))
        if is_group:
            column.addWidget(self._members())
        column.addSpacing(look.HAIR)
        for widget in self._buttons(is_group=is_group):
            column.addWidget(widget)

    def _members(self) -> QWidget:
        """Each member with what became of them; Enter says it for one."""
        rows = RowList(_("Members"), fits=True)
        rows.setObjectName("members")
        rows.show_lines([(slot.id, _member(slot)) for slot in self._group])
        rows.opened.connect(self._do.more)
        return rows

    def _buttons(self, *, is_group: bool) -> list[QWidget]:
        slot, do, panel = self.slot, self._do, self._panel
        ids = [each.id for each in self._group if each.attendance is Attendance.BOOKED]
        is_open, begun = bool(ids), slot.starts_at <= panel.bridge.now()
        rows: list[QWidget] = []
        if is_open and begun:
            words_ = _("All came") if is_group else _("Came")
            came = action(words_, lambda: do.mark(ids, Attendance.ATTENDED), "", "came")
            make_primary(came)
            absent = action(_("Did not come"), lambda: do.mark(ids, Attendance.NO_SHOW), "", "absent")
            rows.append(flowing(came, absent) if not is_group else side_by_side(came))
        buttons = []
        if not is_group:
            chart = action(_("Open chart"), lambda: do.open_chart(slot.client_id), "", "open_chart")
            buttons.append(chart)
            if panel.bridge.may(Can.WRITE_NOTE):
                note = action(_("Write note"), lambda: do.write_note(slot.client_id), "", "write_note")
                buttons.append(note)
        if is_open:
            buttons.append(action(_("Change…"), do.change, "", "change"))
            buttons.append(action(_("Cancel it…"), do.cancel, "", "cancel"))
        if buttons:
            rows.append(flowing(*buttons))
        if not is_group:
            rows.append(side_by_side(link(_("Attendance and reason…"), lambda: do.more(slot.id), "more")))
        return rows


class SeriesCard(QWidget):
    """Of an appointment that repeats: is this one meant, those after it, or all to come?"""

    def __init__(self, panel: SheetPanel, slot: AppointmentSlot, do: Callable[[SeriesPart], object]) -> None:
        super().__init__()
        self.setObjectName("which_of_series")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        column.addWidget(text.heading(_("It repeats every week")))
        column.addWidget(text.body(f"{slot.title or slot.client}\n{words.moment(slot.starts_at)}"))
        column.addWidget(text.quiet(_("Which ones do you mean?")))
        for part, name in (
            (SeriesPart.THIS, _("This one")),
            (SeriesPart.FOLLOWING, _("This and those after it")),
            (SeriesPart.ALL, _("All to come")),
        ):
            column.addWidget(action(name, partial(do, part), "", part.name.lower()))
        column.addWidget(link(_("Cancel"), panel.back, "back"))


def kind_words(kind: str) -> str:
    """What kind of visit it is, in the person's language."""
    form: Form = form_of(Appointment, "", "kind")
    return words.capital(form.fields[0].label_of(kind))


def _member(slot: AppointmentSlot) -> RowText:
    chips: tuple[tuple[str, str], ...] = ()
    if slot.attendance is not Attendance.BOOKED:
        tone = "ok" if slot.attendance in CAME else TONES.get(slot.attendance, "secondary")
        chips = ((slot.attendance.words, tone),)
    return RowText(slot.client, chips=chips, client_id=slot.client_id)
