"""The sixty clients register, some weeks or months ago."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from counselor_desk.demo.cast import ADDRESS, ANA, BEA, CLINIC, PHONE, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.records.people import Client
from counselor_desk.services.clients.clients import next_number
from counselor_desk.services.clinic import staff

ORDER = 0
STREETS = ("Elm", "Harbor", "Mill", "Lake")


def events(cast: Cast) -> Iterable[Event]:
    opens = min(person.admitted_on for person in cast.people) - timedelta(days=1)
    yield Event(at(opens, 8), ANA, _letterhead)
    for person in cast.people:
        yield Event(at(person.admitted_on, 8), BEA, _registration(cast, person))
        if person.discharged_on is not None:
            yield Event(at(person.discharged_on, 17), BEA, _closing(person))


def _letterhead(ctx: Context) -> None:
    numbers = {"state": "MA", "npi": "1245319599", "tax_number": "12-3456789", "license": "0441"}
    staff.change_practice(ctx, {"name": CLINIC, "address": ADDRESS, "phone": PHONE, **numbers})


def _registration(cast: Cast, person: Person) -> Callable[[Context], None]:
    dice = cast.dice("registration", person.client_id)

    def run(ctx: Context) -> None:
        client = Client(
            id=person.client_id,
            counselor_id=person.counselor_id,
            number=next_number(ctx),
            given_name=person.given_name,
            family_name=person.family_name,
            preferred_name=person.preferred_name,
            born=person.born,
            sex=person.sex,
            language=person.language,
            phone=f"555 01{dice.randint(0, 99):02}",
            address=f"{dice.randint(2, 480)} {dice.choice(STREETS)} Street",
            voicemail_ok=dice.random() < 0.5,
            clinic_name_ok=dice.random() < 0.3,
            mail_ok=dice.random() < 0.6,
            registered_at=ctx.now,
        )
        client.index()
        ctx.add(client)

    return run


def _closing(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        ctx.get(Client, person.client_id).closed_at = ctx.now

    return run
