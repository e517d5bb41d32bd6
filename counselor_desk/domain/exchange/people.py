"""What comes in from another program and goes out to one: clients with their history."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from counselor_desk.core.i18n import _

SNOMED, ICD10, RXNORM, LOINC = "SNOMED CT", "ICD-10-CM", "RxNorm", "LOINC"
# LOINC codes of total scores, and the instrument here that has the same items.
SCORES = {
    "55758-7": "phq2",
    "44261-6": "phq9",
    "70274-6": "gad7",
    "75626-2": "audit_c",
    "82667-7": "dast10",
    "89204-2": "",  # PHQ-9 modified for teens: kept as history, no instrument of ours
}

DESK = "desk:"  # before the name of an instrument of ours that has no LOINC code


@dataclass(frozen=True, kw_only=True)
class ImportedDiagnosis:
    """One condition as another program has recorded it."""

    title: str
    code: str = ""
    system: str = ""
    onset: date | None = None
    onset_words: str = ""  # where it is no whole day: "2019-03", "childhood", "52 years"
    ended: date | None = None
    ended_words: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedScore:
    """The total of one questionnaire on one day, as it was written."""

    code: str
    title: str
    value: int | float
    on: date | None = None
    on_words: str = ""

    @property
    def instrument(self) -> str:
        """The instrument of ours that could have given this total; no half points there."""
        if not isinstance(self.value, int):
            return ""
        return SCORES.get(self.code, "") or self.code.partition(DESK)[2]

    @staticmethod
    def is_known(code: str) -> bool:
        """Whether a code is that of a questionnaire's total."""
        return code in SCORES or code.startswith(DESK)

    @property
    def doubt(self) -> str:
        if isinstance(self.value, int):
            return ""
        return _("A total of {value:g} is not a whole number; it is saved as it is.").format(value=self.value)


@dataclass(frozen=True, kw_only=True)
class ImportedMedication:
    """A medication as another program has recorded it."""

    name: str
    code: str = ""
    system: str = ""
    started: date | None = None
    started_words: str = ""
    ended: date | None = None
    ended_words: str = ""
    status: str = ""
    dose: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedContact:
    """An encounter elsewhere, kept as history."""

    title: str
    kind: str = ""
    started: datetime | None = None
    started_words: str = ""
    ended: datetime | None = None
    ended_words: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedResult:
    """One finding of a laboratory, as another program has written it."""

    title: str
    value: str
    code: str = ""
    system: str = ""
    on: date | None = None
    on_words: str = ""
    reading: str = ""  # "high", "abnormal"


class FactKind(StrEnum):
    """What is known of a person beyond what a registration here asks for."""

    PHONE = "phone"
    FORMER_PHONE = "former phone"
    EMAIL = "email"
    ADDRESS = "address"
    FORMER_ADDRESS = "former address"
    NUMBER = "number"
    RACE = "race"
    ETHNICITY = "ethnicity"
    MARITAL_STATUS = "marital status"
    LANGUAGE = "language"
    PERSON = "person"  # who is to be called, and who that is to the client
    SAME_PERSON = "same person"  # the other program points to another of its records


@dataclass(frozen=True, kw_only=True)
class ImportedFact:
    """One thing that another program knows of the person."""

    kind: FactKind
    words: str
    code: str = ""
    system: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedClient:
    """A person with what another program knows of them."""

    source_id: str = ""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    former_names: str = ""
    pronouns: str = ""
    born: date | None = None
    born_words: str = ""
    died: date | None = None
    died_words: str = ""
    deceased: bool = False  # with or without a day
    sex: str = ""
    administrative_gender: str = ""  # where it differs from the sex recorded at birth
    gender: str = ""
    language: str = ""
    phone: str = ""
    second_phone: str = ""
    email: str = ""
    address: str = ""
    voicemail_ok: bool = False
    clinic_name_ok: bool = False
    mail_ok: bool = False
    status: str = ""  # the other program's own word: "Inactive"
    not_active: bool = False  # what that word, or a day of discharge, says
    discharged: date | None = None
    facts: tuple[ImportedFact, ...] = ()
    diagnoses: tuple[ImportedDiagnosis, ...] = ()
    scores: tuple[ImportedScore, ...] = ()
    medications: tuple[ImportedMedication, ...] = ()
    contacts: tuple[ImportedContact, ...] = ()
    results: tuple[ImportedResult, ...] = ()
    place: str = field(default="", compare=False)  # where in its file

    @property
    def name(self) -> str:
        return " ".join(p for p in (self.given_name, self.family_name, self.suffix) if p)

    @property
    def has_died(self) -> bool:
        return self.deceased or self.died is not None


@dataclass(frozen=True)
class FileProblem:
    """Something in a file that a person has to look at, and where it stands."""

    place: str  # "row 7", "entry 12 (Condition)"
    message: str
    stops: bool = True  # what is there cannot come in as it is
    joins: str = ""  # the place of the person whose chart it comes into


@dataclass(frozen=True)
class ImportContents:
    """What a file holds for us, what it holds besides, and what is wrong with it."""

    clients: tuple[ImportedClient, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()  # by kind, with how many
    problems: tuple[FileProblem, ...] = ()

    @property
    def stopped(self) -> tuple[FileProblem, ...]:
        return tuple(problem for problem in self.problems if problem.stops)

    def without_stopped(self) -> Self:
        """The same import without the clients that cannot come in as they are."""
        places = {problem.place for problem in self.stopped}
        clients = tuple(client for client in self.clients if client.place not in places)
        problems = tuple(problem for problem in self.problems if not problem.stops)
        return replace(self, clients=clients, problems=problems)


def total(written: str | float) -> int | float:
    """A total; whole also when it is written 3.0, as it stands when it is not."""
    try:
        number = float(written)
    except (ValueError, OverflowError):
        number = float("nan")
    if not abs(number) < 10_000:
        raise ValueError(f"“{str(written)[:20]}” is not the total of a questionnaire.")
    return int(number) if number == int(number) else number
