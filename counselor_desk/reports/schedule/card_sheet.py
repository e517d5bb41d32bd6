"""A page of cards the size of a business card, with fine marks where to cut."""

from collections.abc import Iterator, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch, mm
from reportlab.platypus import Flowable, KeepInFrame

from counselor_desk.reports.press import fonts, prose
from counselor_desk.reports.press.accessibility_tags import beside_the_text
from counselor_desk.reports.press.prose import TaggedParagraph, TextRun, rich, text
from counselor_desk.reports.press.styles import INK, LINE, QUIET, styles
from counselor_desk.reports.schedule.cards import AppointmentCard, Visit

# The cut sheets that are sold in each country: ten to a page, two beside each other.
US_CARD = (3.5 * inch, 2 * inch)
ISO_CARD = (85 * mm, 54 * mm)
_SLIM = 1.35  # A4 is 1.41 times as tall as wide, Letter 1.29
_PAD = 13.0
_FOOT = 22.0  # points for the line below
_ARM = 5.0  # of a mark where to cut
_LONGEST = 90  # characters of a name: more would be too small to read


class CardSheet(Flowable):
    """As many cards as there are; what finds no place on this page goes to the next."""

    def __init__(self, cards: Sequence[AppointmentCard]) -> None:
        super().__init__()
        self._cards = cards

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self._page = (availWidth, availHeight)
        slim = availHeight > _SLIM * availWidth
        self._wide, self._tall = ISO_CARD if slim else US_CARD
        self._columns = max(int(availWidth // self._wide), 1)
        self._rows = max(int(availHeight // self._tall), 1)
        fits = len(self._cards) <= self._columns * self._rows
        return availWidth, availHeight if fits else availHeight + 1

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        self.wrap(availWidth, availHeight)
        most = self._columns * self._rows
        return [CardSheet(self._cards[:most]), CardSheet(self._cards[most:])]

    def draw(self) -> None:
        across, up = self._page
        left = (across - self._columns * self._wide) / 2
        top = up - (up - self._rows * self._tall) / 2
        with beside_the_text(self.canv):
            self._marks(left, top)
        for at, card in enumerate(self._cards):
            row, column = divmod(at, self._columns)
            self._draw_card(card, left + column * self._wide, top - (row + 1) * self._tall)

    def _marks(self, left: float, top: float) -> None:
        """A small cross at each corner of a card."""
        rows = -(-len(self._cards) // self._columns)
        canvas = self.canv
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.35)
        for x, y in self._corners(left, top, rows):
            canvas.line(x - _ARM, y, x + _ARM, y)
            canvas.line(x, y - _ARM, x, y + _ARM)

    def _corners(self, left: float, top: float, rows: int) -> Iterator[tuple[float, float]]:
        for row in range(rows + 1):
            for column in range(self._columns + 1):
                yield left + column * self._wide, top - row * self._tall

    def _draw_card(self, card: AppointmentCard, x: float, y: float) -> None:
        room = self._wide - 2 * _PAD
        self._fit(_below(card), (x + _PAD, y + _PAD * 0.7), (room, _FOOT), at_foot=True)
        tall = self._tall - _PAD * 1.7 - _FOOT
        self._fit(_above(card), (x + _PAD, y + _PAD * 0.7 + _FOOT), (room, tall))

    def _fit(
        self,
        parts: list[Flowable],
        place: tuple[float, float],
        room: tuple[float, float],
        at_foot: bool = False,
    ) -> None:
        """As large as they are, or as small as they must be: a long name is never cut off."""
        if not parts:
            return
        within = KeepInFrame(*room, parts, mode="shrink", vAlign="BOTTOM" if at_foot else "TOP")
        _wide, tall = within.wrapOn(self.canv, *room)
        within.drawOn(self.canv, place[0], place[1] + (0 if at_foot else room[1] - tall))


@cache
def _styles() -> SimpleNamespace:
    """The type of a card: smaller than a page's, and tight."""
    bold = f"{fonts.family()}-Bold"

    def style(name: str, size: float, face: str = fonts.FAMILY, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            parent=styles().body,
            fontName=face,
            fontSize=size,
            leading=size * 1.25,
            spaceAfter=0,
            **more,
        )

    return SimpleNamespace(
        name=style("card_name", 10.5, textColor=INK, spaceBefore=0),
        when=style("card_when", 12, bold, spaceBefore=4),
        line=style("card_line", 9, spaceBefore=3),
        about=style("card_about", 9, textColor=QUIET),
        foot=style("card_foot", 8, textColor=QUIET),
        blank=style("card_blank", 9, textColor=QUIET, spaceBefore=9),
    )


def _above(card: AppointmentCard) -> list[Flowable]:
    """The name, then what comes: one time in large type, several in small."""
    parts: list[Flowable] = [prose.paragraph(_short(card.client_name), _styles().name)]
    if not card.visits:
        return [*parts, *_by_hand(card)]
    if len(card.visits) == 1:
        return [*parts, *_card_story(card, card.visits[0])]
    return [*parts, *(_one_of_several(card, visit) for visit in card.visits)]


def _card_story(card: AppointmentCard, visit: Visit) -> list[Flowable]:
    s = _styles()
    return [
        _bold(visit.day(card.language), s.when),
        _bold(visit.time(card.language), s.when),
        prose.paragraph(_short(visit.about(card.language)), s.about),
    ]


def _one_of_several(card: AppointmentCard, visit: Visit) -> Flowable:
    when, about = visit.short_words(card.language), _short(visit.about(card.language))
    return TaggedParagraph(rich([TextRun(when, bold=True), TextRun(f"  {about}")]), _styles().line)


def _by_hand(card: AppointmentCard) -> list[Flowable]:
    """Nothing is booked yet: the front desk writes the time in."""
    asked = (card.phrases["day"], card.phrases["time"], card.phrases["who"])
    return [prose.paragraph(f"{one} {'_' * 30}", _styles().blank) for one in asked]


def _below(card: AppointmentCard) -> list[Flowable]:
    call = card.phrases["phone"].format(phone=_short(card.phone)) if card.phone else ""
    lines = [_short(card.clinic), call]
    return [prose.paragraph(line, _styles().foot) for line in lines if line]


def _bold(words: str, style: ParagraphStyle) -> Flowable:
    return TaggedParagraph(text(words, bold=True), style)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
