"""Beside a draft: what the supervisor remarked on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counselor_desk.desk.context import Context
from counselor_desk.records.document import Document
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.remarks import RemarkRow


@dataclass(frozen=True)
class RemarksOnDraft:
    """Every remark, the settled ones too."""

    rows: Sequence[RemarkRow]


def lay(ctx: Context, document: Document) -> Iterator[RemarksOnDraft]:
    yield RemarksOnDraft(remarks.remarks(ctx, document.id))
