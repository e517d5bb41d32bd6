"""Admissions, substances, diagnoses, medication and the way out, as each client's thread says."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.demo.cast import Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.domain.care.diagnosis import Direction
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.records.care import Episode, Move, Reason
from counselor_desk.services.care import authorizations, diagnoses, episodes, intakes, substances
from counselor_desk.services.medication import medications

ORDER = 10
CODES = {
    "heroin": "F11.20",
    "fentanyl": "F11.20",
    "oxycodone": "F11.20",
    "alcohol": "F10.20",
    "methamphetamine": "F15.20",
    "cocaine": "F14.20",
}
MINDS = {"depression": "F33.1", "anxiety": "F41.1", "ptsd": "F43.10"}
KEYS = {"oxycodone": "opioids"}
MEDICINES = {
    "buprenorphine": "buprenorphine_injection",
    "methadone": "methadone",
    "naltrexone": "naltrexone_xr",
}
EVIDENCE = {
    "ptsd": "Uses after nightmares; sleeps worse when using",
    "depression": "Low for days after using; uses to feel anything",
    "anxiety": "Tension before work, use to get through the day",
}
HOPES = (
    "To sleep through the night.",
    "My kids back at weekends.",
    "To stop counting days.",
    "A job that I keep.",
    "To be able to say no to Dee.",
)
NO_PLAN = "Not agreed on in time. Our number and the way back were sent by mail"
AFTER_CARE = {
    Reason.COMPLETED: "Outpatient once a week, peer coach, Friday group",
    Reason.TRANSFERRED: "Residential program, first day agreed on with them",
    Reason.AGAINST_ADVICE: "None agreed on. Naloxone and our number were sent along",
}
STRENGTHS = (
    "Good with engines, patient",
    "Funny, a loyal friend",
    "Runs, cooks for others",
    "Came back four times",
    "Keeps promises to the children",
)


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.people:
        who = person.counselor_id
        yield Event(at(person.admitted_on, 9, 15), who, _admission(cast, person))
        step = person.admitted_on + timedelta(days=42)
        if step < min(person.discharged_on or cast.today, cast.today):
            yield Event(at(step, 16, 20), who, _step_down(person, step))
        if person.medicine:
            yield Event(at(person.admitted_on, 9, 40), who, _medicine(person))
            yield from _injections(cast, person)
        if person.discharged_on is not None:
            yield Event(at(person.discharged_on, 16, 40), who, _discharge(person))


def _admission(cast: Cast, person: Person) -> Callable[[Context], None]:
    dice = cast.dice("admission", person.client_id)

    def run(ctx: Context) -> None:
        on = person.admitted_on
        begun = {
            "referral": dice.choice(("Self or family", "Court or justice system", "Other health care")),
            "referred_on": on - timedelta(days=dice.randint(1, 9)),
            "admitted_on": on,
        }
        episode = episodes.begin(ctx, person.client_id, begun)
        code = "2.1" if dice.random() < 0.7 else "1.5"
        episodes.place(ctx, episode.id, ("asam4", code), on)
        needs = {1: 2, 2: dice.randint(0, 1), 3: len(person.co_occurring), 4: 2, 5: 1, 6: 1}
        episodes.rate_needs(
            ctx,
            person.client_id,
            "asam4",
            needs,
            {"chosen": code, "difference": "Lives near, comes daily; reviewed in two weeks"},
        )
        units = {"payer": "State plan", "units": 60, "starts_on": on, "ends_on": on + timedelta(days=180)}
        authorizations.add(ctx, person.client_id, units)
        _intake(ctx, person, dice.choice(HOPES), dice.choice(STRENGTHS))
        _diagnose(ctx, person)

    return run


def _intake(ctx: Context, person: Person, hope: str, strength: str) -> None:
    intake = intakes.resume(ctx, person.client_id).intake
    key = KEYS.get(person.substance, person.substance)
    use = {
        "substance": key,
        "frequency": "daily",
        "first_use_age": 19,
        "stage": "addiction",
        "last_use_on": person.admitted_on - timedelta(days=1),
    }
    if key in ("heroin", "fentanyl"):
        use["route"] = "injection"
    intakes.save(ctx, intake.id, "use", {"substances": [use]})
    intakes.save(ctx, intake.id, "coming", {"hope": hope, "insurance": "Medicaid"})
    life = {"living": "Dependent", "employment": "Unemployed", "education": "12 or GED"}
    intakes.save(ctx, intake.id, "life", life)
    intakes.save(ctx, intake.id, "strengths", {"strengths": strength})


def _diagnose(ctx: Context, person: Person) -> None:
    by = {"diagnosed_by": "Dr. Hill", "severity": "severe", "maintenance": bool(person.medicine)}
    use = diagnoses.diagnose(ctx, person.client_id, CODES[person.substance], by)
    for ill in person.co_occurring:
        mind = diagnoses.diagnose(ctx, person.client_id, MINDS[ill], {"diagnosed_by": "Dr. Hill"})
        tie = {
            "direction": Direction.BOTH if ill == "ptsd" else Direction.FEEDS_USE,
            "evidence": EVIDENCE[ill],
        }
        diagnoses.link(ctx, use.id, mind.id, tie)


def _medicine(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        on, client_id = person.admitted_on, person.client_id
        for name in medications.OFFERED:
            chosen = name == person.medicine
            choice = OfferOutcome.CHOSEN if chosen else OfferOutcome.DECLINED
            why = "" if chosen else "Prefers the other one"
            medications.offer(ctx, client_id, name, choice, why)
        form = "monthly injection" if person.medicine != "methadone" else "liquid"
        taken = {
            "started_on": on,
            "last_taken_on": on,
            "form": form,
            "prescriber": "Dr. Hill",
            "prescriber_phone": "555 0177",
        }
        medications.add(ctx, client_id, taken, MEDICINES[person.medicine])
        kit = {
            "given_on": on,
            "expires_on": on + timedelta(days=190),
            "education": True,
            "trained": "Partner and sister",
            "kept_at": "Kitchen drawer",
        }
        medications.give_naloxone(ctx, client_id, kit)

    return run


def _step_down(person: Person, on: date) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        now = episodes.standing(ctx, person.client_id)
        if now.episode is not None and now.level is not None and now.level.code == "2.1":
            episodes.place(ctx, now.episode.id, ("asam4", "1.5"), on, Move.NEEDS_LESS)

    return run


def _injections(cast: Cast, person: Person) -> Iterable[Event]:
    """Given again every four weeks; of the latest, one in ten was missed."""
    end = min(person.discharged_on or cast.today, cast.today)
    day = person.admitted_on + timedelta(days=28)
    while day < end:
        late = (end - day).days < 28 and person.client_id % 10 == 4
        if not late:
            yield Event(at(day, 10, 50), person.counselor_id, _renewed(person))
        day += timedelta(days=28)


def _renewed(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        on = ctx.today
        for followed in medications.cabinet(ctx, person.client_id).current:
            medications.change(ctx, followed.medication.id, {"last_taken_on": on})

    return run


def _discharge(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        on = person.discharged_on
        open_ones = ctx.find(
            select(Episode).where(Episode.client_id == person.client_id, Episode.discharged_on.is_(None))
        )
        assert on is not None
        assert person.reason is not None
        plan = {"after_care": AFTER_CARE.get(person.reason, NO_PLAN), "last_contact_on": on}
        plan["no_naloxone"] = "Did not come to the last visit; a kit waits at the front desk."
        for episode in open_ones:
            episodes.discharge(ctx, episode.id, on, person.reason, plan)
        if person.reason is Reason.AGAINST_ADVICE:
            substances.record_use(
                ctx, person.client_id, {"substance": KEYS.get(person.substance, person.substance)}
            )

    return run
