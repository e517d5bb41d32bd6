"""What answering an instrument leaves behind: the answers as given, scores, and flags to act on."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.records.base import Body, Clinical, Record


class Administration(Clinical, Record):
    """One instrument answered once: raw answers, version, language, way, and who was there."""

    __tablename__ = "administration"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    instrument: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(default="en")
    mode: Mapped[str] = mapped_column(default="self")  # "self", "interview", "imported"
    taken_on: Mapped[date]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    answers: Mapped[Body] = mapped_column(default_factory=dict)
    complete: Mapped[bool] = mapped_column(default=False)
    finished: Mapped[bool] = mapped_column(default=False)
    findings: Mapped[list[str]] = mapped_column(default_factory=list)  # ids, as of this version
    void_reason: Mapped[str] = mapped_column(default="")
    open_reason: Mapped[str] = mapped_column(default="")  # why it was finished with questions unanswered

    def void(self, reason: str) -> None:
        if not reason.strip():
            raise Refused(_("Say why these answers are marked as entered in error."), "reason")
        self.void_reason = reason.strip()


class Score(Clinical, Record):
    """One scale of one administration, with the rule it was computed by."""

    __tablename__ = "score"
    __table_args__ = (Index("ix_score_series", "client_id", "instrument", "scale", "taken_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    administration_id: Mapped[int] = mapped_column(ForeignKey("administration.id"), index=True)
    instrument: Mapped[str]
    version: Mapped[int]
    language: Mapped[str] = mapped_column(default="en")
    scale: Mapped[str]
    rule: Mapped[str] = mapped_column(default="sum")
    value: Mapped[int | None] = mapped_column(default=None)
    band: Mapped[str] = mapped_column(default="")
    answered: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    taken_on: Mapped[date]


class Flag(Clinical, Record):
    """Something that must be acted on by somebody; it ends with words on what was done."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    administration_id: Mapped[int | None] = mapped_column(ForeignKey("administration.id"), default=None)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    opens: Mapped[str] = mapped_column(default="safety")  # "safety", "overdose", "prescriber", ...
    text: Mapped[str]
    task: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    raised_at: Mapped[datetime]
    due_on: Mapped[date | None] = mapped_column(default=None)  # a follow-up waits for its day; None: at once
    done_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    done: Mapped[str] = mapped_column(default="")

    def resolve(self, what: str, by: int, at: datetime) -> None:
        """A flag is not clicked away: it ends with what was done."""
        if self.done_at is not None:
            raise Refused(_("This has already been dealt with."))
        if len(what.strip()) < 3:
            raise Refused(_("Write what was done, so that the next person knows."), "done")
        self.done, self.done_by, self.done_at = what.strip(), by, at
