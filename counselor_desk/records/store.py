"""What the desk asks of whatever keeps the records, in no database's own words."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

SPLIT = "split"  # in a session's info while its store asks a part of a question that was checked
OPTION = "store"  # the execution option under which an engine knows its store


# The kinds of record that were touched, and in whose charts; without any, the clinic's own or everybody's.
ChangeListener = Callable[[frozenset[str], frozenset[int]], None]


class Chain(Enum):
    """What has one head, to which every new line is added."""

    TRAIL = "trail"
    BOOKS = "books"


@dataclass(frozen=True)
class WordHit:
    """A document, or one of its addenda, in which words stand."""

    document_id: int | None  # None: of an addendum, whose document it is says the record
    addendum_id: int | None = None


@dataclass(frozen=True)
class StoreDescription:
    """What keeps the records, in words for people."""

    name: str
    version: str
    encryption: str


def any_name(names: Sequence[Sequence[str]]) -> str:
    """The question to an index of words for texts in which one of these names stands whole.

    The words hold letters and digits only, so nothing can break out.
    """
    return " OR ".join("(" + " AND ".join(f'"{word}"' for word in name) + ")" for name in names)


class Store(Protocol):
    """One way of keeping the records: a file of one's own, or a server's database."""

    def describe(self, db: Connection) -> StoreDescription: ...

    def hold_chain(self, db: Connection, chain: Chain) -> None:
        """Until this transaction ends nobody else adds to it."""

    def defer_keys(self, db: Connection) -> None:
        """Whether every row's neighbors are there is looked at when the transaction ends."""

    def find_words(
        self, db: Connection, words: Sequence[str], clients: Sequence[int]
    ) -> Iterator[list[WordHit]]:
        """Where every word stands or begins a word, newest first, some at a time.

        Of these clients, or of all without any. It tells of charts beyond a caseload, too: who asks
        reads the documents themselves, and those are narrowed.
        """

    def count_mentions(self, db: Connection, names: Sequence[Sequence[str]], but: int) -> int:
        """In how many texts of other clients than `but` all words of one of these names stand."""

    def tell(self, db: Connection, kinds: Collection[str], client_ids: Collection[int]) -> None:
        """Other desks on the same records hear of it once this transaction is committed."""

    def listen(self, hear: ChangeListener) -> Callable[[], None]:
        """`hear` is told, on any thread, of what other desks have committed, until this is called."""

    def owe_compaction(self, db: Connection) -> None:
        """Words are deleted in this transaction that freed room still holds."""

    def is_compaction_owed(self, engine: Engine) -> bool: ...

    def compact(self, engine: Engine) -> None:
        """Freed room is given up, and with it what stood there."""

    def structural_faults(self, db: Connection) -> Iterator[str]:
        """What is not as the engine, the records and the seals have it: tables and seals by name."""

    def trouble(self, error: DBAPIError) -> Exception:
        """The same, so that a person knows what to do; what only a bug can cause stays as it is."""

    def is_full(self, error: DBAPIError) -> bool:
        """Whether room on the disk would help."""

    def is_knot(self, error: DBAPIError) -> bool:
        """Whether two wrote at once, nothing of it was done, and doing it again is right."""


def store_of(place: Engine | Connection | Session) -> Store:
    """The store that an engine was opened by."""
    options: dict[str, Any] = (
        dict(place.connection().get_execution_options())
        if isinstance(place, Session)
        else dict(place.get_execution_options())
    )
    return cast("Store", options[OPTION])
