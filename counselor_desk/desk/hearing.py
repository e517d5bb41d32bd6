"""What a person hears of others' changes: kinds and ids, and of the charts that they may see."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from counselor_desk.desk.scope import visible_clients
from counselor_desk.desk.seat import WRITING, Changes
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Clinical, OfClient, Record
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.people import AccessGrant, Client, Staff

# 42 CFR 2.11: not even that there is one is told to anybody but its author.
OWN_ALONE = frozenset({CounselingNote.__name__})
# Who sees which chart may have changed: everybody's lists ask again, without a word of whose it was.
WHO_SEES = frozenset({Client.__name__, AccessGrant.__name__})


def seen_charts(session: Session, actor: Staff, now: datetime, client_ids: frozenset[int]) -> frozenset[int]:
    """Those of these charts that this person may see."""
    if not client_ids:
        return frozenset()
    mine = select(Client.id).where(Client.id.in_(client_ids), Client.id.in_(visible_clients(actor, now)))
    return frozenset(session.scalars(mine))


def part_for(actor: Staff, seen: frozenset[int], changes: Changes) -> Changes:
    """The part of these changes for a person who sees these charts of all."""
    kinds = changes.kinds - OWN_ALONE
    if not actor.may(Can.READ_CHART):
        kinds -= _clinical() | {WRITING}
    if not changes.client_ids:
        return replace(changes, kinds=kinds)
    here = seen & changes.client_ids
    if not here:
        kinds = (kinds - _of_client() - {WRITING}) | (kinds & WHO_SEES)
    return replace(changes, kinds=kinds, client_ids=here)


@cache
def _clinical() -> frozenset[str]:
    return frozenset(m.class_.__name__ for m in Record.registry.mappers if issubclass(m.class_, Clinical))


@cache
def _of_client() -> frozenset[str]:
    """Kinds that stand in a chart; the others are the clinic's."""
    return frozenset(
        m.class_.__name__ for m in Record.registry.mappers if issubclass(m.class_, OfClient | Client)
    )
