"""What of this room is copied for reading while the line is cut."""

from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.privacy import contacts, disclosures


def of_chart(ctx: Context, client_id: int) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(page, (client_id,)) for page in (contacts.of_client, disclosures.page)]
