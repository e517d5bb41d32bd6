"""Plans of the synthetic clinic: written in the first days, co-signed, reviewed; a few overdue."""

import random
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

from counselor_desk.catalog import files
from counselor_desk.core.resources import RESOURCES
from counselor_desk.demo.cast import COUNSELORS, MARION, STAFF, Cast, Event, Person, at
from counselor_desk.desk.desk import Context
from counselor_desk.domain.plans.plan import (
    Goal,
    Intervention,
    Objective,
    ObjectiveStatus,
    Plan,
    Problem,
    ProblemArea,
)
from counselor_desk.domain.plans.statements import LibraryObjective, ProblemStatement
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import plans, statements

ORDER = 25
USE = {
    "heroin": "opioid",
    "fentanyl": "opioid",
    "oxycodone": "opioid",
    "alcohol": "alcohol",
    "cocaine": "stimulant",
    "methamphetamine": "stimulant",
}
MIND = {"depression": "depression", "anxiety": "anxiety", "ptsd": "trauma"}
SHOWN_BY = ("Tests and the calendar", "Sessions kept, own account", "PHQ-9 and GAD-7")


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.people:
        written = written_on(person)
        if written >= cast.today:
            continue
        plan = _Plan(cast, person)
        yield Event(at(written, 16, 20), person.counselor_id, plan.write)
        if written + timedelta(days=2) < cast.today:
            yield Event(at(written + timedelta(days=2), 17, 20), MARION, plan.cosign)
        yield from _reviews(cast, person, written)


def written_on(person: Person) -> date:
    return person.admitted_on + timedelta(days=5 + person.client_id % 9)


@cache
def _halves() -> dict[str, list[str]]:
    file = tomllib.loads((RESOURCES / "demo" / "own_words.toml").read_text("utf-8"))
    goals: dict[str, list[str]] = file.pop("goals")
    return {**file, **goals}


def own_words(person: Person, first: str, second: str = "so_that") -> str:
    """Two halves that no other client of the clinic has together: nobody speaks like anybody else."""
    begins, ends = _halves()[first], _halves()[second]
    turn, place = divmod(person.client_id, len(begins))
    return f"{begins[place]} {ends[(turn + len(first)) % len(ends)]}"


def labels(person: Person, on: date) -> list[str]:
    """The open objectives of this person's plan on a day, as notes name them."""
    if on <= written_on(person):
        return []
    return [o.label for o in tree(person).objectives]


SCORED = {"PHQ-9": (12, 21), "GAD-7": (11, 19), "PCL-5": (36, 58)}  # on the first day
DISCHARGE_WHEN = (
    "Ninety days without use, three tests in a row that agree, and a place of their own to sleep.",
    "Eight weeks of every visit kept, the score below its line twice, and a first date with after-care.",
    "The evening plan used on its own for a month; work or school on most days; two people who know.",
    "Medication steady for six months, no visit to the emergency room, the family session held twice.",
)


class _Plan:
    """One plan's way to its signatures."""

    def __init__(self, cast: Cast, person: Person) -> None:
        self.cast, self.person, self.id = cast, person, 0

    def write(self, ctx: Context) -> None:
        person, dice = self.person, self.cast.dice("plan", self.person.client_id)
        draft = plans.begin(ctx, person.client_id)
        body = {
            **draft.body,
            **tree(person).to_body(),
            "strengths": own_words(person, "strengths", "and_strengths"),
            "barriers": own_words(person, "barriers", "and_barriers"),
            "discharge_when": dice.choice(DISCHARGE_WHEN),
            "whole": dice.sample(("mindfulness", "exercise", "nutrition", "sleep"), 2),
            "together": dice.sample(("12-step meetings", "SMART Recovery", "group therapy"), 2),
        }
        if person.medicine:
            body["medication_coordination"] = (
                f"All three offered; chose {person.medicine}. We speak monthly with the prescriber."
            )
        draft.revise(body, ctx.actor, ctx.now)
        draft.sign(ctx.actor, ctx.now)
        documents.keep_revision(ctx, draft)
        self.id = draft.id
        called = f"{person.preferred_name or person.given_name} {person.family_name}"
        plans.take_signature(ctx, draft.id, {"signer": called, "manner": "typed"})
        if person is self.cast.people[0]:
            _keep_for_the_clinic(ctx, draft.id)

    def cosign(self, ctx: Context) -> None:
        document = ctx.get(Document, self.id)
        assert document.status is Status.AWAITING_COSIGN
        document.cosign(ctx.actor, ctx.now)


def _keep_for_the_clinic(ctx: Context, plan_id: int) -> None:
    """Words that served once and are offered to everybody's next plans."""
    statements.keep_problem(ctx, plan_id, ProblemArea.LIFE, "Lost the home in the spring flood")
    aim = LibraryObjective(
        "Sleeps in the same bed 25 nights a month", measure="Sleep card", target="25 nights"
    )
    does = [Intervention("Sleep card and a fixed hour to rise", "CBT", "", "weekly", "2 months")]
    statements.keep_objective(ctx, plan_id, ProblemArea.LIFE, aim, does)


def _reviews(cast: Cast, person: Person, written: date) -> Iterable[Event]:
    """Every third client's review has been left lying."""
    due = written + timedelta(days=88)
    if person.client_id % 3 == 0:
        return
    last = person.discharged_on or cast.today
    if due < last:
        kept: list[int] = []
        yield Event(at(due, 16, 25), person.counselor_id, _review(cast, person, due, kept))
        if due + timedelta(days=3) < cast.today:
            yield Event(at(due + timedelta(days=3), 17, 25), MARION, _read(kept))


def _read(kept: list[int]) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        for document_id in kept:
            ctx.get(Document, document_id).cosign(ctx.actor, ctx.now)

    return run


def _review(cast: Cast, person: Person, day: date, kept: list[int]) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        dice = cast.dice("review", person.client_id)
        draft = plans.begin_review(ctx, person.client_id)
        better = person.progress(day)
        standing = [
            {
                **row,
                "state": "met" if n == 0 and better > 0.6 else "in progress",
                "client": min(10, round(3 + 6 * better)),
                "counselor": min(10, round(4 + 5 * better)),
                "shown_by": SHOWN_BY[n % len(SHOWN_BY)],
            }
            for n, row in enumerate(draft.body["standing"])
        ]
        body = {
            **draft.body,
            "standing": standing,
            "outcomes": dice.choice(
                (
                    "Fewer days of use, better sleep, back at work part time.",
                    "Scores are down by a third; two lapses, both talked about.",
                )
            ),
            "client_view": dice.choice(
                ("It fits. The evening part is still hard.", "Wants to see the family part sooner.")
            ),
            "level": "step down" if better > 0.7 else "stays",
            "level_why": "What the six areas show.",
            "changes": "New dates; one objective more for the evenings.",
        }
        draft.revise(body, ctx.actor, ctx.now)
        draft.sign(ctx.actor, ctx.now)
        documents.keep_revision(ctx, draft)
        kept.append(draft.id)

    return run


@cache
def tree(person: Person) -> Plan:
    """What this person and the counselor have agreed on."""
    dice = random.Random(f"plan {person.client_id}")
    problems = [_problem("1", ProblemArea.USE, _statement(USE[person.substance]), person, 2)]
    for ill in person.co_occurring[:2]:
        number = str(len(problems) + 1)
        problems.append(_problem(number, ProblemArea.MIND, _statement(MIND[ill]), person, 1))
    if len(problems) == 1 or dice.random() < 0.4:
        number = str(len(problems) + 1)
        life = _statement(dice.choice(("work", "housing", "family", "alone")))
        problems.append(_problem(number, ProblemArea.LIFE, life, person, 1))
    return Plan(tuple(problems))


def _problem(
    number: str, area: ProblemArea, statement: ProblemStatement, person: Person, aims: int
) -> Problem:
    dice = random.Random(f"problem {person.client_id} {number}")
    start = written_on(person)
    counselor = next(c for c in STAFF if c.id == person.counselor_id)
    assert counselor.id in COUNSELORS
    who = f"{counselor.name}, {counselor.credential}"
    objectives = tuple(
        Objective(
            code=f"{number}.{n}",
            words=aim.words,
            measure=aim.measure,
            baseline=_baseline(aim, dice),
            target=aim.target,
            started_on=start,
            target_on=start + timedelta(days=dice.choice((60, 90, 120))),
            standing=ObjectiveStatus.IN_PROGRESS,
            interventions=_does(aim, who),
        )
        for n, aim in enumerate(statement.objectives[:aims], 1)
    )
    goal = Goal(own_words(person, statement.id), objectives)
    shown = ("intake interview",) if area is ProblemArea.LIFE else (f"diagnosis, {statement.id}",)
    linked = ("1",) if area is ProblemArea.MIND else ()
    stage = "action" if area is ProblemArea.USE else ""
    return Problem(
        number=number,
        words=statement.words,
        area=area,
        shown_by=shown,
        linked=linked,
        substance=person.substance if stage else "",
        stage=stage,
        goals=(goal,),
    )


def _baseline(aim: LibraryObjective, dice: random.Random) -> str:
    """What the library asks of the first day, with this person's own figure."""
    asks = aim.baseline
    if asks.startswith("Last"):
        return f"{asks}: {dice.randint(2, 6)} years ago"
    if "30" in asks:
        figure = dice.randint(6, 24) if asks.startswith("Days of") else dice.randint(0, 12)
    elif aim.measure in SCORED:
        figure = dice.randint(*SCORED[aim.measure])
    else:
        figure = dice.randint(0, 2)
    return f"{asks}: {figure}"


def _does(aim: LibraryObjective, who: str) -> tuple[Intervention, ...]:
    return tuple(
        Intervention(
            done.what,
            done.modality,
            "the prescriber" if done.modality in ("medication", "medical") else who,
            done.often,
            done.long,
        )
        for done in aim.does
    )


def _statement(key: str) -> ProblemStatement:
    return next(s for shelf in files.statements().values() for s in shelf.problems if s.id == key)
