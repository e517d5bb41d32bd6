"""A person at the screen: sees what is shown, clicks, types, and notices what a user would notice."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.walk.desktop import Desktop, wait_for

FIELDS = ("text", "password text", "combo box", "spin button")
PRESSED = ("push button", "radio button", "check box", "toggle button", "menu item", "page tab", "list item")
EFFECT = 6.0  # seconds in which a click has to show
ALIKE = ("focused", "selected", "checked", "enabled")
EDGE = 2  # pixels that a frame may stand over


@dataclass(frozen=True)
class Seen:
    """One thing on screen: what a screen reader says of it and where it stands."""

    role: str
    name: str
    box: tuple[int, int, int, int]
    room: tuple[int, int, int, int]  # what of its surroundings can be seen
    states: tuple[str, ...]
    text: str = ""
    help: str = ""
    caret: tuple[int, int, int, int] | None = None
    depth: int = 0

    @property
    def middle(self) -> tuple[int, int]:
        return self.box[0] + self.box[2] // 2, self.box[1] + self.box[3] // 2

    def lies_in_sight(self) -> bool:
        """Its middle can be clicked."""
        x, y = self.middle
        left, top, wide, tall = self.room
        return self.box[2] > 0 and (not wide or (left <= x < left + wide and top <= y < top + tall))


class Person:
    """Walks through the program; each fault that is noticed is written down with its picture."""

    def __init__(self, desk: Desktop, pictures: Path) -> None:
        self.desk, self.pictures = desk, pictures
        self.faults: list[str] = []
        self.clicks, self.keys, self.characters = 0, 0, 0
        self._shown = 0
        pictures.mkdir(parents=True, exist_ok=True)

    # Seeing

    def sees(self) -> list[Seen]:
        """All that is shown now."""
        found = []
        for line in self.desk.tree():
            line = dict(line)
            known = {k: line[k] for k in ("role", "name", "help", "text", "depth") if k in line}
            boxes: dict[str, Any] = {k: tuple(line[k]) for k in ("box", "room", "states")}  # type: ignore[call-overload]
            caret: Any = line.get("caret")
            found.append(Seen(**known, **boxes, caret=tuple(caret) if caret else None))
        return found

    def find(self, name: str, *roles: str, nth: int = 0, exact: bool = True, after: str = "") -> Seen | None:
        """A thing by its name, the nth in reading order; `after`: below the thing of this name."""
        all_seen = self.sees()
        if after:
            starts = [at for at, one in enumerate(all_seen) if one.name == after]
            all_seen = all_seen[starts[-1] + 1 :] if starts else []
        fit = [one for one in all_seen if (one.name == name if exact else name in one.name)]
        fit = [one for one in fit if (one.role in roles if roles else True) and one.box[2] > 0]
        return fit[nth] if len(fit) > nth else None

    def wait(self, name: str, *roles: str, nth: int = 0, exact: bool = True, after: str = "") -> Seen:
        """Until it is shown and can be used."""
        found: list[Seen] = []

        def is_there() -> bool:
            one = self.find(name, *roles, nth=nth, exact=exact, after=after)
            if one is not None and ("enabled" in one.states or one.role == "label"):
                found.append(one)
            return bool(found)

        try:
            wait_for(is_there, f"\u201c{name}\u201d on screen")
        except AssertionError:
            self.picture("missing")
            raise
        return found[-1]

    def reads(self, words: str) -> Seen:
        """These words are somewhere on the page."""
        return self.wait(words, exact=False)

    # Hands

    def click(self, name: str, *roles: str, nth: int = 0, exact: bool = True, after: str = "") -> None:
        """Click on what is called so; it has to show that it was clicked."""
        self._click(name, roles or PRESSED, (nth, exact, after), "1")

    def twice(self, name: str, *roles: str, nth: int = 0, exact: bool = True) -> None:
        """A double click."""
        self._click(name, roles or PRESSED, (nth, exact, ""), "1", "1")

    def right_click(self, name: str, *roles: str, nth: int = 0, exact: bool = True) -> None:
        self._click(name, roles or PRESSED, (nth, exact, ""), "3")

    def _click(self, name: str, roles: tuple[str, ...], which: tuple[int, bool, str], *buttons: str) -> None:
        nth, exact, after = which
        self.wait(name, *roles, nth=nth, exact=exact, after=after)
        there = self._bring_into_sight(
            lambda: self.find(name, *roles, nth=nth, exact=exact, after=after), name
        )
        self._move(there)
        before = self._page()
        for button in buttons:
            self.desk.hand("click", button)
        self.clicks += len(buttons)
        if not self._within(EFFECT, lambda: self._page() != before):
            self.fault(f"a click on \u201c{name}\u201d did nothing")
        self.look()

    def _move(self, there: Seen) -> None:
        x, y = there.middle
        self.desk.hand("mousemove", "--sync", str(x), str(y))

    def _bring_into_sight(self, find: Callable[[], Seen | None], name: str) -> Seen:
        """With the wheel, as a hand does it."""
        for _turn in range(60):
            there = find()
            if there is None:
                raise AssertionError(f"\u201c{name}\u201d went away")
            if there.lies_in_sight():
                return self._at_rest(find, there)
            left, top, wide, tall = there.room
            if not tall or not wide:
                left, top, wide, tall = self.window().box
            self.desk.hand("mousemove", str(left + wide - 12), str(top + tall // 2))
            self.desk.hand("click", "5" if there.middle[1] > top + tall // 2 else "4")
        self.fault(f"\u201c{name}\u201d cannot be scrolled into sight")
        raise AssertionError(f"\u201c{name}\u201d cannot be scrolled into sight")

    @staticmethod
    def _at_rest(find: Callable[[], Seen | None], there: Seen) -> Seen:
        """Nobody clicks on what still moves."""
        for _again in range(20):
            now = find()
            if now is None or now.box == there.box:
                break
            there = now
        return there

    def into(self, name: str, words: str, nth: int = 0, exact: bool = True, after: str = "") -> None:
        """Click into a field and type; what stood there is replaced."""
        self.click_field(name, nth, exact, after)
        self.desk.hand("key", "ctrl+a")
        self.type(words)

    def click_field(self, name: str, nth: int = 0, exact: bool = True, after: str = "") -> None:
        self.wait(name, *FIELDS, nth=nth, exact=exact, after=after)
        there = self._bring_into_sight(
            lambda: self.find(name, *FIELDS, nth=nth, exact=exact, after=after), name
        )
        self._move(there)
        self.desk.hand("click", "1")
        self.clicks += 1

    def type(self, words: str) -> None:
        """On the keyboard, into whatever has it."""
        self.desk.hand("type", "--delay", "8", "--", words)
        self.characters += len(words)
        self.look()

    def key(self, *keys: str) -> None:
        for one in keys:
            self.desk.hand("key", "--", one)
            self.keys += 1
        self.look()

    # Noticing

    def window(self) -> Seen:
        """The window that is worked in."""
        tops = [one for one in self.sees() if one.depth == 1 and one.box[2] > 0]
        active = [one for one in tops if "active" in one.states]
        assert tops, "no window is on screen"
        return (active or tops)[-1]

    def look(self) -> None:
        """What a user notices unasked: a window off the screen, a caret out of sight, cut words."""
        self._within(2.0, lambda: not self._noticed())
        for fault in self._noticed():
            self.fault(fault)

    def _noticed(self) -> list[str]:
        found, seen = [], self.sees()
        for top in (one for one in seen if one.depth == 1 and one.box[2] > 0):
            x, y, wide, tall = top.box
            if y + tall > self.desk.look.height + EDGE or x + wide > self.desk.look.width + EDGE:
                found.append(f"the window is larger than the screen: {wide} x {tall} at {x}, {y}")
        for one in seen:
            if one.caret is not None and not _lies_in(one.caret, one.room):
                found.append(f"the caret of \u201c{one.name}\u201d is out of sight")
            if one.role in ("push button", "label") and one.box[2] and one.name:
                x, _y, wide, _tall = one.box
                left, _top, room, _high = one.room
                if room and (x + wide > left + room + EDGE or x < left - EDGE):
                    found.append(f"\u201c{one.name[:60]}\u201d is cut at the side")
        return list(dict.fromkeys(found))

    def fault(self, words: str) -> None:
        """Write it down once, with a picture."""
        if words not in self.faults:
            self.faults.append(words)
            self.picture("fault")

    def picture(self, name: str) -> None:
        self._shown += 1
        self.desk.picture(self.pictures / f"{self._shown:03d}-{name}.png")

    def _page(self) -> list[tuple[object, ...]]:
        """What is on screen, to be compared: names, places and states."""
        return [
            (one.role, one.name, one.box, one.text, tuple(s for s in one.states if s in ALIKE))
            for one in self.sees()
        ]

    @staticmethod
    def _within(seconds: float, is_so: Callable[[], bool]) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if is_so():
                return True
            time.sleep(0.05)
        return is_so()


def _lies_in(box: tuple[int, int, int, int], room: tuple[int, int, int, int]) -> bool:
    """Wholly, up and down: a line of text that is half seen is not seen."""
    if not room[2]:
        return True
    return box[1] >= room[1] - EDGE and box[1] + box[3] <= room[1] + room[3] + EDGE
