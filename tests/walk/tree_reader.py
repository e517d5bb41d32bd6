"""Reads the accessibility tree for the walk; run by any Python that has `gi`, one JSON line a question."""

import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found,unused-ignore]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

SCREEN = Atspi.CoordType.SCREEN
STATES = ("FOCUSED", "ENABLED", "CHECKED", "SELECTED", "MULTI_LINE", "EDITABLE", "CHECKABLE", "ACTIVE")


def seen(node: Any, depth: int, found: list[dict[str, Any]], room: tuple[int, int, int, int]) -> None:
    """This node and what it shows, in order; what is not on screen is left out with all that it holds."""
    states = node.get_state_set()
    if not states.contains(Atspi.StateType.SHOWING) and depth > 1:
        return
    place = node.get_extents(SCREEN)
    box = (place.x, place.y, place.width, place.height)
    role = node.get_role_name()
    line = {"role": role, "name": node.get_name() or "", "box": box, "room": room, "depth": depth}
    line["help"] = node.get_description() or ""
    line["states"] = [s.lower() for s in STATES if states.contains(getattr(Atspi.StateType, s))]
    text = node.get_text_iface()
    if text is not None and role in ("text", "password text", "terminal", "spin button"):
        line["text"] = "" if role == "password text" else Atspi.Text.get_text(text, 0, -1)
        if "focused" in line["states"]:
            line["caret"] = caret(text)
    found.append(line)
    inner = box if role == "application" or not box[2] else within(box, room)
    for at in range(node.get_child_count()):
        child = node.get_child_at_index(at)
        if child is not None:
            seen(child, depth + 1, found, inner)


def caret(text: Any) -> tuple[int, int, int, int] | None:
    """Where the next letter appears: beside the one before it."""
    at = Atspi.Text.get_caret_offset(text)
    size = Atspi.Text.get_character_count(text)
    if not size:
        return None
    place = Atspi.Text.get_character_extents(text, max(0, min(at, size) - 1), SCREEN)
    return (place.x, place.y, place.width, place.height) if place.height else None


def within(box: tuple[int, int, int, int], room: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """What of the box can be seen in the room."""
    if not room[2]:
        return box
    left, top = max(box[0], room[0]), max(box[1], room[1])
    right = min(box[0] + box[2], room[0] + room[2])
    foot = min(box[1] + box[3], room[1] + room[3])
    return (left, top, max(0, right - left), max(0, foot - top))


def main() -> None:
    Atspi.init()
    for _asked in sys.stdin:
        found: list[dict[str, Any]] = []
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(at)
            try:
                if program is not None:
                    program.clear_cache()
                    seen(program, 0, found, (0, 0, 0, 0))
            except Exception:  # noqa: BLE001  # a widget that went while it was read: the walk asks again
                found.append(
                    {
                        "role": "gone",
                        "name": "",
                        "box": (0, 0, 0, 0),
                        "room": (0, 0, 0, 0),
                        "depth": 0,
                        "states": [],
                        "help": "",
                    }
                )
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
