"""Supervision: hours for licensure, random chart audits, and gaps in the golden thread."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.form import Section as Part
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Staff
from counselor_desk.records.review import ChartAudit, SupervisionHour
from counselor_desk.services import review
from counselor_desk.services import thread as threads
from counselor_desk.services.review import Audit
from counselor_desk.services.thread import Gapped
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.sheet import Sheet
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, beside, empty
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.page import Page
from counselor_desk.ui.widgets.rows import RowList

YEAR = 365


class Supervision(Screen):
    """Three lists; a sheet opens over them."""

    title = _("Supervision")
    needs = Can.COSIGN
    order = 32
    icon = "people"
    shows = frozenset({"SupervisionHour", "ChartAudit", "AuditedChart", "ObjectiveWork"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._people: list[Staff] = []
        self._audits: list[Audit] = []
        self.stack, self.front, self.other = QStackedWidget(), Page(), Page()
        self.front.set_title(self.title)
        self.front.primary(_("Log hours"), self._do_log, "", "log_hours")
        self.front.secondary(_("Audit charts"), self._do_audit, "", "audit_charts")
        self.gaps, self.hours, self.audits = (
            RowList(name, fits=True)
            for name in (_("Broken threads"), _("Hours"), _("Chart audits"))
        )
        self.gaps.opened.connect(lambda i: self.go("chart", client_id=i, section="plan"))
        self.audits.opened.connect(self._open_audit)
        self.total = text.quiet()
        self.print = link(_("Print the hours"), self._do_print, "print_hours")
        self.front.add(
            Group(_("Chart audits"), self.audits),
            Group(_("Hours of the last year"), self.total, self.hours, beside(self.print)),
            Group(_("Where the golden thread is broken"), self.gaps),
        )
        self.stack.addWidget(self.front)
        self.stack.addWidget(self.other)
        self.page.without_head()
        self.page.fill(self.stack)

    def refresh(self) -> None:
        today = self.bridge.now().astimezone().date()
        first = today.replace(year=today.year - 1) if today.day < 29 else today.replace(
            year=today.year - 1, day=28)  # fmt: skip
        self.ask(review.supervisees).then(self._keep_people)
        self.ask(review.audits).then(self._show_audits)
        self.ask(review.hours, first, today).then(self._show_hours)
        self.ask(threads.off_thread).then(self._show_gaps)

    def _keep_people(self, people: list[Staff]) -> None:
        self._people = people

    def _show_audits(self, audits: list[Audit]) -> None:
        self._audits = audits
        self.audits.show_lines([(a.id, _audit(a)) for a in audits])

    def _show_hours(self, rows: list[tuple[SupervisionHour, str]]) -> None:
        minutes: dict[str, int] = {}
        for held, name in rows:
            minutes[name] = minutes.get(name, 0) + held.minutes
        said = [f"{name} {_hours(total)}" for name, total in sorted(minutes.items())]
        self.total.setText("   \u00b7   ".join(said) or _("No hours are logged yet."))
        self.print.setVisible(bool(rows))
        self.hours.show_lines(
            [(h.id, Line(name, h.topics, words.full_day(h.held_on), _hours(h.minutes),
                         light=True)) for h, name in rows[:12]]
        )  # fmt: skip

    def _show_gaps(self, found: list[Gapped]) -> None:
        self.gaps.show_lines([(g.client_id, _gapped(g)) for g in found[:30]])

    def back(self) -> bool:
        if self.stack.currentWidget() is self.front:
            return False
        self.show_front()
        return True

    def show_front(self, *_done: object) -> None:
        self.page.banner.clear()
        self.stack.setCurrentWidget(self.front)
        self.refresh()

    def _open_sheet(self, widget: QWidget) -> None:
        empty(self.other.body)
        self.other.add(widget)
        self.stack.setCurrentWidget(self.other)
        if isinstance(widget, Sheet):
            widget.form.focus_first()

    def _do_log(self) -> None:
        who = tuple(Choice(str(p.id), p.signature) for p in self._people)
        person = Field("supervisee_id", _("With"), Kind.CHOICE, required=True, choices=who)
        base = form_of(SupervisionHour, _("Hours of supervision"))
        form = Form(base.title, (Part("", (person, *base.fields)),))
        today = self.bridge.now().astimezone().date()

        def keep(values: dict[str, Any]) -> None:
            chosen = int(values.pop("supervisee_id") or 0)
            self.ask(review.log_hour, chosen, values).then(self.show_front)

        first = {"held_on": today, "minutes": 60, "manner": "individual"}
        self._open_sheet(Sheet(form, first, (_("Log"), keep), self.show_front))

    def _do_audit(self) -> None:
        form = Form.of(
            _("Random chart audit"),
            Field("wanted", _("How many charts"), Kind.NUMBER, required=True, low=1, high=50),
            Field("seed", _("Seed"), help=_("Leave it empty. A seed kept from an earlier audit "
                                            "draws the same charts again."), beside=True),
        )  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            self.ask(review.begin_audit, values.get("wanted") or 0, values.get("seed") or "").then(
                self._begun
            )

        self._open_sheet(Sheet(form, {"wanted": 3}, (_("Draw"), keep), self.show_front))

    def _begun(self, audit: ChartAudit) -> None:
        self.ask(review.audits).then(lambda audits: self._shown(audits, audit.id))

    def _shown(self, audits: list[Audit], audit_id: int) -> None:
        self._show_audits(audits)
        self._open_audit(audit_id)

    def _open_audit(self, audit_id: int) -> None:
        audit = next(a for a in self._audits if a.id == audit_id)
        charts = RowList(_("Charts"), fits=True)
        charts.setObjectName("audited")
        charts.opened.connect(lambda chart_id: self._open_chart(audit, chart_id))
        charts.show_lines([(c[0], _chart(c)) for c in audit.charts])
        said = _("{n} of {of} charts, seed {seed}").format(
            n=len(audit.charts), of=audit.of, seed=audit.seed
        )
        close = link(_("Close the audit"), lambda: self._close(audit_id), "close_audit")
        close.setVisible(audit.closed_at is None)
        self._open_sheet(
            Group(_("Chart audit"), text.quiet(said), charts,
                  beside(close, link(_("Back"), self.show_front, "back")))
        )  # fmt: skip

    def _open_chart(self, audit: Audit, chart_id: int) -> None:
        chart = next(c for c in audit.charts if c[0] == chart_id)
        form = Form(chart[2], review.checklist_form().sections)

        def keep(values: dict[str, Any]) -> None:
            self.ask(review.answer_audit, chart_id, form.stored(values)).then(
                lambda _chart: self.ask(review.audits).then(
                    lambda audits: self._shown(audits, audit.id)
                )
            )

        sheet = Sheet(form, form.loaded(chart[3]), (_("Keep"), keep), self.show_front)
        to_chart = link(
            _("Open the chart"), lambda: self.go("chart", client_id=chart[1]), "to_chart"
        )
        sheet.add_above(beside(to_chart))
        self._open_sheet(sheet)

    def _close(self, audit_id: int) -> None:
        self.ask(review.close_audit, audit_id).then(self.show_front)

    def _do_print(self) -> None:
        self.go("paper", report="supervision_hours", asked={})


def _audit(audit: Audit) -> Line:
    number = words.count(len(audit.charts), "{n} chart", "{n} charts")
    yes = sum(v == "yes" for c in audit.charts for v in c[3].values())
    asked = sum(v in ("yes", "no") for c in audit.charts for v in c[3].values())
    second = _("{yes} of {asked} points met").format(yes=yes, asked=asked) if asked else ""
    chips = () if audit.closed_at else ((_("open"), "caution"),)
    return Line(number, second, words.moment(audit.begun_at), chips=chips)


def _chart(chart: tuple[int, int, str, dict[str, Any]]) -> Line:
    _id, client_id, name, answers = chart
    number = sum(v in ("yes", "no", "n/a") for v in answers.values())
    of = len(review.checklist_form().fields) - 1
    said = _("{n} of {of} answered").format(n=number, of=of)
    return Line(name, str(answers.get("note", "")), said, client_id=client_id)


def _gapped(found: Gapped) -> Line:
    kinds: dict[str, int] = {}
    for gap in found.gaps:
        kinds[gap.gap.value] = kinds.get(gap.gap.value, 0) + 1
    said = "   \u00b7   ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in kinds.items())
    return Line(found.client, said, client_id=found.client_id)


def _hours(minutes: int) -> str:
    return _("{h}:{m:02} h").format(h=minutes // 60, m=minutes % 60)


SCREEN = Supervision
