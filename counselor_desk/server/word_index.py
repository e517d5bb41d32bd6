"""Where words stand, in the memory of the serving desk alone: the server has no list of them."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.records.document import Addendum, Document
from counselor_desk.records.store import WordHit, any_name
from counselor_desk.server.schema import CHANGED_WORDS

AT_ONCE = 200  # hits, and texts that are read together
SHORTEST_BEGINNING = 2  # letters; one begins half of all words
_TABLE = (
    "CREATE VIRTUAL TABLE words USING fts5(client, text, content='', contentless_delete=1, "
    "tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
)
_ALL = 1 << 62


class WordIndex:
    """Made of the records when the desk opens, and brought up to the moment before each search."""

    def __init__(self) -> None:
        self._words: Any = sqlcipher.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._words.execute(_TABLE)
        self._turn, self._lock = 0, threading.Lock()

    def find(self, db: Connection, words: Sequence[str], clients: Sequence[int]) -> Iterator[list[WordHit]]:
        """Newest first, some at a time; in texts that this transaction can see."""
        self._catch_up(db)
        asked, below = _question(words, clients), _ALL
        while below:
            found = self._ask(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                (asked, below, AT_ONCE),
            )
            if found:
                yield [WordHit(None, n // 2) if n % 2 else WordHit(n // 2) for n in found]
            below = found[-1] if len(found) == AT_ONCE else 0

    def count(self, db: Connection, names: Sequence[Sequence[str]], but: int) -> int:
        """Texts of other clients in which all words of one of these names stand."""
        self._catch_up(db)
        asked = f"text : ({any_name(names)}) NOT client : c{but}"
        found = self._ask("SELECT count(*) FROM words WHERE words MATCH ?", (asked,))
        return found[0]

    def _ask(self, question: str, given: tuple[Any, ...]) -> list[int]:
        with self._lock:
            return [row[0] for row in self._words.execute(question, given)]

    def _catch_up(self, db: Connection) -> None:
        """What was written since, here or at another desk, has its number in a list of the server's."""
        with self._lock:
            listed = f"SELECT number, turn FROM {CHANGED_WORDS} WHERE turn > %s ORDER BY turn LIMIT %s"
            while changed := db.exec_driver_sql(listed, (self._turn, AT_ONCE)).all():
                numbers = [number for number, _turn in changed]
                texts = dict(_texts(db, numbers))
                for number in numbers:
                    self._words.execute("DELETE FROM words WHERE rowid = ?", (number,))
                    if number in texts:
                        client, text = texts[number]
                        self._words.execute(
                            "INSERT INTO words(rowid, client, text) VALUES (?, ?, ?)",
                            (number, f"c{client}", text),
                        )
                self._turn = changed[-1][1]


def _texts(db: Connection, numbers: list[int]) -> Iterator[tuple[int, tuple[int, str]]]:
    documents, addenda = Document.__table__.c, Addendum.__table__.c
    even, odd = [n // 2 for n in numbers if not n % 2], [n // 2 for n in numbers if n % 2]
    asked = select(documents.id, documents.client_id, documents.body)
    for number, client, body in db.execute(asked.where(documents.id.in_(even))):
        yield number * 2, (client, " ".join(_strings(body)))
    added = select(addenda.id, addenda.client_id, addenda.text)
    for number, client, text in db.execute(added.where(addenda.id.in_(odd))):
        yield number * 2 + 1, (client, text)


def _strings(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for part in body.values():
            yield from _strings(part)
    elif isinstance(body, list):
        for part in body:
            yield from _strings(part)


def _question(words: Sequence[str], clients: Sequence[int]) -> str:
    """Words hold letters and digits only, so nothing can break out."""
    starts = (f'"{word}" *' if len(word) >= SHORTEST_BEGINNING else f'"{word}"' for word in words)
    asked = f"text : ({' AND '.join(starts)})"
    if not clients:
        return asked
    return f"client : ({' OR '.join(f'c{c}' for c in clients)}) AND {asked}"
