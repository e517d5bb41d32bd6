"""The privacy registers as lines: what is asked for and by when, and with whom one works."""

from collections.abc import Callable

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.roles import Can
from counselor_desk.records.privacy_registers import Agreement, Breach, PrivacyRequest
from counselor_desk.services.privacy import registers
from counselor_desk.services.privacy.registers import RequestRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Screen


def request_line(row: RequestRow) -> RowText:
    request = row.request
    chips: list[tuple[str, str]] = []
    if request.closed_on is not None:
        chips.append((_("Answered"), "ok"))
    elif request.kind == "legal" and not request.is_sufficient:
        chips.append((_("Not sufficient"), "caution"))
    return RowText(
        row.client,
        f"{registers.clock(request.kind).title}  ·  {request.asked_by}",
        _("by {day}").format(day=words.full_day(request.due_on)) if row.is_open else "",
        chips=tuple(chips),
        client_id=request.client_id,
        quiet=not row.is_open,
    )


def breach_line(breach: Breach) -> RowText:
    until = breach.open_until(files.breach_clock())
    people = words.count(breach.people, "{n} person", "{n} people")
    done = _("no one to notify") if breach.no_notice else _("all notified")
    right = _("notify by {day}").format(day=words.full_day(until)) if until else done
    found = _("Discovered {day}").format(day=words.full_day(breach.discovered_on))
    return RowText(found, people, right, quiet=until is None)


def agreement_line(agreement: Agreement) -> RowText:
    ends = words.full_day(agreement.ends_on) if agreement.ends_on else _("open")
    return RowText(agreement.organization, agreement.services, _("until {end}").format(end=ends))


LISTS = ("accounting", "intermediary")
BASES = {"access": Basis.CLIENT, "legal": Basis.COURT_ORDER}


def way_of(request: PrivacyRequest, home: Screen) -> tuple[str, Callable[[], object], str] | None:
    """A subpoena alone leads nowhere: only what is sufficient comes to the wizard."""
    client_id = request.client_id
    if request.kind in LISTS:
        asked = {"client_id": client_id, "on": home.bridge.today()}
        words = _("Print the accounting")
        return words, lambda: home.go("paper", report="accounting", asked=asked), "accounting"
    basis = BASES.get(request.kind)
    if basis is None or not (home.bridge.may(Can.DISCLOSE) and request.is_sufficient):
        return None
    go_on = _("Disclose on this")
    return go_on, lambda: home.go("disclose", client_id=client_id, basis=str(basis)), "disclose"
