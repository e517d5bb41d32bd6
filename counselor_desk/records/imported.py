"""What other programs knew of a client, and the import that brought it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.records.base import Body, Clinical, Record


class ImportBatch(Record):
    """One import: what came in, what was left out, and whether it was undone."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    source: Mapped[str]  # "CSV" or "FHIR"
    files: Mapped[int] = mapped_column(default=1)
    clients: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[Body] = mapped_column(default_factory=dict)  # kind: how many
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)

    def undo(self, by: int, at: datetime) -> None:
        if self.undone_at is not None:
            raise Refused(_("This import has already been undone."))
        self.undone_by, self.undone_at = by, at


class ImportedHistory(Clinical, Record):
    """A client's diagnoses, totals, medication and contacts as another program told them."""

    __tablename__ = "imported_history"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    # Goes with its client when an import is undone, also by someone who may not read it.
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    brought_at: Mapped[datetime]
    source_id: Mapped[str] = mapped_column(default="")
    body: Mapped[Body] = mapped_column(default_factory=dict)
