"""The audit trail: who did what to whose chart, narrowed, verified, and taken out as a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.days import end_of, midnight
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.domain.vault.trail_words import AREAS, action_in_words
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.vault import trail_lines, trail_proof
from counselor_desk.services.vault.trail_lines import TrailFilter, TrailRow
from counselor_desk.services.vault.trail_proof import TrailProof
from counselor_desk.ui.kit import chosen_file, file_dialogs, look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import PagedModel, RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import KeyValue
from counselor_desk.ui.kit.widgets.numbers import Numbers
from counselor_desk.ui.kit.widgets.rows import RowList, in_line
from counselor_desk.ui.vault import proof_lines

A_MONTH = timedelta(days=31)


class Trail(Screen):
    """Newest first; every narrowing acts as it is typed. open(client_id=10) shows one chart's."""

    title = lazy("Audit trail")
    needs = Can.SEE_TRAIL
    order = 97
    icon = "eye"
    in_navigation = False
    everywhere = ((lazy("Audit trail"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id: int | None = None
        self._now = TrailFilter()
        self.sheet: Sheet | None = None
        self.page.primary(_("Verify"), self._do_verify, "", "verify")
        self.page.secondary(_("Save as CSV"), self._do_save, "", "save")
        self.page.secondary(_("Compare a paper"), self._ask_paper, "", "compare")
        self.page.secondary(
            _("Print an anchor"),
            lambda: self.go("paper", report="trail_anchor", asked={}),
            "",
            "print_anchor",
        )
        self.anchored = text.quiet()
        self.form = FormWidget(Form.of(""))
        self.model: PagedModel[TrailRow] = PagedModel(self._fetch, _line, self)
        self.list = RowList(_("Lines of the trail"))
        self.list.setModel(self.model)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(look.PAGE, look.NEAR, look.PAGE, look.NEAR)
        self._column.setSpacing(look.NEAR)
        self.proved = KeyValue()
        self.proved.hide()
        self._column.addWidget(self.form)
        self._column.addWidget(self.anchored)
        self._column.addWidget(self.proved)
        self.numbers = Numbers()
        self.count = self.numbers.add("number_lines", self.list)
        self._column.addWidget(self.numbers)
        self._column.addLayout(in_line(self.list), 1)
        self.page.fill(self._holder)

    def open(self, **where: Any) -> None:
        self._client_id = where.get("client_id")
        self.refresh()

    def refresh(self) -> None:
        self.ask(staff.all_staff).then(self._put_people)
        self.ask(trail_proof.last_on_paper).then(self._show_anchored)

    def _show_anchored(self, last: datetime | None) -> None:
        """A page signed by hand is an anchor that nobody can rewrite: one a month."""
        if last is None:
            message = _("No anchor was printed yet: print one a month and sign it by hand.")
        else:
            day = words.full_day(words.local(last).date())
            message = _("The last anchor was printed on {day}.").format(day=day)
            if self.bridge.now() - last > A_MONTH:
                message += " " + _("The next one is due.")
        self.anchored.setText(message)

    def commands(self) -> list[Command]:
        return [Command(_("Verify the audit trail"), self._do_verify, needs=self.needs)]

    def _put_people(self, people: list[Staff]) -> None:
        if not self.form.form.fields:
            values = self.form.values()
            self._column.removeWidget(self.form)
            discard(self.form)
            self.form = FormWidget(_form(people), values, pause_ms=250).hold_elsewhere()
            self.form.setObjectName("filters")
            self.form.settled.connect(self._narrow)
            self._column.insertWidget(0, self.form)
        self._narrow()

    def _narrow(self) -> None:
        """What is asked now; a client is found by name or number first."""
        values = self.form.values()
        self.form.mark_saved(values)
        if values.get("who"):
            self.ask(clients.find, values["who"], 2).then(self._with_client)
        else:
            self._ask_lines(self._asked(self._client_id))

    def _with_client(self, rows: list[ClientRow]) -> None:
        if len(rows) == 1:
            self.page.banner.clear()
            self._ask_lines(self._asked(rows[0].id))
        elif rows:
            self.page.banner.say(_("More than one client matches. Type the record number."))
        else:
            self.page.banner.say(_("No client matches."))

    def _asked(self, client_id: int | None) -> TrailFilter:
        values = self.form.values()
        first, last = values.get("since"), values.get("until")
        return TrailFilter(
            staff_id=int(values["staff_id"]) if values.get("staff_id") else None,
            client_id=client_id,
            action=values.get("action") or "",
            since=midnight(first) if first else None,
            until=end_of(last) if last else None,
        )

    def _ask_lines(self, asked: TrailFilter) -> None:
        self._now = asked
        self.ask(trail_lines.line_ids, asked).then(self._show)

    def _show(self, ids: list[int]) -> None:
        self.model.show(ids)
        self.count.show_count(words.count(len(ids), "{n} line", "{n} lines") if ids else "")

    def back(self) -> bool:
        return self.numbers.back()

    def _fetch(self, ids: list[int], arrived: Callable[[dict[int, TrailRow]], None]) -> object:
        return self.ask(trail_lines.lines, ids).then(arrived)

    def _do_verify(self) -> None:
        self.page.banner.say(_("Walking through every line and every record."), "accent")
        self.ask(trail_proof.prove).then(self._verified)

    def _verified(self, found: TrailProof) -> None:
        tone = "ok" if found.is_whole else "danger"
        self.page.banner.say(proof_lines.verdict(found), tone)
        self.proved.show_pairs(proof_lines.facts(found))
        self.proved.show()

    def _ask_paper(self) -> None:
        form = Form.of(
            _("Compare a paper with the trail"),
            Field(
                "paper",
                _("Record check at the bottom of the paper"),
                required=True,
                help=_("As in “Printed ... Record check 1234 ab12cd34”."),
            ),
        )

        def compare(given: dict[str, Any]) -> None:
            self.ask(trail_proof.check_paper, given["paper"] or "").then(self._compared)

        self.sheet = Sheet(form, {}, (_("Compare"), compare), self._close_paper)
        self._column.insertWidget(0, self.sheet)
        self.sheet.form.focus_first()

    def _close_paper(self) -> None:
        if self.sheet is not None:
            self._column.removeWidget(self.sheet)
            discard(self.sheet)
            self.sheet = None

    def _compared(self, holds: bool) -> None:
        self._close_paper()
        if holds:
            self.page.banner.say(_("The trail has this line exactly as the paper does."), "ok")
        else:
            message = _("The trail has no such line: it was cut off or rewritten since this print.")
            self.page.banner.say(message, "danger")

    def _do_save(self) -> None:
        path = file_dialogs.save_path(self, _("Save the trail"), "Audit trail.csv", "CSV (*.csv)")
        if path is not None:
            self.ask(trail_lines.as_table, self._now).then(lambda raw: self._write(path, raw))

    def _write(self, path: Path, raw: bytes) -> None:
        self.work(chosen_file.write, path, raw).then(lambda _count: self.toast(_("Saved.")))


def _form(people: list[Staff]) -> Form:
    names = tuple(Choice(str(person.id), person.name) for person in people)
    areas = tuple(Choice(f"{area}.", title) for area, title in AREAS.items())
    return Form.of(
        "",
        Field("staff_id", _("Who"), Kind.CHOICE, choices=names, beside=True),
        Field("who", _("Client: name or record number"), beside=True),
        Field("action", _("What"), Kind.CHOICE, choices=areas, beside=True),
        Field("since", _("From"), Kind.DATE, beside=True),
        Field("until", _("Until"), Kind.DATE, beside=True),
    )


def _line(row: TrailRow) -> RowText:
    # What only read a chart says so; its exact name stands beside it for an auditor.
    read = row.client_id is not None and not row.object
    named = row.action if read else row.object.replace(":", " ")
    what = "  ·  ".join(part for part in (row.actor_name or "", named, row.reason) if part)
    return RowText(
        action_in_words(row.action, not read),
        what,
        words.moment(row.at),
        _("line {n}").format(n=row.id),
        client_id=row.client_id,
    )


SCREEN = Trail
