"""One's own coming sessions as a file for another calendar, with nothing that tells of anybody."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.kit import chosen_file, file_dialogs
from counselor_desk.ui.kit.sheet import Sheet, SheetPanel


def sheet(panel: SheetPanel, today: date) -> Sheet:
    """From when until when, then where to save it."""
    form = Form.of(
        _("Calendar file"),
        Field("first", _("From"), Kind.DATE, required=True),
        Field("last", _("Until"), Kind.DATE, required=True, beside=True),
        Field(
            "initials",
            _("With clients' initials"),
            Kind.CHECK,
            help=_("Otherwise every entry says “Session”."),
        ),
    )

    def save(given: dict[str, Any]) -> None:
        for key in ("first", "last"):
            if given[key] is None:
                made.form.boxes[key].refuse(_("Enter the first and the last day."))
                return
        wanted = given["first"], given["last"], bool(given["initials"])
        panel.ask(appointments.calendar, *wanted).then(lambda raw: _write(panel, raw))

    values = {"first": today, "last": today + timedelta(days=28)}
    made = Sheet(form, values, (_("Save…"), save), panel.close_sheet)
    made.form.hold_elsewhere()
    made.show_note(
        _(
            "Your own upcoming sessions, for another calendar. The file is not encrypted: it holds "
            "times, and no name, number or reason."
        )
    )
    return made


def _write(panel: SheetPanel, raw: bytes) -> None:
    kinds = _("Calendar") + " (*.ics)"
    path: Path | None = file_dialogs.save_path(panel, _("Calendar file"), "sessions.ics", kinds)
    if path is not None:
        panel.work(chosen_file.write, path, raw).then(panel.after_saving(_("Calendar file saved")))
