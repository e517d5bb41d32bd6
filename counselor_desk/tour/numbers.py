"""Every number opens the list that it counts: on the pages, and beside the paper."""

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from counselor_desk.tour.guide import Tour
from counselor_desk.ui.kit.widgets.numbers import Number

ORDER = 71
PAPERS = (
    ("outcomes", "Outcomes on paper hide a few; beside it, for who may see them, who"),
    ("retention", "Staying in care: no step of the curve tells of a few"),
    ("productivity", "Sessions and notes, and each figure's rows"),
)


def steps(tour: Tour) -> None:
    tour.sit("marion")
    for name, number in (("today", ""), ("clients", "number_clients"), ("registers", "")):
        page = tour.go(name)
        if number:
            tour.click(tour.find(Number, number, page))
        tour.picture(f"numbers-{name}", "Each number opens the list that it counts")
    page = tour.go("supervision")
    tour.until(lambda: len(_hours(page)) > 1, "the hours are told")
    tour.click(_hours(page)[1])
    tour.picture("numbers-supervision", "One person's hours open that person's meetings")
    tour.press(Qt.Key.Key_Escape)
    for report, title in PAPERS:
        _beside(tour, report, title)


def _hours(page: QWidget) -> list[Number]:
    """All meetings first, then each person's."""
    numbers = page.findChildren(Number)
    return [n for n in numbers if n.objectName().startswith("hours of ") and not n.isHidden()]


def _beside(tour: Tour, report: str, title: str) -> None:
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    asked = {"first": today - timedelta(days=365), "last": today}
    paper: Any = tour.go("paper", report=report, asked=asked)
    tour.until(lambda: paper.preview.is_drawn(), "it is drawn")
    tour.until(lambda: paper.figures.isVisible(), "its figures stand beside it")
    paper.figures.figures.setFocus()
    tour.press(Qt.Key.Key_Return)
    tour.picture(f"figures-{report}", title)
