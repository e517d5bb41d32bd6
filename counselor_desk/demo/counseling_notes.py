"""Counseling notes of the synthetic clinic: turned on, and a few kept by their authors alone."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from counselor_desk.demo.cast import ANA, COUNSELORS, Cast, Event, at, year_ago
from counselor_desk.desk.desk import Context
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import counseling_notes
from counselor_desk.vault.keys import compartments

ORDER = 40
EACH = 3  # clients of each counselor
WORDS = (
    "The long silence after I asked about the brother. I think the anger is easier to show than "
    "the wish to be forgiven. Wondered aloud, did not push.",
    "I noticed myself wanting to rescue. The story of the locked door comes back whenever trust "
    "comes up; today it was told looking at me for the first time.",
    "Laughed together about the fishing trip, then tears. What was never said at the funeral "
    "stood in the room. I kept to the edge of it, as asked.",
)


def events(cast: Cast) -> Iterable[Event]:
    begin = min(year_ago(cast.today), cast.today - timedelta(days=120))
    yield Event(at(begin, 8, 5), ANA, _turn_on)
    for counselor in COUNSELORS:
        here = [p for p in cast.in_care() if p.counselor_id == counselor]
        for person in here[:EACH]:
            days = person.sessions(cast.today - timedelta(days=1))[-2:]
            for n, day in enumerate(days):
                sentence = WORDS[(person.client_id + n) % len(WORDS)]
                yield Event(at(day, 19, 5), counselor, _write(person.client_id, sentence, day), True)


def _turn_on(ctx: Context) -> object:
    return staff.change_practice(ctx, {"counseling_notes": True})


def _write(client_id: int, sentence: str, day: date) -> Callable[[Context], object]:
    def write(ctx: Context) -> object:
        """The past is lived through where the vault is: its authors' keys are at hand."""
        key = compartments.compartment(ctx.own_keys(), counseling_notes.COMPARTMENT)
        facts = counseling_notes.note_facts(client_id, ctx.actor.id, day)
        return counseling_notes.write(ctx, client_id, day, counseling_notes.seal_words(key, sentence, facts))

    return write
