"""A client's course of care on one page: episode, levels, state data, authorizations."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.care import authorizations, episodes, intakes
from counselor_desk.services.care.authorizations import Allowed
from counselor_desk.services.care.episodes import History, Standing
from counselor_desk.services.care.intakes import Completeness


@dataclass(frozen=True)
class CarePage:
    """As much of it as the person may read."""

    standing: Standing
    allowed: Sequence[Allowed]
    history: History | None
    teds: Completeness | None


@query(Can.SEE_CLIENTS, "episodes.page")
def of_client(ctx: Context, client_id: int) -> CarePage:
    clinical = ctx.actor.may(Can.READ_CHART)
    return CarePage(
        episodes.standing(ctx, client_id),
        authorizations.of_client(ctx, client_id),
        episodes.history(ctx, client_id) if clinical else None,
        intakes.teds(ctx, client_id) if clinical else None,
    )
