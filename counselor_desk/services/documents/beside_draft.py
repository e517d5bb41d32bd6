"""Beside a draft: the last signed document of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from counselor_desk.desk.context import Context
from counselor_desk.records.document import Document
from counselor_desk.services.documents import lists


@dataclass(frozen=True)
class LastSigned:
    """What was agreed on and written last time."""

    document: Document | None


def lay(ctx: Context, document: Document) -> Iterator[LastSigned]:
    yield LastSigned(lists.last_final(ctx, document.client_id, document.template))
