"""The privacy registers: requests with their clocks, breaches, agreements, holds, the script."""

from collections.abc import Callable, Mapping
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, lazy, lazy_plural
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.privacy_registers import Agreement, Breach, Hold, PrivacyRequest
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.privacy import registers
from counselor_desk.services.privacy.registers import RegisterLists
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.privacy.register_lines import (
    agreement_line,
    breach_line,
    request_line,
    way_of,
)

OPEN = {
    "requests": lazy_plural("{n} open request", "{n} open requests"),
    "breaches": lazy_plural("{n} breach to report", "{n} breaches to report"),
    "agreements": lazy_plural("{n} agreement in force", "{n} agreements in force"),
    "holds": lazy_plural("{n} hold in force", "{n} holds in force"),
}


class Registers(SheetScreen):
    """What waits and until when; opened with Enter."""

    title = lazy("Privacy registers")
    needs = Can.KEEP_REGISTERS
    order = 96
    icon = "consent"
    in_navigation = False
    everywhere = ((lazy("Privacy registers"), {}),)
    shows = frozenset({"PrivacyRequest", "Breach", "Agreement", "Hold"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found = RegisterLists([], [], [], [], {})
        self.page.primary(_("New request"), self._new_request, "", "new_request")
        self.numbers = Numbers(self.page.reveal)
        self.front_column.addWidget(self.numbers)
        self.counts: dict[str, Number] = {}
        self._open_alone: set[str] = set()  # lists in which only what is open stands
        self.requests = self._list(_("Requests"), self._open_request)
        self.breaches = self._list(_("Breaches"), self._open_breach)
        self.agreements = self._list(_("Agreements with organizations"), self._open_agreement)
        self.holds = self._list(_("Legal holds"), self._lift)
        self._group(_("Requests"), self.requests, _("Nothing was requested."))
        self._group(
            _("Breaches"),
            self.breaches,
            _("None."),
            (_("New breach"), lambda: self._open_breach(None), "new_breach"),
        )
        self._group(
            _("Agreements with organizations"),
            self.agreements,
            _("None."),
            (_("New agreement"), lambda: self._open_agreement(None), "new_agreement"),
        )
        self._group(_("Legal holds"), self.holds, _("None."), (_("New hold"), self._new_hold, "new_hold"))
        self._count("requests", self.requests)
        self._count("breaches", self.breaches)
        self._count("agreements", self.agreements)
        self._count("holds", self.holds)
        say = text.body(files.caller_scripts().asked[0].say).selectable()
        more = link(_("When someone else asks"), lambda: self.go("stranger"), "stranger")
        script = Group(_("When a stranger asks"), say, side_by_side(more))
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
            group.add(side_by_side(link(*way)))
        self.front_column.addWidget(group)
        rows.lines.modelReset.connect(lambda: quiet.setVisible(rows.lines.rowCount() == 0))

    def refresh(self) -> None:
        self.ask(registers.read_registers).then(self._show)

    def _count(self, name: str, rows: RowList) -> None:
        def only(on: bool) -> None:
            (self._open_alone.add if on else self._open_alone.discard)(name)
            self._show(self._found)

        self.counts[name] = self.numbers.add(f"number_{name}", rows, only)

    def back(self) -> bool:
        return super().back() or self.numbers.back()

    def _show(self, register_lists: RegisterLists) -> None:
        self._found, today = register_lists, self.bridge.today()
        clock = files.breach_clock()
        requests = [(r.request.id, request_line(r), r.is_open) for r in register_lists.requests]
        self._put("requests", self.requests, requests)
        breaches = [(b.id, breach_line(b), bool(b.open_until(clock))) for b in register_lists.breaches]
        self._put("breaches", self.breaches, breaches)
        agreed = [
            (a.id, agreement_line(a), not a.ends_on or a.ends_on >= today) for a in register_lists.agreements
        ]
        self._put("agreements", self.agreements, agreed)
        holds = [(h.id, self._hold_line(h, name), not h.lifted_on) for h, name in register_lists.holds]
        self._put("holds", self.holds, holds)

    def _put(self, name: str, rows: RowList, lines: list[tuple[int, RowText, bool]]) -> None:
        """The number counts what is open; all stands in the list until one opens the number."""
        counted = [(key, line) for key, line, is_open in lines if is_open]
        alone = name in self._open_alone
        rows.show_lines(counted if alone else [(key, line) for key, line, _open in lines])
        message = OPEN[name].of(len(counted))
        self.counts[name].show_count(message if counted or alone else "")

    def _hold_line(self, held: Hold, client: str) -> RowText:
        """Who holds it, why and since when; who lifted it."""
        people = self._found.people
        by = people.get(held.placed_by, "")
        since = _("since {day}, by {name}").format(day=words.full_day(held.placed_on), name=by)
        lifted = ""
        if held.lifted_on is not None:
            name = people.get(held.lifted_by or 0, "")
            lifted = _("lifted {day}, by {name}").format(day=words.full_day(held.lifted_on), name=name)
        chips = ((_("Lifted"), "secondary"),) if lifted else ()
        return RowText(
            client, held.reason, since, lifted, chips=chips, client_id=held.client_id, quiet=bool(lifted)
        )

    @opens_sheet("new_request")
    def _new_request(self) -> None:
        kinds = tuple(Choice(clock.id, clock.title) for clock in files.clocks())
        base = form_of(PrivacyRequest, _("New request"))
        first = (
            Field("who", _("Client: name or record number"), required=True),
            Field("kind", _("What kind"), Kind.CHOICE, True, kinds),
        )
        form = Form(base.title, (Section("", first), *base.sections))

        def save_request(given: dict[str, Any]) -> None:
            self._with_client(
                given,
                lambda client_id: self.ask(
                    registers.take_request, client_id, given["kind"] or "", given
                ).then(self._taken),
            )

        self.open_sheet(Sheet(form, {}, (_("Log request"), save_request), self.close_sheet))

    def _taken(self, request: PrivacyRequest) -> None:
        self.close_sheet()
        self.toast(_("Answer it by {day}.").format(day=words.full_day(request.due_on)))

    def _with_client(self, given: Mapping[str, Any], then: Callable[[int], object]) -> None:
        self.ask(clients.find, given.get("who") or "", 2).then(lambda rows: self._one(rows, then))

    def _one(self, rows: list[ClientRow], then: Callable[[int], object]) -> None:
        if len(rows) == 1:
            then(rows[0].id)
            return
        message = _("No one matches.") if not rows else _("More than one matches.")
        self.page.banner.say(message + " " + _("Type the record number."))

    @opens_sheet("request")
    def _open_request(self, request_id: int) -> None:
        row = next(r for r in self._found.requests if r.request.id == request_id)
        request = row.request
        base = form_of(PrivacyRequest, f"{registers.clock(request.kind).title}: {row.client}")
        outcome = Field("outcome", _("How it was answered"), Kind.TEXT)
        more = Field("extended_why", _("Why more time is needed"))
        extra = (more, outcome) if registers.clock(request.kind).extension_days else (outcome,)
        form = Form(base.title, (*base.sections, Section(_("Answer"), extra)))
        values = {f.key: getattr(request, f.key) for f in form.fields}

        def save_request(given: dict[str, Any]) -> None:
            self._keep_request(request, given)

        sheet = Sheet(form, values, (_("Save"), save_request), self.close_sheet)
        if request.answer:
            sheet.add_above(text.strong(request.answer).wrapped())
        sheet.show_note(_("Due on {day}.").format(day=words.full_day(request.due_on)))
        if way := way_of(request, self):
            sheet.add_below(side_by_side(link(*way)))
        self.open_sheet(sheet)

    def _keep_request(self, request: PrivacyRequest, given: dict[str, Any]) -> None:
        done = self.after_saving(_("Saved."))
        if given.get("extended_why") and not request.extended_why:
            self.ask(registers.extend, request.id, given["extended_why"]).then(done)
        elif given.get("outcome"):
            self.ask(registers.close_request, request.id, given["outcome"]).then(done)
        else:
            self.ask(registers.change_request, request.id, given).then(done)

    @opens_sheet("breach")
    def _open_breach(self, breach_id: int | None) -> None:
        breach = next((row for row in self._found.breaches if row.id == breach_id), None)
        form = form_of(Breach, _("Breach"))
        values = {f.key: getattr(breach, f.key) for f in form.fields} if breach else {}

        def save_breach(given: dict[str, Any]) -> None:
            self.ask(registers.keep_breach, given, breach_id).then(self._breach_kept)

        sheet = Sheet(form, values, (_("Save"), save_breach), self.close_sheet)
        if breach is not None and not breach.no_notice:
            duties = breach.duties(files.breach_clock())
            media = (
                _("; media by {day}").format(day=words.full_day(duties.media_by)) if duties.media_by else ""
            )
            sheet.show_note(
                _("Notify the people by {people}; HHS by {hhs}{media}.").format(
                    people=words.full_day(duties.people_by),
                    hhs=words.full_day(duties.hhs_by),
                    media=media,
                )
            )
            sheet.show_note(files.breach_clock().note)
        self.open_sheet(sheet)

    def _breach_kept(self, breach: Breach) -> None:
        self.close_sheet()
        until = breach.open_until(files.breach_clock())
        message = _("Someone has to be notified by {day}.").format(day=words.full_day(until))
        self.toast(message if until else _("Saved."))

    @opens_sheet("agreement")
    def _open_agreement(self, agreement_id: int | None) -> None:
        agreement = next((row for row in self._found.agreements if row.id == agreement_id), None)
        form = form_of(Agreement, _("Agreement with an organization"))
        values = {f.key: getattr(agreement, f.key) for f in form.fields} if agreement else {}

        def save_agreement(given: dict[str, Any]) -> None:
            self.ask(registers.keep_agreement, given, agreement_id).then(self.after_saving(_("Saved.")))

        self.open_sheet(Sheet(form, values, (_("Save"), save_agreement), self.close_sheet))

    @opens_sheet("new_hold")
    def _new_hold(self) -> None:
        form = Form.of(
            _("New legal hold"),
            Field("who", _("Client: name or record number"), required=True),
            Field("reason", _("Why"), Kind.TEXT, True),
        )

        def save_hold(given: dict[str, Any]) -> None:
            self._with_client(
                given,
                lambda client_id: self.ask(registers.place_hold, client_id, given["reason"] or "").then(
                    self.after_saving(_("Nothing in this chart can be destroyed now."))
                ),
            )

        self.open_sheet(Sheet(form, {}, (_("Place the hold"), save_hold), self.close_sheet))

    @opens_sheet("lift")
    def _lift(self, hold_id: int) -> None:
        held = next(h for h, _name in self._found.holds if h.id == hold_id)
        if held.lifted_on is None:
            form = Form.of(_("Lift this hold?"))
            self.open_sheet(
                Sheet(form, {}, (_("Lift the hold"), lambda _given: self._lifted(hold_id)), self.close_sheet)
            )

    def _lifted(self, hold_id: int) -> None:
        self.ask(registers.lift_hold, hold_id).then(self.after_saving(_("The hold is lifted.")))


SCREEN = Registers
