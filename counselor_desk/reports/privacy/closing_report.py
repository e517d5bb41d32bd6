"""How the program was closed: each record under its number, who is responsible, what is left."""

from collections import Counter
from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.privacy.program_closing import Way
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.privacy import program_closing
from counselor_desk.services.privacy.program_closing import ClientStep, Closing

HEADS = (lazy("Record"), lazy("Way"), lazy("Done"), lazy("Kept until"), lazy("Left to do"))
WHY = Glossary({"discontinued": lazy("The program ends"), "acquired": lazy("Another program takes it over")})


@dataclass(frozen=True)
class ClosingReport:
    """The closing, in words."""

    sheet: Sheet
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    finished: str


@query(Can.DESTROY, "closing_report.gather")
def gather(ctx: Context) -> ClosingReport:
    found = program_closing.present(ctx)
    if found is None:
        raise Refused(_("No closing is under way. Begin it first."))
    ended = found.record.finished_at
    zone = ctx.clinic.time_zone
    return ClosingReport(
        sheet=letterhead.list_sheet(ctx, _("Closing of the program"), draft=ended is None),
        facts=_facts(found),
        counts=_counts(found),
        left=found.left,
        rows=tuple(_row(one) for one in found.clients),
        finished=words.moment(ended, zone) if ended else "",
    )


def _facts(found: Closing) -> tuple[tuple[str, str], ...]:
    record = found.record
    facts = (
        (_("What happens"), WHY.get(record.why, record.why)),
        (_("Records go to"), record.acquirer),
        (_("Last day"), words.day(record.ends_on)),
        (_("Kept as required by"), record.authority),
        (_("Kept until"), words.day(record.keep_until)),
        (_("Responsible person"), record.responsible),
        (_("Container stored"), record.storage),
        (_("Keys kept"), record.keys_kept),
        (_("Written to device"), words.day(record.archived_on)),
        (_("Backup copy"), words.day(record.copied_on)),
        (_("Sealed"), words.day(record.sealed_on)),
        (_("Other media sanitized"), words.day(record.sanitized_on)),
        (_("Label"), found.label),
    )
    return tuple(pair for pair in facts if pair[1])


def _counts(found: Closing) -> tuple[tuple[str, str], ...]:
    ways = Counter(one.step.way for one in found.clients)
    ways[Way.DESTROY] = 0
    told = [(way.words.capitalize(), str(n)) for way, n in sorted(ways.items()) if n]
    waiting = sum(one.step.way is Way.DESTROY for one in found.clients)
    if waiting:
        told.append((_("To be destroyed"), str(waiting)))
    return (*told, (_("Destroyed, with a certificate each"), str(found.destroyed)))


def _row(one: ClientStep) -> tuple[str, ...]:
    kept = words.day(one.kept_until) if one.step.way is Way.RETAIN else ""
    done = words.day(one.step.done_on)
    return one.number, one.step.way.words.capitalize(), done, kept, one.left


def story(told: ClosingReport) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(told.sheet.title, 0)]
    parts.append(
        marks.paragraph(
            _("Finished {moment}.").format(moment=told.finished)
            if told.finished
            else _("Under way, by 42 CFR 2.19.")
        )
    )
    parts += [marks.facts(told.facts), marks.heading(_("Records"))]
    parts.append(marks.table((Column(_("Way"), 4), Column(_("Records"), 1, True)), told.counts))
    parts.append(marks.heading(_("Left to do")))
    parts.append(marks.bullets(told.left) if told.left else marks.paragraph(_("Nothing.")))
    if told.rows:
        shares = (1.5, 2.6, 1.9, 1.9, 5)
        columns = [Column(head, share) for head, share in zip(HEADS, shares, strict=True)]
        parts += [marks.heading(_("Each record")), marks.table(columns, told.rows)]
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
