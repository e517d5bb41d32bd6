"""A client's reward statement: what was earned, what was given, what is left, and a picture."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.earnings_picture import OccasionBar, bars
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.schedule import RewardUnit
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment
from counselor_desk.reports.press import letterhead, marks, signature, words
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.rewards import accounts
from counselor_desk.services.rewards.occasions_due import counted, enrollments_of, occasions_of
from counselor_desk.services.rewards.schedules import read_terms

KINDS = Glossary(
    {
        EntryKind.AWARD: lazy("Earned"),
        EntryKind.BONUS: lazy("Bonus"),
        EntryKind.DRAW: lazy("Draw"),
        EntryKind.ADJUSTMENT: lazy("Adjustment"),
        EntryKind.BANK: lazy("Left on the account"),
        EntryKind.ISSUE: lazy("Received"),
        EntryKind.REDEEM: lazy("Received"),
        EntryKind.REVERSAL: lazy("Reversed"),
    }
)


@dataclass(frozen=True)
class EnrollmentBars:
    """One enrollment as bars."""

    title: str
    unit: RewardUnit
    bars: tuple[OccasionBar, ...]
    met: int
    done: int


@dataclass(frozen=True)
class StatementPaper:
    """A client's account, ready for paper."""

    sheet: Sheet
    client_name: str
    account: accounts.AccountStatement
    pictures: tuple[EnrollmentBars, ...]


@query(Can.RECORD_REWARD, "reward_statement.gather")
def gather(ctx: Context, client_id: int) -> StatementPaper:
    account = accounts.account(ctx, client_id)
    return StatementPaper(
        letterhead.sheet(ctx, _("Reward statement"), account.client),
        account.client.first_called,
        account,
        tuple(_picture(ctx, enrollment) for enrollment in enrollments_of(ctx, client_id)),
    )


def _picture(ctx: Context, enrollment: Enrollment) -> EnrollmentBars:
    schedule = read_terms(enrollment.terms)
    outcomes = counted(occasion.outcome for occasion in occasions_of(ctx, enrollment.id))
    return EnrollmentBars(
        schedule.title,
        schedule.unit,
        tuple(bars(schedule, outcomes)),
        sum(outcome.value == "met" for outcome in outcomes),
        len(outcomes),
    )


def story(statement: StatementPaper) -> list[Flowable]:
    account = statement.account
    sentence = _("You have earned {earned}, received {given}, and {left} is yours to use.").format(
        earned=dollars(account.earned_cents),
        given=dollars(account.given_cents),
        left=dollars(account.balance_cents),
    )
    parts: list[Flowable] = [
        marks.heading(statement.sheet.title, 0),
        marks.paragraph(f"{statement.client_name},"),
        marks.paragraph(sentence),
        marks.paragraph(_("What you have earned stays yours, whatever comes.")),
    ]
    if not account.rows:
        return [*parts[:2], marks.paragraph(_("There are no rewards on your account yet."))]
    for picture in statement.pictures:
        parts += _drawn(picture)
    parts += [marks.sheet_break(), marks.heading(_("Your account"))]
    parts.append(marks.small(_("Every entry, the oldest first.")))
    columns = (
        marks.TableColumn(_("Date"), 1.3),
        marks.TableColumn(_("What"), 3),
        marks.TableColumn(_("Amount"), 1, number=True),
        marks.TableColumn(_("Left"), 1, number=True),
    )
    parts.append(marks.table(columns, [_row(row) for row in account.rows]))
    if account.withheld_cents:
        words_of = _("{cents} that was due was withheld: the program's money has a limit.")
        parts.append(marks.small(words_of.format(cents=dollars(account.withheld_cents))))
    parts.append(marks.gap(6))
    parts.append(marks.small(_("This is a record of rewards. It gives no advice on tax.")))
    return parts


def _drawn(picture: EnrollmentBars) -> list[Flowable]:
    sentence = _("Met {met} of {done} so far.").format(met=picture.met, done=picture.done)
    return [
        marks.keep_together(
            [
                marks.heading(picture.title),
                marks.small(sentence),
                signature.RewardBarsDrawing(picture.bars, picture.unit),
            ]
        )
    ]


def _row(row: accounts.EntryRow) -> tuple[str, str, str, str]:
    return (words.day(row.on), entry_in_words(row), _signed(row.cents), dollars(row.balance_cents))


def entry_in_words(row: accounts.EntryRow) -> str:
    """The entry in a few words."""
    parts = [KINDS.get(row.kind, row.kind.value), row.slip, row.item]
    sentence = ": ".join(part for part in parts if part)
    if row.kind is EntryKind.ADJUSTMENT:
        sentence += f", {row.reason} ({row.staff_name}, {row.witness})"
    if row.cap_code:
        sentence += _(" ({due} was due)").format(due=dollars(row.due_cents))
    return sentence


def _signed(cents: int) -> str:
    return dollars(cents) if cents else ""


def grid(statement: StatementPaper) -> Grid:
    heads = (_("Entry"), _("Date"), _("What"), _("Amount"), _("Left"))
    rows = [(str(row.number), row.on.isoformat(), *_row(row)[1:]) for row in statement.account.rows]
    return Grid(heads, rows)


ASKS = Form.of(lazy("Reward statement"), Field("client_id", lazy("Client"), Kind.NUMBER, required=True))
REPORT = Report(
    id="reward_statement",
    title=lazy("Reward statement"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
)
