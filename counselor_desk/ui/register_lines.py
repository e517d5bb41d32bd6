"""The privacy registers as lines: what is asked for and by when, and with whom one works."""

from counselor_desk import catalog
from counselor_desk.i18n import _
from counselor_desk.records.registers import Agreement, Breach
from counselor_desk.services import registers
from counselor_desk.services.registers import RequestRow
from counselor_desk.ui import words
from counselor_desk.ui.paged import Line


def request_line(row: RequestRow) -> Line:
    request = row.request
    chips: list[tuple[str, str]] = []
    if request.closed_on is not None:
        chips.append((_("Answered"), "ok"))
    elif request.kind == "legal" and not request.is_sufficient:
        chips.append((_("Not sufficient"), "caution"))
    return Line(
        row.client,
        f"{registers.clock(request.kind).title}  ·  {request.asked_by}",
        _("by {day}").format(day=words.full_day(request.due_on)) if row.is_open else "",
        chips=tuple(chips),
        client_id=request.client_id,
        quiet=not row.is_open,
    )


def breach_line(breach: Breach) -> Line:
    until = breach.open_until(catalog.breach_clock())
    people = words.count(breach.people, _("{n} person"), _("{n} people"))
    done = _("nobody to be told") if breach.no_notice else _("all told")
    right = _("tell by {day}").format(day=words.full_day(until)) if until else done
    found = _("Discovered {day}").format(day=words.full_day(breach.discovered_on))
    return Line(found, people, right, quiet=until is None)


def agreement_line(agreement: Agreement) -> Line:
    ends = words.full_day(agreement.ends_on) if agreement.ends_on else _("open")
    return Line(agreement.organization, agreement.services, _("until {end}").format(end=ends))
