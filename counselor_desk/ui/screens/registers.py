"""The privacy registers: requests with their clocks, breaches, agreements, holds, the script."""

from collections.abc import Callable, Mapping
from typing import Any

from counselor_desk import catalog
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.base import form_of
from counselor_desk.records.registers import Agreement, Breach, Hold, PrivacyRequest
from counselor_desk.services import clients, registers
from counselor_desk.services.clients import ClientRow
from counselor_desk.services.registers import Registers as Found
from counselor_desk.services.registers import RequestRow
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Go
from counselor_desk.ui.sheet import Sheet
from counselor_desk.ui.sheet_screen import SheetScreen
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, beside
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.rows import RowList

SCRIPT = _(
    "“Federal law does not let us say whether anyone is or was here. I can take a message, and "
    "if there is such a person, it is for them to decide.”"
)


class Registers(SheetScreen):
    """What waits and until when; opened with Enter."""

    title = _("Privacy registers")
    needs = Can.KEEP_REGISTERS
    order = 96
    icon = "consent"
    in_navigation = False
    everywhere = ((_("Privacy registers"), {}),)
    shows = frozenset({"PrivacyRequest", "Breach", "Agreement", "Hold"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found = Found([], [], [], [], {})
        self.page.primary(_("New request"), self._new_request, "", "new_request")
        self.requests = self._list(_("Requests"), self._open_request)
        self.breaches = self._list(_("Breaches"), self._open_breach)
        self.agreements = self._list(_("Agreements with organizations"), self._open_agreement)
        self.holds = self._list(_("Legal holds"), self._lift)
        self._group(_("Requests"), self.requests, _("Nothing was asked for."))
        self._group(
            _("Breaches"), self.breaches, _("None."),
            (_("New breach"), lambda: self._open_breach(None), "new_breach"),
        )  # fmt: skip
        self._group(
            _("Agreements with organizations"), self.agreements, _("None."),
            (_("New agreement"), lambda: self._open_agreement(None), "new_agreement"),
        )  # fmt: skip
        self._group(
            _("Legal holds"), self.holds, _("None."), (_("New hold"), self._new_hold, "new_hold")
        )
        script = Group(_("When a stranger asks"), text.body(SCRIPT).selectable())
        self.front_column.addWidget(script)

    def _list(self, name: str, opened: Callable[[Any], object]) -> RowList:
        rows = RowList(name, fits=True)
        rows.opened.connect(opened)
        return rows

    def _group(
        self,
        title: str,
        rows: RowList,
        none: str,
        way: tuple[str, Callable[[], object], str] | None = None,
    ) -> None:
        rows.setProperty("none", none)
        quiet = text.quiet(none)
        quiet.setObjectName(f"none of {title}")
        group = Group(title, quiet, rows)
        if way is not None:
            group.add(beside(link(*way)))
        self.front_column.addWidget(group)
        rows.lines.modelReset.connect(lambda: quiet.setVisible(rows.lines.rowCount() == 0))

    def refresh(self) -> None:
        self.ask(registers.everything).then(self._show)

    def _show(self, found: Found) -> None:
        self._found = found
        self.requests.show_lines([(row.request.id, _request_line(row)) for row in found.requests])
        self.breaches.show_lines([(one.id, _breach_line(one)) for one in found.breaches])
        self.agreements.show_lines([(one.id, _agreement_line(one)) for one in found.agreements])
        self.holds.show_lines(
            [(held.id, self._hold_line(held, name)) for held, name in found.holds]
        )

    def _hold_line(self, held: Hold, client: str) -> Line:
        """Who holds it, why and since when; who lifted it."""
        people = self._found.people
        by = people.get(held.placed_by, "")
        since = _("since {day}, by {name}").format(day=words.full_day(held.placed_on), name=by)
        lifted = ""
        if held.lifted_on is not None:
            name = people.get(held.lifted_by or 0, "")
            lifted = _("lifted {day}, by {name}").format(
                day=words.full_day(held.lifted_on), name=name
            )
        chips = ((_("Lifted"), "secondary"),) if lifted else ()
        return Line(client, held.reason, since, lifted, chips=chips, client_id=held.client_id,
                    quiet=bool(lifted))  # fmt: skip

    def _new_request(self) -> None:
        kinds = tuple(Choice(clock.id, clock.title) for clock in catalog.clocks())
        base = form_of(PrivacyRequest, _("New request"))
        first = (
            Field("who", _("Client: name or record number"), required=True),
            Field("kind", _("What kind"), Kind.CHOICE, True, kinds),
        )
        form = Form(base.title, (Section("", first), *base.sections))

        def keep(given: dict[str, Any]) -> None:
            self._with_client(
                given,
                lambda client_id: self.ask(
                    registers.take_request, client_id, given["kind"] or "", given
                ).then(self._taken),
            )

        self.open_sheet(Sheet(form, {}, (_("Take it in"), keep), self.close_sheet))

    def _taken(self, request: PrivacyRequest) -> None:
        self.close_sheet()
        self.toast(_("Answer it by {day}.").format(day=words.full_day(request.due_on)))

    def _with_client(self, given: Mapping[str, Any], then: Callable[[int], object]) -> None:
        self.ask(clients.find, given.get("who") or "", 2).then(lambda found: self._one(found, then))

    def _one(self, found: list[ClientRow], then: Callable[[int], object]) -> None:
        if len(found) == 1:
            then(found[0].id)
            return
        told = _("Nobody fits.") if not found else _("More than one fits.")
        self.page.banner.say(told + " " + _("Type the record number."))

    def _open_request(self, request_id: int) -> None:
        row = next(r for r in self._found.requests if r.request.id == request_id)
        request = row.request
        base = form_of(PrivacyRequest, f"{registers.clock(request.kind).title}: {row.client}")
        outcome = Field("outcome", _("How it was answered"), Kind.TEXT)
        more = Field("extended_why", _("Why more time is needed"))
        extra = (more, outcome) if registers.clock(request.kind).extension_days else (outcome,)
        form = Form(base.title, (*base.sections, Section(_("Answer"), extra)))
        values = {f.key: getattr(request, f.key) for f in form.fields}

        def keep(given: dict[str, Any]) -> None:
            self._keep_request(request, given)

        sheet = Sheet(form, values, (_("Keep"), keep), self.close_sheet)
        if request.answer:
            sheet.add_above(text.strong(request.answer).wrapped())
        sheet.note(_("Due on {day}.").format(day=words.full_day(request.due_on)))
        self.open_sheet(sheet)

    def _keep_request(self, request: PrivacyRequest, given: dict[str, Any]) -> None:
        done = self.kept(_("Kept."))
        if given.get("extended_why") and not request.extended_why:
            self.ask(registers.extend, request.id, given["extended_why"]).then(done)
        elif given.get("outcome"):
            self.ask(registers.close_request, request.id, given["outcome"]).then(done)
        else:
            self.ask(registers.change_request, request.id, given).then(done)

    def _open_breach(self, breach_id: int | None) -> None:
        found = next((one for one in self._found.breaches if one.id == breach_id), None)
        form = form_of(Breach, _("Breach"))
        values = {f.key: getattr(found, f.key) for f in form.fields} if found else {}

        def keep(given: dict[str, Any]) -> None:
            self.ask(registers.keep_breach, given, breach_id).then(self._breach_kept)

        sheet = Sheet(form, values, (_("Keep"), keep), self.close_sheet)
        if found is not None:
            duties = found.duties(catalog.breach_clock())
            media = (
                _("; media by {day}").format(day=words.full_day(duties.media_by))
                if duties.media_by
                else ""
            )
            sheet.note(
                _("Tell the people by {people}; HHS by {hhs}{media}.").format(
                    people=words.full_day(duties.people_by),
                    hhs=words.full_day(duties.hhs_by),
                    media=media,
                )
            )
            sheet.note(catalog.breach_clock().note)
        self.open_sheet(sheet)

    def _breach_kept(self, breach: Breach) -> None:
        self.close_sheet()
        by = words.full_day(breach.duties(catalog.breach_clock()).people_by)
        self.toast(_("Tell the people by {day}.").format(day=by))

    def _open_agreement(self, agreement_id: int | None) -> None:
        found = next((one for one in self._found.agreements if one.id == agreement_id), None)
        form = form_of(Agreement, _("Agreement with an organization"))
        values = {f.key: getattr(found, f.key) for f in form.fields} if found else {}

        def keep(given: dict[str, Any]) -> None:
            self.ask(registers.keep_agreement, given, agreement_id).then(self.kept(_("Kept.")))

        self.open_sheet(Sheet(form, values, (_("Keep"), keep), self.close_sheet))

    def _new_hold(self) -> None:
        form = Form.of(
            _("New legal hold"),
            Field("who", _("Client: name or record number"), required=True),
            Field("reason", _("Why"), Kind.TEXT, True),
        )

        def keep(given: dict[str, Any]) -> None:
            self._with_client(
                given,
                lambda client_id: self.ask(registers.hold, client_id, given["reason"] or "").then(
                    self.kept(_("Nothing of this chart is destroyed now."))
                ),
            )

        self.open_sheet(Sheet(form, {}, (_("Place the hold"), keep), self.close_sheet))

    def _lift(self, hold_id: int) -> None:
        held = next(h for h, _name in self._found.holds if h.id == hold_id)
        if held.lifted_on is None:
            form = Form.of(_("Lift this hold?"))
            self.open_sheet(
                Sheet(form, {}, (_("Lift the hold"), lambda _given: self._lifted(hold_id)),
                      self.close_sheet)
            )  # fmt: skip

    def _lifted(self, hold_id: int) -> None:
        self.ask(registers.lift, hold_id).then(self.kept(_("The hold is lifted.")))


def _request_line(row: RequestRow) -> Line:
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


def _breach_line(breach: Breach) -> Line:
    until = breach.open_until(catalog.breach_clock())
    people = words.count(breach.people, _("{n} person"), _("{n} people"))
    right = _("tell by {day}").format(day=words.full_day(until)) if until else _("all told")
    found = _("Discovered {day}").format(day=words.full_day(breach.discovered_on))
    return Line(found, people, right, quiet=until is None)


def _agreement_line(agreement: Agreement) -> Line:
    ends = words.full_day(agreement.ends_on) if agreement.ends_on else _("open")
    return Line(agreement.organization, agreement.services, _("until {end}").format(end=ends))


SCREEN = Registers
