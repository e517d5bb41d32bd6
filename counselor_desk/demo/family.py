"""Families come on Thursday evenings: relatives of some clients, packets, who came."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import select

from counselor_desk.demo.cast import BEA, NADIA, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.records.family import FamilyPlace, FamilySession
from counselor_desk.services.family import program, relatives

ORDER = 60
RELATIONS = ("mother", "partner", "father", "sister", "friend")
NAMES = ("Elena", "Joan", "Luis", "Carmen", "Ruth", "Alma", "Peter", "Omar", "Grace", "Ines")
EVERY = 5  # one client in so many has somebody who comes
WEEKS_AGO = 5


def events(cast: Cast) -> Iterable[Event]:
    thursday = cast.today - timedelta(days=(cast.today.weekday() - 3) % 7)
    first = thursday - timedelta(weeks=WEEKS_AGO)
    yield Event(at(first - timedelta(days=14), 9, 5), BEA, _begin(first))
    coming = [p for p in cast.people[::EVERY] if p.discharged_on is None]
    for number, person in enumerate(coming):
        day = max(first - timedelta(days=7), person.admitted_on + timedelta(days=1))
        if day < cast.today:
            yield Event(at(day, 10, number), BEA, _relative(person, number))
            if number % 4 != 3:
                # After four: who is entered at ten by the front desk is there by then.
                yield Event(at(day, 16, number), person.counselor_id, _asked(person, number))
    for week in range(WEEKS_AGO + 1):
        evening = first + timedelta(weeks=week)
        if evening < cast.today:
            yield Event(at(evening, 20), BEA, _evening(week + 1))
    yield Event(at(cast.today - timedelta(days=1), 8, 30), BEA, _invite_all)


def _begin(first: object) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        program.begin_series(ctx, "education", at(first, 18), "Harbor room", NADIA)  # type: ignore[arg-type]

    return run


def _relative(person: Person, number: int) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        values = {
            "name": f"{NAMES[number % len(NAMES)]} {person.family_name}",
            "relation": RELATIONS[number % len(RELATIONS)],
            "language": person.language,
            "phone": f"555 01{number + 10:02}",
            "large_print": number % 6 == 4,
        }
        relatives.add(ctx, person.client_id, values)

    return run


def _asked(person: Person, number: int) -> Callable[[Context], None]:
    """The counselor asked alone whether home is safe."""

    def run(ctx: Context) -> None:
        for relative in relatives.of_client(ctx, person.client_id).relatives:
            relatives.screen(ctx, relative.id, ctx.today, number == 5)

    return run


def _invite_all(ctx: Context) -> None:
    # From today on, not yesterday's that is still to come; two, as tonight's may have begun.
    coming = select(FamilySession).where(FamilySession.starts_at > ctx.now + timedelta(days=1))
    for session in ctx.find(coming.order_by(FamilySession.starts_at).limit(2)):
        people = [relative.id for relative, _client in program.to_invite(ctx, session.id)]
        program.invite(ctx, session.id, people)


def _evening(number: int) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        session = ctx.find(select(FamilySession).where(FamilySession.number == number))[0]
        people = [relative.id for relative, _client in program.to_invite(ctx, session.id)]
        program.invite(ctx, session.id, people)
        places = ctx.find(select(FamilyPlace).where(FamilyPlace.session_id == session.id))
        for seat, place in enumerate(places):
            program.mark(ctx, place.id, (seat + number) % 4 != 0)
        program.give(ctx, session.id)

    return run
