"""The caseload rule: whose charts a person may see. One place, applied to every select."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, aliased, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.visitors import iterate

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.upkeep import is_upkeep
from counselor_desk.domain.names import read_query
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.base import Clinical, OfClient
from counselor_desk.records.group import GroupLeader, GroupMember, TherapyGroup
from counselor_desk.records.people import AccessGrant, Client, Staff
from counselor_desk.records.privacy import Disclosed
from counselor_desk.records.prize_cabinet import StockMovement
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.records.store import SPLIT

BOOKS = (LedgerEntry, StockMovement)  # read over every chart: their sums and links
TYPED = frozenset({"ledger_entry.reason"})  # what somebody has typed of one client
COUNTED = (Enrollment, Occasion, Disclosed)  # counted over every chart by a few plain facts

_client, _staff, _grant = Client.__table__.c, Staff.__table__.c, AccessGrant.__table__.c


def within_scope(actor: Staff, now: datetime, also: Sequence[int] = ()) -> list[ExecutableOption]:
    """The conditions that every select of this person carries; `also` are charts beyond the caseload."""
    mine = visible_clients(actor, now)
    if also:
        here = select(_client.id).where(_client.id.in_(also), _client.destroyed_on.is_(None))
        mine = select(_client.id).where(or_(_client.id.in_(mine), _client.id.in_(here)))
    options: list[ExecutableOption] = [
        with_loader_criteria(Client, Client.id.in_(mine), include_aliases=True),
        with_loader_criteria(OfClient, lambda kind: kind.client_id.in_(mine), include_aliases=True),
    ]
    if not actor.may(Can.READ_CHART):
        options.append(
            with_loader_criteria(Clinical, lambda kind: kind.client_id.is_(None), include_aliases=True)
        )
    return options


def visible_clients(actor: Staff, now: datetime) -> Select[Any]:
    """The ids of the clients whom this person may see; with a chart comes what was merged into it."""
    granted = select(_grant.client_id).where(
        _grant.staff_id == actor.id,
        _grant.starts_at <= now,
        _grant.ends_at > now,
        _grant.ended_at.is_(None),
    )
    mine = or_(own_caseload(actor), _client.id.in_(granted))
    if actor.is_clinician:  # to the others every chart is open, but for the restricted ones
        going_on = Client.__table__.alias("going_on").c
        theirs = or_(own_caseload(actor, going_on), going_on.id.in_(granted))
        there = select(going_on.id).where(
            going_on.id == _client.merged_into_id, going_on.destroyed_on.is_(None), theirs
        )
        # Above 0, and not only there: by the index, few charts are merged ones.
        mine = or_(mine, and_(_client.merged_into_id > 0, there.correlate(Client.__table__).exists()))
    return select(_client.id).where(_client.destroyed_on.is_(None), mine)


def own_caseload(actor: Staff, client: Any = _client) -> ColumnElement[bool]:
    """The clients of whom a person sees the chart without anybody's leave; `client` are the columns."""
    if actor.role is Role.COUNSELOR:
        mine: ColumnElement[bool] = client.counselor_id == actor.id
        return mine
    if actor.role is Role.SUPERVISOR:
        team = select(_staff.id).where(_staff.supervisor_id == actor.id)
        return or_(client.counselor_id == actor.id, client.counselor_id.in_(team))
    # Clinic staff and administrators register and book for all, but not for restricted charts.
    unrestricted: ColumnElement[bool] = client.restricted.is_(False)
    return unrestricted


@event.listens_for(Session, "do_orm_execute", insert=True)  # before a store answers any of it
def _enforce_caseload(state: ORMExecuteState) -> None:
    """Every statement of a use case carries the rule; a session without one reads nothing."""
    if is_upkeep(state.session):
        return
    ctx = state.session.info.get("ctx")
    if ctx is None:
        raise Forbidden(_("Nothing is read except through the desk."))
    if not (state.is_select and state.is_orm_statement):
        raise Forbidden(_("Only ORM selects: a raw or bulk statement would step round the caseload."))
    is_part = bool(state.session.info.get(SPLIT))  # of a question whose columns were looked at already
    if books := state.execution_options.get("books"):
        if is_part:
            return
        _check_book_statement(state.statement, contents=books == "contents")
        return
    if state.execution_options.get("locating"):
        if not is_part:
            _check_id_statement(state.statement)
        return
    state.statement = state.statement.options(*ctx.scope)


def _check_book_statement(statement: Any, contents: bool) -> None:
    """Sums and chains are over the whole clinic; whose they are, and why, stays within the caseload."""
    books = {kind.__tablename__ for kind in BOOKS}
    sources = {getattr(source, "name", "") for source in statement.get_final_froms()}
    if sources and sources <= books:
        if not contents and any(column in TYPED for column in _columns_of(statement)):
            raise Forbidden(_("The words of the clinic's books are read within the caseload."))
        return
    facts = {f"{kind.__tablename__}.{key}" for kind in COUNTED for key in kind.COUNTED}
    asked = {str(column) for column in statement.selected_columns}
    if not sources <= {kind.__tablename__ for kind in COUNTED} or not asked <= facts:
        raise Forbidden(_("Only the clinic's books and counts are read over every chart."))


def _columns_of(statement: Any) -> Iterator[str]:
    """Every column that a statement names, in what it gives and in what it asks for."""
    for part in iterate(statement):
        if isinstance(part, Column) and part.table is not None:
            yield f"{part.table.name}.{part.name}"


def matching_words(typed: str, today: date | None = None) -> list[ColumnElement[bool]]:
    """Every word typed has to begin a word of the client's names, number or phone; a day is the birth's."""
    return _matching(Client, typed, today)


def matching_person(
    typed: str, today: date | None = None, *, some_merged: bool = True
) -> list[ColumnElement[bool]]:
    """The same of charts that go on: a person is found in theirs by what a merged one says, too."""
    goes_on = Client.merged_into_id.is_(None)
    asked = _matching(Client, typed, today)
    if not asked or not some_merged:
        return [goes_on, *asked]
    merged = aliased(Client)
    into = select(merged.merged_into_id).where(
        merged.merged_into_id.is_not(None), *_matching(merged, typed, today)
    )
    return [goes_on, or_(and_(*asked), Client.id.in_(into))]


def _matching(kind: type[Client], typed: str, today: date | None) -> list[ColumnElement[bool]]:
    query = read_query(typed, today)
    asked = [kind.search.contains(f" {word}", autoescape=True) for word in query.words]
    if query.born:
        begun = kind.search.contains(f" {query.born_as_typed}", autoescape=True)
        asked.append(or_(kind.born.in_(query.born), begun))
    return asked


def find_client_id(session: Session, who: str, born: date) -> int:
    """The id of a client beyond the caseload, by name or record number and the day of birth."""
    words = matching_words(who)
    if not words:
        raise Refused(_("Type the client's name or record number."), "who")
    statement = select(Client.id).where(Client.born == born, Client.merged_into_id.is_(None), and_(*words))
    client_ids = list(session.scalars(statement.execution_options(locating=True)))
    if not client_ids:
        raise Refused(_("Nobody here has this name and day of birth. Check both."), "who")
    if len(client_ids) > 1:
        raise Refused(_("More than one client has these. Type the record number."), "who")
    return client_ids[0]


def leads(staff_id: int) -> ColumnElement[bool]:
    """That a person leads the TherapyGroup: first or besides, or as supervisor of a leader who has left."""
    besides = select(GroupLeader.group_id).where(
        GroupLeader.staff_id == staff_id, GroupLeader.until.is_(None)
    )
    left = select(_staff.id).where(_staff.supervisor_id == staff_id, _staff.active.is_(False))
    return or_(
        TherapyGroup.leader_id == staff_id,
        TherapyGroup.id.in_(besides),
        TherapyGroup.leader_id.in_(left),
    )


def group_charts(session: Session, staff_id: int, group_id: int) -> list[int]:
    """Ids of the members, of now and before, of a group that this person leads; else none."""
    led = select(TherapyGroup.id).where(TherapyGroup.id == group_id, leads(staff_id))
    member = GroupMember.__table__.c
    belonging = select(member.client_id).where(member.group_id.in_(led))
    statement = select(Client.id).where(Client.id.in_(belonging), Client.destroyed_on.is_(None))
    return list(session.scalars(statement.execution_options(locating=True)))


def _check_id_statement(statement: Any) -> None:
    """Beyond the caseload nothing of a client is told but that one is there."""
    if [str(column) for column in statement.selected_columns] != ["client.id"]:
        raise Forbidden(_("Only a client's number is found beyond the caseload."))
