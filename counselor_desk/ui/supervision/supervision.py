"""Supervision: hours for licensure, random chart audits, and gaps in the golden thread."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.form import Section as Part
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Staff
from counselor_desk.records.review import ChartAudit, SupervisionHour
from counselor_desk.services.clients import clients
from counselor_desk.services.plans import golden_thread
from counselor_desk.services.plans.golden_thread import ClientGaps
from counselor_desk.services.supervision import chart_audits, hours
from counselor_desk.services.supervision.chart_audits import ChartAuditDetail
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.supervision.lines import (
    audit_line,
    chart_line,
    gapped_line,
    gone_lines,
    in_hours,
)

YEAR = 365
LATEST = 12  # meetings shown until one asks for all


class Supervision(Screen):
    """Three lists; a sheet opens over them."""

    title = lazy("Supervision")
    needs = Can.COSIGN
    order = 32
    icon = "people"
    shows = frozenset({"SupervisionHour", "ChartAudit", "AuditedChart", "ObjectiveWork"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._people: list[Staff] = []
        self._audits: list[ChartAuditDetail] = []
        self.inside: Numbers | None = None  # of the audit that is open
        self.stack, self.front, self.other = QStackedWidget(), Page(), Page()
        self.strip = IdentityStrip()
        self.other.stand_under(self.strip)
        self.front.set_title(self.title)
        self.front.primary(_("Log hours"), self._do_log, "", "log_hours")
        self.front.secondary(_("Audit charts"), self._do_audit, "", "audit_charts")
        self.gaps, self.hours, self.audits = (
            RowList(name, fits=True) for name in (_("Broken threads"), _("Hours"), _("Chart audits"))
        )
        self.gaps.opened.connect(lambda i: self.go("chart", client_id=i, section="plan"))
        self.audits.opened.connect(self._open_audit)
        self._held: list[tuple[SupervisionHour, str]] = []
        self._whose: str | None = None  # "": everybody's; None: the latest alone
        self.numbers = Numbers(self.front.reveal)
        self.audit_count = self.numbers.add("number_audits", self.audits)
        self.gap_count = self.numbers.add("number_gaps", self.gaps)
        self.totals = Numbers(self.front.reveal)
        self.total = text.quiet(_("No hours are logged yet."))
        self.no_audits = text.quiet(_("No audit yet. “Audit charts” draws some by chance."))
        self.no_gaps = text.quiet(_("Nowhere: every plan in force is worked on."))
        self.total_of: dict[str, Number] = {}
        self.print = link(_("Print the hours"), self._do_print, "print_hours")
        self.front.add(
            self.numbers,
            Group(_("Chart audits"), self.no_audits, self.audits),
            Group(_("Hours of the last year"), self.total, self.totals, self.hours, side_by_side(self.print)),
            Group(_("Where the golden thread is broken"), self.no_gaps, self.gaps),
        )
        self.stack.addWidget(self.front)
        self.stack.addWidget(self.other)
        self.page.without_head()
        self.page.fill(self.stack)

    def refresh(self) -> None:
        today = self.bridge.today()
        first = (
            today.replace(year=today.year - 1)
            if today.day < 29
            else today.replace(year=today.year - 1, day=28)
        )
        self.ask(hours.supervisees).then(self._keep_people)
        self.ask(chart_audits.audits).then(self._show_audits)
        self.ask(hours.hours, first, today).then(self._show_hours)
        self.ask(golden_thread.clients_off_thread).then(self._show_gaps)

    def _keep_people(self, people: list[Staff]) -> None:
        self._people = people

    def _show_audits(self, audits: list[ChartAuditDetail]) -> None:
        self._audits = audits
        self.audits.show_lines([(a.id, audit_line(a)) for a in audits])
        self.no_audits.setVisible(not audits)
        message = words.count(len(audits), "{n} chart audit", "{n} chart audits")
        self.audit_count.show_count(message if audits else "")

    def _show_hours(self, rows: list[tuple[SupervisionHour, str]]) -> None:
        self._held = rows
        minutes: dict[str, int] = dict.fromkeys(self.total_of, 0)
        for held, name in rows:
            minutes[name] = minutes.get(name, 0) + held.minutes
        meetings = words.count(len(rows), "{n} meeting", "{n} meetings")
        self._tell_total("", meetings if rows else "")
        for name, total in sorted(minutes.items()):
            if name:
                self._tell_total(name, f"{name} {in_hours(total)}" if total else "")
        self.total.setVisible(not rows)
        self.print.setVisible(bool(rows))
        self._list_hours()

    def _tell_total(self, name: str, message: str) -> None:
        """A person's hours open that person's meetings, the number of meetings all of them."""
        if name not in self.total_of:
            self.total_of[name] = self.totals.add(
                f"hours of {name}", self.hours, lambda on: self._leave(name if on else None)
            )
        self.total_of[name].show_count(message)

    def _leave(self, whose: str | None) -> None:
        """In the list of hours."""
        self._whose = whose
        self._list_hours()

    def _list_hours(self) -> None:
        shown = self._held if self._whose is not None else self._held[:LATEST]
        lines = [
            (h.id, RowText(name, h.topics, words.full_day(h.held_on), in_hours(h.minutes), light=True))
            for h, name in shown
            if self._whose in (None, "", name)
        ]
        self.hours.show_lines(lines)

    def _show_gaps(self, client_gaps: list[ClientGaps]) -> None:
        self.gaps.show_lines([(g.client_id, gapped_line(g)) for g in client_gaps])
        self.no_gaps.setVisible(not client_gaps)
        message = words.count(len(client_gaps), "{n} broken thread", "{n} broken threads")
        self.gap_count.show_count(message if client_gaps else "")

    def back(self) -> bool:
        if self.stack.currentWidget() is self.front:
            return self.numbers.back() or self.totals.back()
        if self.inside is not None and self.inside.back():
            return True
        self.show_front()
        return True

    def show_front(self, *_done: object) -> None:
        self.page.banner.clear()
        self.stack.setCurrentWidget(self.front)
        self.refresh()

    def _open_sheet(self, widget: QWidget) -> None:
        if isinstance(widget, Sheet):
            self.inside = None
        empty(self.other.body)
        self.strip.hide()
        self.other.add(widget)
        self.stack.setCurrentWidget(self.other)
        if isinstance(widget, Sheet):
            widget.form.focus_first()

    @opens_sheet("log")
    def _do_log(self) -> None:
        who = tuple(Choice(str(p.id), p.signature) for p in self._people)
        person = Field("supervisee_id", _("With"), Kind.CHOICE, required=True, choices=who)
        base = form_of(SupervisionHour, _("Hours of supervision"))
        form = Form(base.title, (Part("", (person, *base.fields)),))
        today = self.bridge.today()

        def save_hours(values: dict[str, Any]) -> None:
            chosen = int(values.pop("supervisee_id") or 0)
            self.ask(hours.log_hour, chosen, values).then(self.show_front)

        first = {"held_on": today, "minutes": 60, "manner": "individual"}
        self._open_sheet(Sheet(form, first, (_("Log"), save_hours), self.show_front))

    @opens_sheet("audit")
    def _do_audit(self) -> None:
        form = Form.of(
            _("Random chart audit"),
            Field("wanted", _("How many charts"), Kind.NUMBER, required=True, low=1, high=50),
            Field(
                "seed",
                _("Seed"),
                help=_("Leave it empty. A seed kept from an earlier audit draws the same charts again."),
                beside=True,
            ),
        )

        def save_audit(values: dict[str, Any]) -> None:
            self.ask(chart_audits.begin_audit, values.get("wanted") or 0, values.get("seed") or "").then(
                self._begun
            )

        self._open_sheet(Sheet(form, {"wanted": 3}, (_("Draw"), save_audit), self.show_front))

    def _begun(self, audit: ChartAudit) -> None:
        self.ask(chart_audits.audits).then(lambda audits: self._shown(audits, audit.id))

    def _shown(self, audits: list[ChartAuditDetail], audit_id: int) -> None:
        self._show_audits(audits)
        self._open_audit(audit_id)

    def _open_audit(self, audit_id: int) -> None:
        audit = next(a for a in self._audits if a.id == audit_id)
        charts = RowList(_("Charts"), fits=True)
        charts.setObjectName("audited")
        charts.opened.connect(lambda which: self._open_audited(audit, which))
        self.inside = Numbers(self.other.reveal)
        self.inside.add("number_audited", charts).show_count(
            words.count(len(audit.charts), "{n} chart", "{n} charts")
        )
        self.inside.add("number_pool", charts, lambda on: self._list_pool(audit, charts, on)).show_count(
            _("drawn from {of}").format(of=audit.of)
        )
        self._list_pool(audit, charts, pool=False)
        message = _("Seed {seed}").format(seed=audit.seed)
        close = link(_("Close the audit"), lambda: self._close(audit_id), "close_audit")
        close.setVisible(audit.closed_at is None)
        self._open_sheet(
            Group(
                _("Chart audit"),
                self.inside,
                text.quiet(message),
                charts,
                side_by_side(close, link(_("Back"), self.show_front, "back")),
            )
        )

    def _list_pool(self, audit: ChartAuditDetail, charts: RowList, pool: bool) -> None:
        """The charts that were drawn, or everybody from whom."""
        if not pool:
            charts.show_lines([((c[0], None), chart_line(c)) for c in audit.charts])
            return
        self.ask(chart_audits.pool, audit.id).then(
            lambda rows: charts.show_lines(
                [((None, client_id), RowText(name, client_id=client_id)) for client_id, name in rows]
                + gone_lines(audit.of - len(rows))
            )
        )

    def _open_audited(self, audit: ChartAuditDetail, which: tuple[int | None, int | None]) -> None:
        chart_id, client_id = which
        if chart_id is not None:
            self._open_chart(audit, chart_id)
        elif client_id is not None:
            self.go("chart", client_id=client_id)

    def _open_chart(self, audit: ChartAuditDetail, chart_id: int) -> None:
        self.begin_sheet("audited", chart_id)
        chart = next(c for c in audit.charts if c[0] == chart_id)
        form = Form(_("Chart audit"), chart_audits.checklist_form().sections)

        def save_chart(values: dict[str, Any]) -> None:
            self.ask(chart_audits.answer_audit, chart_id, form.to_stored(values)).then(
                lambda _chart: self.ask(chart_audits.audits).then(
                    lambda audits: self._shown(audits, audit.id)
                )
            )

        sheet = Sheet(form, form.loaded(chart[3]), (_("Save"), save_chart), self.show_front)
        to_chart = link(_("Open the chart"), lambda: self.go("chart", client_id=chart[1]), "to_chart")
        sheet.add_above(side_by_side(to_chart))
        self._open_sheet(sheet)
        self.ask(clients.read, chart[1]).then(self.strip.show_whose)

    def _close(self, audit_id: int) -> None:
        self.ask(chart_audits.close_audit, audit_id).then(self.show_front)

    def _do_print(self) -> None:
        self.go("paper", report="supervision_hours", asked={})


SCREEN = Supervision
