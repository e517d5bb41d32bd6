"""Charts on paper: a score over dates, a share that falls step by step. Gray-safe, with figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from counselor_desk.reports.press import fonts
from counselor_desk.reports.press.accessibility_tags import TaggedDrawing
from counselor_desk.reports.press.styles import FAINT, INK, LINE, QUIET

_SMALL = 7.5
_LEFT, _BELOW, _ABOVE = 30.0, 18.0, 8.0


@dataclass(frozen=True)
class ChartLevel:
    """A line across a chart, with what it means."""

    value: float
    words: str


class _Chart(TaggedDrawing):
    """A plot with a scale at the left and room for words below."""

    def __init__(self, low: float, high: float, height: float) -> None:
        super().__init__()
        self.low, self.high = low, max(high, low + 1)
        self.height, self.width = height, 0.0
        self.spaceBefore, self.spaceAfter = 2, 8

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width = min(availWidth, 504.0)
        return availWidth, self.height

    def at(self, share: float, value: float) -> tuple[float, float]:
        room = self.height - _BELOW - _ABOVE
        up = (value - self.low) / (self.high - self.low)
        return _LEFT + share * (self.width - _LEFT - 8), _BELOW + up * room

    def scale(self, canvas: Canvas, values: Sequence[float], unit: str = "") -> None:
        canvas.setFont(fonts.family(), _SMALL)
        canvas.setLineWidth(0.4)
        for value in values:
            canvas.setStrokeColor(LINE)
            canvas.line(*self.at(0, value), *self.at(1, value))
            canvas.setFillColor(QUIET)
            x, y = self.at(0, value)
            canvas.drawRightString(x - 4, y - 2.5, f"{value:g}{unit}")

    def levels(self, canvas: Canvas, levels: Sequence[ChartLevel]) -> None:
        canvas.setDash(3, 2)
        canvas.setFont(fonts.family(), _SMALL)
        for level in levels:
            canvas.setStrokeColor(QUIET)
            canvas.line(*self.at(0, level.value), *self.at(1, level.value))
            x, y = self.at(1, level.value)
            canvas.setFillColor(QUIET)
            canvas.drawRightString(x, y + 2, level.words)
        canvas.setDash()


class StepChart(_Chart):
    """A share of people that falls with time, from 100 percent."""

    def __init__(self, steps: Sequence[tuple[int, float]], days: int) -> None:
        super().__init__(0, 100, height=190)
        self._steps, self._days = steps, max(days, 1)
        self.alt_text = ", ".join(f"{day}: {share:.0%}" for day, share in ((0, 1.0), *steps))

    def draw(self) -> None:
        canvas: Canvas = self.canv
        self.scale(canvas, [0, 25, 50, 75, 100], "%")
        canvas.setStrokeColor(FAINT)
        for day in range(0, self._days + 1, 30):
            canvas.line(*self.at(day / self._days, 0), *self.at(day / self._days, 100))
            canvas.setFillColor(QUIET)
            x, _y = self.at(day / self._days, 0)
            canvas.drawCentredString(x, 6, str(day))
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.6)
        path, share = canvas.beginPath(), 100.0
        path.moveTo(*self.at(0, 100))
        for day, after in self._steps:
            path.lineTo(*self.at(min(day / self._days, 1), share))
            share = 100 * after
            path.lineTo(*self.at(min(day / self._days, 1), share))
        path.lineTo(*self.at(1, share))
        canvas.drawPath(path)
