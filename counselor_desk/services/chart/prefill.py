"""A discharge summary from the whole stay: episode, diagnoses, plan, work, scores, medicines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.date_words import day_words
from counselor_desk.records.care import Discharge, Episode, Reason
from counselor_desk.records.document import Document, Status
from counselor_desk.records.plan import ObjectiveWork, PlanObjective
from counselor_desk.records.schedule import CAME, MISSED, Appointment
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes, intakes, outcomes
from counselor_desk.services.documents.prefilling import PrefilledAnswer
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.plans import plans

TEMPLATE = "discharge_summary"
ENDED = {
    Reason.COMPLETED: "treatment completed",
    Reason.AGAINST_ADVICE: "client chose to leave",
    Reason.ENDED: "ended by the program",
    Reason.TRANSFERRED: "transferred",
    Reason.INCARCERATED: "incarcerated",
    Reason.DIED: "died",
    Reason.OTHER: "other",
}
WORK = {"note", "review", "assessment"}
USE_DAYS = "use_days"


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    past = episodes.history(ctx, client_id)
    episode = past.episodes[0] if past.episodes else None
    prefilled_answers = {
        **_intake(ctx, client_id),
        **_diagnoses(ctx, client_id),
        **_plan(ctx, client_id),
        **_medicines(ctx, client_id),
        **_door(ctx),
    }
    if episode is None or episode.admitted_on is None:
        return prefilled_answers
    since, until = episode.admitted_on, episode.discharged_on or ctx.today
    return {
        **_stay(episode, past.discharges.get(episode.id)),
        **prefilled_answers,
        **_work(ctx, client_id, since, until),
        **_scores(ctx, client_id, since, until),
        **_life(ctx, client_id, _tests(ctx, client_id, since, until)),
    }


def _stay(episode: Episode, leaving: Discharge | None) -> dict[str, PrefilledAnswer]:
    source = _("the episode of care")
    return {
        "admitted_on": PrefilledAnswer(_iso(episode.admitted_on), source),
        "ended_on": PrefilledAnswer(_iso(episode.discharged_on), source),
        "reason": PrefilledAnswer(ENDED[episode.reason] if episode.reason else "", source),
        "aftercare": PrefilledAnswer(leaving.after_care if leaving else "", source),
    }


def _intake(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    asked = intakes.current(ctx, client_id)
    hope = str(asked.answers.get("hope") or "").strip() if asked else ""
    sentence = _("In the client's words: \u201c{hope}\u201d").format(hope=hope) if hope else ""
    return {"came_for": PrefilledAnswer(sentence, _("the intake"))}


def _diagnoses(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    formulation = diagnoses.formulation(ctx, client_id)
    lines = [_joined((f"{s.diagnosis.code} {s.diagnosis.label}", s.words)) for s in formulation.active]
    gone = _("{code} {label}, resolved {day}")
    lines += [
        gone.format(code=d.code, label=d.label, day=day_words(d.resolved_on))
        for d in formulation.resolved
        if d.resolved_on
    ]
    return {"diagnoses": PrefilledAnswer("\n".join(lines), _("the diagnoses"))}


def _plan(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    here = plans.chart(ctx, client_id)
    counted = {objective.document_id for objective in here.objectives}
    versions = [plan for plan in (here.in_force, *here.earlier) if plan is not None]
    plan = next((one for one in versions if one.id in counted), None)
    if plan is None:
        return {}
    signed = plan.signed_at
    source = _("the plan signed {day}").format(day=day_words(signed.date()) if signed else "")
    rated = _rated(ctx, client_id)
    goals = "\n".join(_objective(o, rated.get(o.code)) for o in here.objectives)
    strengths = str(plan.body.get("strengths") or "")
    return {"goals": PrefilledAnswer(goals, source), "strengths": PrefilledAnswer(strengths, source)}


def _rated(ctx: Context, client_id: int) -> dict[str, ObjectiveWork]:
    """The last contact at which anybody said how far an objective had come."""
    rows = ctx.find(
        select(ObjectiveWork)
        .where(
            ObjectiveWork.client_id == client_id,
            func.coalesce(ObjectiveWork.by_client, ObjectiveWork.by_counselor).is_not(None),
        )
        .order_by(ObjectiveWork.worked_on, ObjectiveWork.id)
    )
    return {row.code: row for row in rows}


def _objective(o: PlanObjective, last: ObjectiveWork | None) -> str:
    sentence = f"{o.label}: {o.standing.value}"
    sentences = []
    if last is not None and last.by_client is not None:
        sentences.append(_("client {n} of 10").format(n=last.by_client))
    if last is not None and last.by_counselor is not None:
        sentences.append(_("counselor {n} of 10").format(n=last.by_counselor))
    return (
        f"{sentence} ({', '.join(sentences)}, {day_words(last.worked_on)})"
        if last and sentences
        else sentence
    )


def _work(ctx: Context, client_id: int, since: date, until: date) -> dict[str, PrefilledAnswer]:
    """What was signed, by kind, and how many appointments were kept."""
    signed = ctx.rows(
        str,
        select(Document.template).where(
            Document.client_id.in_(ctx.person_charts(client_id)),
            Document.signed_at.is_not(None),
            Document.status != Status.VOID,
            Document.occurred_on.between(since, until),
            Document.kind.in_(WORK),
        ),
    )
    known = files.templates()
    counted = [f"{known[key].title}: {n}" for key, n in Counter(signed).most_common() if key in known]
    booked = ctx.find(select(Appointment).where(Appointment.client_id.in_(ctx.person_charts(client_id))))
    held = [a for a in booked if since <= a.starts_at.astimezone().date() <= until]
    came = sum(a.attendance in CAME for a in held)
    of = came + sum(a.attendance in MISSED for a in held)
    if of:
        counted.append(_("Came to {n} of {of} appointments").format(n=came, of=of))
    return {"services": PrefilledAnswer("\n".join(counted), _("signed notes and attendance"))}


def _scores(ctx: Context, client_id: int, since: date, until: date) -> dict[str, PrefilledAnswer]:
    """Every instrument answered in this stay: its first scale, first and last."""
    lines = []
    for trend in assessments.trends(ctx, client_id):
        points = [p for p in trend.points if since <= p.on <= until]
        if points and trend.scale.key == trend.instrument.scales[0].key:
            sentences = [_score(p) for p in (points[0], points[-1])]
            lines.append(f"{trend.instrument.title}: " + " \u2192 ".join(sentences[: len(points)]))
    return {"scores": PrefilledAnswer("\n".join(lines), _("the answered instruments"))}


def _score(point: assessments.TrendPoint) -> str:
    words = f"{point.value}, {point.band}" if point.band else str(point.value)
    return f"{words} ({day_words(point.on)})"


def _tests(ctx: Context, client_id: int, since: date, until: date) -> str:
    tests = [
        t
        for t in specimens.of_client(ctx, client_id)
        if not t.specimen.void_reason and since <= t.specimen.collected_at.astimezone().date() <= until
    ]
    if not tests:
        return ""
    fine = sum(t.reading == _("as expected") for t in tests)
    last = tests[0].specimen.collected_at.astimezone().date()
    return _("Tests: {n}, of them {fine} as expected. The last, {day}: {reading}.").format(
        n=len(tests), fine=fine, day=day_words(last), reading=tests[0].reading
    )


def _life(ctx: Context, client_id: int, tests: str) -> dict[str, PrefilledAnswer]:
    """Each domain of life as first and as last answered; days of use stand with the tests."""
    history = outcomes.outcomes(ctx, client_id)
    lines: list[str] = []
    use, sources = [tests], [_("the drug tests")] if tests else []
    if len(history.checks) > 1:
        first, last = history.checks[0], history.checks[-1]
        for asked in history.domains.form().fields:
            was, now = first.answers.get(asked.key), last.answers.get(asked.key)
            if was is not None and now is not None:
                moved = f"{asked.label}: " + " \u2192 ".join(map(str, (was, now)))
                (use if asked.key == USE_DAYS else lines).append(moved)
        source = _("outcomes of {first} and {last}").format(
            first=day_words(first.answered_on), last=day_words(last.answered_on)
        )
        sources.append(source)
    sentence = "\n".join(line for line in use if line)
    return {
        "use_change": PrefilledAnswer(sentence, _joined(sources)),
        "life_change": PrefilledAnswer("\n".join(lines), sources[-1] if lines else ""),
    }


def _medicines(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    medication = medications.cabinet(ctx, client_id)
    lines = []
    for medication_row in medication.current:
        medicine = medication_row.medication
        parts: Sequence[str] = (
            " ".join(p for p in (medicine.name, medicine.dose) if p),
            _("since {day}").format(day=day_words(medicine.started_on)) if medicine.started_on else "",
            _("prescribed by {who}").format(who=medicine.prescriber) if medicine.prescriber else "",
        )
        lines.append(_joined(parts))
    stopped = _("{name}, stopped {day}")
    lines += [
        stopped.format(name=m.name, day=day_words(m.stopped_on)) for m in medication.stopped if m.stopped_on
    ]
    source = _("the medication list")
    has_it = "has it" if medication.kits and not medication.naloxone else ""
    return {
        "medicines": PrefilledAnswer("\n".join(lines), source),
        "naloxone": PrefilledAnswer(has_it, _("the naloxone given")),
    }


def _door(ctx: Context) -> dict[str, PrefilledAnswer]:
    practice = ctx.clinic
    if not practice.phone:
        return {}
    sentence = _("Call {clinic}, {phone}. The door is open.")
    words = sentence.format(clinic=practice.name, phone=practice.phone)
    return {"return": PrefilledAnswer(words, _("the clinic's own page"))}


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(p for p in parts if p)


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
