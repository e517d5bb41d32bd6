"""What signing a plan and its notes leaves behind, so that the golden thread can be followed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.domain.plans.plan import ObjectiveStatus, ProblemArea
from counselor_desk.records.base import Clinical, Record


class PlanObjective(Clinical, Record):
    """One objective of a signed plan, as a row that notes and reports can point at."""

    __tablename__ = "plan_objective"
    __table_args__ = (Index("ix_plan_objective_code", "client_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    code: Mapped[str]
    area: Mapped[ProblemArea]
    problem: Mapped[str]
    words: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    baseline: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date | None] = mapped_column(default=None)
    target_on: Mapped[date | None] = mapped_column(default=None)
    standing: Mapped[ObjectiveStatus]
    is_shown: Mapped[bool] = mapped_column(default=True)  # its problem names a finding

    @property
    def label(self) -> str:
        return f"{self.code} {self.words}"


class ObjectiveWork(Clinical, Record):
    """That a signed note worked on an objective, and how both saw its progress."""

    __tablename__ = "objective_work"
    __table_args__ = (Index("ix_objective_work_series", "client_id", "code", "worked_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    code: Mapped[str]
    worked_on: Mapped[date]
    by_client: Mapped[int | None] = mapped_column(default=None)  # 0 to 10
    by_counselor: Mapped[int | None] = mapped_column(default=None)


class PlanSignature(Clinical, Record):
    """The client's word on a signed document: signed or declined, and exactly which text was shown."""

    __tablename__ = "plan_signature"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    signer: Mapped[str]  # name as typed
    relation: Mapped[str] = mapped_column(default="client")  # or guardian
    manner: Mapped[str]  # "drawn", "typed", "on paper", "declined"
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    reason: Mapped[str] = mapped_column(default="")  # for declining
    shown_digest: Mapped[str]
    signed_at: Mapped[datetime]
    taken_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class ClinicStatement(Record):
    """A plan statement of the clinic's own, saved from use. It names no client."""

    __tablename__ = "clinic_statement"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    kind: Mapped[str]  # "problem" or "objective"; a goal is the client's own words
    area: Mapped[ProblemArea]
    words: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    does: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)  # interventions
    saved_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    saved_at: Mapped[datetime]
