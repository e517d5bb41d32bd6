"""The payer's leave for a stretch of care: entered, changed, and closed when it is done with."""

from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.records.base import form_of
from counselor_desk.records.care import Authorization
from counselor_desk.services.care import authorizations
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link


def allowance_sheet(section: ChartSection, known: dict[str, Any], held: Authorization | None) -> Sheet:
    """A new one begins with what is known of the payer; one that is held can be closed."""
    base = form_of(Authorization, _("Authorization"))
    services = tuple(Choice(s.id, s.title) for s in files.service_codes().services if s.lines)
    counted = Field(
        "service_kind",
        _("Counts this service"),
        Kind.CHOICE,
        choices=services,
        help=_("In its own units: each 15 minutes, or one a session. Left open, as the line above names it."),
    )
    form = Form(base.title, (*base.sections, Section("", (counted,))))
    values = {"starts_on": section.bridge.today(), **known}
    if held is not None:
        values = {f.key: getattr(held, f.key) for f in form.fields}

    def save_allowance(given: dict[str, Any]) -> None:
        done = section.after_saving(_("Authorization saved"))
        if held is not None:
            section.ask(authorizations.change, held.id, given).then(done)
        else:
            section.ask(authorizations.add, section.client_id, given).then(done)

    def close(held: Authorization) -> None:
        done = section.after_saving(_("Authorization closed"))
        section.ask(authorizations.close, held.id).then(done)

    sheet = Sheet(form, values, (_("Save"), save_allowance), section.close_sheet)
    if held is not None and held.closed_at is None:
        sheet.show_note(_("Close it when it is renewed or no longer needed: it then gives no more warnings."))
        closing = link(_("Close this authorization"), lambda: close(held), "close_it")
        sheet.add_below(side_by_side(closing))
    return sheet
