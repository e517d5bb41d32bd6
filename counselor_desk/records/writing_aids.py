"""What makes writing quick: texts under a short word, and words that spelling has learned."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class Snippet(Record):
    """A text typed by a short word; placeholders such as {client} are filled in."""

    __tablename__ = "snippet"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    short: Mapped[str]
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)


class LearnedWord(Record):
    """A word that one person's spelling takes as right: often a name, so it stays in the vault."""

    __tablename__ = "learned_word"
    __table_args__ = (UniqueConstraint("staff_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    word: Mapped[str]
