"""The picture a client likes to look at: a bar for each occasion, earned and still to earn."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.rewards.earnings_picture import BarState, OccasionBar
from counselor_desk.domain.rewards.reason import amount_in_words
from counselor_desk.domain.rewards.schedule import RewardUnit
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text

HEAD, FOOT = 22, 24


class RewardBars(QWidget):
    """Filled where it was earned, outlined where it can be; a dot where nothing was earned."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: list[OccasionBar] = []
        self._unit = RewardUnit.CENTS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(168)

    def sizeHint(self) -> QSize:
        return QSize(600, 168)

    def show_bars(self, bars: Sequence[OccasionBar], unit: RewardUnit) -> None:
        self.bars, self._unit = list(bars), unit
        earned = sum(bar.state is BarState.EARNED for bar in bars)
        done = sum(bar.state is not BarState.AHEAD for bar in bars)
        words = _("{earned} of {done} visits met, {ahead} to come")
        self.setAccessibleName(_("Value by visit"))
        self.setAccessibleDescription(words.format(earned=earned, done=done, ahead=len(bars) - done))
        self.update()

    def place_of(self, at: int) -> QRectF:
        """Where the bar of an occasion stands."""
        each = self.width() / max(len(self.bars), 1)
        across = min(each * 0.72, 26)
        room = self.height() - HEAD - FOOT
        top = max((bar.height for bar in self.bars), default=0) or 1
        level = len({bar.height for bar in self.bars if bar.height}) == 1
        tall = max(self.bars[at].height / top * room * (0.5 if level else 1), 3)
        left = at * each + (each - across) / 2
        return QRectF(left, HEAD + room - tall, across, tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, bar in enumerate(self.bars):
            self._paint_bar(painter, bar, self.place_of(at))
        self._paint_words(painter)

    def _paint_bar(self, painter: QPainter, bar: OccasionBar, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if bar.state in (BarState.NOTHING, BarState.EXCUSED):
            painter.setBrush(look.color("secondary"))
            painter.drawEllipse(QPointF(place.center().x(), self.height() - FOOT - 4), 2.5, 2.5)
            return
        if bar.state is BarState.EARNED:
            painter.setBrush(look.color("accent"))
        else:
            painter.setBrush(look.soft("accent", 0.10))
            painter.setPen(QPen(look.blend(look.color("accent"), look.color("raised"), 0.45), 1))
        round_by = min(4.0, place.height() / 2, place.width() / 2)
        painter.drawRoundedRect(place, round_by, round_by)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(look.font(look.SMALL))
        painter.setPen(look.color("secondary"))
        foot = QRectF(0, self.height() - FOOT + 4, self.width(), FOOT - 4)
        each = self.width() / len(self.bars)
        weeks = {bar.week: at for at, bar in reversed(list(enumerate(self.bars)))}
        every = 1 if len(weeks) <= 12 else 2
        for week, at in weeks.items():
            if (week - 1) % every == 0:
                place = QRectF(at * each + each * 0.14, foot.top(), 60, foot.height())
                words = _("week 1") if week == 1 else str(week)
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, words)
        top = max(bar.height for bar in self.bars)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        tip = min(self.place_of(at).top() for at in range(len(self.bars)))
        above = QRectF(0, tip - HEAD, self.width(), HEAD)
        painter.drawText(above, right, amount_in_words(self._unit, top))

    def words_at(self, at: int) -> str:
        """What the bar of an occasion says."""
        bar = self.bars[at]
        amount = amount_in_words(self._unit, bar.height)
        message = {
            BarState.EARNED: _("Visit {n}: earned {amount}"),
            BarState.NOTHING: _("Visit {n}: nothing earned"),
            BarState.EXCUSED: _("Visit {n}: excused"),
            BarState.AHEAD: _("Visit {n}: {amount} if all before it are met"),
        }[bar.state]
        return message.format(n=bar.number, amount=amount)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.bars:
            at = int(event.pos().x() / (self.width() / len(self.bars)))
            if 0 <= at < len(self.bars):
                text.show_hint(event.globalPos(), self.words_at(at), self)
            return True
        return super().event(event)
