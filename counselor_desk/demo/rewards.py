"""A year of rewards: clients earn, the cabinet is filled and emptied, each quarter is audited."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counselor_desk.demo.cast import BEA, LONG, MARION, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.domain.rewards.schedule import Outcome, Schedule
from counselor_desk.records.prize_cabinet import Prize, PrizeForm, RewardAudit
from counselor_desk.services.rewards import (
    audits,
    cabinet,
    enrolling,
    handing_over,
    ledger,
    occasions,
)
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.enrolling import EnrollmentTerms
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.rewards.schedules import published_schedules

ORDER = 60
ENROLLED = 6
SHELF: tuple[tuple[str, str, int, int, str], ...] = (
    ("Coffee mug", "household", 300, 25, "Small"),
    ("Toothbrush set", "household", 100, 40, "Small"),
    ("Water bottle", "household", 500, 12, "Medium"),
    ("Movie ticket", "entertainment", 1200, 12, "Large"),
    ("Bus pass", "transport", 2000, 10, "Large"),
    ("Headphones", "electronics", 10000, 1, "Jumbo"),
)
CARDS = ("4821", "1977", "3056", "6640")
KEYS = ("va_prize_bowl", "higgins_vouchers", "attendance")
STROKES: list[dict[str, Any]] = [
    {"points": [[x, 150 + ((x * 7) % 110) - 55] for x in range(90, 620, 12)]},
    {"points": [[650, 80], [690, 190], [760, 90], [830, 180], [900, 120]]},
]


@dataclass
class RewardCourse:
    """One client's way through a schedule; the enrollment is known once it was made."""

    person: Person
    schedule: Schedule
    starts_on: date
    weekdays: tuple[int, ...]
    enrollment_id: int = 0


def events(cast: Cast) -> Iterable[Event]:
    chosen = _chosen(cast)
    courses = [_course(p, n, p.admitted_on) for n, p in enumerate(chosen) if not _is_long(p)]
    for number, person in enumerate(p for p in chosen if _is_long(p)):
        courses += _one_after_the_other(person, number, cast.today)
    if not courses:
        return
    first = min(course.starts_on for course in courses)
    yield Event(at(first - timedelta(days=3), 8, 30), BEA, _stock)
    for course in courses:
        yield Event(at(course.starts_on, 9, 10), course.person.counselor_id, _enrolling(course))
        yield from _course_events(cast, course)
    yield from _monthly(first, cast.today)
    yield from _audits(first, cast.today)


def _is_long(person: Person) -> bool:
    return person.client_id - 1 in LONG


def in_the_hat(cast: Cast, members: list[Person]) -> list[Person]:
    """Who of a group has their name in the hat: those without a schedule of their own."""
    chosen = _chosen(cast)
    return [person for person in members if person not in chosen]


def enroll_in_the_hat(ctx: Context, person: Person, group_id: int) -> None:
    today = ctx.today
    joining = EnrollmentTerms(
        schedule="name_in_the_hat",
        objective="2.1 Comes to group each week",
        recommended_by="Dr. Imani Cole",
        funding="clinic",
        starts_on=today,
        weekdays=(today.weekday(),),
        agreed=True,
        group_id=group_id,
    )
    enrolling.enroll(ctx, person.client_id, joining)


def missed_the_meeting(ctx: Context, client_id: int, day: date) -> None:
    """Who did not come: no name in the hat that day."""
    for row in reward_views.of_client(ctx, client_id):
        if row.ended_at is None:
            occasions.record(ctx, row.id, Observation(Outcome.MISSED, day))


def _chosen(cast: Cast) -> list[Person]:
    """Some of those who have been in care for a while, stimulants first; then the year's."""
    long = [p for p in cast.in_care() if (cast.today - p.admitted_on).days >= 21]
    long.sort(key=lambda p: (p.substance not in ("methamphetamine", "cocaine"), p.client_id))
    chosen = [p for p in long if not _is_long(p)][:ENROLLED]
    return chosen + [p for p in long if _is_long(p)]


def _one_after_the_other(person: Person, number: int, today: date) -> list[RewardCourse]:
    """A year of one schedule after the other, a week between them."""
    courses = [_course(person, number, person.admitted_on)]
    while (after := courses[-1].starts_on + timedelta(weeks=14)) < today:
        courses.append(_course(person, number + len(courses), after))
    return courses


def _course(person: Person, number: int, after: date) -> RewardCourse:
    schedule = published_schedules()[KEYS[number % len(KEYS)]]
    start = after + timedelta(days=5)
    while start.weekday() > 4:
        start += timedelta(days=1)
    days = (0, 2, 4) if schedule.per_week == 3 else (1, 4)
    return RewardCourse(person, schedule, start, days)


def _course_events(cast: Cast, course: RewardCourse) -> Iterable[Event]:
    """Every occasion before today, and a hand-over now and then."""
    dice = cast.dice("rewards", course.person.client_id)
    for number in range(1, course.schedule.occasions + 1):
        due = course.schedule.due_on(number, course.starts_on, course.weekdays)
        if due >= cast.today:
            return
        outcome = _outcome(dice.random(), 0.72 + 0.2 * course.person.progress(due))
        yield Event(at(due, 10, 20), course.person.counselor_id, _recording(course, due, outcome))
        if number % 4 == 0:
            yield Event(at(due, 10, 40), BEA, _giving(course))
    ended = course.schedule.due_on(course.schedule.occasions, course.starts_on, course.weekdays)
    if (last := ended + timedelta(days=1)) < cast.today:
        yield Event(at(last, 9, 5), course.person.counselor_id, _ending(course))


def _outcome(roll: float, share: float) -> Outcome:
    if roll < share:
        return Outcome.MET
    rest = (roll - share) / (1 - share)
    return Outcome.NOT_MET if rest < 0.5 else Outcome.MISSED if rest < 0.8 else Outcome.EXCUSED


def _enrolling(course: RewardCourse) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        is_test = course.schedule.target.is_a_test
        joining = EnrollmentTerms(
            schedule=course.schedule.id,
            objective="1.1 A week without stimulants" if is_test else "2.1 Comes to group twice a week",
            recommended_by="Dr. Imani Cole",
            funding="samhsa",
            starts_on=course.starts_on,
            weekdays=course.weekdays,
            analytes=("cocaine", "methamphetamine", "amphetamine") if is_test else (),
            agreed=True,
        )
        course.enrollment_id = enrolling.enroll(ctx, course.person.client_id, joining).id

    return run


def _ending(course: RewardCourse) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        enrolling.end(ctx, course.enrollment_id, "The schedule has come to its end")

    return run


def _recording(course: RewardCourse, due: date, outcome: Outcome) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        excused = outcome is Outcome.EXCUSED
        evidence = "Point-of-care test" if course.schedule.target.is_a_test else "Sign-in sheet"
        seen = Observation(outcome, due, evidence, "doctor's appointment" if excused else "")
        occasions.record(ctx, course.enrollment_id, seen)

    return run


def _giving(course: RewardCourse) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        client_id = course.person.client_id
        left = min(ledger.balance(ctx, client_id), ledger.WITNESS_ABOVE)
        fitting = [s for s in cabinet.cabinet(ctx) if s.pieces > 0 and s.cents <= left]
        if fitting:
            given = handing_over.give(ctx, client_id, fitting[-1].id)
            handing_over.sign_receipt(ctx, given.entry_id, STROKES)

    return run


def _buying(ctx: Context) -> None:
    """What is nearly gone is bought again; a card is a new one, by its own number."""
    usual = {name: pieces for name, _category, _cents, pieces, _class in SHELF}
    cards = 0
    for shelf in cabinet.cabinet(ctx):
        if shelf.form is PrizeForm.GIFT_CARD:
            cards += shelf.pieces
        elif shelf.pieces < usual[shelf.label] / 4:
            receipt = f"Harbor Supply {ctx.now:%y%m}"
            cabinet.receive(ctx, shelf.id, usual[shelf.label] - shelf.pieces, receipt)
    for number in range(len(CARDS) - cards):
        _card(ctx, f"{ctx.now:%m}{20 + 7 * number}", f"Lake Grocers {ctx.now:%y%m}")


def _card(ctx: Context, serial: str, receipt: str) -> None:
    card = {"form": PrizeForm.GIFT_CARD.value, "serial": serial, "merchant": "Lake Grocers"}
    cabinet.receive(ctx, _put(ctx, "Grocery card", "groceries", 2500, "Large", **card).id, 1, receipt)


def _stock(ctx: Context) -> None:
    for name, category, cents, pieces, prize_class in SHELF:
        prize = _put(ctx, name, category, cents, prize_class)
        cabinet.receive(ctx, prize.id, pieces, "Harbor Supply 20417")
    for serial in CARDS:
        _card(ctx, serial, "Lake Grocers 8812")


def _put(ctx: Context, name: str, category: str, cents: int, prize_class: str, **more: str) -> Prize:
    values = {"name": name, "category": category, "cents": cents, "prize_class": prize_class}
    return cabinet.add(ctx, values | more)


def _monthly(first: date, today: date) -> Iterable[Event]:
    """At the start of each month the slips of the bowl are counted, and what ran out is bought."""
    day = first
    while (day := (day.replace(day=1) + timedelta(days=32)).replace(day=3)) < today:
        workday = day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        if workday < today:
            yield Event(at(workday, 8, 40), BEA, _counting)
            yield Event(at(workday, 8, 50), BEA, _buying)


def _counting(ctx: Context) -> None:
    bowl = published_schedules()["va_prize_bowl"].bowl
    assert bowl is not None
    cabinet.count_slips(ctx, "va_prize_bowl", {slip.name: slip.count for slip in bowl.slips})


def _audits(first: date, today: date) -> Iterable[Event]:
    """The supervisor audits each quarter some days after its end."""
    _name, _begins, ends = audits.quarter_of(first)
    while (when := ends + timedelta(days=6)) < today:
        while when.weekday() > 4:
            when += timedelta(days=1)
        yield Event(at(when, 16, 30), MARION, _auditing(ends))
        _name, _begins, ends = audits.quarter_of(ends + timedelta(days=1))


def _auditing(day: date) -> Callable[[Context], RewardAudit]:
    def run(ctx: Context) -> RewardAudit:
        audit = audits.begin(ctx, day)
        answers = {question.key: "yes" for question in audits.checklist().items}
        counted = {shelf.id: shelf.pieces for shelf in cabinet.cabinet(ctx) if shelf.pieces}
        audits.fill(ctx, audit.id, answers, counted, "")
        return audits.close_with(ctx, audit.id, lambda: ctx.second_person(BEA))

    return run
