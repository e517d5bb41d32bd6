"""The domains of life at intake, 30, 90, 180 days and discharge, and which way they moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import NotNullable, select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.care import outcome
from counselor_desk.domain.care.outcome import DueOutcomePoint, OutcomeDomains
from counselor_desk.domain.form import Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Score
from counselor_desk.records.care import Episode
from counselor_desk.records.intake import LifeCheck

AT_DISCHARGE = -1


@dataclass(frozen=True)
class OutcomeHistory:
    """What was answered at each point, the change since the first, and what is due."""

    episode: Episode | None
    domains: OutcomeDomains
    checks: list[LifeCheck]
    changes: dict[str, str]
    due: list[DueOutcomePoint]
    recovery_capital: list[tuple[date, int]]


@query(Can.READ_CHART, "life.outcomes")
def outcomes(ctx: Context, client_id: int) -> OutcomeHistory:
    episode = ctx.first(select(Episode).where(Episode.client_id == client_id).order_by(Episode.id.desc()))
    domains = definitions.domains()
    capital = _capital(ctx, client_id)
    if episode is None:
        return OutcomeHistory(
            episode=None, domains=domains, checks=[], changes={}, due=[], recovery_capital=capital
        )
    checks = ctx.find(
        select(LifeCheck)
        .where(LifeCheck.episode_id == episode.id)
        .order_by(LifeCheck.answered_on, LifeCheck.id)
    )
    moved = domains.changes(checks[0].answers, checks[-1].answers) if len(checks) > 1 else {}
    today = ctx.today
    return OutcomeHistory(
        episode=episode,
        domains=domains,
        checks=checks,
        changes=moved,
        due=due_of(episode, checks, today),
        recovery_capital=capital,
    )


@command(Can.WRITE_NOTE, "life.answer")
def answer(ctx: Context, episode_id: int, point: int, values: Mapping[str, Any]) -> LifeCheck:
    """Keep the answers of one point; asked once a point, and corrected in place until the next."""
    episode, domains = ctx.get(Episode, episode_id), definitions.domains()
    if episode.admitted_on is None:
        raise Refused(_("Admit the client first: outcomes are counted from the admission."))
    if point not in (*domains.points, AT_DISCHARGE):
        raise Refused(_("Choose one of the points of care."), "point")
    _check(domains, values)
    held = ctx.first(select(LifeCheck).where(LifeCheck.episode_id == episode.id, LifeCheck.point == point))
    life_check = held or LifeCheck(
        client_id=episode.client_id,
        episode_id=episode.id,
        point=point,
        answered_on=ctx.today,
        answered_by=ctx.actor.id,
        set_version=domains.version,
    )
    life_check.answers = {k: v for k, v in values.items() if v not in (None, "")}
    return life_check if held else ctx.add(life_check)


def due_of(episode: Episode, checks: list[LifeCheck], today: date) -> list[DueOutcomePoint]:
    if episode.admitted_on is None:
        return []
    answered = {check.point for check in checks}
    if episode.discharged_on is not None:
        missed = AT_DISCHARGE not in answered
        return [DueOutcomePoint(AT_DISCHARGE, episode.discharged_on)] if missed else []
    points = definitions.domains().points
    return outcome.due_points(points, episode.admitted_on, answered, today)


def _check(domains: OutcomeDomains, values: Mapping[str, Any]) -> None:
    fields = {f.key: f for f in domains.form().fields}
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            raise Refused(_("This is not one of the domains."), key)
        if value in (None, ""):
            continue
        if field.kind is Kind.NUMBER:
            low, high = field.low or 0, field.high or 0
            if not isinstance(value, int) or not low <= value <= high:
                words = _("Type a whole number from {low} to {high}.")
                raise Refused(words.format(low=low, high=high), key)
        elif value not in {o.value for o in field.options}:
            raise Refused(_("Choose one of the answers offered."), key)


def _capital(ctx: Context, client_id: int) -> list[tuple[date, int]]:
    return ctx.tuples(
        select(Score.taken_on, NotNullable(Score.value))
        .where(
            Score.client_id.in_(ctx.person_charts(client_id)),
            Score.instrument == "barc10",
            Score.value.is_not(None),
        )
        .order_by(Score.taken_on),
    )
