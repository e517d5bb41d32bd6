"""The reward ledger as an auditor reads it, with the digest that seals it."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.reports.rewards.books import verdict
from counselor_desk.services.rewards import ledger_lines, verify
from counselor_desk.services.rewards.ledger_lines import LedgerFilter, LedgerLine


@dataclass(frozen=True)
class LedgerPaper:
    """The entries between two days, and what verification found."""

    sheet: Sheet
    first: date
    last: date
    lines: tuple[LedgerLine, ...]
    books: verify.BooksVerdict


@query(Can.AUDIT_REWARDS, "reward_ledger.gather")
def gather(ctx: Context, first: date, last: date) -> LedgerPaper:
    sheet = letterhead.sheet(ctx, _("Reward ledger"), wide=True)
    lines = ledger_lines.lines(ctx, LedgerFilter(first, last))
    return LedgerPaper(sheet, first, last, tuple(reversed(lines)), verify.check(ctx))


def story(ledger: LedgerPaper) -> list[Flowable]:
    books = ledger.books
    parts: list[Flowable] = [
        marks.heading(ledger.sheet.title, 0),
        marks.small(words.date_range(ledger.first, ledger.last)),
        *verdict(books),
        marks.heading(_("Accounts")),
        marks.table(
            (marks.TableColumn(_("Account"), 3), marks.TableColumn(_("Balance"), 1, number=True)),
            [(account.words.capitalize(), dollars(c)) for account, c in books.balances.items()],
        ),
        marks.sheet_break(),
        marks.heading(_("Entries")),
        marks.small(_("Clients of other caseloads are listed by number only.")),
    ]
    columns = (
        marks.TableColumn(_("No."), 0.6),
        marks.TableColumn(_("Date"), 1.2),
        marks.TableColumn(_("Client"), 1),
        marks.TableColumn(_("Entry"), 1.6),
        marks.TableColumn(_("Credit"), 1.5),
        marks.TableColumn(_("Debit"), 1.5),
        marks.TableColumn(_("Due"), 0.8, number=True),
        marks.TableColumn(_("Amount"), 0.9, number=True),
        marks.TableColumn(_("By"), 1.4),
        marks.TableColumn(_("Digest"), 1),
    )
    parts.append(marks.table(columns, [_row(line) for line in ledger.lines]))
    return parts


def _row(line: LedgerLine) -> tuple[str, ...]:
    entry = ", ".join(part for part in (line.kind.value, line.slip, line.reason) if part)
    who = f"{line.staff_name}, {line.witness}" if line.witness else line.staff_name
    return (
        str(line.number),
        words.day(line.on),
        line.client,
        entry,
        line.credit.value,
        line.debit.value,
        dollars(line.due_cents) if line.due_cents else "",
        dollars(line.moved_cents),
        who,
        line.digest[:8],
    )


def grid(ledger: LedgerPaper) -> Grid:
    heads = (
        _("No."),
        _("Date"),
        _("Client"),
        _("Entry"),
        _("Credit"),
        _("Debit"),
        _("Due"),
        _("Amount"),
        _("Cap"),
        _("By"),
        _("Witness"),
        _("Reason"),
        _("Digest"),
    )
    rows = [
        (
            str(line.number),
            line.on.isoformat(),
            line.client,
            line.kind.value,
            line.credit.value,
            line.debit.value,
            dollars(line.due_cents),
            dollars(line.moved_cents),
            line.cap_code,
            line.staff_name,
            line.witness,
            line.reason,
            line.digest,
        )
        for line in ledger.lines
    ]
    return Grid(heads, rows)


ASKS = Form.of(
    lazy("Reward ledger"),
    Field("first", lazy("From"), Kind.DATE, required=True),
    Field("last", lazy("To"), Kind.DATE, required=True, beside=True),
)
REPORT = Report(
    id="reward_ledger", title=lazy("Reward ledger"), asks=ASKS, gather=gather, story=story, grid=grid
)
