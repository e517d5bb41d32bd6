"""Many made-up clients at once: for measurements on scratch vaults."""

from datetime import date, timedelta

from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.clients import next_number
from counselor_desk.services.desk import Context, command

GIVEN = ("Maria", "Marta", "Marcus", "Jordan", "Kim", "Lee", "Sasha", "Toni", "Alex", "Robin")
FAMILY = ("Santos", "Smith", "Stone", "Ramirez", "Okoye", "Lund", "Novak", "Pham", "Ito", "Weiss")


@command(Can.MANAGE_PEOPLE)
def register_many(ctx: Context, count: int) -> None:
    """Clients without a history, on nobody's caseload."""
    made = []
    for at in range(count):
        client = Client(
            number=next_number(ctx),
            given_name=GIVEN[at % len(GIVEN)],
            family_name=f"{FAMILY[at % len(FAMILY)]} {at // len(FAMILY)}",
            born=date(1950, 1, 1) + timedelta(days=at * 3 % 20000),
            registered_at=ctx.now,
        )
        client.index()
        made.append(client)
    ctx.add_all(list(made))
