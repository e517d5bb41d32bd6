"""The clinic itself and the rules it has set for its vault."""

from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Record, asks


class Practice(Record):
    """The clinic: what stands on its paper, and its rules. There is one row."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(dataclass_metadata=asks("Clinic's name", required=True))
    address: Mapped[str] = mapped_column(default="", dataclass_metadata=asks("Address", kind=Kind.TEXT))
    phone: Mapped[str] = mapped_column(default="", dataclass_metadata=asks("Phone"))
    idle_minutes: Mapped[int] = mapped_column(
        default=10,
        dataclass_metadata=asks(
            "Minutes without use before the vault locks", low=1, high=30, help="1 to 30; 10 is the advice."
        ),
    )
    note_due_hours: Mapped[int] = mapped_column(
        default=72,
        dataclass_metadata=asks("Hours until a note is due", low=1, high=336, beside=True),
    )
    smallest_count: Mapped[int] = mapped_column(
        default=11,
        dataclass_metadata=asks(
            "Smallest count of people that a report shows",
            low=3,
            high=100,
            help="Smaller counts could identify a person. 11 is the policy of CMS (no cell of 1 to 10, "
            "version of January 2024); a funder or a state may require more. Never below 3.",
        ),
    )
    part2_program: Mapped[bool] = mapped_column(
        default=True,
        dataclass_metadata=asks(
            "42 CFR Part 2 applies", help="Leave on unless counsel has told you otherwise."
        ),
    )
    counseling_notes: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            "Counselors may keep SUD counseling notes",
            help="42 CFR 2.11: kept separate, readable only by their author. Ask counsel first.",
        ),
    )
    paper: Mapped[str] = mapped_column(
        default="letter", dataclass_metadata=asks("Paper", choices=("letter", "a4"))
    )
    next_client_number: Mapped[int] = mapped_column(default=1)
    commercial: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            "The clinic is for-profit",
            help="Turns off forms whose license forbids commercial use (DAST, AUDIT, WHO-5).",
        ),
    )
    vault_id: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
