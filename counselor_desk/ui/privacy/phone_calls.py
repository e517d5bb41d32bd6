"""Calls and messages: written down in a moment, read by the person they are for, filed in a chart."""

from collections.abc import Sequence
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Staff
from counselor_desk.records.phone_call import PhoneCall
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.privacy import phone_calls
from counselor_desk.services.privacy.phone_calls import CallRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList


class PhoneCalls(SheetScreen):
    """open(new=True) begins one: it is needed while the telephone is in the hand."""

    title = lazy("Calls and messages")
    needs = Can.USE_PROGRAM
    in_navigation = False
    icon = "phone"
    everywhere = ((lazy("Log a call"), {"new": True}), (lazy("Calls and messages"), {}))
    shows = frozenset({"PhoneCall"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._rows: dict[int, CallRow] = {}
        self.page.secondary(_("What to say"), lambda: self.go("stranger"), "", "what_to_say")
        self.page.primary(_("Log a call"), self._do_new, "", "new_call")
        self.none = text.quiet(_("No calls are logged here."))
        self.calls = RowList(_("Calls and messages"), fits=True)
        self.calls.opened.connect(self._open)
        self.front_column.addWidget(self.none)
        self.front_column.addWidget(self.calls)

    def open(self, **where: Any) -> None:
        if where.get("new"):
            self._do_new()

    def refresh(self) -> None:
        self.ask(phone_calls.mine).then(self._show)

    def commands(self) -> list[Command]:
        return [Command(_("Log a call"), self._do_new, icon="phone")]

    def _show(self, rows: Sequence[CallRow]) -> None:
        self._rows = {row.call.id: row for row in rows}
        self.none.setVisible(not rows)
        self.calls.show_lines([(row.call.id, _line(row)) for row in rows])

    @opens_sheet("new")
    def _do_new(self) -> None:
        self.ask(staff.all_staff).then(self._ask_new)

    def _ask_new(self, everyone: Sequence[Staff]) -> None:
        colleagues = tuple(Choice(str(p.id), p.name) for p in everyone if p.active)
        base = form_of(PhoneCall, _("Log a call"))
        whose = Field("for_id", _("Whose message it is"), Kind.CHOICE, True, colleagues)
        form = Form(base.title, (*base.sections, Section("", (whose,))))

        def save_call(given: dict[str, Any]) -> None:
            for_id = int(given.pop("for_id") or 0)
            self.ask(phone_calls.take, for_id, given).then(self.after_saving(_("Recorded.")))

        sheet = Sheet(form, {"caller_kind": "other"}, (_("Save"), save_call), self.close_sheet)
        sheet.show_note(_("It opens no chart and says of nobody that they come here."))
        self.open_sheet(sheet)

    @opens_sheet("call")
    def _open(self, call_id: int) -> None:
        row = self._rows[call_id]
        call = row.call
        form = Form.of(_("Call"))
        if call.done_at is None and (row.is_mine or self.bridge.may(Can.KEEP_REGISTERS)):
            done = Field("done", _("What was done about it"), Kind.TEXT, True)
            form = Form.of(_("Call"), done)

            def save_done(given: dict[str, Any]) -> None:
                self.ask(phone_calls.finish, call_id, given["done"] or "").then(self.after_saving(_("Done.")))

            sheet = Sheet(form, {}, (_("Done"), save_done), self.close_sheet)
            if self.bridge.may(Can.WRITE_NOTE):
                sheet.add_below(
                    side_by_side(link(_("File in a chart"), lambda: self._ask_whose(call_id), "file_call"))
                )
        else:
            sheet = Sheet(form, {}, (_("Close"), lambda _given: self.close_sheet()), self.close_sheet)
        sheet.add_above(KeyValue(_facts(row)))
        self.open_sheet(sheet)

    def _ask_whose(self, call_id: int) -> None:
        whose = Field("who", _("Client: name or record number"), required=True)

        def file(given: dict[str, Any]) -> None:
            self.ask(clients.find, given["who"] or "", 2).then(lambda rows: self._file(call_id, rows))

        sheet = Sheet(Form.of(_("File in a chart"), whose), {}, (_("File"), file), self.close_sheet)
        sheet.show_note(_("A draft of a phone contact begins there, and the words leave this log."))
        self.open_sheet(sheet)

    def _file(self, call_id: int, rows: Sequence[ClientRow]) -> None:
        if len(rows) != 1:
            message = _("No one matches.") if not rows else _("More than one matches.")
            self.page.banner.say(message + " " + _("Type the record number."))
            return
        client_id = rows[0].id
        self.ask(phone_calls.file_in_chart, call_id, client_id).then(
            lambda note: self.go("chart", client_id=client_id, section="notes", document_id=note.id)
        )


def _line(row: CallRow) -> RowText:
    call = row.call
    first = call.caller or _("Filed in a chart")
    second = " · ".join(part for part in (call.about, " ".join(call.words.split())[:120]) if part)
    chips = [(_("Urgent"), "danger")] if call.urgent and call.done_at is None else []
    chips.append((_("Done"), "secondary") if call.done_at else (_("Waits"), "caution"))
    who = _("for {name}").format(name=row.for_whom)
    moment = words.moment(call.taken_at)
    return RowText(first, second, moment, who, chips=tuple(chips), quiet=call.done_at is not None)


def _facts(row: CallRow) -> list[tuple[str, str]]:
    call = row.call
    return [
        (_("Who called"), ", ".join(p for p in (call.caller, words.capital(call.caller_kind.words)) if p)),
        (_("Number to call back"), call.call_back),
        (_("About whom"), call.about),
        (_("What the caller said"), call.words),
        (_("What was answered"), call.answered),
        (_("Taken by"), f"{row.taken_by}, {words.moment(call.taken_at)}"),
        (_("For"), row.for_whom),
        (_("What was done"), call.done),
    ]


SCREEN = PhoneCalls
