"""The books: whether they hold, the ledger and counts on paper, and the quarter's audit."""

from datetime import date

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.records.prize_cabinet import RewardAudit as AuditRecord
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import audits, verify
from counselor_desk.services.rewards.audits import RewardAuditDetail
from counselor_desk.services.rewards.verify import BooksVerdict
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner


class RewardAudit(Screen):
    """The verdict first, then the audit of this quarter, then the earlier ones."""

    title = lazy("Books and audit")
    needs = Can.AUDIT_REWARDS
    in_navigation = False
    icon = "review"
    shows = frozenset({"RewardAudit", "LedgerEntry", "StockMovement"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._id = 0
        self.form: FormWidget | None = None
        self.begin_button = self.page.primary(_("Begin the audit"), self._do_begin, "", "begin")
        self.page.secondary(_("Check the books"), self._do_check, "", "check")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.verdict, self.facts = text.strong().wrapped(), KeyValue()
        self.verdict.setObjectName("verdict")
        papers = side_by_side(
            link(_("See the ledger"), lambda: self.go("reward_lines"), "lines"),
            link(_("Print the ledger"), lambda: self._do_print("reward_ledger"), "ledger"),
            link(_("Print the counts"), lambda: self._do_print("reward_quarter"), "counts"),
        )
        self.books = Group(_("The books"), self.verdict, self.facts, papers)
        self.close_button = action(_("Sign the audit"), self._do_close, "", "sign")
        self.paper = link(_("Print the checklist"), self._do_paper, "paper")
        self.second = SecondSigner(_("Two people sign: who counted with you"))
        self.audit = Group("", self.paper)
        self.audit.hide()
        self.past = RowList(_("Audits"), fits=True)
        self.past.opened.connect(self._open)
        self.audit.add(self.second)
        self.audit.add(self.close_button)
        self.page.add(self.books, self.audit, Group(_("Audits"), self.past))

    def refresh(self) -> None:
        self._do_check()
        self.ask(staff.witnesses).then(self.second.know)
        self.ask(audits.audits).then(self._show_past)

    def _do_check(self) -> None:
        self.ask(verify.check).then(self._show_books)

    def _show_books(self, books: BooksVerdict) -> None:
        holds = _("The ledger verifies: every entry follows from the one before.")
        self.verdict.setText(holds if books.hold else "\n".join(books.faults))
        pairs = [
            (_("Ledger"), _("{n} entries").format(n=books.ledger.checked)),
            (_("Digest"), books.ledger.head[:16]),
            (_("In the cabinet"), dollars(books.stock_value_cents)),
        ]
        pairs += [(account.words.capitalize(), dollars(c)) for account, c in books.balances.items()]
        pairs.append((_("Together"), dollars(sum(books.balances.values()))))
        self.facts.show_pairs(pairs)

    def _show_past(self, reward_audits: list[AuditRecord]) -> None:
        self.past.show_lines([(audit.id, _line(audit)) for audit in reward_audits])
        open_one = next((audit for audit in reward_audits if audit.closed_at is None), None)
        self.begin_button.setVisible(open_one is None)
        if open_one is not None and self._id != open_one.id:
            self._go_on(open_one)

    def _do_begin(self) -> None:
        today = self.bridge.today()
        self.ask(audits.begin, today).then(self._go_on)

    def _go_on(self, record: AuditRecord) -> None:
        self._id = record.id
        self.begin_button.hide()
        self.ask(audits.read, record.id).then(self._show_audit)

    def _show_audit(self, audit: RewardAuditDetail) -> None:
        if self.form is not None:
            discard(self.form)
        record = audit.record
        self.audit.show()
        self.audit.heading.setText(_("Audit of {quarter}").format(quarter=record.quarter))
        values = {f"q_{key}": answer for key, answer in record.answers.items()}
        values |= {f"n_{prize}": pieces for prize, pieces in record.counted.items()}
        values["explanation"] = record.explanation
        self.form = FormWidget(audit_form(audit), values).hold_elsewhere()
        self.form.settled.connect(self._do_fill)
        self.audit.column.insertWidget(2, self.form)

    def _do_fill(self) -> None:
        if self.form is None:
            return
        given = self.form.values()
        answers = {k[2:]: v for k, v in given.items() if k.startswith("q_") and v}
        counted = {int(k[2:]): v for k, v in given.items() if k.startswith("n_") and v is not None}
        explanation = given["explanation"] or ""
        self.ask(audits.fill, self._id, answers, counted, explanation).then(
            lambda _record: self.form.mark_saved(given) if self.form else None
        )

    def _do_close(self) -> None:
        self._do_fill()
        audit_id = self._id
        self.second.prove(self, audits.close).follow(
            lambda proof: self.ask(audits.close, audit_id, proof)
        ).then(self._closed)

    def _closed(self, record: AuditRecord) -> None:
        self.page.banner.clear()
        self.second.forget()
        self.audit.hide()
        self._id = 0
        count = record.differences
        message = words.count(count, "Signed, {n} difference", "Signed, {n} differences")
        self.toast(message if count else _("Signed, no difference"))
        self.refresh()

    def leave(self) -> None:
        if self.form is not None and self._id:
            self.form.settle_now()
        self.second.forget()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.second.refuse(trouble)):
            super().complain(trouble)

    def _open(self, audit_id: int) -> None:
        self.go("paper", report="reward_audit", asked={"audit_id": audit_id})

    def _do_paper(self) -> None:
        self._open(self._id)

    def _do_print(self, report: str) -> None:
        today: date = self.bridge.today()
        _name, first, last = audits.quarter_of(today)
        self.go("paper", report=report, asked={"first": first, "last": last})


def audit_form(audit: RewardAuditDetail) -> Form:
    """The checklist, then a count for each prize, then the explanation."""
    answers = tuple(Choice(answer, answer.capitalize()) for answer in audits.ANSWERS)
    questions = tuple(Field(f"q_{q.key}", q.text, Kind.CHOICE, True, answers) for q in audit.checklist.items)
    counts = tuple(
        Field(
            f"n_{shelf.id}",
            shelf.label,
            Kind.NUMBER,
            True,
            low=0,
            high=9999,
            help=_("{n} on record").format(n=shelf.pieces),
        )
        for shelf in audit.shelves
    )
    explained = Field("explanation", _("Differences explained"), Kind.TEXT)
    sections = [Section(_("Check"), questions)]
    if counts:
        sections.append(Section(_("Count"), counts))
    return Form("", (*sections, Section("", (explained,))))


def _line(audit: AuditRecord) -> RowText:
    if audit.closed_at is None:
        return RowText(audit.quarter, _("under way"), chips=((_("open"), "caution"),))
    count = audit.differences
    message = words.count(count, "{n} difference", "{n} differences")
    second = _("Signed {moment}").format(moment=words.moment(audit.closed_at))
    return RowText(audit.quarter, second, message if count else _("no difference"))


SCREEN = RewardAudit
