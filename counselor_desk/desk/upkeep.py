"""Sessions of the vault's own upkeep: beyond caseload and role, and written down by whoever opens one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

_MARK = "upkeep"


@contextmanager
def upkeep_session(place: Engine | Connection) -> Iterator[Session]:
    """One transaction that no caseload narrows and that puts nothing on the trail by itself.

    On a connection it is a part of the transaction there.
    """
    with Session(place, expire_on_commit=False) as session, upkeep(session), session.begin():
        yield session


@contextmanager
def upkeep(session: Session) -> Iterator[None]:
    """A while of it within the session of a use case."""
    before, session.info[_MARK] = is_upkeep(session), True
    try:
        yield
    finally:
        session.info[_MARK] = before


def is_upkeep(session: Session) -> bool:
    return bool(session.info.get(_MARK))
