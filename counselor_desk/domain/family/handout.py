"""What a family takes home: blocks of words, tables and drawings, and what it says of itself."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Whom a handout speaks to."""

    CLIENT = "client"
    FAMILY = "family"
    BOTH = "both"


@dataclass(frozen=True)
class Heading:
    """A heading inside the handout."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    text: str


@dataclass(frozen=True)
class ItemList:
    """Items with bullets, or steps with numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class HandoutTable:
    """A table: its heads and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Callout:
    """What must not be overlooked."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class HandoutPicture:
    """A drawing that the program knows."""

    name: str


@dataclass(frozen=True)
class TeachBack:
    """Questions to answer in one's own words: they test the paper, not the person."""

    questions: tuple[str, ...]


@dataclass(frozen=True)
class PhoneBlock:
    """Entries of resources/phones.toml, as the clinic keeps them."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class WriteInSpace:
    """Room to write by hand."""

    label: str
    lines: int = 1


Block = (
    Heading
    | Paragraph
    | ItemList
    | HandoutTable
    | Callout
    | HandoutPicture
    | TeachBack
    | PhoneBlock
    | WriteInSpace
)


@dataclass(frozen=True)
class Claim:
    """One fact of a handout that can be true or false, and the one source that bears it."""

    says: str
    source: str


@dataclass(frozen=True)
class FrontMatter:
    """What stands between the two `+++` lines at the head of the file."""

    id: str
    title: str
    version: date
    language: str
    audience: Audience
    sources: tuple[str, ...]
    order: int = 100
    needs_safety_page: bool = False  # never given alone when a violence screen was positive
    back_check: str = ""  # of a translation: who must still read it
    reviewed_by: str = ""  # who read this translation against the English, for this clinic
    reviewed_on: date | None = None
    tags: tuple[str, ...] = ()  # words under which it is looked for
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Handout:
    """One handout in one language."""

    front: FrontMatter
    blocks: tuple[Block, ...]
    source: str = field(default="", repr=False)  # the text that it was read from

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def title(self) -> str:
        return self.front.title


@dataclass(frozen=True)
class Phone:
    """Someone to call; what nobody has checked is not printed."""

    key: str
    name: dict[str, str]
    how: dict[str, str]
    verify: bool = True  # neither read on the page that `checked` names nor checked by this clinic
    checked: str = ""  # where and when, as shipped


@dataclass(frozen=True)
class PhoneBook:
    """resources/phones.toml."""

    phone: tuple[Phone, ...]
    source: str
    version: int
