"""Months of session notes: most co-signed, some waiting, a few returned or not finished."""

import random
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from counselor_desk.core.resources import RESOURCES
from counselor_desk.demo.cast import MARION, Cast, Event, Person, at
from counselor_desk.demo.plans import labels
from counselor_desk.desk.desk import Context
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents import documents

ORDER = 30
Phrases = dict[str, list[str]]
PATTERN = ("cbt_session", "cbt_session", "mi_session", "cbt_session", "dap")


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    return tomllib.loads((RESOURCES / "demo" / "phrases.toml").read_text("utf-8"))


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.people:
        for number, day in enumerate(person.sessions(cast.today)):
            dice = cast.dice("note", person.client_id, number)
            if dice.random() < 0.1:  # the client did not come
                continue
            template = PATTERN[number % len(PATTERN)]
            note = _Note(person, day, template, body(dice, person, day, template))
            yield from note.events(cast.today, dice)


class _Note:
    """One note's way from the session to the file."""

    def __init__(self, person: Person, day: date, template: str, body: dict[str, Any]) -> None:
        self.person, self.day, self.template, self.body = person, day, template, body
        self.id = 0

    def events(self, today: date, dice: random.Random) -> Iterable[Event]:
        age = (today - self.day).days
        if age == 0 and self.person.hour >= 9:
            return
        counselor = self.person.counselor_id
        written = at(self.day, min(self.person.hour + 1, 18), dice.randint(0, 50))
        finished = age > 2 or dice.random() < 0.5
        yield Event(written, counselor, self._write(finished))
        if finished and (age > 6 or dice.random() < 0.4):
            returned = age < 9 and dice.random() < 0.3
            review = at(self.day + timedelta(days=min(age, dice.randint(1, 3))), 17)
            yield Event(review, MARION, self._send_back(dice) if returned else self._cosign)

    def _write(self, finished: bool) -> Callable[[Context], None]:
        def run(ctx: Context) -> None:
            draft = documents.start(
                ctx, self.person.client_id, self.template, self.day, self._first_words(finished)
            )
            self.id = draft.id
            if finished:
                # The demo's colleagues do not type their passphrase: the record's own rule signs.
                draft.sign(ctx.actor, ctx.now)
                documents.keep_revision(ctx, draft)

        return run

    def _first_words(self, finished: bool) -> dict[str, Any]:
        if finished:
            return self.body
        started = ("start", "stop", "place", "mood", "craving", "week", "target", "data")
        return {key: value for key, value in self.body.items() if key in started}

    def _cosign(self, ctx: Context) -> None:
        self._document(ctx).cosign(ctx.actor, ctx.now)

    def _send_back(self, dice: random.Random) -> Callable[[Context], None]:
        def run(ctx: Context) -> None:
            comment = dice.choice(phrases()["return_comment"])
            self._document(ctx).send_back(ctx.actor, ctx.now, comment)

        return run

    def _document(self, ctx: Context) -> Document:
        document = ctx.get(Document, self.id)
        assert document.status is Status.AWAITING_COSIGN
        return document


TELEHEALTH = {
    "client_at": "at home",
    "telehealth_platform": "The clinic's video line",
    "telehealth_consent": "in writing, in force",
    "telehealth_others": "Nobody; door closed",
    "telehealth": "At home; address and a neighbor's number are in the chart",
}


def body(dice: random.Random, person: Person, day: date, template: str) -> dict[str, Any]:
    """What one session's note says, leaning on how far the client has come."""
    says: Callable[[str], str] = lambda key: dice.choice(phrases()[key])  # noqa: E731
    better = person.progress(day)
    length = dice.choice((45, 50, 53, 60))
    stop = person.hour * 60 + length
    common = {
        "start": f"{person.hour:02}:00",
        "stop": f"{stop // 60:02}:{stop % 60:02}",
        "place": "telehealth video" if dice.random() < 0.2 else "office",
        "assessment": says("assessment"),
        "plan": says("plan"),
        "risk": "none",
        "risk_others": "none",
        "medication": "taking as prescribed" if person.medicine else "does not apply",
    }
    if common["place"] == "telehealth video":
        common |= TELEHEALTH
    return common | WRITERS[template](dice, says, better) | _thread(person, day, better)


def _thread(person: Person, day: date, better: float) -> dict[str, Any]:
    """Which objective the session served; now and then it is forgotten."""
    dice = random.Random(f"thread {person.client_id} {day}")
    choices = labels(person, day)
    if not choices or dice.random() < 0.1:
        return {}
    served = dice.choices(choices, [4] + [2] * (len(choices) - 1))
    seen = min(10, max(0, round(1 + 8 * better + dice.uniform(-1, 1))))
    return {
        "objectives": served,
        "progress_client": seen,
        "progress_counselor": min(10, max(0, seen + dice.choice((-1, 0, 1)))),
        "stage": "action",
    }


def _cbt(dice: random.Random, says: Callable[[str], str], better: float) -> dict[str, Any]:
    before = dice.randint(60, 95)
    return {
        "mood": min(10, round(3 + 5 * better + dice.uniform(-1, 1))),
        "craving": max(0, round(7 - 6 * better + dice.uniform(-1.5, 1.5))),
        "week": says("week"),
        "agenda": says("agenda"),
        "homework_done": dice.choice(("done", "partly done", "not done")),
        "worked_with": ["thought record"],
        "situation": says("situation"),
        "thought": says("thought"),
        "belief_before": before,
        "belief_after": max(5, before - dice.randint(15, 55)),
        "emotion": says("emotion"),
        "emotion_before": dice.randint(50, 95),
        "emotion_after": dice.randint(10, 50),
        "distortion": [says("distortion")],
        "balanced": says("balanced"),
        "skill": says("skill"),
        "practice": says("practice"),
        "feedback": says("feedback"),
        "homework": says("homework"),
    }


def _mi(dice: random.Random, says: Callable[[str], str], better: float) -> dict[str, Any]:
    quote = says("change_talk")
    return {
        "target": says("target"),
        "stage": ("contemplation", "preparation", "action")[min(2, int(better * 3))],
        "importance": min(10, 6 + round(3 * better) + dice.randint(0, 1)),
        "importance_why": says("change_talk"),
        "confidence": min(10, 3 + round(5 * better) + dice.randint(0, 1)),
        "readiness": min(10, 4 + round(5 * better)),
        "change_talk": [
            {"kind": "reason", "quote": quote},
            {"kind": "ability", "quote": says("change_talk")},
        ],
        "strongest": quote,
        "sustain_talk": says("sustain_talk"),
        "oars": ["open questions", "reflections", "affirmations"],
        "response": says("practice"),
        "values": says("values"),
    }


def _dap(dice: random.Random, says: Callable[[str], str], better: float) -> dict[str, Any]:
    return {"data": f"{says('week')} {says('feedback')}"}


WRITERS = {"cbt_session": _cbt, "mi_session": _mi, "dap": _dap}
