"""Weekly groups of the synthetic clinic: one for each counselor, notes for all who came."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from counselor_desk.demo.cast import COUNSELORS, MARION, STAFF, Cast, Event, Person, at
from counselor_desk.demo.plans import labels
from counselor_desk.demo.rewards import enroll_in_the_hat, in_the_hat, missed_the_meeting
from counselor_desk.desk.desk import Context
from counselor_desk.records.document import Document
from counselor_desk.services.documents import documents
from counselor_desk.services.rewards import draws
from counselor_desk.services.schedule import group_sessions, groups

ORDER = 35
WEEKS = 5
MEMBERS = 6
NAMES = ("Skills for the week", "Early recovery", "Staying well")
TOPICS = (
    ("Payday", "Talked about money in the pocket and planned the way home on payday."),
    ("Saying no", "Practiced three ways of saying no in pairs, with a nudge that grows."),
    ("Sleep", "Looked at what the evenings hold and chose one thing to change."),
    ("Anger", "Noticed where anger starts in the body; breathing and leaving the room."),
    ("Good news", "Spoke of good days as triggers and how to celebrate."),
)
REMARKS = (
    "Brought an example from last weekend and asked for ideas.",
    "Mostly listened; said at the end that the role play helped.",
    "Offered encouragement and told what had worked.",
    "Was tired after work, stayed to the end.",
)


def events(cast: Cast) -> Iterable[Event]:
    for counselor, name in zip(COUNSELORS, NAMES, strict=True):
        group = _Group(cast, counselor, name)
        if len(group.members) < 2:
            continue
        for week in range(WEEKS, 0, -1):
            day = cast.today - timedelta(days=7 * week - counselor % 3)
            if day < cast.today:
                yield Event(at(day, 18, 40), counselor, group.meet(week, day))
            read = day + timedelta(days=2)
            if read < cast.today:
                yield Event(at(read, 17, 40), MARION, group.read)


class _Group:
    """One group and its members."""

    def __init__(self, cast: Cast, counselor: int, name: str) -> None:
        long_ago = cast.today - timedelta(days=7 * WEEKS + 3)
        here = [p for p in cast.in_care() if p.counselor_id == counselor]
        self.members: list[Person] = [p for p in here if p.admitted_on < long_ago][:MEMBERS]
        self.cast, self.counselor, self.name, self.id = cast, counselor, name, 0
        self.signed: list[int] = []

    def meet(self, week: int, day: date) -> Callable[[Context], None]:
        def run(ctx: Context) -> None:
            if not self.id:
                self._found(ctx)
            session = group_sessions.begin(ctx, self.id, day)
            dice = self.cast.dice("group", self.counselor, week)
            topic, content = TOPICS[week % len(TOPICS)]
            leader = next(c for c in STAFF if c.id == self.counselor)
            shared = {
                "start": "17:00",
                "stop": "18:30",
                "place": "office",
                "topic": topic,
                "content": content,
                "facilitators": f"{leader.name}, {leader.credential}",
            }
            group_sessions.save_shared(ctx, session.id, shared)
            for person in self.members:
                there = dice.random() < 0.85
                part = {
                    "attendance": "whole session",
                    "participation": dice.choice(("active", "some")),
                    "remark": dice.choice(REMARKS),
                    "risk": "none",
                    "risk_others": "none",
                    "objectives": labels(person, day)[:1],
                }
                group_sessions.save_seat(ctx, session.id, person.client_id, there, part if there else {})
            if week > 1 or self.counselor == COUNSELORS[0]:
                made = group_sessions.make_notes(ctx, session.id)
                self._sign(ctx, made)
                self._draw(ctx, week, day, {n.client_id for n in made})

        return run

    def _found(self, ctx: Context) -> None:
        self.id = groups.create(ctx, {"name": self.name, "about": "Skills and support"}).id
        for person in self.members:
            groups.join(ctx, self.id, person.client_id)
        if self.counselor == COUNSELORS[0]:
            for person in in_the_hat(self.cast, self.members):
                enroll_in_the_hat(ctx, person, self.id)

    def _draw(self, ctx: Context, week: int, day: date, came: set[int]) -> None:
        """The names are drawn at the meeting's end; the last meeting's still wait."""
        if self.counselor != COUNSELORS[0]:
            return
        for person in in_the_hat(self.cast, self.members):
            if person.client_id not in came:
                missed_the_meeting(ctx, person.client_id, day)
        for hat in draws.hats(ctx, day) if week > 1 else ():
            draws.draw_from_hat(ctx, day, hat.key)

    def read(self, ctx: Context) -> None:
        """The supervisor co-signs what has been signed since."""
        waiting, self.signed = self.signed, []
        for document_id in waiting:
            ctx.get(Document, document_id).cosign(ctx.actor, ctx.now)

    def _sign(self, ctx: Context, notes: list[Document]) -> None:
        for note in notes:
            note.sign(ctx.actor, ctx.now)
            documents.keep_revision(ctx, note)
            self.signed.append(note.id)
