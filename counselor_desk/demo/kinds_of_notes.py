"""One note of each further kind: the other formats, family, peer, crisis, review, the way out."""

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from counselor_desk.core.resources import RESOURCES
from counselor_desk.demo.care import KEYS
from counselor_desk.demo.cast import CALEB, MARION, OPIOIDS, Cast, Event, Person, at
from counselor_desk.demo.plans import labels
from counselor_desk.desk.desk import Context
from counselor_desk.records.care import Reason
from counselor_desk.records.document import Document
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import intakes, substances
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import plans

ORDER = 40
SLOW = 0.05
A_DAY = timedelta(days=1)
Written = dict[str, Any]


@lru_cache(maxsize=1)
def note_examples() -> list[Written]:
    found: list[Written] = tomllib.loads((RESOURCES / "demo" / "notes.toml").read_text("utf-8"))["notes"]
    return found


def events(cast: Cast) -> Iterable[Event]:
    here, left = _in_care(cast), _completed(cast)
    for note in note_examples():
        person = left if note.get("ended") else here
        if person is None:
            continue
        day = person.discharged_on or cast.today - timedelta(days=note["days_ago"])
        if person.admitted_on <= day < cast.today:
            note_event = _Note(person, day, note, cast.today)
            yield Event(at(day, 15, 40), CALEB, note_event.write)
            yield Event(at(day, 17, 55), MARION, note_event.cosign)
            if "follow_up" in note["body"] and day + A_DAY < cast.today:
                yield Event(at(day + A_DAY, 8, 20), CALEB, note_event.follow_up)


def _in_care(cast: Cast) -> Person | None:
    """Somebody who takes medication, gets better, and has been here for long enough."""
    mine = [p for p in cast.of(CALEB) if p.discharged_on is None and p.substance in OPIOIDS]
    return min(mine, key=lambda p: (not p.medicine, p.gain < SLOW, p.admitted_on), default=None)


def _completed(cast: Cast) -> Person | None:
    done = [p for p in cast.of(CALEB) if p.reason is Reason.COMPLETED]
    return max(done, key=lambda p: p.discharged_on or date.min, default=None)


class _Note:
    """One note's way to its two signatures."""

    def __init__(self, person: Person, day: date, note: Written, today: date) -> None:
        self.person, self.day, self.template, self.id = person, day, note["template"], 0
        days = {k: (today - timedelta(days=n)).isoformat() for k, n in note.get("days", {}).items()}
        self.body = {key: _dated(value, today) for key, value in note["body"].items()} | days
        self.signed_by_client = bool(note.get("signed_by_client"))

    def write(self, ctx: Context) -> None:
        form = documents.template_of(self.template)
        more: Written = {}
        if form.header:
            self.body = {"risk_others": "none", **self.body}
            more = {"objectives": labels(self.person, self.day)[:1], "stage": "action"}
        elif self.person.discharged_on is not None:
            more = {"ended_on": self.day.isoformat(), "reason": "treatment completed"}
        draft = self._draft(ctx, more)
        missing = [field.key for field in form.form().missing(draft.body)]
        assert not missing, (self.template, missing)
        if used_on := draft.body.get("lr_on"):
            key = KEYS.get(self.person.substance, self.person.substance)
            use = {"substance": key, "happened_on": date.fromisoformat(used_on)}
            substances.record_use(ctx, self.person.client_id, use)
        draft.sign(ctx.actor, ctx.now)
        documents.keep_revision(ctx, draft)
        self.id = draft.id
        if self.signed_by_client:
            plans.take_signature(ctx, draft.id, {"signer": _called(self.person), "manner": "typed"})

    def _draft(self, ctx: Context, more: Written) -> Document:
        if self.template == "intake":  # its answers are in the chart
            return intakes.to_sign(ctx, intakes.resume(ctx, self.person.client_id).intake.id)
        return documents.start(ctx, self.person.client_id, self.template, self.day, {**self.body, **more})

    def cosign(self, ctx: Context) -> None:
        ctx.get(Document, self.id).cosign(ctx.actor, ctx.now)

    def follow_up(self, ctx: Context) -> None:
        """What was to follow by this day is done, and it is said how."""
        for flag in assessments.open_flags(ctx, self.person.client_id):
            if flag.document_id == self.id and flag.due_on is not None and flag.due_on <= self.day + A_DAY:
                assessments.resolve(ctx, flag.id, "Called at eight: slept six hours, the pills are gone.")


def _called(person: Person) -> str:
    return f"{person.preferred_name or person.given_name} {person.family_name}"


def _dated(value: Any, today: date) -> Any:
    """Lines of an answer with their days, counted back from today."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    return [_dated_line(line, today) for line in value]


def _dated_line(line: Written, today: date) -> Written:
    ago = line.get("days_ago")
    if ago is None:
        return line
    rest = {key: answer for key, answer in line.items() if key != "days_ago"}
    return {**rest, "on": (today - timedelta(days=ago)).isoformat()}
