"""Many made-up clients at once: for measurements on scratch vaults."""

from datetime import date, timedelta

from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.clients.clients import next_number

GIVEN = ("Maria", "Marta", "Marcus", "Jordan", "Kim", "Lee", "Sasha", "Toni", "Alex", "Robin")
FAMILY = ("Santos", "Smith", "Stone", "Ramirez", "Okoye", "Lund", "Novak", "Pham", "Ito", "Weiss")


@command(Can.MANAGE_PEOPLE, "many_clients.register_many")
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
