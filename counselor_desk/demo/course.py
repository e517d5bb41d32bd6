"""The course of care: sessions kept and missed, scores, tests, outcomes, and a few alarms."""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog.definitions import instruments
from counselor_desk.demo.care import KEYS
from counselor_desk.demo.cast import COUNSELORS, OPIOIDS, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.records.assessment import Flag
from counselor_desk.records.schedule import Attendance
from counselor_desk.records.specimen import Finding, Specimen, SpecimenResult
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import episodes, outcomes, substances
from counselor_desk.services.medication import medications, withdrawals
from counselor_desk.services.schedule import appointments

ORDER = 20
COMING_WEEKS = 3
# What holds a person in recovery: asked so that more is better, unlike the rest of the form.
PROTECTIVE = ("q9", "q10", "q12", "q13", "q14", "q16", "q17")
ANALYTES = {"heroin": "opiates", "oxycodone": "oxycodone"}
PANEL = (
    "opiates",
    "fentanyl",
    "oxycodone",
    "methamphetamine",
    "cocaine",
    "alcohol",
    "buprenorphine",
    "methadone",
)


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.people:
        yield from _sessions(cast, person)
        yield from _scores(cast, person)
        yield from _tests(cast, person)
    yield from _alarms(cast)


def _sessions(cast: Cast, person: Person) -> Iterable[Event]:
    for number, day in enumerate(person.sessions(cast.today)):
        missed = cast.dice("note", person.client_id, number).random() < 0.1  # as the notes say
        if day < cast.today:
            yield Event(at(day, 17, 30), person.counselor_id, _held(person, day, missed))
    if person.discharged_on is None:
        coming = [d for d in person.sessions(cast.today + timedelta(weeks=COMING_WEEKS)) if d >= cast.today]
        made = at(cast.today - timedelta(days=1), 17, 45)
        yield Event(made, person.counselor_id, _booked(person, coming))


def _held(person: Person, day: date, missed: bool) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        slot = appointments.book(ctx, person.client_id, at(day, person.hour), {"place": "Room 2"})
        state = Attendance.NO_SHOW if missed else Attendance.ATTENDED
        appointments.mark(ctx, slot.id, state, "transport" if missed else "")

    return run


def _booked(person: Person, days: list[date]) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        for day in days:
            appointments.book(ctx, person.client_id, at(day, person.hour), {"place": "Room 2"})

    return run


def _scores(cast: Cast, person: Person) -> Iterable[Event]:
    last = min(person.discharged_on or cast.today, cast.today - timedelta(days=1))
    day, number = person.admitted_on, 0
    while day <= last:
        dice = cast.dice("scores", person.client_id, number)
        yield Event(at(day, 15, 10), person.counselor_id, _measure(person, day, number, dice))
        if dice.random() < 0.85 and day + timedelta(days=1) < cast.today:
            after = at(day + timedelta(days=1), 9, 25)
            yield Event(after, person.counselor_id, partial(_close_flags, person=person))
        number += 1
        day = person.admitted_on + timedelta(days=30 * number)


def _measure(person: Person, day: date, number: int, dice: random.Random) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        left = 1.0 - 0.8 * person.progress(day)
        low = 0.75 if "depression" in person.co_occurring else 0.45
        worry = 0.75 if "anxiety" in person.co_occurring else 0.4
        phq = _answers("phq9", dice, low * left)
        phq["q9"] = 1 if number == 0 and dice.random() < 0.12 else 0
        given = {
            "phq9": phq,
            "craving": {"now": min(10, round(9 * left * dice.uniform(0.7, 1.0)))},
            "bam_r": bam_answers(dice, left),
        }
        gad, capital = (
            _answers("gad7", dice, worry * left),
            _answers("barc10", dice, 0.35 + 0.5 * (1 - left)),
        )
        if "anxiety" in person.co_occurring or number < 2:
            given["gad7"] = gad
        if number % 3 == 0:
            given["barc10"] = capital
        if "ptsd" in person.co_occurring and number % 3 == 0:
            given["pcl5"] = _answers("pcl5", dice, 0.65 * left)
        for key, answers in given.items():
            assessments.record(ctx, person.client_id, key, answers)
        _live(ctx, person, number, left, dice)

    return run


def _answers(key: str, dice: random.Random, share: float) -> dict[str, int]:
    """A full form whose answers lie round a share of each question's range."""
    form, given = instruments()[key], {}
    for item in form.items:
        allowed = form.allowed(item)
        place = min(max(share + dice.uniform(-0.22, 0.22), 0), 1)
        given[item.key] = allowed[round(place * (len(allowed) - 1))]
    return given


WITHIN = (("q5", "q4"), ("q7", "q6"))  # days of heavy drinking in those of drinking, of one drug in any


def bam_answers(dice: random.Random, left: float) -> dict[str, int]:
    """Use and risk fall as far as somebody gets better; what protects rises."""
    burden, held = _answers("bam_r", dice, 0.5 * left), _answers("bam_r", dice, 0.85 - 0.5 * left)
    answers = {key: held[key] if key in PROTECTIVE else burden[key] for key in burden}
    for part, whole in WITHIN:  # nobody has more days of one drug than of any
        answers |= {key: min(days, answers[whole]) for key, days in answers.items() if key.startswith(part)}
    return answers


def _live(ctx: Context, person: Person, number: int, left: float, dice: random.Random) -> None:
    point = number * 30
    standing = episodes.standing(ctx, person.client_id)
    if standing.episode is None or point not in (0, 30, 90, 180):
        return
    steps = ("poor", "fair", "good", "very good", "excellent")
    better = max(0, round((1 - left) * 4))
    answers: dict[str, Any] = {
        "use_days": round(24 * left * dice.uniform(0.6, 1)),
        "physical": steps[min(better + 1, 4)],
        "mental": steps[min(better, 4)],
        "housing": "independent" if left < 0.5 else "dependent",
        "work": "part-time" if left < 0.6 else "unemployed",
        "relations": round(6 + 16 * (1 - left)),
        "arrests": 0,
        "mutual_help": "4 to 7" if left < 0.7 else "1 to 3",
    }
    outcomes.answer(ctx, standing.episode.id, point, answers)


def _close_flags(ctx: Context, person: Person) -> None:
    flags = ctx.find(select(Flag).where(Flag.client_id == person.client_id, Flag.done_at.is_(None)))
    for flag in flags:
        assessments.resolve(ctx, flag.id, "Talked through, plan renewed together")


def _tests(cast: Cast, person: Person) -> Iterable[Event]:
    last = min(person.discharged_on or cast.today, cast.today - timedelta(days=1))
    weeks = (last - person.admitted_on).days // 7
    for week in range(1, weeks + 1, 2):
        day = person.admitted_on + timedelta(days=7 * week)
        dice = cast.dice("test", person.client_id, week)
        slipped = dice.random() < 0.5 * (1 - person.progress(day))
        yield Event(at(day, 14, 20), person.counselor_id, _test(person, slipped))


def _test(person: Person, slipped: bool) -> Callable[[Context], None]:
    """Entered as a plain record: rewards have a history of their own."""

    def run(ctx: Context) -> None:
        on = ctx.today
        expected = medications.prescribed_analytes(ctx, person.client_id, on)
        specimen = ctx.add(
            Specimen(
                client_id=person.client_id,
                collected_at=ctx.now,
                collected_by=ctx.actor.id,
                panel="standard",
                chain=[{"to": ctx.actor.name, "at": ctx.now.isoformat()}],
            )
        )
        own = ANALYTES.get(person.substance, person.substance)
        ctx.add_all(
            [
                SpecimenResult(
                    client_id=person.client_id,
                    specimen_id=specimen.id,
                    analyte=analyte,
                    finding=Finding.POSITIVE
                    if analyte in expected or (slipped and analyte == own)
                    else Finding.NEGATIVE,
                    expected=analyte in expected,
                )
                for analyte in PANEL
            ]
        )

    return run


def _alarms(cast: Cast) -> Iterable[Event]:
    """What Today shows of an ordinary week: a withdrawal, a return to use, a question 9."""
    day = cast.today - timedelta(days=1)
    for counselor in COUNSELORS:
        recent = [p for p in cast.in_care() if p.counselor_id == counselor]
        recent.sort(key=lambda p: p.admitted_on)
        opioid = [p for p in recent if p.substance in OPIOIDS]
        for person in opioid[-1:]:
            yield from _withdrawing(cast, person)
        for person in opioid[:1]:
            key = KEYS.get(person.substance, person.substance)
            yield Event(at(day, 11, 5), counselor, _slip(person, key))
        for person in recent[3:4]:
            yield Event(at(day, 11, 40), counselor, _worried(person))


COURSE = (
    (1, 9, 7, 8),
    (1, 15, 12, 9),
    (2, 10, 18, 9),
    (2, 16, 20, 8),
    (3, 10, 15, 7),
    (4, 10, 9, 5),
)


def _withdrawing(cast: Cast, person: Person) -> Iterable[Event]:
    """Five days from the last use, rated once or twice a day, with craving beside."""
    first = cast.today - timedelta(days=5)
    begun = at(first + timedelta(days=1), 8, 50)
    yield Event(begun, person.counselor_id, _begins(person, at(first, 18)))
    for day, hour, total, craving in COURSE:
        moment = at(first + timedelta(days=day), hour, 15)
        yield Event(moment, person.counselor_id, _rated(person, total, craving))


def _begins(person: Person, last_use: datetime) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        course = "fentanyl" if person.substance == "fentanyl" else "short_opioids"
        place = {"setting": "outpatient"}
        withdrawals.begin_withdrawal(ctx, person.client_id, course, last_use, place)

    return run


def _rated(person: Person, total: int, craving: int) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        cows, left = {"q1": 96}, total - 1
        for item in instruments()["cows"].items[1:]:
            fitting = [v for v in instruments()["cows"].allowed(item) if v <= min(left, 4)]
            cows[item.key] = max(fitting)
            left -= cows[item.key]
        assessments.record(ctx, person.client_id, "cows", cows)
        assessments.record(ctx, person.client_id, "craving", {"now": craving})
        if total < 15:
            _close_flags(ctx, person)

    return run


def _slip(person: Person, key: str) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        on = ctx.today - timedelta(days=2)
        substances.record_use(ctx, person.client_id, {"substance": key, "happened_on": on})

    return run


def _worried(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        answers = {f"q{n}": 1 for n in range(1, 10)}
        assessments.record(ctx, person.client_id, "phq9", answers)

    return run
