"""Supervision of the synthetic clinic: its hours, praise, and chart audits, one of them open."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.demo.cast import COUNSELORS, MARION, Cast, Event, at
from counselor_desk.desk.desk import Context
from counselor_desk.records.document import Document, Status
from counselor_desk.records.review import AuditedChart
from counselor_desk.services.supervision import chart_audits, hours, remarks

ORDER = 60
WEEKS = 12
MANNERS = ("individual", "individual", "live observation", "group", "recording reviewed")
TOPICS = (
    "Reflections before advice; one recording heard together.",
    "Notes that name their objective; how to write what changed.",
    "A return to use as something to learn from; the counselor's own worry.",
    "Consents: whom we may tell what, two cases without names.",
    "Grief in the room, and how to leave it there at night.",
    "Contingency management: what to say when a sample is positive.",
)
PRAISE = (
    "Her own words carry this plan. A pleasure to read.",
    "You stayed with the silence, and it shows.",
)


def events(cast: Cast) -> Iterable[Event]:
    for n, counselor in enumerate(COUNSELORS):
        for week in range(WEEKS, 0, -1):
            day = cast.today - timedelta(days=7 * week - n)
            if day < cast.today:
                topic = week + 2 * n
                yield Event(at(day, 14, 10 + n), MARION, _meet(counselor, topic))
    for n, sentence in enumerate(PRAISE):
        yield Event(at(cast.today - timedelta(days=2 + n), 17, 50), MARION, _praise(n, sentence))
    dice = cast.dice("audit")
    yield Event(at(cast.today - timedelta(days=40), 16, 40), MARION, _audit(5, "1f4c09aa", dice))
    yield Event(at(cast.today - timedelta(days=1), 16, 40), MARION, _audit(4, "77b2e05d", dice))


def _meet(counselor: int, n: int) -> Callable[[Context], object]:
    values = {
        "minutes": (60, 45, 90)[n % 3],
        "manner": MANNERS[n % len(MANNERS)],
        "topics": TOPICS[n % len(TOPICS)],
    }
    return lambda ctx: hours.log_hour(ctx, counselor, values)


def _praise(n: int, sentence: str) -> Callable[[Context], object]:
    def run(ctx: Context) -> None:
        signed = ctx.first(
            select(Document)
            .where(Document.status == Status.FINAL, Document.author_id == COUNSELORS[n])
            .order_by(Document.id.desc())
        )
        if signed is not None:
            remarks.praise(ctx, signed.id, sentence)

    return run


def _audit(wanted: int, seed: str, dice: Random) -> Callable[[Context], object]:
    """The older one was answered to its end and closed; the newer one waits for two charts."""

    def run(ctx: Context) -> None:
        audit = chart_audits.begin_audit(ctx, wanted, seed)
        of_audit = AuditedChart.audit_id == audit.id
        charts = ctx.find(select(AuditedChart).where(of_audit).order_by(AuditedChart.id))
        whole = wanted == 5
        for chart in charts if whole else charts[:2]:
            chart_audits.answer_audit(ctx, chart.id, _answers(dice))
        if whole:
            chart_audits.close_audit(ctx, audit.id)

    return run


def _answers(dice: Random) -> dict[str, str]:
    items = files.chart_checklist().items
    said = {i.key: dice.choice(("yes", "yes", "yes", "yes", "no", "n/a")) for i in items}
    missed = [i.label for i in items if said[i.key] == "no"]
    return {**said, "note": f"Talked through: {missed[0].lower()}." if missed else ""}
