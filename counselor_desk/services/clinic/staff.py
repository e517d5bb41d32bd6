"""The people who work with the vault: founding, adding, assigning."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from counselor_desk.catalog.files import small_counts
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.clinic import identifiers
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.people import Staff
from counselor_desk.records.practice import Practice

MOST_SMALL = 100


@dataclass(frozen=True)
class Position:
    """What somebody does in the clinic, and who reviews what they write; None: they sign alone."""

    role: Role
    credential: str = ""
    supervisor_id: int | None = None
    license: str = ""
    license_state: str = ""
    npi: str = ""

    def checked(self) -> "Position":
        """The same with its numbers as they are kept; refused at its field where one is no such number."""
        return replace(
            self,
            license=self.license.strip(),
            license_state=identifiers.state(self.license_state, "license_state"),
            npi=identifiers.npi(self.npi),
        )


@query(Can.USE_PROGRAM, "staff.everyone")
def all_staff(ctx: Context) -> list[Staff]:
    """All people of the clinic, those at work first."""
    return ctx.find(select(Staff).order_by(Staff.active.desc(), Staff.name))


@query(Can.USE_PROGRAM, "staff.witnesses")
def witnesses(ctx: Context, who_may: Can = Can.USE_PROGRAM) -> list[Staff]:
    """Who can be the second of two people; for some acts only one whose role lets them do more."""
    everybody = ctx.find(select(Staff).order_by(Staff.name))
    return [person for person in everybody if ctx.can_witness(person) and person.may(who_may)]


@query(Can.USE_PROGRAM, "staff.practice")
def practice(ctx: Context) -> Practice:
    return ctx.clinic


def smallest_count(ctx: Context) -> int:
    """From what number on a report shows a count of people; never below the floor."""
    return max(ctx.clinic.smallest_count, small_counts().floor)


@command(Can.SET_POLICY, "staff.change_practice")
def change_practice(ctx: Context, values: dict[str, object]) -> Practice:
    """Set the clinic's name, paper and rules; keys as Practice's form has them."""
    practice = ctx.clinic
    if not str(values.get("name", practice.name)).strip():
        raise Refused(_("The clinic needs a name for its paper."), "name")
    minutes = values.get("idle_minutes", practice.idle_minutes)
    if not isinstance(minutes, int) or not 1 <= minutes <= 30:
        raise Refused(_("Choose from 1 to 30 minutes until the vault locks."), "idle_minutes")
    hours = values.get("note_due_hours", practice.note_due_hours)
    if not isinstance(hours, int) or not 1 <= hours <= 336:
        raise Refused(_("Choose from 1 to 336 hours until a note is due."), "note_due_hours")
    least, floor = values.get("smallest_count", practice.smallest_count), small_counts().floor
    if not isinstance(least, int) or not floor <= least <= MOST_SMALL:
        sentence = _("Choose from {floor} to {most}: a smaller count could identify a person.")
        raise Refused(sentence.format(floor=floor, most=MOST_SMALL), "smallest_count")
    fill(practice, _numbers(values))
    return practice


def _numbers(values: dict[str, object]) -> dict[str, object]:
    """The values with the clinic's numbers as they are kept."""
    read = {"npi": identifiers.npi, "tax_number": identifiers.tax_number, "state": identifiers.state}
    return {key: read[key](str(value or "")) if key in read else value for key, value in values.items()}


@command(Can.MANAGE_PEOPLE, "staff.add")
def add(ctx: Context, name: str, sign_in: str, position: Position) -> Staff:
    """A new person, and who reviews what they write: nobody is here for a moment without a reviewer.

    The slot with the one-time passphrase is made by whoever holds the keys.
    """
    _check_name(ctx, name, sign_in)
    _check_supervisor(ctx, position.supervisor_id)
    position = position.checked()
    return ctx.add(
        Staff(
            name=name.strip(),
            sign_in=sign_in.strip(),
            role=position.role,
            credential=position.credential,
            supervisor_id=position.supervisor_id,
            license=position.license,
            license_state=position.license_state,
            npi=position.npi,
        )
    )


@command(Can.MANAGE_PEOPLE, "staff.change")
def change(ctx: Context, staff_id: int, name: str, position: Position) -> Staff:
    person = ctx.get(Staff, staff_id)
    if person.role is Role.ADMINISTRATOR and position.role is not Role.ADMINISTRATOR:
        _keep_one_administrator(ctx, person)
    if not name.strip():
        raise Refused(_("A person needs a name."), "name")
    if position.supervisor_id == staff_id:
        raise Refused(_("People can't supervise themselves."), "supervisor_id")
    if position.supervisor_id != person.supervisor_id:  # one who has left stays until another is chosen
        _check_supervisor(ctx, position.supervisor_id)
    person.name, person.role, person.credential = name.strip(), position.role, position.credential
    position = position.checked()
    person.supervisor_id, person.npi = position.supervisor_id, position.npi
    person.license, person.license_state = position.license, position.license_state
    return person


@command(Can.MANAGE_PEOPLE, "staff.retire")
def retire(ctx: Context, staff_id: int) -> Staff:
    """The person no longer signs in; what they wrote stays."""
    person = ctx.get(Staff, staff_id)
    _keep_one_administrator(ctx, person)
    person.active = False
    return person


@command(Can.MANAGE_PEOPLE, "staff.note_reset")
def note_reset(ctx: Context, staff_id: int) -> Staff:
    """Put on the trail that a person gets a new one-time passphrase."""
    return ctx.get(Staff, staff_id)


def _check_name(ctx: Context, name: str, sign_in: str) -> None:
    if not name.strip():
        raise Refused(_("A person needs a name."), "name")
    if not sign_in.strip():
        raise Refused(_("Choose a name to sign in with."), "sign_in")
    if ctx.first(select(Staff).where(Staff.sign_in == sign_in.strip())):
        raise Refused(_("Someone already signs in with this name. Choose another."), "sign_in")


def _check_supervisor(ctx: Context, supervisor_id: int | None) -> None:
    if supervisor_id is None:
        return
    if not ctx.get(Staff, supervisor_id).can_supervise:
        raise Refused(_("Choose an active supervisor."), "supervisor_id")


def _keep_one_administrator(ctx: Context, leaving: Staff) -> None:
    others = select(Staff).where(Staff.role == Role.ADMINISTRATOR, Staff.active, Staff.id != leaving.id)
    if leaving.role is Role.ADMINISTRATOR and ctx.first(others) is None:
        raise Refused(_("The last administrator has to stay. Make someone else an administrator first."))
