"""What people who bear a name are called: Bob is Robert, Pepe is José."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from counselor_desk.domain.names import plain


@dataclass(frozen=True)
class Nicknames:
    """Lines of names, each led by the name that the others stand for."""

    id: str
    version: int
    source: str
    called: tuple[tuple[str, ...], ...]

    @cached_property
    def _lines(self) -> dict[str, frozenset[int]]:
        found = defaultdict[str, set[int]](set)
        for number, line in enumerate(self.called):
            for name in line:
                found[plain(name)].add(number)
        return {name: frozenset(numbers) for name, numbers in found.items()}

    def are_of_one(self, name: str, other: str) -> bool:
        """Whether two words, compared as `plain` makes them, can be the same person's first name."""
        return bool(self._lines.get(name, frozenset()) & self._lines.get(other, frozenset()))


NO_NICKNAMES = Nicknames("", 0, "", ())
