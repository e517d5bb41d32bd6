"""Drawings on paper for rewards: bars by occasion, and a signature as it was written."""

from collections.abc import Sequence
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.rewards.earnings_picture import BarState, OccasionBar
from counselor_desk.domain.rewards.reason import amount_in_words
from counselor_desk.domain.rewards.schedule import RewardUnit
from counselor_desk.reports.press import fonts
from counselor_desk.reports.press.accessibility_tags import TaggedDrawing
from counselor_desk.reports.press.styles import FAINT, INK, LINE, QUIET

SIGNING = (1000, 260)  # the units that strokes are kept in


class RewardBarsDrawing(TaggedDrawing):
    """A bar for each occasion: full where it was earned, open where it can still be."""

    def __init__(self, bars: Sequence[OccasionBar], unit: RewardUnit, height: float = 150) -> None:
        super().__init__()
        level = len({bar.height for bar in bars if bar.height}) <= 1
        self.alt_text = _("What each of {n} visits earned or can earn").format(n=len(bars))
        self.bars, self.unit, self.tall = bars, unit, height / 3 if level else height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, self.tall + 34
        return self.width, self.height

    def draw(self) -> None:
        canvas, top = self.canv, max((bar.height for bar in self.bars), default=0) or 1
        each = self.width / max(len(self.bars), 1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(0, 20, self.width, 20)
        for at, bar in enumerate(self.bars):
            self._bar(at * each, each, bar, self.tall / top)
        self._words(each, top)

    def _bar(self, left: float, each: float, bar: OccasionBar, scale: float) -> None:
        canvas, gap = self.canv, min(each * 0.28, 4)
        if bar.state in (BarState.NOTHING, BarState.EXCUSED):
            canvas.setFillColor(QUIET)
            canvas.circle(left + each / 2, 25, 1.6, stroke=0, fill=1)
            return
        canvas.setFillColor(INK if bar.state is BarState.EARNED else FAINT)
        canvas.setStrokeColor(INK if bar.state is BarState.EARNED else QUIET)
        canvas.setLineWidth(0.6)
        across = each - gap
        tall = max(bar.height * scale, 1)
        canvas.roundRect(left + gap / 2, 20, across, tall, min(2, tall / 2), stroke=1, fill=1)

    def _words(self, each: float, top: int) -> None:
        canvas = self.canv
        canvas.setFillColor(QUIET)
        canvas.setFont(fonts.family(), 7.5)
        weeks = {bar.week: at for at, bar in reversed(list(enumerate(self.bars)))}
        every = 1 if len(weeks) <= 16 else 2
        for week, at in weeks.items():
            if (week - 1) % every == 0:
                canvas.drawString(at * each + 1, 10, str(week))
        canvas.drawString(0, 0, _("week"))
        canvas.drawRightString(self.width, 0, _("filled: earned; open: can be earned"))
        canvas.drawString(0, self.tall + 24, amount_in_words(self.unit, top))


class SignatureDrawing(TaggedDrawing):
    """Strokes of a pen, as they were drawn on the screen."""

    def __init__(self, strokes: Sequence[dict[str, Any]], width: float = 220) -> None:
        super().__init__()
        self.strokes, self.across = strokes, width
        self.alt_text = _("Signature")

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.across, self.across * SIGNING[1] / SIGNING[0] + 6

    def draw(self) -> None:
        canvas, scale = self.canv, self.across / SIGNING[0]
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.1)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for stroke in self.strokes:
            points = [(x * scale, (SIGNING[1] - y) * scale + 4) for x, y in stroke["points"]]
            path = canvas.beginPath()
            path.moveTo(*points[0])
            for point in points[1:] or points:
                path.lineTo(*point)
            canvas.drawPath(path, stroke=1, fill=0)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(0, 2, self.across, 2)
