"""How the program was closed: each record under its number, who is responsible, what is left."""

from collections import Counter
from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.privacy.program_closing import RecordDisposition
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.privacy import program_closing
from counselor_desk.services.privacy.program_closing import ClosingClientRow, ClosingStatus

HEADS = (lazy("Record"), lazy("Way"), lazy("Done"), lazy("Kept until"), lazy("Remaining"))
WHY = Glossary({"discontinued": lazy("The program ends"), "acquired": lazy("Another program takes it over")})


@dataclass(frozen=True)
class ClosingReport:
    """The closing, in words."""

    sheet: Sheet
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    open_tasks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    finished: str


@query(Can.DESTROY, "closing_report.gather")
def gather(ctx: Context) -> ClosingReport:
    closing = program_closing.current_closing(ctx)
    if closing is None:
        raise Refused(_("No closing is under way. Begin it first."))
    ended = closing.record.finished_at
    zone = ctx.clinic.time_zone
    return ClosingReport(
        sheet=letterhead.list_sheet(ctx, _("Closing of the program"), draft=ended is None),
        facts=_facts(closing),
        counts=_counts(closing),
        open_tasks=closing.open_tasks,
        rows=tuple(_row(client_row) for client_row in closing.clients),
        finished=words.moment(ended, zone) if ended else "",
    )


def _facts(closing: ClosingStatus) -> tuple[tuple[str, str], ...]:
    record = closing.record
    facts = (
        (_("What happens"), WHY.get(record.why, record.why)),
        (_("Records go to"), record.acquirer),
        (_("Last day"), words.day(record.ends_on)),
        (_("Kept as required by"), record.authority),
        (_("Kept until"), words.day(record.keep_until)),
        (_("Responsible person"), record.responsible),
        (_("Container stored"), record.storage),
        (_("Keys saved"), record.keys_kept),
        (_("Written to device"), words.day(record.archived_on)),
        (_("Backup copy"), words.day(record.copied_on)),
        (_("Sealed"), words.day(record.sealed_on)),
        (_("Other media sanitized"), words.day(record.sanitized_on)),
        (_("Label"), closing.label),
    )
    return tuple(pair for pair in facts if pair[1])


def _counts(closing: ClosingStatus) -> tuple[tuple[str, str], ...]:
    ways = Counter(client_row.step.way for client_row in closing.clients)
    ways[RecordDisposition.DESTROY] = 0
    sentences = [(way.words.capitalize(), str(n)) for way, n in sorted(ways.items()) if n]
    waiting = sum(client_row.step.way is RecordDisposition.DESTROY for client_row in closing.clients)
    if waiting:
        sentences.append((_("To be destroyed"), str(waiting)))
    return (*sentences, (_("Destroyed, with a certificate each"), str(closing.destroyed)))


def _row(client_row: ClosingClientRow) -> tuple[str, ...]:
    kept = words.day(client_row.kept_until) if client_row.step.way is RecordDisposition.RETAIN else ""
    done = words.day(client_row.step.done_on)
    return client_row.number, client_row.step.way.words.capitalize(), done, kept, client_row.next_task


def story(closing: ClosingReport) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(closing.sheet.title, 0)]
    parts.append(
        marks.paragraph(
            _("Finished {moment}.").format(moment=closing.finished)
            if closing.finished
            else _("Under way, by 42 CFR 2.19.")
        )
    )
    parts += [marks.facts(closing.facts), marks.heading(_("Records"))]
    parts.append(marks.table((TableColumn(_("Way"), 4), TableColumn(_("Records"), 1, True)), closing.counts))
    parts.append(marks.heading(_("Remaining")))
    parts.append(marks.bullets(closing.open_tasks) if closing.open_tasks else marks.paragraph(_("Nothing.")))
    if closing.rows:
        shares = (1.5, 2.6, 1.9, 1.9, 5)
        columns = [TableColumn(head, share) for head, share in zip(HEADS, shares, strict=True)]
        parts += [marks.heading(_("Each record")), marks.table(columns, closing.rows)]
    return [*parts, marks.signature([_("Responsible person"), _("Administrator")])]


def grid(told: ClosingReport) -> Grid:
    return Grid(tuple(map(str, HEADS)), told.rows)


ASKS = Form.of(lazy("Closing of the program"))
REPORT = Report(
    id="closing_report",
    title=lazy("Closing of the program"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
)
