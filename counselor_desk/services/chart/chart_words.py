"""What the chart holds, told in lines for the answers of an assessment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context
from counselor_desk.desk.fill_record import questions
from counselor_desk.domain.care.diagnosis import CRITERIA_FORMS, Direction, Severity, criteria_code
from counselor_desk.domain.date_words import day_words
from counselor_desk.records.assessment import Administration
from counselor_desk.records.care import NeedRating
from counselor_desk.records.contact import VitalFacts
from counselor_desk.records.substance import Substance
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.care import diagnoses, substances
from counselor_desk.services.documents.prefilling import PrefilledAnswer
from counselor_desk.services.medication import medications, withdrawals

SEVERITIES = {str(severity.value): severity for severity in Severity}
HANGS_TOGETHER = Glossary(
    {
        Direction.USE_FEEDS: lazy("{use} makes {mind} worse"),
        Direction.FEEDS_USE: lazy("{mind} feeds {use}"),
        Direction.BOTH: lazy("{use} and {mind} feed each other"),
        Direction.SHARED: lazy("{use} and {mind} have a shared root"),
        Direction.UNCLEAR: lazy("how {use} and {mind} hang together is not clear yet"),
    }
)


def of_use(ctx: Context, client_id: int) -> PrefilledAnswer:
    """One line a substance, the one that troubles most first."""
    asked = questions(Substance)
    lines = []
    for one in substances.use(ctx, client_id).substances:
        said = [asked[key].label_of(getattr(one, key)) for key in ("route", "frequency") if getattr(one, key)]
        if one.first_use_age is not None:
            said.append(_("first at {age}").format(age=one.first_use_age))
        if one.last_use_on is not None:
            said.append(_("last {day}").format(day=day_words(one.last_use_on)))
        if one.stage:
            said.append(asked["stage"].label_of(one.stage))
        name = asked["substance"].label_of(one.substance)
        detail = f" ({one.detail})" if one.detail else ""
        lines.append(f"{name}{detail}: " + ", ".join(said) if said else f"{name}{detail}")
    return PrefilledAnswer("\n".join(lines), _("diagnoses and use"))


def of_withdrawal(ctx: Context, client_id: int) -> PrefilledAnswer:
    lines = [
        _("{course}, last use {day}; highest score {score}").format(
            course=row.course.title,
            day=day_words(row.withdrawal.last_use_at.astimezone().date()),
            score=max((value for _form, _at, value in row.scores), default="\N{EN DASH}"),
        )
        for row in withdrawals.withdrawals(ctx, client_id)
    ]
    return PrefilledAnswer("\n".join(lines), _("the withdrawals"))


def of_scores(ctx: Context, client_id: int) -> PrefilledAnswer:
    """The last of each form that was answered, with its reading and its day."""
    last: dict[str, answered.AssessmentRow] = {}
    for row in answered.assessment_rows(ctx, client_id):
        if row.finished and not row.void and row.readings:
            last.setdefault(row.instrument, row)
    lines = [
        f"{row.title}: {row.readings} ({day_words(row.taken_on)})"
        for row in last.values()
        if row.instrument not in CRITERIA_FORMS
    ]
    return PrefilledAnswer("\n".join(lines), _("the answered instruments"))


def of_criteria(ctx: Context, client_id: int) -> PrefilledAnswer:
    """Of each class of substance: how many criteria, which ones, how severe, and the usual code.

    The bands are two to three, four to five, six and more; a code is a proposal, the clinician decides.
    """
    taken = ctx.find(
        select(Administration)
        .where(
            Administration.client_id == client_id,
            Administration.instrument.in_(list(CRITERIA_FORMS)),
            Administration.finished,
            Administration.void_reason == "",
        )
        .order_by(Administration.taken_on.desc(), Administration.id.desc())
    )
    newest: dict[str, Administration] = {}
    for administration in taken:
        newest.setdefault(administration.instrument, administration)
    lines = [_criteria(ctx, administration) for administration in newest.values()]
    return PrefilledAnswer("\n".join(lines), _("the forms of criteria"))


def _criteria(ctx: Context, administration: Administration) -> str:
    opened = assessments.read_administration(ctx, administration.id)
    score = opened.scored.of("criteria")
    scale = next(scale for scale in opened.instrument.scales if scale.key == "criteria")
    counted = [
        item.text[:1].lower() + item.text[1:]
        for item in opened.instrument.items
        if item.key in scale.items and administration.answers.get(item.key)
    ]
    code = criteria_code(CRITERIA_FORMS[administration.instrument], SEVERITIES.get(score.band))
    head = _("{title}: {n} of {of}, {band}").format(
        title=opened.instrument.title, n=score.value, of=len(scale.items), band=score.band
    )
    said = f" ({'; '.join(counted)})" if counted else ""
    tail = _(" Usual code {code}.").format(code=code) if code else ""
    return f"{head}{said}, {day_words(administration.taken_on)}.{tail}"


def of_diagnoses(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    """The diagnoses with their codes, and as a first line of a formulation how they hang together."""
    known = diagnoses.formulation(ctx, client_id)
    lines = [
        ", ".join(p for p in (f"{row.diagnosis.code} {row.diagnosis.label}", row.words) if p)
        for row in known.active
    ]
    label = {row.diagnosis.id: row.diagnosis.label for row in known.active}
    links = [
        " ".join(
            p for p in (_hanging(link.direction, label[link.use_id], label[link.mind_id]), link.evidence) if p
        )
        for link in known.links
    ]
    return {
        "diagnoses": PrefilledAnswer("\n".join(lines), _("the diagnoses")),
        "formulation": PrefilledAnswer("\n".join(links), _("the diagnoses")),
    }


def _hanging(direction: Direction, use: str, mind: str) -> str:
    sentence = HANGS_TOGETHER[direction].format(use=use, mind=mind)
    return sentence[:1].upper() + sentence[1:] + "."


def of_medicines(ctx: Context, client_id: int) -> PrefilledAnswer:
    lines = []
    for row in medications.cabinet(ctx, client_id).current:
        medicine = row.medication
        by = _("prescribed by {who}").format(who=medicine.prescriber) if medicine.prescriber else ""
        lines.append(", ".join(p for p in (f"{medicine.name} {medicine.dose}".strip(), by) if p))
    return PrefilledAnswer("\n".join(lines), _("the medication list"))


def of_needs(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    """The six areas as they were last rated, the level that they point to and the one chosen."""
    rating = ctx.first(
        select(NeedRating).where(NeedRating.client_id == client_id).order_by(NeedRating.id.desc())
    )
    if rating is None:
        return {}
    edition = definitions.edition(rating.edition)
    lines = [
        _area(f"{area.number}. {area.name}", rating.ratings.get(str(area.number)), rating.notes, area.number)
        for area in edition.areas
    ]
    chosen = edition.label(rating.chosen) if rating.chosen else ""
    suggested = edition.label(rating.suggested) if rating.suggested else ""
    level = _("The needs point to {suggested}; chosen: {chosen}").format(
        suggested=suggested.strip() or "\N{EN DASH}", chosen=chosen.strip() or "\N{EN DASH}"
    )
    source = _("the needs rated {day}").format(day=day_words(rating.rated_on))
    return {
        "areas": PrefilledAnswer("\n".join(lines), source),
        "level": PrefilledAnswer(level, source),
        "level_why": PrefilledAnswer(rating.difference, source),
    }


def _area(name: str, rated: Any, notes: Mapping[str, Any], number: int) -> str:
    need = _("need {n} of 4").format(n=rated) if rated is not None else _("not rated")
    return ", ".join(p for p in (f"{name}: {need}", str(notes.get(str(number)) or "")) if p)


def told(source: str, *answers: tuple[str, Any]) -> PrefilledAnswer:
    """Answers of the intake that belong together, each led by what it was the answer to."""
    lines = [
        f"{label}: {value}" if label else str(value) for label, value in answers if value not in (None, "")
    ]
    return PrefilledAnswer("\n".join(lines), source)


def of_body(facts: VitalFacts) -> PrefilledAnswer:
    """Allergies and pregnancy, as they stand at the head of the chart."""
    none = _("none known, when asked") if facts.no_allergies else ""
    asked = questions(VitalFacts)
    pregnant = asked["pregnant"].label_of(facts.pregnant) if facts.pregnant else ""
    return told(
        _("the contacts page"),
        (_("Allergies"), facts.allergies or none),
        (_("Pregnancy"), pregnant),
        (_("Hearing, sight, reading, moving"), facts.access_needs),
    )


def of_children(facts: VitalFacts) -> PrefilledAnswer:
    return told(
        _("the contacts page"),
        (_("Children under 18"), facts.children),
        (_("Custody"), facts.custody),
    )


def joined(first: PrefilledAnswer, then: PrefilledAnswer) -> PrefilledAnswer:
    """Two answers to one question, and both their sources."""
    if not then.value:
        return first
    if not first.value:
        return then
    return PrefilledAnswer(f"{first.value}\n{then.value}", f"{first.source}, {then.source}")
