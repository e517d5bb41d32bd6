"""What supervision leaves behind: remarks anchored in a text, praise, hours, chart audits."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Body, Clinical, Record, asks


class Remark(Clinical, Record):
    """A supervisor's words on one place of a document; never a change of the author's own."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    field: Mapped[str] = mapped_column(default="")  # "" for the whole document
    quote: Mapped[str] = mapped_column(default="")  # the words it is anchored at
    words: Mapped[str]
    is_praise: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


class SupervisionHour(Record):
    """One meeting of supervision, for licensure. It names no client."""

    __tablename__ = "supervision_hour"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    supervisee_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    held_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Date"), required=True))
    minutes: Mapped[int] = mapped_column(
        dataclass_metadata=asks(lazy("Minutes"), required=True, low=5, high=480, beside=True)
    )
    manner: Mapped[str] = mapped_column(
        default="individual",
        dataclass_metadata=asks(
            lazy("How"),
            required=True,
            choices=(
                Choice.of(lazy("individual")),
                Choice.of(lazy("group")),
                Choice.of(lazy("live observation")),
                Choice.of(lazy("recording reviewed")),
            ),
        ),
    )
    topics: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Topics"), kind=Kind.TEXT, help=lazy("No names of clients.")),
    )
    recorded_at: Mapped[datetime]


class ChartAudit(Record):
    """A random look into charts: its seed makes the same choice again."""

    __tablename__ = "chart_audit"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    seed: Mapped[str]
    pool: Mapped[list[int]] = mapped_column(default_factory=list)  # client ids, in order
    wanted: Mapped[int]
    begun_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class AuditedChart(Clinical, Record):
    """One chart of an audit with the checklist's answers."""

    __tablename__ = "audited_chart"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    audit_id: Mapped[int] = mapped_column(ForeignKey("chart_audit.id"), index=True)
    answers: Mapped[Body] = mapped_column(default_factory=dict)
