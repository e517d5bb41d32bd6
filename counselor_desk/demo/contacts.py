"""Whom to reach for each client of the synthetic clinic, and the facts that come first."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from counselor_desk.demo.cast import BEA, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.services.care import vital_facts
from counselor_desk.services.privacy import contacts

ORDER = 62
FRIENDS = ("Noor", "Malik", "Tess", "Henry", "Ada", "Jo", "Pilar", "Ivan", "Wren", "Cora")
OFFICERS = ("D. Walsh", "R. Okafor", "S. Lindqvist")
ALLERGIES = ("Penicillin: hives", "Latex: rash", "Sulfa: swelling of the face", "Codeine: vomiting")
EVERY_OFFICER, EVERY_ALLERGY = 4, 3  # one client in so many


def events(cast: Cast) -> Iterable[Event]:
    here = [p for p in cast.people if p.discharged_on is None]
    for number, person in enumerate(here):
        day = person.admitted_on + timedelta(days=1)
        if day < cast.today:
            yield Event(at(day, 10, 20), BEA, _write_contacts(person, number))
            yield Event(at(day, 16, 20), person.counselor_id, _write_facts(person, number))


def _write_contacts(person: Person, number: int) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        for given in _contacts(person, number):
            contacts.add(ctx, person.client_id, given)

    return run


def _contacts(person: Person, number: int) -> list[dict[str, Any]]:
    friend = f"{FRIENDS[number % len(FRIENDS)]} {person.family_name}"
    found = [
        {"kind": "emergency", "name": friend, "relation": "sister", "phone": f"555 02{number % 90 + 10:02}"},
        {
            "kind": "primary care",
            "name": "Dr. Hill",
            "organization": "Mill Street Health",
            "phone": "555 0301",
        },
        {"kind": "pharmacy", "name": "Corner Pharmacy", "phone": "555 0340", "fax": "555 0341"},
    ]
    if number % EVERY_OFFICER == 0:
        officer = OFFICERS[number % len(OFFICERS)]
        found.append(
            {
                "kind": "probation",
                "name": officer,
                "organization": "County Probation",
                "phone": "555 0377",
                "case_number": f"CR-{2600 + number}",
            }
        )
    return found


def _write_facts(person: Person, number: int) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        given: dict[str, Any] = {"no_allergies": True}
        if number % EVERY_ALLERGY == 0:
            given = {"allergies": ALLERGIES[number // EVERY_ALLERGY % len(ALLERGIES)]}
        if person.language == "es" and number % 2:
            given["interpreter"] = "Spanish"
        vital_facts.write(ctx, person.client_id, given)

    return run
