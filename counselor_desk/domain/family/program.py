"""The family program: its series of lessons, and when the safety page goes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counselor_desk.domain.family.handout import Handout

SAFETY_PAGE = "your_safety"


@dataclass(frozen=True)
class Lesson:
    """One evening: what it is for, how it goes, what people take home."""

    title: str
    aim: str
    steps: tuple[str, ...]
    handouts: tuple[str, ...]
    screen_first: bool = False  # the violence screen comes before this lesson's practice


@dataclass(frozen=True)
class FamilyProgram:
    """A series of lessons, one file of resources/family."""

    id: str
    title: str
    version: int
    source: str
    about: str
    lessons: tuple[Lesson, ...]
    minutes: int = 90

    def check(self, known: Iterable[str]) -> None:
        """Raises ValueError for a handout that does not exist."""
        missing = {key for lesson in self.lessons for key in lesson.handouts} - set(known)
        if missing:
            raise ValueError(f"there is no handout {sorted(missing)[0]!r}")


def packet(
    keys: Iterable[str], known: Mapping[str, Handout], screened: bool, safety_first: bool
) -> tuple[str, ...]:
    """What one person takes home, in order.

    domain/ 7.1: nothing that changes how one acts at home goes to a person at risk of violence
    without the safety page. Who was not asked counts as at risk.
    """
    asked = tuple(dict.fromkeys(keys))
    wanted = [key for key in asked if key in known and key != SAFETY_PAGE]
    acts = any(known[key].front.needs_safety_page for key in wanted)
    if SAFETY_PAGE in asked or safety_first or (acts and not screened):
        return (SAFETY_PAGE, *wanted)
    return tuple(wanted)
