"""Opening a draft: its words, and all that stands around it while it is written, in one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, TypeVar

from counselor_desk.core.discover import modules
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.records.writing_aids import Snippet
from counselor_desk.services.documents import copied_words, documents, prefilling, writing_aids
from counselor_desk.services.documents.documents import DocumentDetail
from counselor_desk.services.documents.prefilling import PrefilledAnswer

Leaf = TypeVar("Leaf")


@dataclass(frozen=True)
class WritingSheet:
    """One's own draft with what its writer sees beside it."""

    opened: DocumentDetail
    sources: Mapping[str, PrefilledAnswer]  # answers that the chart has something to say about
    unchanged: tuple[str, ...]  # answers that are wholly as last time
    snippets: Sequence[Snippet]
    learned: Sequence[str]  # words that one's own spelling knows
    beside: Mapping[type[Any], Any]  # what each room lays beside it, by its kind

    @property
    def document(self) -> Document:
        return self.opened.document

    def of(self, kind: type[Leaf]) -> Leaf:
        """What some room's `beside_draft.py` has laid here: `sheet.of(Thread)`."""
        laid: Leaf = self.beside[kind]
        return laid


@query(Can.READ_CHART, "documents.open_to_write")
def open_to_write(ctx: Context, document_id: int) -> WritingSheet | DocumentDetail:
    """A draft of one's own as it is written on; of any other document what is read of it."""
    opened = documents.read(ctx, document_id)
    document = opened.document
    if document.author_id != ctx.actor.id or document.status not in WRITABLE:
        return opened
    ctx.begin_writing(document.id, document.client_id)
    laid = [leaf for room in _rooms() for leaf in room.lay(ctx, document)]
    return WritingSheet(
        opened=opened,
        sources=prefilling.of_draft(ctx, document.id),
        unchanged=copied_words.unchanged(ctx, document),
        snippets=writing_aids.snippets(ctx),
        learned=writing_aids.learned(ctx),
        beside={type(leaf): leaf for leaf in laid},
    )


@cache
def _rooms() -> tuple[ModuleType, ...]:
    from counselor_desk import services

    return tuple(modules(services, "beside_draft"))
