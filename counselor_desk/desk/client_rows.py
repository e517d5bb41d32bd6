"""Every row of one client in every table: their dates and counts, and taking them out for good."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    Table,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Session

from counselor_desk.catalog import files
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.names import KnownNames
from counselor_desk.domain.privacy.consent_end import (
    ChartEvents,
    ConsentEnds,
    days_care_ended,
    last_in_effect,
)
from counselor_desk.domain.privacy.retention import PeriodStart, RetentionDates
from counselor_desk.domain.rewards.ledger import Account
from counselor_desk.records import every
from counselor_desk.records.as_written import chained
from counselor_desk.records.assessment import Administration
from counselor_desk.records.audit import AuditEntry, TrailCensus, TrailSignature
from counselor_desk.records.base import OfClient, Record, canonical
from counselor_desk.records.care import Episode
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import Consent, Disclosed
from counselor_desk.records.privacy_registers import Hold, PrivacyRequest
from counselor_desk.records.reward import Enrollment, LedgerEntry
from counselor_desk.records.schedule import CAME, Appointment
from counselor_desk.records.specimen import Specimen
from counselor_desk.records.store import store_of

# The sums of the books stand on every entry: it stays, without a word and under a number.
STAYS = frozenset({LedgerEntry.__tablename__})
AT_ONCE = 500  # values in one statement
# In no chart, and not what somebody writes about a client there: who it is, and what the trail says.
PROGRAM_S_OWN = frozenset({Client, Staff, AuditEntry, TrailSignature, TrailCensus, Destruction})
WORDS_OF_ENTRY = frozenset({"reason", "enrollment_id", "occasion_id"})
_CAME = Appointment.attendance.in_(CAME)
_SOURCES: tuple[tuple[PeriodStart, Any, tuple[ColumnElement[bool], ...]], ...] = (
    (PeriodStart.CARE, Episode.discharged_on, ()),
    (PeriodStart.CARE, Episode.admitted_on, ()),
    (PeriodStart.CARE, Document.occurred_on, ()),
    (PeriodStart.CARE, Document.signed_at, ()),
    (PeriodStart.CARE, Appointment.starts_at, (_CAME,)),
    (PeriodStart.CARE, Administration.taken_on, ()),
    (PeriodStart.CARE, Specimen.collected_at, ()),
    (PeriodStart.PRIVACY, Disclosed.at, ()),
    (PeriodStart.PRIVACY, PrivacyRequest.asked_on, ()),
    (PeriodStart.PRIVACY, PrivacyRequest.closed_on, ()),
    (PeriodStart.MONEY, LedgerEntry.on, ()),
)


def tables() -> list[Table]:
    """Those with rows of one client, those that others point at last."""
    every()
    kinds = {m.class_.__tablename__ for m in Record.registry.mappers if _of_client(m.class_)}
    return [t for t in reversed(Record.metadata.sorted_tables) if t.name in kinds]


def _of_client(kind: type[Any]) -> bool:
    return issubclass(kind, OfClient)


def count_rows(session: Session, chart: int) -> dict[str, int]:
    """How many rows of each table; a table without any is left out."""
    found = {
        table.name: session.execute(
            select(func.count()).select_from(table).where(table.c.client_id == chart)
        ).scalar_one()
        for table in tables()
    }
    return {name: count for name, count in sorted(found.items()) if count}


def dates(session: Session, clients: Select[Any], today: date) -> dict[int, RetentionDates]:
    """What decides until when each of these clients' records is kept."""
    last: dict[int, dict[PeriodStart, date]] = {}
    born: dict[int, date | None] = {}
    known = select(Client.id, Client.born, Client.registered_at).where(Client.id.in_(clients))
    for chart, birth, registered in session.execute(known):
        born[chart] = birth
        last[chart] = {PeriodStart.CARE: _day(registered) or date.min}
    for basis, column, where in _SOURCES:
        kind = column.class_
        newest = select(kind.client_id, func.max(column)).where(kind.client_id.in_(clients), *where)
        for chart, newest_value in session.execute(newest.group_by(kind.client_id)):
            if (day := _day(newest_value)) is not None:
                last[chart][basis] = max(last[chart].get(basis, day), day)
    for chart, day in _consented(session, clients, today):
        privacy = last[chart].get(PeriodStart.PRIVACY, day)
        last[chart][PeriodStart.PRIVACY] = max(privacy, day)
    return _with_bars(session, clients, born, last)


def _consented(session: Session, clients: Select[Any], today: date) -> Iterable[tuple[int, date]]:
    """The day on which each signed consent was last in effect (45 CFR 164.316(b)(2)(i))."""
    stays: dict[int, list[tuple[date | None, date | None]]] = {}
    begun = func.coalesce(Episode.admitted_on, Episode.screened_on, Episode.referred_on)
    cared = select(Episode.client_id, begun, Episode.discharged_on).where(Episode.client_id.in_(clients))
    for chart, first, ended in session.execute(cared):
        stays.setdefault(chart, []).append((first, ended))
    signed = (
        select(Consent, Client.born, Client.closed_at)
        .join(Client, Client.id == Consent.client_id)
        .where(Consent.client_id.in_(clients), Consent.signed_on.is_not(None))
    )
    for consent, birth, closed in session.execute(signed):
        ends = ConsentEnds(
            signed_on=consent.signed_on or today,
            expires_on=consent.expires_on,
            revoked_on=consent.revoked_on,
            event_on=consent.event_on,
            expires_event=str(consent.body.get("expires_event") or ""),
        )
        chart_events = ChartEvents(days_care_ended(stays.get(consent.client_id, ())), birth)
        yield consent.client_id, last_in_effect(ends, chart_events, _day(closed) or today)


def _with_bars(
    session: Session,
    clients: Select[Any],
    born: dict[int, date | None],
    last: dict[int, dict[PeriodStart, date]],
) -> dict[int, RetentionDates]:
    held = select(Hold.client_id).where(Hold.lifted_on.is_(None))
    admitted = Episode.admitted_on.is_not(None)
    cared = select(Episode.client_id).where(admitted, Episode.discharged_on.is_(None))
    held_now, in_care = set(session.scalars(held)), set(session.scalars(cared))
    side = case(
        (LedgerEntry.credit == Account.OWED, LedgerEntry.cents),
        (LedgerEntry.debit == Account.OWED, -LedgerEntry.cents),
        else_=0,
    )
    sums = select(LedgerEntry.client_id, func.sum(side)).where(LedgerEntry.client_id.in_(clients))
    owed = {row[0]: row[1] for row in session.execute(sums.group_by(LedgerEntry.client_id))}
    return {
        chart: RetentionDates(
            born[chart], last[chart], chart in in_care, chart in held_now, owed.get(chart, 0)
        )
        for chart in born
    }


def _day(found: date | datetime | None) -> date | None:
    return found.astimezone().date() if isinstance(found, datetime) else found


def returned_records(engine: Engine, numbers: Sequence[str]) -> list[str]:
    """Which of these records are there as if they had never been destroyed."""
    if not numbers:
        return []
    with upkeep_session(engine) as session:
        there = select(Client.number).where(Client.number.in_(numbers))
        return list(session.scalars(there.where(Client.destroyed_on.is_(None))))


def entries(session: Session, chart: int) -> list[LedgerEntry]:
    """What of the ledger stays, in the order of the book."""
    statement = select(LedgerEntry).where(LedgerEntry.client_id == chart)
    return list(session.scalars(statement.order_by(LedgerEntry.number)))


def erase_rows(session: Session, chart: int) -> dict[str, list[int]]:
    """Every row but the ledger's; says which, by kind of record.

    The seals let go only while a destruction is under way.
    """
    store_of(session).defer_keys(session.connection())
    kinds = {m.class_.__tablename__: m.class_.__name__ for m in Record.registry.mappers}
    gone: dict[str, list[int]] = {}
    for table in tables():
        if table.name not in STAYS:
            ids = list(session.scalars(select(table.c.id).where(table.c.client_id == chart)))
            session.execute(delete(table).where(table.c.client_id == chart))
            if ids:
                gone[kinds[table.name]] = ids
    return gone


def count_mentions(session: Session, chart: int, names: Sequence[str]) -> int:
    """In how many documents of other charts all words of one of these names stand: they are not touched."""
    terms = [re.findall(r"\w+", name) for name in names]  # letters and figures: nothing breaks out
    if not any(terms):
        return 0
    return store_of(session).count_mentions(session.connection(), [t for t in terms if t], but=chart)


def count_named_outside_charts(session: Session, names: KnownNames) -> int:
    """How many rows that are in no chart bear a whole name: calls, texts under a short word, sessions."""
    every()
    kinds = {m.class_ for m in Record.registry.mappers if not _of_client(m.class_)} - PROGRAM_S_OWN
    found = 0
    for table in sorted((kind.__table__ for kind in kinds), key=lambda table: str(table.name)):
        texts = [column for column in table.columns if column.type.python_type is str]
        if texts:
            found += sum(
                names.stand_in(" ; ".join(said or "" for said in row))
                for row in session.execute(select(*texts))
            )
    return found


def facts(entry: LedgerEntry) -> list[Any]:
    """An entry's content without its words."""
    kept = [key for key in LedgerEntry.CHAINED if key not in WORDS_OF_ENTRY]
    return [at for key, at in zip(LedgerEntry.CHAINED, entry.content(), strict=True) if key in kept]


def facts_columns() -> list[ColumnElement[Any]]:
    """The same as verification reads them, with the number first."""
    return chained([getattr(LedgerEntry, key) for key in LedgerEntry.CHAINED if key not in WORDS_OF_ENTRY])


def digest_of(rows: Iterable[Sequence[Any]]) -> str:
    """One digest over the entries that stay: their sums are sealed by the destruction's line."""
    return hashlib.sha256(canonical([list(row) for row in rows])).hexdigest()


def known_beyond(
    session: Session, mine: Select[tuple[int]], people: Sequence[PersonIdentity]
) -> frozenset[int]:
    """Places in `people` of those who are outside `mine`: this very birthday, and names like these."""
    from counselor_desk.domain.clients.same_person import likely_same

    by_day: dict[date, list[PersonIdentity]] = {}
    days = sorted({person.born for person in people if person.born is not None})
    for start in range(0, len(days), AT_ONCE):
        beyond = session.execute(
            select(
                Client.given_name,
                Client.family_name,
                Client.born,
                Client.preferred_name,
                Client.former_names,
            ).where(
                Client.born.in_(days[start : start + AT_ONCE]),
                Client.destroyed_on.is_(None),
                Client.merged_into_id.is_(None),
                Client.id.not_in(mine),
            )
        )
        for given, family, born, preferred, former in beyond:
            known = PersonIdentity(given, family, born, preferred, former)
            by_day.setdefault(born or date.min, []).append(known)
    nicknames = files.nicknames()
    return frozenset(
        at
        for at, person in enumerate(people)
        if person.born is not None
        and any(likely_same(person, known, nicknames) > 0 for known in by_day.get(person.born, ()))
    )


def count_signed_and_rewarded(session: Session, chart: int) -> tuple[int, int]:
    """Signed documents, and entries and enrollments in rewards: numbers alone."""
    signed = select(func.count(Document.id)).where(
        Document.client_id == chart, Document.signed_at.is_not(None)
    )
    entries = select(func.count(LedgerEntry.id)).where(LedgerEntry.client_id == chart)
    joined = select(func.count(Enrollment.id)).where(Enrollment.client_id == chart)
    rewarded = (session.scalar(entries) or 0) + (session.scalar(joined) or 0)
    return session.scalar(signed) or 0, rewarded
