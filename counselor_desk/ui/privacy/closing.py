"""The closing of the program, guided: each record, the sealed container, what is left to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.privacy.consent import ConsentStatus
from counselor_desk.domain.privacy.program_closing import RecordDisposition
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.program_closing import ClosingClient, ProgramClosing
from counselor_desk.services.privacy import consents, program_closing
from counselor_desk.services.privacy.consents import ConsentRow
from counselor_desk.services.privacy.program_closing import ClosingClientRow, ClosingStatus
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList

RULE = lazy(
    "When a program ends or is taken over, each record is transferred with the client's written "
    "consent, retained under seal where a law requires keeping it, or destroyed (42 CFR 2.19)."
)
TONES = {
    RecordDisposition.OPEN: "caution",
    RecordDisposition.DESTROY: "caution",
    RecordDisposition.TRANSFER: "ok",
    RecordDisposition.RETAIN: "ok",
}


class Closing(SheetScreen):
    """What is left to do comes first; each record opens with Enter."""

    title = lazy("Closing of the program")
    needs = Can.DESTROY
    order = 893
    icon = "files"
    in_navigation = False
    everywhere = ((lazy("Closing of the program"), {}),)
    shows = frozenset({"ProgramClosing", "ClosingClient", "Destruction", "Hold", "Consent"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found: ClosingStatus | None = None
        self.begin = self.page.primary(_("Begin the closing"), self._edit, "", "begin_closing")
        self.front_column.addWidget(text.body(str(RULE)).wrapped())
        self.facts = KeyValue()
        self.edit = link(_("Record what was done"), self._edit, "edit_closing")
        self.container = Group(_("The program"), self.facts, side_by_side(self.edit))
        self.left = text.body().wrapped()
        self.done = action(_("Finish the closing"), self._finish, "", "finish_closing")
        papers = side_by_side(
            link(_("Print the label"), lambda: self._print("closing_label"), "print_label"),
            link(_("Print the report"), lambda: self._print("closing_report"), "print_report"),
            link(_("Write an archive"), lambda: self.go("safekeeping"), "write_archive"),
        )
        self.todo = Group(_("What is left to do"), self.left, side_by_side(self.done), papers)
        self.list = RowList(_("Records"), fits=True)
        self.list.opened.connect(self._open)
        self.ways = side_by_side(
            link(_("Decide the rest as the law leaves it"), self._decide_rest, "decide_rest"),
            link(_("All retained ones are sealed today"), self._seal, "seal_retained"),
        )
        self.records = Group(_("Records"), self.ways, self.list)
        for group in (self.todo, self.container, self.records):
            self.front_column.addWidget(group)
            group.hide()

    def refresh(self) -> None:
        self.ask(program_closing.current_closing).then(self._show)

    def _show(self, closing: ClosingStatus | None) -> None:
        self._found = closing
        self.begin.setVisible(closing is None)
        for group in (self.todo, self.container, self.records):
            group.setVisible(closing is not None)
        if closing is None:
            return
        ended = closing.record.finished_at
        done = _("Finished {when}.").format(when=words.moment(ended)) if ended else _("Nothing.")
        self.left.setText("\n".join(f"\N{BULLET} {message}" for message in closing.open_tasks) or done)
        self.done.setVisible(ended is None and not closing.open_tasks)
        self.edit.setVisible(ended is None)
        self.ways.setVisible(ended is None)
        self.facts.show_pairs(_facts(closing))
        self.list.show_lines([(client_row.client_id, _line(client_row)) for client_row in closing.clients])

    # -- the program

    @opens_sheet("closing")
    def _edit(self) -> None:
        form = form_of(ProgramClosing, _("Closing of the program"))
        values: dict[str, Any] = {"why": "discontinued"}
        if self._found is not None:
            values = {f.key: getattr(self._found.record, f.key) for f in form.fields}
            values["keep_until"] = values["keep_until"] or self._found.latest

        def save_closing(given: dict[str, Any]) -> None:
            self.ask(program_closing.save_closing, given).then(self.after_saving(_("Saved.")))

        sheet = Sheet(form, values, (_("Save"), save_closing), self.close_sheet)
        if self._found is not None and self._found.latest is not None:
            day = words.full_day(self._found.latest)
            sheet.show_note(_("The last of the retained records is kept until {day}.").format(day=day))
        self.open_sheet(sheet)

    def _finish(self) -> None:
        self.ask(program_closing.finish).then(self._finished)

    def _finished(self, _record: ProgramClosing) -> None:
        self.toast(_("The closing is finished."))
        self.refresh()

    def _decide_rest(self) -> None:
        self.ask(program_closing.decide_rest).then(self._told)

    def _seal(self) -> None:
        today: date = self.bridge.today()
        self.ask(program_closing.seal_retained, today).then(self._told)

    def _told(self, count: int) -> None:
        self.toast(words.count(count, "{n} record was changed.", "{n} records were changed."))
        self.refresh()

    def _print(self, report: str) -> None:
        self.go("paper", report=report, asked={})

    # -- one record

    def _open(self, client_id: int) -> None:
        closing = self._found
        if closing is None or closing.record.finished_at is not None:
            return
        client_row = next(one for one in closing.clients if one.client_id == client_id)
        self.ask(consents.of_client, client_id).then(lambda held: self._with_consents(client_row, held))

    def _with_consents(self, client_row: ClosingClientRow, held: list[ConsentRow]) -> None:
        self.ask(program_closing.of_client, client_row.client_id).then(
            lambda row: self._edit_one(client_row, held, row)
        )

    def _edit_one(
        self, client_row: ClosingClientRow, held: list[ConsentRow], row: ClosingClient | None
    ) -> None:
        self.begin_sheet("client", client_row.client_id)
        base = form_of(ClosingClient, f"{client_row.name}, {client_row.number}")
        whole = tuple(
            Choice(str(c.id), f"{c.title}: {c.recipients}")
            for c in held
            if c.standing is ConsentStatus.IN_FORCE
        )
        message = _("It names the program that receives the record.")
        title = _("Written consent to the transfer")
        consent = Field("consent_id", title, Kind.CHOICE, choices=whole, help=message)
        form = Form(base.title, (*base.sections, Section("", (consent,))))
        values: dict[str, Any] = {"way": str(client_row.step.way), "answer": str(client_row.step.answer)}
        if row is not None:
            values |= {f.key: getattr(row, f.key) for f in base.fields}
            values["consent_id"] = str(row.consent_id) if row.consent_id else None

        def save_client(given: dict[str, Any]) -> None:
            self._keep_one(client_row, given)

        sheet = Sheet(form, values, (_("Save"), save_client), self.close_sheet)
        sheet.show_note(client_row.why)
        if client_row.next_task:
            sheet.show_note(client_row.next_task)
        sheet.add_below(
            side_by_side(
                link(
                    _("Consents"),
                    lambda: self._leave_for("chart", client_row, section="consents"),
                    "consents",
                ),
                link(_("Export the chart"), lambda: self._leave_for("export_charts", client_row), "export"),
                link(_("Destroy the record"), lambda: self._leave_for("destruction", client_row), "destroy"),
            )
        )
        self.open_sheet(sheet)

    def _keep_one(self, client_row: ClosingClientRow, given: Mapping[str, Any]) -> None:
        self.ask(program_closing.keep_client, client_row.client_id, given).then(
            self.after_saving(_("Saved."))
        )

    def _leave_for(self, screen: str, client_row: ClosingClientRow, **where: Any) -> None:
        self.close_sheet()
        if screen != "export_charts":
            where["client_id"] = client_row.client_id
        self.go(screen, **where)


def _line(client_row: ClosingClientRow) -> RowText:
    chip = (client_row.step.way.words.capitalize(), TONES[client_row.step.way])
    return RowText(
        client_row.name,
        client_row.next_task or client_row.why,
        client_row.number,
        chips=(chip,),
        client_id=client_row.client_id,
        quiet=not client_row.next_task,
    )


def _facts(closing: ClosingStatus) -> list[tuple[str, str]]:
    record = closing.record

    def day(on: date | None) -> str:
        return words.full_day(on) if on else ""

    return [
        (_("Last day"), day(record.ends_on)),
        (_("Records go to"), record.acquirer),
        (_("Label"), closing.label if record.authority or record.keep_until else ""),
        (_("Responsible person"), record.responsible),
        (_("Container stored"), record.storage),
        (_("Keys saved"), record.keys_kept),
        (_("Written to device"), day(record.archived_on)),
        (_("Backup copy"), day(record.copied_on)),
        (_("Sealed"), day(record.sealed_on)),
        (_("Other media sanitized"), day(record.sanitized_on)),
        (_("Destroyed since"), str(closing.destroyed)),
    ]


SCREEN = Closing
