"""The clinic itself and the rules it has set for its vault."""

from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Record, asks


class Practice(Record):
    """The clinic: what stands on its paper, and its rules. There is one row."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Clinic's name"), required=True))
    address: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Address"), kind=Kind.TEXT))
    phone: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Phone")))
    idle_minutes: Mapped[int] = mapped_column(
        default=10,
        dataclass_metadata=asks(
            lazy("Minutes without use before the vault locks"),
            low=1,
            high=30,
            help=lazy("1 to 30; 10 is the advice."),
        ),
    )
    note_due_hours: Mapped[int] = mapped_column(
        default=72,
        dataclass_metadata=asks(lazy("Hours until a note is due"), low=1, high=336, beside=True),
    )
    smallest_count: Mapped[int] = mapped_column(
        default=11,
        dataclass_metadata=asks(
            lazy("Smallest count of people that a report shows"),
            low=3,
            high=100,
            help=lazy(
                "Smaller counts could identify a person. 11 is the policy of CMS (no cell of 1 to 10, "
                "version of January 2024); a funder or a state may require more. Never below 3."
            ),
        ),
    )
    part2_program: Mapped[bool] = mapped_column(
        default=True,
        dataclass_metadata=asks(
            lazy("42 CFR Part 2 applies"), help=lazy("Leave on unless counsel has told you otherwise.")
        ),
    )
    counseling_notes: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            lazy("Counselors may keep SUD counseling notes"),
            help=lazy("42 CFR 2.11: kept separate, readable only by their author. Ask counsel first."),
        ),
    )
    reading_copies: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            lazy("Computers of the clinic may hold charts for reading"),
            help=lazy(
                "Encrypted, of today's and tomorrow's appointments, for when the clinic's computer does not "
                "answer. They are gone after three days, and when a person or a computer loses access."
            ),
        ),
    )
    paper: Mapped[str] = mapped_column(
        default="letter",
        dataclass_metadata=asks(lazy("Paper"), choices=(Choice.of(lazy("letter")), Choice.of(lazy("a4")))),
    )
    next_client_number: Mapped[int] = mapped_column(default=1)
    commercial: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            lazy("The clinic is for-profit"),
            help=lazy("Turns off forms whose license forbids commercial use (DAST, AUDIT, WHO-5)."),
        ),
    )
    state: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("State"), help=lazy("Two letters: MA, TX.")),
    )
    npi: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Clinic's NPI"), beside=True, help=lazy("Ten digits.")),
    )
    tax_number: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Clinic's tax number"), help=lazy("Nine digits: 12-3456789.")),
    )
    license: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Clinic's license number"), beside=True)
    )
    vault_id: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
