"""What the synthetic clients do for recovery between sessions."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from counselor_desk.demo.cast import Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.services.care import recovery

ORDER = 60
MEETINGS = ("twelve_step", "smart", "dharma")
OTHERS = ("exercise", "mindfulness", "nutrition", "creative", "practice", "peer")
COACHES = ("Mo Castillo", "Ruth Abel")
DAYS = 42


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.in_care():
        dice = cast.dice("activity", person.client_id)
        begun = max(person.admitted_on, cast.today - timedelta(days=DAYS))
        meeting = MEETINGS[person.client_id % len(MEETINGS)]
        yield Event(at(begun, 11, 30), person.counselor_id, _supports(person, meeting))
        for offset in range(1, (cast.today - begun).days):
            if dice.random() < 0.3:
                kind = meeting if dice.random() < 0.5 else dice.choice(OTHERS)
                day, helped = begun + timedelta(days=offset), dice.randint(4, 9)
                run = _done(person, day, {"kind": kind, "helped": helped, "minutes": 60})
                yield Event(at(day, 17, 10), person.counselor_id, run)


def _supports(person: Person, meeting: str) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        coach = COACHES[person.client_id % len(COACHES)]
        values = {"wanted": [meeting], "coach": coach, "coach_phone": "555 0142"}
        recovery.keep_supports(ctx, person.client_id, values)

    return run


def _done(person: Person, day: date, values: dict[str, object]) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        recovery.log(ctx, person.client_id, {"done_on": day, **values})

    return run
