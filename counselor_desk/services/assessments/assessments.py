"""Instruments answered: kept as they are filled in, scored when finished, flags raised at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog.definitions import instrument, instruments
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import refuse_future
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.assessments.instrument import Instrument, Scale
from counselor_desk.domain.assessments.scoring import ScoredAdministration, read
from counselor_desk.domain.assessments.scoring import score as score_answers
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Flag, Score
from counselor_desk.records.people import Client


@dataclass(frozen=True)
class TrendPoint:
    """One score on a trend."""

    on: date
    value: int
    band: str
    administration_id: int


@dataclass(frozen=True)
class ScoreTrend:
    """One scale over time, with the lines and bands to draw it against."""

    instrument: Instrument
    scale: Scale
    points: tuple[TrendPoint, ...]
    cuts: tuple[tuple[int, str], ...]

    @property
    def span(self) -> tuple[int, int]:
        return self.instrument.range(self.scale)

    @property
    def change(self) -> str:
        """The last step in words, where it is more than the error of measurement."""
        if len(self.points) < 2:
            return ""
        return self.scale.change(self.points[-2].value, self.points[-1].value)

    @property
    def is_significant(self) -> bool:
        """The last step is reliable and has reached the published point of clinical significance."""
        steps = [point.value for point in self.points[-2:]]
        return len(steps) > 1 and self.scale.is_significant(*steps)


@dataclass(frozen=True)
class AdministrationDetail:
    """One administration opened: its answers, what they score, and its open flags."""

    administration: Administration
    instrument: Instrument
    scored: ScoredAdministration
    flags: list[Flag]


@command(Can.WRITE_NOTE, "assessments.start")
def start(
    ctx: Context, client_id: int, instrument_key: str, mode: str = "", on: date | None = None
) -> Administration:
    """An empty form of today or an earlier day, to be filled in and finished."""
    client, form = ctx.get(Client, client_id), instrument(instrument_key)
    if not form.licence.commercial and ctx.clinic.commercial:
        raise Refused(_("This form's license forbids commercial use. Choose another."))
    day = on or ctx.today
    refuse_future(day, ctx.today, "taken_on")
    return ctx.add(
        Administration(
            client_id=client.id,
            instrument=form.id,
            version=form.version,
            language=form.language,
            mode=mode or form.mode,
            taken_on=day,
            taken_at=ctx.now,
            taken_by=ctx.actor.id,
        )
    )


@command(Can.WRITE_NOTE, "assessments.save")
def save(ctx: Context, administration_id: int, values: Mapping[str, Any]) -> Administration:
    """Keep the answers so far; a value that the instrument does not have is refused."""
    taken = ctx.get(Administration, administration_id)
    if taken.finished:
        raise Refused(_("This form is finished. Start a new one."))
    taken.answers = read(_form_of(taken), values)
    return taken


@command(Can.WRITE_NOTE, "assessments.finish")
def finish(
    ctx: Context, administration_id: int, values: Mapping[str, Any], open_reason: str = ""
) -> AdministrationDetail:
    """Score what is answered and raise the flags; refused at the first question without an answer, unless
    it is said why questions stay open: a screen that was not asked must not look as if it was."""
    taken = save(ctx, administration_id, values)
    form = _form_of(taken)
    scored = score_answers(form, taken.answers, ctx.get(Client, taken.client_id).sex)
    if scored.unanswered and not open_reason.strip():
        raise Refused(_unanswered(form, scored.unanswered), scored.unanswered[0])
    taken.open_reason = open_reason.strip() if scored.unanswered else ""
    return _finished(ctx, taken, form, scored)


def _unanswered(form: Instrument, keys: Sequence[str]) -> str:
    """How many questions have no answer, and which is the first."""
    return ngettext(
        "{n} question has no answer: “{first}” Answer it, or say why it stays open.",
        "{n} questions have no answer, first “{first}” Answer them, or say why they stay open.",
        len(keys),
    ).format(n=len(keys), first=form.item(keys[0]).text)


def _finished(
    ctx: Context, taken: Administration, form: Instrument, scored: ScoredAdministration
) -> AdministrationDetail:
    """Every scale with its rule, and the flags."""
    client = ctx.get(Client, taken.client_id)
    if odd := next((c for c in form.contradictions if c.holds(scored.answers)), None):
        raise Refused(
            _("{text} Ask again, or leave open what the client cannot say.").format(text=odd.text), odd.item
        )
    taken.answers, taken.complete = scored.answers, scored.complete
    taken.findings, taken.finished = [f.id for f in scored.findings], True
    ctx.add_all(_scores(taken, scored))
    flags = [
        Flag(
            client_id=client.id,
            administration_id=taken.id,
            opens=finding.opens,
            text=f"{form.title}: {finding.text}",
            task=finding.task,
            owner_id=client.counselor_id or ctx.actor.id,
            raised_at=ctx.now,
        )
        for finding in scored.flags
    ]
    ctx.add_all(flags)
    return AdministrationDetail(taken, form, scored, flags)


@command(Can.WRITE_NOTE, "assessments.record")
def record(
    ctx: Context,
    client_id: int,
    instrument_key: str,
    values: Mapping[str, Any],
    on: date | None = None,
) -> AdministrationDetail:
    """Start and finish in one step, with what a paper has: its gaps cannot be asked any more."""
    taken = save(ctx, start(ctx, client_id, instrument_key, "", on).id, values)
    form = _form_of(taken)
    scored = score_answers(form, taken.answers, ctx.get(Client, client_id).sex)
    return _finished(ctx, taken, form, scored)


@command(Can.WRITE_NOTE, "assessments.void")
def void(ctx: Context, administration_id: int, reason: str) -> Administration:
    """Entered in error: out of trends and lists, kept and readable."""
    taken = ctx.get(Administration, administration_id)
    taken.void(reason)
    return taken


@command(Can.WRITE_NOTE, "assessments.discard")
def discard(ctx: Context, administration_id: int) -> None:
    """Throw away a form that was begun and never finished."""
    taken = ctx.get(Administration, administration_id)
    if taken.finished:
        raise Refused(_("A finished form stays. Mark it as entered in error instead."))
    ctx.remove(taken)


@command(Can.WRITE_NOTE, "assessments.resolve")
def resolve(ctx: Context, flag_id: int, done: str) -> Flag:
    """End a flag with what was done; it cannot be ended without words."""
    flag = ctx.get(Flag, flag_id)
    flag.resolve(done, ctx.actor.id, ctx.now)
    return flag


@query(Can.READ_CHART, "assessments.available")
def available(ctx: Context) -> list[Instrument]:
    """The forms that this clinic may use."""
    commercial = ctx.clinic.commercial
    return [f for f in instruments().values() if f.licence.commercial or not commercial]


@query(Can.READ_CHART, "assessments.opened")
def read_administration(ctx: Context, administration_id: int) -> AdministrationDetail:
    taken = ctx.get(Administration, administration_id)
    form, client = _form_of(taken), ctx.get(Client, taken.client_id)
    flags = ctx.find(select(Flag).where(Flag.administration_id == taken.id))
    return AdministrationDetail(taken, form, score_answers(form, taken.answers, client.sex), flags)


@query(Can.READ_CHART, "assessments.open_flags")
def open_flags(ctx: Context, client_id: int) -> list[Flag]:
    return ctx.find(
        select(Flag)
        .where(Flag.client_id.in_(ctx.person_charts(client_id)), Flag.done_at.is_(None))
        .order_by(Flag.raised_at.desc())
    )


@query(Can.READ_CHART, "assessments.trends")
def trends(ctx: Context, client_id: int) -> list[ScoreTrend]:
    """Every scale that has a score, as a series; complete and not void alone."""
    client = ctx.get(Client, client_id)
    rows: list[tuple[Any, ...]] = ctx.tuples(
        select(
            Score.instrument,
            Score.scale,
            Score.taken_on,
            Score.value,
            Score.band,
            Score.administration_id,
        )
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Score.client_id.in_(ctx.person_charts(client_id)),
            Score.value.is_not(None),
            Administration.void_reason == "",
        )
        .order_by(Score.taken_on, Score.id),
    )
    series: dict[tuple[str, str], list[TrendPoint]] = {}
    for key, scale, on, value, band, administration_id in rows:
        series.setdefault((key, scale), []).append(TrendPoint(on, value, band, administration_id))
    return [
        _trend(instruments()[key], scale, points, client.sex)
        for (key, scale), points in series.items()
        if key in instruments() and any(s.key == scale for s in instruments()[key].scales)
    ]


@query(Can.USE_PROGRAM, "assessments.hand_back")
def hand_back(ctx: Context, proof: PassphraseProof) -> None:
    """The screen that a client fills in is left by the person at the desk alone."""
    ctx.confirm(proof)


def _form_of(taken: Administration) -> Instrument:
    key = taken.instrument
    return instrument(key if taken.language == "en" else f"{key}.{taken.language}")


def _trend(form: Instrument, key: str, points: list[TrendPoint], sex: str) -> ScoreTrend:
    scale = form.scale(key)
    cuts = tuple((c.at, c.name) for c in scale.cuts if c.sex in ("", sex))
    return ScoreTrend(form, scale, tuple(points), cuts)


def _scores(taken: Administration, scored: ScoredAdministration) -> list[Score]:
    return [
        Score(
            client_id=taken.client_id,
            administration_id=taken.id,
            instrument=taken.instrument,
            version=taken.version,
            language=taken.language,
            scale=scale_score.scale,
            rule=scale_score.rule,
            value=scale_score.value,
            band=scale_score.band,
            answered=scale_score.answered,
            of=scale_score.of,
            taken_on=taken.taken_on,
        )
        for scale_score in scored.scores
        if scale_score.of or scale_score.value is not None
    ]
