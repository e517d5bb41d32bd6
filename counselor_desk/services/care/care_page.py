"""A client's course of care on one page: episode, levels, state data, authorizations."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.care import authorizations, episodes, intakes
from counselor_desk.services.care.authorizations import AuthorizationRow
from counselor_desk.services.care.episodes import CareStatus, EpisodeHistory
from counselor_desk.services.care.intakes import TedsCompleteness


@dataclass(frozen=True)
class CarePage:
    """As much of it as the person may read."""

    standing: CareStatus
    allowed: Sequence[AuthorizationRow]
    history: EpisodeHistory | None
    teds: TedsCompleteness | None


@query(Can.SEE_CLIENTS, "episodes.page")
def of_client(ctx: Context, client_id: int) -> CarePage:
    clinical = ctx.actor.may(Can.READ_CHART)
    return CarePage(
        episodes.standing(ctx, client_id),
        authorizations.of_client(ctx, client_id),
        episodes.history(ctx, client_id) if clinical else None,
        intakes.teds(ctx, client_id) if clinical else None,
    )
