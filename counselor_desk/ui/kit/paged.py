"""Lists over any number of rows: all ids, the few pages near the eye, sorting left to the vault."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole
LINE_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2

PAGE = 200
KEPT = 30
NOWHERE = QModelIndex()


@dataclass(frozen=True)
class RowText:
    """What a row of a list says: a person or a thing first, the rest in gray."""

    first: str
    second: str = ""
    right: str = ""
    right_second: str = ""
    chips: tuple[tuple[str, str], ...] = ()  # words and tone
    client_id: int | None = None  # the dot in the client's tint
    quiet: bool = False  # put aside: closed, void
    light: bool = False  # a command among people: not bold

    def spoken(self) -> str:
        """All of it, for a screen reader."""
        parts = [self.first, self.second, *(words for words, _tone in self.chips)]
        return ", ".join(part for part in [*parts, self.right, self.right_second] if part)


WAITING = RowText("…")


class LineModel(QAbstractListModel):
    """What RowList shows: an id and a Line for each row."""

    def line(self, at: int) -> RowText:
        raise NotImplementedError

    def id_at(self, at: int) -> Any:
        raise NotImplementedError

    def place_of(self, id: Any) -> int:
        """The row of an id, or -1."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Roles.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == LINE_ROLE:
            return self.line(index.row())
        if role == ID_ROLE:
            return self.id_at(index.row())
        if role == Roles.DisplayRole:
            return self.line(index.row()).first
        if role == Roles.AccessibleTextRole:
            return self.line(index.row()).spoken()
        return None


class WholeListModel(LineModel):
    """Rows that are all here: a chart's notes, a queue."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Any, RowText]] = []

    def show(self, rows: Sequence[tuple[Any, RowText]]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def line(self, at: int) -> RowText:
        return self._rows[at][1]

    def id_at(self, at: int) -> Any:
        return self._rows[at][0] if 0 <= at < len(self._rows) else None

    def place_of(self, id: Any) -> int:
        return next((at for at, (known, _line) in enumerate(self._rows) if known == id), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)


Fetch = Callable[[list[int], Callable[[dict[int, Row]], None]], object]


class PagedModel(LineModel, Generic[Row]):
    """Holds every id, and the pages of rows that were looked at last."""

    def __init__(
        self, fetch: "Fetch[Row]", say: Callable[[Row], RowText], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._fetch, self._say = fetch, say
        self._ids: list[int] = []
        self._pages: OrderedDict[int, dict[int, Row] | None] = OrderedDict()

    def show(self, ids: list[int]) -> None:
        self.beginResetModel()
        self._ids, self._pages = ids, OrderedDict()
        self.endResetModel()

    def row(self, at: int) -> Row | None:
        """The row, or None while its page is on the way."""
        page = at // PAGE
        if page not in self._pages:
            self._pages[page] = None
            ids = self._ids
            wanted = ids[page * PAGE : (page + 1) * PAGE]
            self._fetch(wanted, lambda rows: self._arrived(page, ids, rows))
        self._pages.move_to_end(page)
        rows = self._pages[page]
        return rows.get(self._ids[at]) if rows else None

    def _arrived(self, page: int, ids: list[int], rows: dict[int, Row]) -> None:
        if ids is not self._ids:
            return
        self._pages[page] = rows
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE), self.index(last))

    def line(self, at: int) -> RowText:
        row = self.row(at)
        return WAITING if row is None else self._say(row)

    def id_at(self, at: int) -> int | None:
        return self._ids[at] if 0 <= at < len(self._ids) else None

    def place_of(self, id: Any) -> int:
        return self._ids.index(id) if id in self._ids else -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)
