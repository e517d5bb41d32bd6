"""Who works and who is in care in the synthetic clinic: nobody in it exists."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Role
from counselor_desk.records.care import Reason

SEED = 20261201
PASSPHRASE = "the demo needs no secret"
CLINIC = "Harbor Recovery Center"
ADDRESS, PHONE = "2 Harbor Street\nBoston, MA 02110", "555 0100"
CLIENTS = 60
LONG = (8, 13)  # who has been in care for more than a year


@dataclass(frozen=True)
class Colleague:
    """A person who works in the synthetic clinic."""

    id: int
    name: str
    sign_in: str
    role: Role
    credential: str = ""
    supervisor_id: int | None = None


ANA, MARION, CALEB, NADIA, TOM, BEA = 1, 2, 3, 4, 5, 6
STAFF = (
    Colleague(ANA, "Ana Whitfield", "ana", Role.ADMINISTRATOR),
    Colleague(MARION, "Marion Ellis", "marion", Role.SUPERVISOR, "LCSW"),
    Colleague(
        id=CALEB,
        name="Caleb Ruiz",
        sign_in="caleb",
        role=Role.COUNSELOR,
        credential="LADC",
        supervisor_id=MARION,
    ),
    Colleague(
        id=NADIA,
        name="Nadia Osei",
        sign_in="nadia",
        role=Role.COUNSELOR,
        credential="LPCC",
        supervisor_id=MARION,
    ),
    Colleague(
        id=TOM,
        name="Tom Lindqvist",
        sign_in="tom",
        role=Role.COUNSELOR,
        credential="CADC-I",
        supervisor_id=MARION,
    ),
    Colleague(BEA, "Bea Flores", "bea", Role.CLINIC_STAFF),
)
COUNSELORS = (CALEB, NADIA, TOM)

GIVEN = {
    "female": "Rosa Ana Maya Denise Keisha Lien Nora Tamara Grace Yolanda Erin Paula Amina Joan "
    "Beth Carla Dana Irene Susan Latoya Mei Fatima Holly Renee Olga Teresa Wanda Kim Sara Inez",
    "male": "James Luis Andre Victor Samuel Tyrone Marek Peter Diego Owen Ravi Jamal Kevin Brian "
    "Miguel Anton Curtis Dale Emil Frank Hector Ivan Joel Kurt Leon Nate Oscar Rhys Sean Walt",
}
FAMILY = (
    "Medina Tull Reed Okafor Novak Nguyen Castillo Brandt Hughes Mercer Walsh Ibarra Lowell Sato "
    "Delgado Fischer Abara Grant Holm Ivers Jansen Keane Larsen Moreau Nash Ortiz Pruitt Quinn "
    "Rojas Stone Toft Ueda Vance Weir Xu Young Zeller Baptiste Crane Dunn Ellery Farrow Gomez "
    "Hale Iverson Jude Kaplan Lind Munroe Nolan Oakes Petrov Rhodes Salas Tran Ulrich Vega Ward "
    "Yates Zamora"
)
SUBSTANCES = ("heroin", "fentanyl", "methamphetamine", "alcohol", "cocaine", "oxycodone")
WEIGHTS = (22, 30, 16, 18, 8, 6)
OPIOIDS = ("heroin", "fentanyl", "oxycodone")
EARLY = 45  # days: who leaves before has hardly completed what was begun
ENDINGS = {
    True: {Reason.AGAINST_ADVICE: 5, Reason.TRANSFERRED: 3, Reason.INCARCERATED: 1, Reason.OTHER: 1},
    False: {Reason.COMPLETED: 5, Reason.AGAINST_ADVICE: 4, Reason.TRANSFERRED: 1},
}
MEDICINES = {
    "heroin": ("buprenorphine", "methadone", "naltrexone", ""),
    "fentanyl": ("buprenorphine", "buprenorphine", "methadone", ""),
    "oxycodone": ("buprenorphine", "naltrexone", ""),
}


@dataclass(frozen=True)
class Person:
    """A synthetic client: the thread that every area's history follows."""

    client_id: int
    counselor_id: int
    given_name: str
    family_name: str
    sex: str
    born: date
    language: str
    substance: str
    medicine: str  # for opioid use disorder; "" when none was chosen
    co_occurring: tuple[str, ...]
    admitted_on: date
    discharged_on: date | None
    reason: Reason | None  # why the episode ended
    weekday: int  # of the weekly session, Monday is 0
    hour: int
    gain: float  # how much gets better a month, of 1; with some nothing does

    @property
    def preferred_name(self) -> str:
        return {"Miguel": "Mike", "Samuel": "Sam", "Tamara": "Tam"}.get(self.given_name, "")

    def sessions(self, until: date) -> list[date]:
        """The days of the weekly individual session."""
        first = self.admitted_on + timedelta((self.weekday - self.admitted_on.weekday()) % 7)
        last = min(self.discharged_on or until, until)
        weeks = max(0, (last - first).days // 7 + 1)
        return [first + timedelta(weeks=n) for n in range(weeks)]

    def progress(self, on: date) -> float:
        """From 0 at admission towards 1, or a little below: what scores and words lean on."""
        months = max(0, (on - self.admitted_on).days) / 30
        return max(-0.25, min(1.0, self.gain * months))


@dataclass(frozen=True)
class Event:
    """Something a colleague did at a moment."""

    at: datetime
    staff_id: int
    run: Callable[[Context], object]
    needs_keys: bool = False  # it writes what only its author can read


@dataclass
class Cast:
    """Everybody, the day that counts as today, and the dice."""

    today: date
    people: list[Person] = field(default_factory=list)
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))

    def dice(self, *what: object) -> random.Random:
        """Dice of their own for one thing, so that one area never shifts another's history."""
        return random.Random(f"{SEED}:{what}")

    def of(self, counselor_id: int) -> list[Person]:
        return [p for p in self.people if p.counselor_id == counselor_id]

    def in_care(self) -> list[Person]:
        return [p for p in self.people if p.discharged_on is None]


def year_ago(today: date) -> date:
    """The first day of the fourth of the quarters that have been over for some days."""
    settled = today - timedelta(days=12)
    return date(settled.year - 1, (settled.month - 1) // 3 * 3 + 1, 1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the clinic's day, in the time zone of this machine."""
    return datetime.combine(day, time(hour, minute)).astimezone(UTC)


def cast(today: date) -> Cast:
    """The same sixty people for the same day, whatever the machine."""
    everyone = Cast(today)
    families = FAMILY.split()
    everyone.rng.shuffle(families)
    for number in range(CLIENTS):
        everyone.people.append(_person(everyone, number, families[number % len(families)]))
    return everyone


def _person(everyone: Cast, number: int, family_name: str) -> Person:
    dice = everyone.dice("person", number)
    sex = dice.choice(("female", "male"))
    admitted = everyone.today - timedelta(days=dice.randint(4, 175))
    if number in LONG:
        admitted = year_ago(everyone.today) + timedelta(days=number)
    stay = (everyone.today - admitted).days
    left = admitted + timedelta(dice.randint(20, stay)) if stay > 60 and dice.random() < 0.25 else None
    substance = dice.choices(SUBSTANCES, WEIGHTS)[0]
    ills = ["depression", "anxiety", "ptsd"]
    if number in LONG:
        left = None
    elif left is None:
        left = _leaves_early(everyone.dice("leaving", number), admitted, stay)
    return Person(
        client_id=number + 1,
        counselor_id=COUNSELORS[number % len(COUNSELORS)],
        given_name=dice.choice(GIVEN[sex].split()),
        family_name=family_name,
        sex=sex,
        born=date(dice.randint(1958, 2005), dice.randint(1, 12), dice.randint(1, 28)),
        language="es" if dice.random() < 0.15 else "en",
        substance=substance,
        medicine=dice.choice(MEDICINES.get(substance, ("",))),
        co_occurring=tuple(ill for ill in ills if dice.random() < 0.4),
        admitted_on=admitted,
        discharged_on=left,
        reason=reason_of(everyone.dice("goes", number), (left - admitted).days) if left else None,
        weekday=number // len(COUNSELORS) % 5,
        hour=9 + number // (len(COUNSELORS) * 5) % 4 + (number % 2) * 4,
        gain=_gain(everyone.dice("course", number), dice.uniform(0.08, 0.4)),
    )


def _leaves_early(dice: random.Random, admitted: date, stay: int) -> date | None:
    if stay < 20 or dice.random() > 0.25:
        return None
    return admitted + timedelta(dice.randint(8, min(stay - 3, 100)))


def reason_of(dice: random.Random, days: int) -> Reason:
    """Why somebody left after so many days."""
    ways = ENDINGS[days < EARLY]
    return dice.choices(list(ways), list(ways.values()))[0]


def _gain(dice: random.Random, usual: float) -> float:
    """Most get better; one in five stays where they were, one in ten gets worse."""
    roll = dice.random()
    return -0.06 if roll < 0.1 else 0.01 if roll < 0.3 else usual
