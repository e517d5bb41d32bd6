"""What makes writing quick in the synthetic clinic: words that were taught to the spelling."""

from collections.abc import Iterable
from datetime import timedelta

from counselor_desk.demo.cast import CALEB, Cast, Event, at
from counselor_desk.desk.desk import Context
from counselor_desk.services.documents import writing_aids

ORDER = 45
WORDS = ("Lindqvist", "Osei", "rideshare", "zoomies")


def events(cast: Cast) -> Iterable[Event]:
    yield Event(at(cast.today - timedelta(days=20), 18, 55), CALEB, _teach)


def _teach(ctx: Context) -> None:
    for word in WORDS:
        writing_aids.learn(ctx, word)
