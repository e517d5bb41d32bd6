"""Drawings where hands act: giving naloxone, turning a person on the side, locking medicine away."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from counselor_desk.reports.press.styles import FAINT, INK, LINE, QUIET

HEIGHT = 84.0  # points, with the words under each step
_FLOOR = 22.0  # points above which a step is drawn


class Spot(NamedTuple):
    """Where a step is drawn, in points: its middle, and the ground it stands on."""

    x: float
    y: float


def _stroke(
    canvas: Canvas, width: float, points: Sequence[tuple[float, float]], color: Color = QUIET
) -> None:
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setStrokeColor(color)
    canvas.setLineWidth(width)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path)


def _outline(canvas: Canvas, points: Sequence[tuple[float, float]], fill: Color = FAINT) -> None:
    canvas.setLineJoin(1)
    canvas.setStrokeColor(INK)
    canvas.setFillColor(fill)
    canvas.setLineWidth(1.1)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, fill=1)


def _arrow(canvas: Canvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Straight up or down."""
    _stroke(canvas, 1.6, [start, end], INK)
    back = 5 if end[1] > start[1] else -5
    _stroke(canvas, 1.6, [(end[0] - 4, end[1] - back), end, (end[0] + 4, end[1] - back)], INK)


def _sprayer(canvas: Canvas, x: float, tip: float, up: bool) -> None:
    """The nasal sprayer, its tip at that height: upright, or turned with the tip down."""
    way = 1 if up else -1
    _outline(canvas, [(x - 3, tip), (x + 3, tip), (x + 4, tip - way * 18), (x - 4, tip - way * 18)])
    _outline(
        canvas,
        [
            (x - 15, tip - way * 18),
            (x + 15, tip - way * 18),
            (x + 15, tip - way * 22),
            (x - 15, tip - way * 22),
        ],
    )
    _outline(
        canvas,
        [(x - 6, tip - way * 22), (x + 6, tip - way * 22), (x + 6, tip - way * 32), (x - 6, tip - way * 32)],
    )


def _peel(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    _outline(canvas, [(x - 20, y), (x + 20, y), (x + 20, y + 50), (x - 20, y + 50)])
    _sprayer(canvas, x, y + 42, up=True)
    _outline(canvas, [(x + 20, y + 50), (x - 6, y + 50), (x + 9, y + 33)], LINE)  # the corner that is peeled
    canvas.setFillColor(INK)
    canvas.circle(x + 8, y + 45, 2, stroke=0, fill=1)


def _head(canvas: Canvas, spot: Spot) -> None:
    """A person on the back, the head tilted, the nose up."""
    x, y = spot
    _stroke(canvas, 15, [(x + 2, y + 8), (x + 46, y + 8)])
    _stroke(canvas, 8, [(x - 14, y + 13), (x + 2, y + 8)])
    canvas.setFillColor(QUIET)
    canvas.circle(x - 24, y + 14, 13, stroke=0, fill=1)
    canvas.wedge(x - 33, y + 20, x - 21, y + 32, 200, 140, stroke=0, fill=1)


def _tip_in(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    _head(canvas, Spot(x + 6, y))
    _sprayer(canvas, x - 20, y + 27, up=False)


def _press(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    _sprayer(canvas, x, y + 54, up=True)
    for side in (-1, 1):  # two fingers on the wings
        _stroke(canvas, 8, [(x + side * 26, y + 28), (x + side * 12, y + 38)])
    _stroke(canvas, 9, [(x - 14, y + 2), (x, y + 14)])  # the thumb under the plunger
    _arrow(canvas, (x + 16, y + 4), (x + 16, y + 22))


def _on_the_side(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    canvas.setFillColor(QUIET)
    canvas.circle(x - 36, y + 16, 11, stroke=0, fill=1)
    _stroke(canvas, 16, [(x - 18, y + 13), (x + 8, y + 12)])
    _stroke(canvas, 7, [(x - 16, y + 18), (x - 22, y + 4), (x - 38, y + 2)], LINE)  # a hand under the cheek
    _stroke(canvas, 9, [(x + 8, y + 8), (x + 46, y + 4)], LINE)
    _stroke(canvas, 10, [(x + 8, y + 14), (x + 26, y + 30), (x + 40, y + 14)])  # the top knee, bent


def _out_of_sight(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    _outline(canvas, [(x - 30, y), (x + 30, y), (x + 30, y + 34), (x - 30, y + 34)])
    _stroke(canvas, 1.1, [(x - 30, y + 26), (x + 30, y + 26)], INK)
    _stroke(canvas, 3, [(x - 8, y + 34), (x - 8, y + 42), (x + 8, y + 42), (x + 8, y + 34)], INK)
    canvas.setFillColor(INK)
    canvas.circle(x, y + 16, 4, stroke=0, fill=1)
    canvas.rect(x - 1.5, y + 7, 3, 9, stroke=0, fill=1)


def _first_bottle(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    _outline(canvas, [(x - 14, y), (x + 14, y), (x + 14, y + 38), (x - 14, y + 38)])
    _outline(canvas, [(x - 16, y + 38), (x + 16, y + 38), (x + 16, y + 50), (x - 16, y + 50)], LINE)
    for line in (24, 18, 12):
        _stroke(canvas, 1.4, [(x - 9, y + line), (x + 9, y + line)], QUIET)


def _key_kept(canvas: Canvas, spot: Spot) -> None:
    x, y = spot
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(4)
    canvas.circle(x - 18, y + 24, 11, stroke=1, fill=0)
    _stroke(canvas, 4, [(x - 7, y + 24), (x + 30, y + 24)], INK)
    _stroke(canvas, 4, [(x + 30, y + 24), (x + 30, y + 13)], INK)
    _stroke(canvas, 4, [(x + 20, y + 24), (x + 20, y + 15)], INK)


STEPS: dict[str, tuple[tuple[str, Callable[[Canvas, Spot], None]], ...]] = {
    "naloxone": (("peel", _peel), ("tip", _tip_in), ("press", _press), ("side", _on_the_side)),
    "lock_box": (("bottle", _first_bottle), ("locked", _out_of_sight), ("key", _key_kept)),
}


def draw_steps(canvas: Canvas, name: str, across: float, words: dict[str, str]) -> list[tuple[float, str]]:
    """The steps side by side; returns the middle of each, in points, with the words under it."""
    steps = STEPS[name]
    places = []
    for number, (word, draw) in enumerate(steps):
        middle = across * (number + 0.5) / len(steps)
        draw(canvas, Spot(middle, _FLOOR))
        places.append((middle, f"{number + 1}. {words[word]}"))
    return places
