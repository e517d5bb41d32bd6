"""Three who left care long ago: one record is due, one is held, and one was destroyed."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from counselor_desk.demo.cast import ANA, BEA, CALEB, MARION, Cast, Event, at
from counselor_desk.desk.desk import Context
from counselor_desk.records.care import Episode, Reason
from counselor_desk.records.people import Client
from counselor_desk.services.clients.clients import next_number
from counselor_desk.services.privacy import destruction, registers

ORDER = 90
DUE, HELD, GONE = 901, 902, 903
LEFT = (
    (DUE, "Walter", "Ames", date(1961, 4, 9), 14),
    (HELD, "Linda", "Farr", date(1970, 10, 2), 13),
    (GONE, "Otto", "Benning", date(1955, 1, 23), 15),
)


def events(cast: Cast) -> Iterable[Event]:
    day = cast.today - timedelta(days=6)
    yield Event(at(day, 11, 20), BEA, _bring_in(cast))
    yield Event(at(day, 16, 20), MARION, _hold)
    yield Event(at(cast.today - timedelta(days=1), 16, 50), ANA, _destroy)


def _bring_in(cast: Cast) -> Callable[[Context], None]:
    """As they were carried over when the paper charts were."""

    def run(ctx: Context) -> None:
        for chart, given, family, born, years in LEFT:
            first = date(cast.today.year - years, 3, 12)
            last = first + timedelta(days=400)
            client = Client(
                id=chart,
                counselor_id=CALEB,
                number=next_number(ctx),
                given_name=given,
                family_name=family,
                born=born,
                registered_at=at(first, 9),
                closed_at=at(last, 17),
            )
            client.index()
            ctx.add(client)
            ctx.add(Episode(client_id=chart, admitted_on=first, discharged_on=last, reason=Reason.COMPLETED))

    return run


def _hold(ctx: Context) -> object:
    return registers.place_hold(ctx, HELD, "Letter of the county court, case 26-118: keep everything.")


def _destroy(ctx: Context) -> object:
    why = "The ten years after the last contact are over, and no payer asks for longer."
    # As destruction.destroy does, but the past has no passphrase to type.
    return destruction.destroy_with(ctx, ctx.get(Client, GONE), why, ctx.second_person(MARION))
