"""What of this room is copied for reading while the line is cut."""

from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.chart import head, overview, rewards_page


def of_chart(ctx: Context, client_id: int) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(page, (client_id,)) for page in (head.of_client, overview.of_client, rewards_page.of_client)]
