"""The first hour of a vault: the clinic and its first administrator."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.trail import ActorMark, TrailChain, append, line_of
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.records.audit import Effect
from counselor_desk.records.people import Staff
from counselor_desk.records.practice import Practice

FOUNDED = "vault.founded"


@dataclass(frozen=True)
class Founding:
    """What the first run asks."""

    clinic: str
    administrator: str
    sign_in: str
    at: datetime


def found_clinic(engine: Engine, chain: TrailChain, founding: Founding) -> int:
    """Make the clinic's row and the first administrator; says that person's id.

    Refused when anybody is there already: it is no second door.
    """
    with upkeep_session(engine) as session:
        if session.scalar(select(func.count()).select_from(Staff)):
            raise Refused(_("This vault already has its people. Sign in as one of them."))
        clinic = Practice(id=1, name=founding.clinic, vault_id=uuid.uuid4().hex)
        session.add(clinic)
        first = Staff(name=founding.administrator, sign_in=founding.sign_in, role=Role.ADMINISTRATOR)
        session.add(first)
        session.flush()
        made = [line_of(record, Effect.WROTE, founding.at, FOUNDED) for record in (clinic, first)]
        append(session, chain, ActorMark(first.id, ""), made)
        return first.id
