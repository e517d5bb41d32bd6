"""What a seat has read of a chart's signed documents while its person writes on: autosaves ask for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import TypeVar, cast

Read = TypeVar("Read")

CHARTS = 8  # of each seat; a person writes in one, and goes back to another
ENDS_IT = frozenset({"DocumentRevision", "Client"})  # a signature, and charts that become one


class SignedPast:
    """Of the charts that were written in last. It goes when its person leaves or something is signed."""

    def __init__(self) -> None:
        self._of: OrderedDict[int, dict[object, object]] = OrderedDict()
        self._lock = threading.Lock()  # what was signed elsewhere is heard on another thread

    def get(self, client_id: int, what: object, read: Callable[[], Read]) -> Read:
        """As it was read before, else by `read`."""
        with self._lock:
            known = self._of.get(client_id, {})
            if what in known:
                return cast("Read", known[what])
        found = read()
        with self._lock:
            self._of.setdefault(client_id, {})[what] = found
            self._of.move_to_end(client_id)
            while len(self._of) > CHARTS:
                self._of.popitem(last=False)
        return found

    def heard(self, kinds: Collection[str], client_ids: Collection[int], leaves_no_words: bool) -> None:
        """Something was written: in these charts it may be another past, and destroyed words go at once."""
        if leaves_no_words:
            self.forget()
        elif not ENDS_IT.isdisjoint(kinds):
            with self._lock:
                for client_id in client_ids:
                    self._of.pop(client_id, None)

    def forget(self) -> None:
        with self._lock:
            self._of.clear()
