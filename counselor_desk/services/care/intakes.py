"""The guided intake: answers kept step by step and put where they belong, nothing typed twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import questions
from counselor_desk.domain.care import substance
from counselor_desk.domain.care.teds import AT_ADMISSION, NO_SUBSTANCE, NOT_APPLICABLE, TedsField
from counselor_desk.domain.care.teds import AT_DISCHARGE as AT_DISCHARGE_SETS
from counselor_desk.domain.form import Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Discharge, Episode, LevelOfCare
from counselor_desk.records.document import Document
from counselor_desk.records.intake import Intake, LifeCheck
from counselor_desk.records.people import Client
from counselor_desk.records.substance import Substance
from counselor_desk.services.care import substances
from counselor_desk.services.care.outcomes import AT_DISCHARGE
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents

ONCE_TICKED = ("uses_alone", "shares")
# Which domain of the outcomes at discharge answers which element of the discharge set.
AT_DISCHARGE_ANSWERS = {
    "frequency_1_d": "use_days",
    "living_d": "housing",
    "employment_d": "work",
    "arrests_d": "arrests",
    "mutual_help_d": "mutual_help",
}
SHARED = ("substance", "route", "frequency", "first_use_age", "last_use_on", "stage")


@dataclass(frozen=True)
class IntakeProgress:
    """An intake with everything that is known, and how far each step has come."""

    intake: Intake
    client: Client
    answers: dict[str, Any]
    states: dict[str, tuple[int, int]]
    signed_at: datetime | None = None  # of the document that holds it as it was then

    @property
    def count_answered(self) -> tuple[int, int]:
        done, of = zip(*self.states.values(), strict=True)
        return sum(done), sum(of)


@dataclass(frozen=True)
class TedsCompleteness:
    """The national set as the chart fills it, and what it lacks."""

    values: dict[str, Any]
    coded: dict[str, str]
    missing: list[TedsField]


@command(Can.WRITE_NOTE, "intakes.resume")
def resume(ctx: Context, client_id: int) -> IntakeProgress:
    """The client's intake where it was left, or a new one; what the chart knows is filled in."""
    client = ctx.get(Client, client_id)
    intake = _latest(ctx, client.id)
    if intake is None:
        intake = ctx.add(_new(ctx, client.id))
    return _progress(ctx, intake, client)


@command(Can.WRITE_NOTE, "intakes.save")
def save(ctx: Context, intake_id: int, step_id: str, values: Mapping[str, Any]) -> IntakeProgress:
    """Keep one step's answers; those that have a record of their own go there at once."""
    intake = ctx.get(Intake, intake_id)
    client = ctx.get(Client, intake.client_id)
    step = definitions.intake_path().step(step_id)
    if step.record == "client":
        clients.change(ctx, client.id, dict(values))
    else:
        _check(step_id, values)
        kept = {key: _plain(value) for key, value in values.items()}
        intake.answers = {**intake.answers, **kept}
        _spread(ctx, client, values)
    intake.step, intake.changed_at, intake.changed_by = step_id, ctx.now, ctx.actor.id
    return _progress(ctx, intake, client)


@command(Can.WRITE_NOTE, "intakes.finish")
def finish(ctx: Context, intake_id: int) -> Intake:
    """Done for now; it can be opened again. What is required has to be answered."""
    intake = ctx.get(Intake, intake_id)
    missing = definitions.intake_path().missing(_known(ctx, intake))
    if missing:
        label = missing[0][1]
        raise Refused(_("Answer “{label}” before finishing.").format(label=label), missing[0][0])
    intake.finished_at = ctx.now
    return intake


@command(Can.WRITE_NOTE, "intakes.to_sign")
def to_sign(ctx: Context, intake_id: int) -> Document:
    """The intake as a document to sign, with all that is answered now; what was signed before stays."""
    intake = finish(ctx, intake_id)
    draft = documents.go_on(ctx, intake.client_id, intake.path)
    body = documents.template_of(intake.path).form().to_stored(_known(ctx, intake))
    if draft.body != body:
        documents.save_draft(ctx, draft.id, body, draft.revision)
    return draft


@query(Can.READ_CHART, "intakes.current")
def current(ctx: Context, client_id: int) -> Intake | None:
    return _latest(ctx, client_id)


@query(Can.READ_CHART, "intakes.payer")
def payer(ctx: Context, client_id: int) -> dict[str, Any]:
    """What the intake knows of the payer, as an authorization asks for it."""
    intake = _latest(ctx, client_id)
    answers = dict(intake.answers) if intake else {}
    known = {key: answers.get(key) for key in ("payer", "member_number")}
    return {key: value for key, value in known.items() if value}


@query(Can.READ_CHART, "intakes.teds")
def teds(ctx: Context, client_id: int, at_discharge: bool = False) -> TedsCompleteness:
    """The national set from what is in the chart; `missing` is the completeness check."""
    client = ctx.get(Client, client_id)
    values = _teds_values(ctx, client, _open_episode(ctx, client_id))
    book = definitions.teds()
    sets = AT_DISCHARGE_SETS if at_discharge else AT_ADMISSION
    return TedsCompleteness(values, book.coded(values, *sets), book.missing(values, *sets))


@query(Can.READ_CHART, "intakes.teds_episodes")
def teds_episodes(ctx: Context, client_id: int) -> list[dict[str, Any]]:
    """The national set of each episode of a client, the first one first: every one is a record."""
    client = ctx.get(Client, client_id)
    episodes = ctx.find(select(Episode).where(Episode.client_id == client_id).order_by(Episode.id))
    return [_teds_values(ctx, client, episode) for episode in episodes]


def _latest(ctx: Context, client_id: int) -> Intake | None:
    return ctx.first(select(Intake).where(Intake.client_id == client_id).order_by(Intake.id.desc()))


def _new(ctx: Context, client_id: int) -> Intake:
    path = definitions.intake_path()
    return Intake(
        client_id=client_id,
        path=path.id,
        path_version=path.version,
        begun_at=ctx.now,
        changed_at=ctx.now,
        changed_by=ctx.actor.id,
    )


def _progress(ctx: Context, intake: Intake, client: Client) -> IntakeProgress:
    answers = _known(ctx, intake)
    states = {}
    for step in definitions.intake_path().steps:
        if step.record == "client":
            keys = list(questions(Client))
            given = [key for key in keys if getattr(client, key) not in (None, "")]
            states[step.id] = (len(given), len(keys))
        else:
            states[step.id] = step.state(answers)
    signed = documents.last_signed_of(ctx, client.id, (intake.path,))
    return IntakeProgress(intake, client, answers, states, signed.signed_at if signed else None)


def _known(ctx: Context, intake: Intake) -> dict[str, Any]:
    """The answers as forms take them; substances come from the chart, where they live."""
    answers = {key: _as_asked(key, answer) for key, answer in intake.answers.items()}
    listed = substances.use(ctx, intake.client_id).substances
    if listed:
        answers["substances"] = [{key: getattr(s, key) for key in SHARED} for s in listed]
    return answers


def _as_asked(key: str, answer: Any) -> Any:
    """Once these were boxes to tick: a tick was a yes, an empty box was perhaps never asked."""
    if key not in ONCE_TICKED or not isinstance(answer, bool):
        return answer
    return "yes" if answer else None


def _check(step_id: str, values: Mapping[str, Any]) -> None:
    fields = {f.key: f for f in definitions.intake_path().step(step_id).form().fields}
    for key, value in values.items():
        if key not in fields:
            raise Refused(_("This is not a question of this step."), key)
        field = fields[key]
        if field.kind is Kind.NUMBER and value is not None:
            low, high = field.low or 0, field.high
            if not isinstance(value, int) or value < low or (high is not None and value > high):
                words = _("Type a whole number from {low} to {high}.")
                raise Refused(words.format(low=low, high=high), key)


def _plain(value: Any) -> Any:
    """As JSON keeps it: dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _spread(ctx: Context, client: Client, values: Mapping[str, Any]) -> None:
    if values.get("substances"):
        _keep_substances(ctx, client, values["substances"])
    if values.get("referral"):
        episode = _open_episode(ctx, client.id)
        if episode is not None and not episode.referral:
            episode.referral = str(values["referral"])


def _keep_substances(ctx: Context, client: Client, rows: list[dict[str, Any]]) -> None:
    """One record a line, by substance; a line that is gone stays in the chart."""
    held = {s.substance: s for s in substances.use(ctx, client.id).substances}
    for rank, row in enumerate((r for r in rows if r.get("substance")), 1):
        given = {key: row.get(key) for key in SHARED if row.get(key) not in (None, "")}
        try:
            known = held.get(row["substance"])
            kept = substances.change(ctx, known.id, given) if known else substances.add(ctx, client.id, given)
        except Refused as no:
            raise Refused(str(no), "substances") from no
        kept.rank = rank


def _open_episode(ctx: Context, client_id: int) -> Episode | None:
    return ctx.first(select(Episode).where(Episode.client_id == client_id).order_by(Episode.id.desc()))


def _teds_values(ctx: Context, client: Client, episode: Episode | None) -> dict[str, Any]:
    intake = _intake_of(ctx, client.id, episode)
    values: dict[str, Any] = dict(intake.answers) if intake else {}
    values.pop("substances", None)
    values |= {"client_id": client.number, "born": client.born, "sex": client.sex}
    values |= _used(ctx, client.id)
    if episode is not None:
        values |= _episode_values(ctx, episode)
        values |= _left(ctx, episode, values)
        values["referral"] = values.get("referral") or episode.referral
    return values


def _intake_of(ctx: Context, client_id: int, episode: Episode | None) -> Intake | None:
    """The newest intake from before the next episode began: a later one tells of later care."""
    found = ctx.find(select(Intake).where(Intake.client_id == client_id).order_by(Intake.id))
    if episode is None or not found:
        return found[-1] if found else None
    later = ctx.find(select(Episode).where(Episode.client_id == client_id, Episode.id > episode.id))
    begins = min((d for e in later if (d := e.referred_on or e.screened_on or e.admitted_on)), default=None)
    before = [one for one in found if begins is None or one.begun_at.astimezone().date() < begins]
    return before[-1] if before else found[0]


def _used(ctx: Context, client_id: int) -> dict[str, Any]:
    """Up to three substances; of a second and third that there is none of, the set has its own codes."""
    ranked = ctx.find(select(Substance).where(Substance.client_id == client_id).order_by(Substance.rank))
    values: dict[str, Any] = {}
    for place in (1, 2, 3):
        use = ranked[place - 1] if place <= len(ranked) else None
        if use is not None:
            values[f"substance_{place}"] = substance.code_of(substance.SUBSTANCES, use.substance)
            values[f"route_{place}"] = substance.code_of(substance.ROUTES, use.route)
            values[f"frequency_{place}"] = substance.code_of(substance.FREQUENCIES, use.frequency)
            values[f"first_use_{place}"] = use.first_use_age
        elif ranked:
            values[f"substance_{place}"] = NO_SUBSTANCE
            values |= {f"{key}_{place}": NOT_APPLICABLE for key in ("route", "frequency", "first_use")}
    return values


def _episode_values(ctx: Context, episode: Episode) -> dict[str, Any]:
    levels = ctx.find(
        select(LevelOfCare)
        .where(LevelOfCare.episode_id == episode.id)
        .order_by(LevelOfCare.starts_on, LevelOfCare.id)
    )
    leaving = ctx.first(select(Discharge).where(Discharge.episode_id == episode.id))
    settings = [f"{level.edition} {level.code}" for level in levels]
    return {
        "admission_date": episode.admitted_on,
        "service_setting": settings[0] if settings else None,
        "service_setting_d": settings[-1] if settings else None,
        "discharge_date": episode.discharged_on,
        "discharge_reason": str(episode.reason) if episode.reason else None,
        "last_contact": leaving.last_contact_on if leaving else None,
    }


def _left(ctx: Context, episode: Episode, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the outcomes at discharge tell; the substances are those of the chart."""
    asked = select(LifeCheck).where(LifeCheck.episode_id == episode.id, LifeCheck.point == AT_DISCHARGE)
    check = ctx.first(asked)
    answers = dict(check.answers) if check else {}
    named = {f"substance_{place}_d": known.get(f"substance_{place}") for place in (1, 2, 3)}
    return named | {key: answers.get(domain) for key, domain in AT_DISCHARGE_ANSWERS.items()}


CHOICES = Glossary(
    {
        "words_avoid": lazy("words to avoid: {what}"),
        "helps": lazy("what helps: {what}"),
        "avoid": lazy("to avoid: {what}"),
        "seat": lazy("seat: {what}"),
        "counselor_gender": lazy("counselor: {what}"),
        "touch": lazy("touch: {what}"),
    }
)
NONE = {"no preference"}


@dataclass(frozen=True)
class ClientPreferences:
    """In the client's own words, as the newest intake has them."""

    strengths: str
    matters: str
    choices: tuple[str, ...]  # how the client wants to be met


@query(Can.READ_CHART, "first_page.person")
def person(ctx: Context, client_id: int) -> ClientPreferences:
    newest = select(Intake).where(Intake.client_id == client_id).order_by(Intake.id.desc())
    intake = ctx.first(newest)
    answers = dict(intake.answers) if intake else {}
    choices = tuple(
        sentence.format(what=answers[key])
        for key, sentence in CHOICES.items()
        if answers.get(key) and answers[key] not in NONE
    )
    return ClientPreferences(
        " ".join(str(answers.get("strengths") or "").split()),
        " ".join(str(answers.get("values") or "").split()),
        choices,
    )
