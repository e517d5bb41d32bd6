"""Every report of the clinic: choose one, say for whom and when, see it, take its table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import letters
from counselor_desk.services.schedule import print_lists
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.page import Scroll, action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.paper import press_later, table_file

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.press.press import AnyReport

FILLED_HERE = frozenset({"client_id", "staff_id", "group_id", "report", "letter"})
NUMBERS = frozenset({"client_id", "staff_id", "group_id"})
GROUPS = Glossary({"clinic": lazy("The clinic"), "client": lazy("One client"), "handouts": lazy("Handouts")})


class Reports(Screen):
    """The reports at the left, what the chosen one asks at the right."""

    title = lazy("Reports")
    needs = Can.PRINT
    order = 80
    icon = "reports"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._reports: dict[str, AnyReport] = {}
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self.preview = self.page.primary(_("Preview"), self._do_preview, "Ctrl+Return", "preview")
        self.page.secondary(_("Dashboard"), lambda: self.go("figures"), "", "figures")
        self.list = RowList(_("Reports"))
        self.list.setMinimumWidth(280)
        self.list.chosen.connect(lambda _id: self._choose())
        self.list.opened.connect(lambda _id: self._enter())
        self.form: FormWidget | None = None
        self.name, self.about = text.heading(), text.quiet()
        self.save = action(_("Save as a table (CSV)"), self._do_save, "", "save_csv")
        self._place = QVBoxLayout()
        self.page.fill(self._arrange())
        self.work(press_later.reports).then(self._show)

    def _arrange(self) -> QWidget:
        scroll = Scroll()
        scroll.body.addWidget(self.name)
        scroll.body.addWidget(self.about)
        scroll.body.addLayout(self._place)
        scroll.body.addWidget(side_by_side(self.save))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(scroll)
        both.setSizes([360, 700])
        both.setStretchFactor(1, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(look.NEAR, 0, 0, 0)
        row.addWidget(both)
        return whole

    def open(self, **where: Any) -> None:
        """reports(report="caseload") chooses one."""
        if "report" in where and where["report"] in self._reports:
            self.list.choose(where["report"])

    def refresh(self) -> None:
        self.ask(clients.matching).then(lambda ids: self.ask(clients.rows, ids).then(self._know_clients))
        self.ask(staff.all_staff).then(self._know_staff)
        self.ask(letters.shelf).then(self._know_letters)
        self.ask(print_lists.groups).then(self._know_groups)

    def _know_clients(self, rows: Mapping[int, ClientRow]) -> None:
        choices = (Choice(str(row.id), f"{row.name}, {row.number}") for row in rows.values())
        self._choices["client_id"] = tuple(sorted(choices, key=lambda c: c.label))
        self._choose()

    def _know_letters(self, shelf: list[Letter]) -> None:
        self._choices["letter"] = tuple(Choice(letter.id, letter.title) for letter in shelf)
        self._choose()

    def _know_groups(self, groups: list[tuple[int, str, str]]) -> None:
        choices = (Choice(str(number), f"{name}, {leader}") for number, name, leader in groups)
        self._choices["group_id"] = tuple(choices)
        self._choose()

    def _know_staff(self, everyone: list[Staff]) -> None:
        choices = (Choice(str(s.id), s.name) for s in everyone if s.may(Can.WRITE_NOTE))
        self._choices["staff_id"] = tuple(choices)
        self._choose()

    def _show(self, reports: "Mapping[str, AnyReport]") -> None:
        mine = [r for r in reports.values() if self.bridge.may(r.gather.needs)]
        mine.sort(key=lambda r: (list(GROUPS).index(r.group), r.title))
        kept = [r for r in mine if _fits(r.asks)]
        self._reports = {report.id: report for report in kept}
        self._choices["report"] = tuple(Choice(r.id, r.title) for r in mine if _is_of_one(r))
        self.list.show_lines([(r.id, RowText(r.title, GROUPS[r.group])) for r in kept])
        if kept:
            self.list.choose(kept[0].id)

    def _choose(self) -> None:
        report = self._reports.get(self.list.current())
        self.preview.setEnabled(report is not None)
        if report is None:
            return
        self.name.setText(report.title)
        self.about.setText(report.summary)
        self.about.setVisible(bool(report.summary))
        self.save.setVisible(report.grid is not None)
        values = self.form.values() if self.form is not None else {}
        if self.form is not None:
            self._place.removeWidget(self.form)
            discard(self.form)
        asks = self._filled(report.asks)
        today = self.bridge.today()
        self.form = FormWidget(asks, dict(report.usual) | _usual(asks, values, today)).hold_elsewhere()
        self._place.addWidget(self.form)

    def _filled(self, asks: Form) -> Form:
        """The form with the clients and counselors that this person may see."""
        return replace(
            asks,
            sections=tuple(
                replace(s, fields=tuple(f for f in map(self._with_choices, s.fields) if f))
                for s in asks.sections
            ),
        )

    def _with_choices(self, field: Field) -> Field | None:
        """The field with those to choose from; None as long as there is nobody."""
        if field.key not in FILLED_HERE:
            return field
        choices = self._choices.get(field.key, ())
        return replace(field, kind=Kind.CHOICE, choices=choices) if choices else None

    def _enter(self) -> None:
        if self.form is not None and self.form.form.fields:
            self.form.focus_first()
        else:
            self._do_preview()

    def _answers(self) -> dict[str, Any] | None:
        """What was filled in, or None after saying what is missing."""
        if self.form is None:
            return {}
        values = self.form.values()
        missing = self.form.form.missing(values)
        if missing:
            words = _("Choose {field} first.").format(field=missing[0].label.lower())
            self.complain(Refused(words, missing[0].key))
            return None
        given = {key: value for key, value in values.items() if value not in (None, "")}
        return {key: int(v) if key in NUMBERS else v for key, v in given.items()}

    def _do_preview(self) -> None:
        answers = self._answers()
        if answers is not None and self.list.current():
            self.go("paper", report=self.list.current(), asked=answers)

    def _do_save(self) -> None:
        report, answers = self._reports.get(self.list.current()), self._answers()
        if report is None or report.grid is None or answers is None:
            return
        title, grid = report.title, report.grid
        self.ask(report.gather, **answers).then(lambda data: table_file.save(self, title, grid(data)))


def _fits(asks: Form) -> bool:
    """Whether all that must be answered can be answered here."""
    return all(
        not f.required or f.key in FILLED_HERE or f.kind is Kind.DATE or f.options for f in asks.fields
    )


def _is_of_one(report: "AnyReport") -> bool:
    """Whether it is one client's paper, and the client and the days are all that it asks."""
    asked = {f.key for f in report.asks.fields if f.required}
    known = {"client_id", "first", "last", "on"}
    return report.of_client is not None or ("client_id" in asked and asked <= known)


def _usual(asks: Form, before: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What was chosen for the report before, else this month and today."""
    usual: dict[str, Any] = {"first": today.replace(day=1), "last": today, "on": today}
    usual |= {"language": "en", "who": "booked", "slips": "each"} | {
        key: value for key, value in before.items() if value
    }
    return {field.key: usual[field.key] for field in asks.fields if field.key in usual}


SCREEN = Reports
