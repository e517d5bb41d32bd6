"""The one lifecycle that everything a clinician signs goes through."""

import hashlib
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.records.base import Body, Clinical, Record, canonical
from counselor_desk.records.people import Staff


class Status(WordedEnum):
    """Where a document stands."""

    DRAFT = "draft"
    AWAITING_COSIGN = "awaiting co-signature"
    RETURNED = "returned"
    FINAL = "final"
    VOID = "entered in error"


WRITABLE = frozenset({Status.DRAFT, Status.RETURNED})


class Document(Clinical, Record):
    """A note, plan, assessment or summary: a template filled in, then signed."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(default="note")
    template: Mapped[str]
    template_version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body] = mapped_column(default_factory=dict)
    revision: Mapped[int] = mapped_column(default=0)  # counts saves; a stale save is refused
    status: Mapped[Status] = mapped_column(default=Status.DRAFT, index=True)
    occurred_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    late_reason: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    digest: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    return_comment: Mapped[str] = mapped_column(default="")
    cosigned_at: Mapped[datetime | None] = mapped_column(default=None)
    cosigned_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    void_reason: Mapped[str] = mapped_column(default="")
    discarded_at: Mapped[datetime | None] = mapped_column(default=None)

    def is_late(self) -> bool:
        """Written on a later day than the service (a late entry is labelled, never back-dated)."""
        return self.occurred_on is not None and self.created_at.astimezone().date() > self.occurred_on

    def revise(self, body: Body, by: Staff, at: datetime) -> None:
        if self.status not in WRITABLE:
            raise Refused(_("A signed document cannot be changed. Add an addendum."))
        if by.id != self.author_id:
            raise Refused(_("Only the author can change a draft."))
        self.body, self.changed_at = body, at
        self.revision += 1

    def seal(self) -> str:
        """SHA-256 over what a signature stands for: template, version, body, author, time."""
        signed = [self.template, self.template_version, self.body, self.author_id, self.signed_at]
        signed += [self.client_id, self.occurred_on]
        return hashlib.sha256(canonical(signed)).hexdigest()

    def sign(self, by: Staff, at: datetime) -> None:
        if by.id != self.author_id:
            raise Refused(_("Only the author can sign a document."))
        if self.status not in WRITABLE:
            raise Refused(_("This document is already signed."))
        self.signed_at, self.changed_at = at, at
        self.digest = self.seal()
        self.status = Status.AWAITING_COSIGN if by.supervisor_id else Status.FINAL

    def recall(self, by: Staff) -> None:
        """Back to a draft while nobody has co-signed it."""
        if self.status is not Status.AWAITING_COSIGN or by.id != self.author_id:
            raise Refused(_("Only the author can recall a document, and only before co-signature."))
        self._unsign(Status.DRAFT)

    def send_back(self, by: Staff, at: datetime, comment: str) -> None:
        self._expect_reviewer(by)
        if not comment.strip():
            raise Refused(_("Say what should change, so that the author knows."), "comment")
        self._unsign(Status.RETURNED)
        self.returned_at, self.returned_by, self.return_comment = at, by.id, comment.strip()

    def cosign(self, by: Staff, at: datetime) -> None:
        self._expect_reviewer(by)
        self.cosigned_at, self.cosigned_by, self.status = at, by.id, Status.FINAL

    def void(self, reason: str) -> None:
        """Entered in error: out of the default view, kept and readable."""
        if self.status is not Status.FINAL:
            raise Refused(_("Only a final document is marked as entered in error."))
        if not reason.strip():
            raise Refused(_("Say why the document is marked as entered in error."), "reason")
        self.status, self.void_reason = Status.VOID, reason.strip()

    def _unsign(self, status: Status) -> None:
        self.status, self.signed_at, self.digest = status, None, ""

    def _expect_reviewer(self, by: Staff) -> None:
        if self.status is not Status.AWAITING_COSIGN:
            raise Refused(_("This document does not await a co-signature."))
        if by.id == self.author_id:
            raise Refused(_("You can't co-sign your own document."))


class DocumentRevision(Clinical, Record):
    """The text of a document as it was signed, kept when it is returned or recalled."""

    __tablename__ = "document_revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    body: Mapped[Body]
    signed_at: Mapped[datetime]
    digest: Mapped[str]
    form_digest: Mapped[str] = mapped_column(default="")  # the questions that it answers


class SignedForm(Record):
    """The questions of a template as they stood at a signature, kept once and never changed."""

    __tablename__ = "signed_form"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    digest: Mapped[str] = mapped_column(unique=True)
    form: Mapped[Body]


class Addendum(Clinical, Record):
    """Words added to a signed document; the original stays as it is."""

    __tablename__ = "addendum"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    is_correction: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    signed_at: Mapped[datetime]
    digest: Mapped[str]
