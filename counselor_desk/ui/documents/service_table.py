"""Services and codes: the published table, and the clinic's own lines as its payers' lists have them."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.documents.service_codes import Service, ServiceCodes, ServiceLine, ServicePlace
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.clinic_service import ClinicService
from counselor_desk.services.documents import clinic_services
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList


class ServiceTable(SheetScreen):
    """Which code, place and modifier stand on a note of each service, and who says so."""

    title = lazy("Services and codes")
    needs = Can.KEEP_LIBRARY
    in_navigation = False
    icon = "note"
    everywhere = ((lazy("Services and codes"), {}),)
    shows = frozenset({"ClinicService"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._codes: ServiceCodes | None = None
        self._own: dict[str, list[ClinicService]] = {}
        self.note = text.small().wrapped()
        self.services = RowList(_("Services"), fits=True)
        self.services.opened.connect(self._open)
        self.front_column.addWidget(self.note)
        self.front_column.addWidget(self.services)
        self.places = RowList(_("Places of service and modifiers"), fits=True)
        self.places.opened.connect(self._open_place)
        self.front_column.addWidget(text.heading(_("Places of service and modifiers")))
        self.front_column.addWidget(self.places)

    def refresh(self) -> None:
        self.ask(clinic_services.own_lines).then(self._know_own)

    def _know_own(self, rows: list[ClinicService]) -> None:
        self._own = {}
        for row in rows:
            self._own.setdefault(row.service, []).append(row)
        self.ask(clinic_services.table).then(self._show)

    def _show(self, codes: ServiceCodes) -> None:
        self._codes = codes
        self.note.setText(codes.note)
        self.services.show_lines([(s.id, self._line(s)) for s in codes.services])
        self.places.show_lines([(p.key, self._place_line(p, codes)) for p in codes.places])

    def _line(self, service: Service) -> RowText:
        codes = ", ".join(dict.fromkeys(line.code for line in service.lines)) or _("no code")
        chips = ((_("Own"), "ok"),) if service.id in self._own else ()
        return RowText(service.title, codes, chips=chips)

    @opens_sheet("service")
    def _open(self, service_id: str) -> None:
        service = self._codes.of(service_id) if self._codes else None
        if service is None:
            return
        form = form_of(ClinicService, service.title)

        def save_line(given: dict[str, Any]) -> None:
            self.ask(clinic_services.put_line, service.id, given).then(
                self.after_saving(_("This line comes first from now on."))
            )

        sheet = Sheet(
            form, {"unit_minutes": 0, "counts_from": 0, "low": 1}, (_("Add"), save_line), self.close_sheet
        )
        sheet.add_above(KeyValue([(line.code, _line_words(line)) for line in service.lines]))
        sheet.show_note(_("The first line that fits the minutes is the code on a note."))
        for row in self._own.get(service.id, ()):
            way = link(_("Remove {code}").format(code=row.code), self._taking(row.id), f"take_{row.id}")
            sheet.add_below(side_by_side(way))
        self.open_sheet(sheet)

    def _place_line(self, place: ServicePlace, codes: ServiceCodes) -> RowText:
        of_line = [_("place of service {place}").format(place=place.code)]
        of_line += [_("modifier {modifier}").format(modifier=one) for one in place.modifier.split()]
        chips = ((_("Own"), "ok"),) if place.key in self._own else ()
        return RowText(_place_title(place, codes), ", ".join(of_line), chips=chips)

    @opens_sheet("place")
    def _open_place(self, key: str) -> None:
        codes = self._codes
        place = next((p for p in codes.places if p.key == key), None) if codes else None
        if codes is None or place is None:
            return
        form = form_of(ClinicService, _place_title(place, codes), *clinic_services.PLACE_ASKS)

        def save_place(given: dict[str, Any]) -> None:
            self.ask(clinic_services.put_place, key, given).then(
                self.after_saving(_("This place has the payer's code from now on."))
            )

        held = {"code": place.code, "modifiers": place.modifier}
        sheet = Sheet(form, held, (_("Put in"), save_place), self.close_sheet)
        sheet.add_above(KeyValue([(place.code, place.source)]))
        for row in self._own.get(key, ()):
            way = link(_("Take {code} out").format(code=row.code), self._taking(row.id), f"take_{row.id}")
            sheet.add_below(side_by_side(way))
        self.open_sheet(sheet)

    def _taking(self, line_id: int) -> Any:
        def take() -> None:
            self.ask(clinic_services.take_out, line_id).then(
                self.after_saving(_("The published lines count again."))
            )

        return take


def _place_title(place: ServicePlace, codes: ServiceCodes) -> str:
    """ "Telehealth video, the client at home", "Office, opioid treatment program"."""
    titles = {
        "office": _("Office"),
        "telehealth video": _("Telehealth, video"),
        "telehealth audio": _("Telehealth, audio only"),
        "home": _("The client's home"),
        "community": _("In the community"),
        "other program": _("Another program"),
    }
    at = {"home": _("the client at home"), "elsewhere": _("the client elsewhere")}.get(place.client_at, "")
    services = [service.title for service in codes.services if service.id in place.services]
    return ", ".join(part for part in (titles.get(place.id, place.id), at, *services) if part)


def _line_words(line: ServiceLine) -> str:
    """The published title says its own minutes; a line of the clinic's says them here."""
    unit = _("each {n} minutes").format(n=line.minutes) if line.minutes else _("one a session")
    if line.counts_from:
        unit = _("each {n} minutes, a begun one from {begun}").format(n=line.minutes, begun=line.counts_from)
    span = _("from {n} minutes").format(n=line.low) if line.low > 1 else ""
    until = _("to {n}").format(n=line.high) if line.high is not None else ""
    parts = [line.title] if line.title else [unit, span, until, *line.modifiers]
    return ", ".join(part for part in parts if part) + "\n" + line.source


SCREEN = ServiceTable
