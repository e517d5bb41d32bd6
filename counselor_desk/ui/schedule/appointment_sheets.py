"""The sheets of one appointment, alike in the chart and in the schedule: marked, moved, ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press import questions
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.sheet import Sheet, SheetPanel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link

REASONS = ("transport", "work", "ill", "child care", "forgot", "did not want to", "other")


def mark(panel: SheetPanel, slot: AppointmentSlot, title: str) -> Sheet:
    """What became of a session; while it is to come, it can be moved or its row ended."""
    states = tuple(Choice(a.value, a.words.capitalize()) for a in Attendance)
    form = Form.of(
        title,
        Field("attendance", _("Status"), Kind.CHOICE, choices=states),
        Field("why", _("Why it was missed"), Kind.CHOICE, choices=REASONS),
    )

    def save_mark(given: dict[str, Any]) -> None:
        state = Attendance(given["attendance"] or Attendance.BOOKED)
        panel.ask(appointments.mark, slot.id, state, given["why"] or "").then(
            panel.after_saving(_("Attendance saved"))
        )

    values = {"attendance": slot.attendance.value, "why": slot.why or None}
    sheet = Sheet(form, values, (_("Save"), save_mark), panel.close_sheet)
    if slot.attendance is Attendance.BOOKED:
        others = [link(_("Move to another time"), lambda: _open_move(panel, slot), "move")]
        if slot.series:
            others.append(link(_("Cancel all that follow"), lambda: _open_end(panel, slot), "end"))
        sheet.add_below(side_by_side(*others))
    return sheet


def _open_move(panel: SheetPanel, slot: AppointmentSlot) -> None:
    panel.begin_sheet("move", slot.id)
    starts = words.local(slot.starts_at)
    form = Form.of(
        _("Move: {client}, {when}").format(client=slot.client, when=words.moment(slot.starts_at)),
        Field("on", _("Day"), Kind.DATE, required=True),
        Field("at", _("Time"), Kind.TIME, required=True, beside=True),
    )

    def save_move(given: dict[str, Any]) -> None:
        at = answered_moment(sheet, given)
        if at is not None:
            warn_of_overlap(
                panel,
                sheet,
                ([slot.client_id], at, slot.minutes, slot.id),
                lambda: panel.ask(appointments.move, slot.id, at).then(panel.after_saving(_("Moved"))),
            )

    values = {"on": starts.date(), "at": f"{starts:%H:%M}"}
    sheet = Sheet(form, values, (_("Move"), save_move), panel.close_sheet)
    panel.open_sheet(sheet)


def _open_end(panel: SheetPanel, slot: AppointmentSlot) -> None:
    panel.begin_sheet("end", slot.id)
    why = Field("why", _("Why"), required=True, help=_("Sessions that were held stay as they are."))
    form = Form.of(_("Cancel all that follow"), why)

    def save_end(given: dict[str, Any]) -> None:
        if not given["why"]:
            sheet.form.boxes["why"].refuse(_("Say why: it is saved with each of them."))
            return
        panel.ask(appointments.cancel_series, slot.series, given["why"]).then(ended)

    def ended(count: int) -> None:
        panel.close_sheet()
        panel.toast(words.count(count, "{n} session canceled", "{n} sessions canceled"))

    sheet = Sheet(form, {}, (_("Cancel them"), save_end), panel.close_sheet)
    panel.open_sheet(sheet)


def answered_moment(sheet: Sheet, given: dict[str, Any]) -> datetime | None:
    """The moment of the answers `on` and `at`; what is missing is said at its place."""
    for key in ("on", "at"):
        if given.get(key) is None:
            sheet.form.boxes[key].refuse(_("Say when the session is."))
            return None
    return datetime.combine(given["on"], time.fromisoformat(given["at"])).astimezone()


Asked = tuple[Sequence[int], datetime, int, int]


def warn_of_overlap(panel: SheetPanel, sheet: Sheet, asked: Asked, go_on: Callable[[], object]) -> None:
    """Say once who is taken at that time; the same button again goes on all the same."""

    def check(slots: list[AppointmentSlot]) -> None:
        message = "  ·  ".join(dict.fromkeys(_taken(slot) for slot in slots))
        if not slots or sheet.property("told") == message:
            go_on()
            return
        sheet.setProperty("told", message)
        warning = text.warning()
        warning.setObjectName("double_booking")
        warning.setText(
            _("Already booked at that time: {who}. Press again to book anyway.").format(who=message)
        )
        sheet.add_below(warning)

    panel.ask(appointments.overlapping_slots, *asked).then(check)


def _taken(slot: AppointmentSlot) -> str:
    span = f"{words.time(slot.starts_at)}-{words.time(slot.ends_at)}"
    return f"{slot.title or slot.client}, {span} ({slot.staff})"


def cards(panel: SheetPanel, client_id: int) -> Sheet:
    """What one client takes home of the next times, then its preview."""

    def show(given: dict[str, Any]) -> None:
        panel.go("paper", report="appointment_card", asked={"client_id": client_id, **given_answers(given)})

    form = Form.of(_("Appointment cards"), questions.SHAPE, questions.TIMES, questions.COPIES)
    values = {"shape": "each", "times": 2, "copies": 1}
    return chooser(Sheet(form, values, (_("Preview"), show), panel.close_sheet))


def day_cards(panel: SheetPanel, on: date, staff: dict[str, int]) -> Sheet:
    """A card for everybody of a day, then its preview."""

    def show(given: dict[str, Any]) -> None:
        panel.go("paper", report="day_cards", asked={"on": on, **staff, **given_answers(given)})

    title = _("Appointment cards, {day}").format(day=words.long_day(on))
    form = Form.of(title, questions.WHICH)
    return chooser(Sheet(form, {"which": "next"}, (_("Preview"), show), panel.close_sheet))


def group_sheets(panel: SheetPanel, on: date, staff: dict[str, int]) -> Sheet:
    """What goes round in the day's groups, or what their leader keeps, then its preview."""
    papers = (
        Choice("sign_in_sheet", _("Sign-in sheet, to pass around")),
        Choice("group_roster", _("Roster, for the leader only")),
    )

    def show(given: dict[str, Any]) -> None:
        report = given.pop("paper") or papers[0].value
        if report == "group_roster":
            given = {}
        panel.go("paper", report=report, asked={"on": on, **staff, **given_answers(given)})

    title = _("Groups, {day}").format(day=words.long_day(on))
    names = replace(questions.NAMES, when=FieldCondition("paper", ("sign_in_sheet",)))
    form = Form.of(title, Field("paper", _("Paper"), Kind.CHOICE, choices=papers), names)
    values = {"paper": "sign_in_sheet", "names": "lines"}
    return chooser(Sheet(form, values, (_("Preview"), show), panel.close_sheet))


def chooser(sheet: Sheet) -> Sheet:
    """What is chosen for a paper is no text to be saved."""
    sheet.form.hold_elsewhere()
    return sheet


def given_answers(given: dict[str, Any]) -> dict[str, Any]:
    """The answers alone: what is left open is as usual."""
    return {key: value for key, value in given.items() if value is not None}
