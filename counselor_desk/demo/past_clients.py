"""Those who came and went in the last year: without them nobody could say how long people stay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from counselor_desk.demo.care import AFTER_CARE, NO_PLAN
from counselor_desk.demo.cast import COUNSELORS, FAMILY, GIVEN, Cast, Event, at, reason_of
from counselor_desk.desk.desk import Context
from counselor_desk.records.care import Reason
from counselor_desk.records.people import Client
from counselor_desk.services.care import episodes
from counselor_desk.services.clients.clients import next_number

ORDER = 5
FIRST_ID, CLIENTS = 101, 54
SHORTEST, LONGEST, USUAL = 4, 200, 75  # days


@dataclass(frozen=True)
class PastClient:
    """Somebody whose care is over, and how it ended."""

    client_id: int
    counselor_id: int
    name: tuple[str, str]
    born: date
    admitted_on: date
    left_on: date
    reason: Reason


def events(cast: Cast) -> Iterable[Event]:
    for number in range(CLIENTS):
        past_client = former(cast, number)
        yield Event(at(past_client.admitted_on, 10, 30), past_client.counselor_id, _admitted(past_client))
        yield Event(at(past_client.left_on, 16, 45), past_client.counselor_id, _left(past_client))


def former(cast: Cast, number: int) -> PastClient:
    """Whom nobody else in the demonstration knows of."""
    dice = cast.dice("former", number)
    admitted = cast.today - timedelta(days=dice.randint(130, 350))
    days = round(min(max(dice.expovariate(1 / USUAL), SHORTEST), LONGEST))
    left = min(admitted + timedelta(days=days), cast.today - timedelta(days=9))
    given = GIVEN[dice.choice(("female", "male"))].split()
    return PastClient(
        client_id=FIRST_ID + number,
        counselor_id=COUNSELORS[number % len(COUNSELORS)],
        name=(dice.choice(given), dice.choice(FAMILY.split())),
        born=date(dice.randint(1958, 2005), dice.randint(1, 12), dice.randint(1, 28)),
        admitted_on=admitted,
        left_on=left,
        reason=reason_of(dice, (left - admitted).days),
    )


def _admitted(past_client: PastClient) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        given, family = past_client.name
        client = Client(
            id=past_client.client_id,
            counselor_id=past_client.counselor_id,
            number=next_number(ctx),
            given_name=given,
            family_name=family,
            born=past_client.born,
            registered_at=ctx.now,
        )
        client.index()
        ctx.add(client)
        came = {"admitted_on": past_client.admitted_on, "referral": "Self or family"}
        episode = episodes.begin(ctx, past_client.client_id, came)
        episodes.place(ctx, episode.id, ("asam4", "1.5"), past_client.admitted_on)

    return run


def _left(past_client: PastClient) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        standing = episodes.standing(ctx, past_client.client_id)
        assert standing.episode is not None
        after = AFTER_CARE.get(past_client.reason, NO_PLAN)
        ended = {"after_care": after, "last_contact_on": past_client.left_on}
        episodes.discharge(ctx, standing.episode.id, past_client.left_on, past_client.reason, ended)
        ctx.get(Client, past_client.client_id).closed_at = ctx.now

    return run
