"""Draws the page frame: head, foot, watermark, and as many kinds of sheet as one print needs."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from itertools import takewhile
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
)

from counselor_desk.reports.press import fonts, styles
from counselor_desk.reports.press.accessibility_tags import TagTree, beside_the_text
from counselor_desk.reports.press.prose import text, text_width, truncate
from counselor_desk.reports.press.sheet import Sheet

PAPERS = {
    "letter": LETTER,
    "a4": A4,
    "half_letter": (LETTER[1] / 2, LETTER[0]),
    "a5": (A4[1] / 2, A4[0]),
}
MARGIN, NARROW_MARGIN = 54.0, 36.0  # of a whole sheet, of half a one
_LOGO = 26.0  # points high
_EDGE = 13.0  # no printer reaches the edge of the paper
# In the language of the paper, which need not be the language of the person who prints it.
_FRAME = {
    "en": {"page": "Page {page} of {pages}", "draft": "DRAFT"},
    "es": {"page": "Página {page} de {pages}", "draft": "BORRADOR"},
}
_DOT = " \N{MIDDLE DOT} "


class PaperTemplate(BaseDocTemplate):
    """One print of one or more parts, each with its own sheet, size and page count.

    Everything is laid out at one size of type and magnified for large print.
    """

    def __init__(self, file: BytesIO, sheets: Sequence[Sheet]) -> None:
        self.rounds = [PageFrame(sheet) for sheet in sheets]
        first = sheets[0]
        super().__init__(
            file,
            pagesize=self.rounds[0].paper,
            title=fonts.readable(first.title),
            author=fonts.readable(first.clinic),
            creator="Counselor Desk",
            lang=first.language,
            invariant=1,
            initialFontName=fonts.family(),
            pageTemplates=[_template(n, around) for n, around in enumerate(self.rounds)],
        )
        self._marks = 0
        self._depth = -1
        self._under: tuple[str, ...] = ()

    def print(self, stories: Sequence[list[Flowable]]) -> None:
        whole: list[Flowable] = list(stories[0])
        for number, story in enumerate(stories[1:], 1):
            whole += [NextPageTemplate(str(number)), PageBreak(), *story]
        self.build(whole, canvasmaker=_Numbered)

    def afterFlowable(self, flowable: Flowable) -> None:
        outline = getattr(flowable, "outline", None)
        if outline is None:
            return
        words, level = outline
        self._mark(words, level + len(self._under))

    def handle_keepWithNext(self, flowables: list[Any]) -> None:
        """What has been held together is not held again: ReportLab forgets the last of it.

        A heading longer than a page, before something kept whole, was asked for without end.
        """
        first = flowables[0]
        super().handle_keepWithNext(flowables)
        if flowables[0] is not first:
            for held in flowables[0]._content:
                held.__dict__["keepWithNext"] = 0

    def turn_to(self, sheet: Sheet) -> None:
        """A page of this sheet begins: the bookmarks above its own are set where they change."""
        if sheet.under == self._under:
            return
        pairs = zip(sheet.under, self._under, strict=False)
        kept = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._under = sheet.under
        for level, words in enumerate(sheet.under[kept:], kept):
            self._mark(fonts.readable(words), level)

    def _mark(self, words: str, level: int) -> None:
        self._marks += 1
        # A PDF outline may step down only one level at a time.
        self._depth = min(level, self._depth + 1)
        self.canv.bookmarkPage(f"h{self._marks}")
        self.canv.addOutlineEntry(words, f"h{self._marks}", self._depth, closed=self._depth > 0)


def _template(number: int, around: "PageFrame") -> PageTemplate:
    return PageTemplate(
        str(number),
        [around.frame()],
        onPage=partial(_begin, around),
        onPageEnd=_end,
        pagesize=around.paper,
    )


def _begin(around: "PageFrame", canvas: Any, document: PaperTemplate) -> None:
    canvas.rounds.append(around)
    document.turn_to(around.sheet)
    styles.Tint.use_color(around.sheet.color)
    sheet = around.sheet
    canvas.tags.begin_page(around, fonts.readable(sheet.title), sheet.language)
    canvas.saveState()
    canvas.scale(around.scale, around.scale)
    with beside_the_text(canvas):
        if sheet.draft:
            around.draw_watermark(canvas)
        if around.logo is not None:
            around.draw_logo(canvas)


def _end(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.restoreState()


class PageFrame:
    """Draws the running head and foot, measured before the first page is laid out."""

    def __init__(self, sheet: Sheet) -> None:
        fonts.family()
        size = PAPERS[sheet.paper]
        self.sheet, self.paper = sheet, landscape(size) if sheet.wide else size
        self.scale = sheet.size / styles.BODY
        self.width, self.height = (side / self.scale for side in self.paper)
        halved = sheet.paper not in ("letter", "a4")
        self.margin = (NARROW_MARGIN if halved else MARGIN) / self.scale
        self.across = self.width - 2 * self.margin
        self.logo = ImageReader(BytesIO(sheet.logo)) if sheet.logo and not sheet.bare else None
        self.foot = [
            *self._broken(_DOT.join(sheet.status)),
            *self._broken(sheet.notice),
        ]
        self.beside_number = _DOT.join(part for part in (sheet.printed, sheet.edition) if part)
        room = self.across - text_width(_FRAME[sheet.language]["page"], styles.styles().foot)
        if text_width(self.beside_number, styles.styles().foot) > room:  # it would run into the number
            self.foot += self._broken(self.beside_number)
            self.beside_number = ""

    @property
    def _names_a_subject(self) -> bool:
        return bool(self.sheet.subject or self.sheet.facts)

    def _broken(self, words: str) -> list[str]:
        parts = fonts.readable(words).split("\n") if words else []
        return [
            line for part in parts for line in simpleSplit(part, fonts.FAMILY, styles.SMALL, self.across - 4)
        ]

    def frame(self) -> Frame:
        if self.sheet.bare:
            return Frame(0, 0, self.width, self.height, 0, 0, 0, 0)
        head = 34 if self._names_a_subject else 22
        foot = 16 + 10 * len(self.foot)
        return Frame(
            self.margin,
            self.margin * 0.75 + foot,
            self.across,
            self.height - self.margin * 1.5 - head - foot,
            leftPadding=0,
            rightPadding=0,
            topPadding=4,
            bottomPadding=4,
        )

    def draw(self, canvas: Canvas, page: int, pages: int) -> None:
        if self.sheet.bare:
            return
        styles.Tint.use_color(self.sheet.color)
        canvas.saveState()
        canvas.scale(self.scale, self.scale)
        self._draw_head(canvas)
        self._draw_foot(canvas, page, pages)
        canvas.restoreState()

    def _draw_head(self, canvas: Canvas) -> None:
        sheet, s, top = self.sheet, styles.styles(), self.height - self.margin * 0.75
        self._pair(canvas, top - 8, (sheet.clinic, s.running), (sheet.title, s.running_end))
        if self._names_a_subject:
            facts = (_DOT.join(sheet.facts), s.running_end)
            self._pair(canvas, top - 21, (sheet.subject, s.subject), facts)
            top -= 13
        self._rule(canvas, top - 14)

    def _draw_foot(self, canvas: Canvas, page: int, pages: int) -> None:
        s, bottom = styles.styles(), self.margin * 0.75
        line = bottom + 10 * len(self.foot)
        self._rule(canvas, line + 11)
        for words in self.foot:
            self._put(canvas, line, words, s.foot)
            line -= 10
        self._put(canvas, bottom, self.beside_number, s.foot)
        number = _FRAME[self.sheet.language]["page"].format(page=page, pages=pages)
        self._put(canvas, bottom, number, s.foot_end)

    def _rule(self, canvas: Canvas, y: float) -> None:
        canvas.setStrokeColor(styles.LINE)
        canvas.setLineWidth(0.5)
        canvas.line(self.margin, y, self.width - self.margin, y)

    def _pair(
        self,
        canvas: Canvas,
        y: float,
        left: tuple[str, ParagraphStyle],
        right: tuple[str, ParagraphStyle],
    ) -> None:
        """Words at both ends of a line; the right ones keep their place, the left are cut."""
        end = truncate(*right, self.across * 0.72)
        room = self.across - text_width(end, right[1]) - 12
        self._put(canvas, y, truncate(*left, room), left[1])
        self._put(canvas, y, end, right[1])

    def _put(self, canvas: Canvas, y: float, words: str, style: ParagraphStyle) -> None:
        """One line across the page, in whichever fonts it needs."""
        if words:
            line = Paragraph(text(words.replace("\n", " "), bold=style.name == "subject"), style)
            line.wrap(self.across, 20)
            line.drawOn(canvas, self.margin, y - 3)

    def draw_logo(self, canvas: Canvas) -> None:
        """In the margin above the running head; pages keep their pictures only while they last."""
        assert self.logo is not None
        wide, tall = self.logo.getSize()
        height = min(_LOGO, self.margin * 0.72 - _EDGE / self.scale)
        canvas.drawImage(
            self.logo,
            self.margin,
            self.height - self.margin * 0.72,
            width=min(height * wide / tall, self.across / 3),
            height=height,
            preserveAspectRatio=True,
            anchor="sw",
        )

    def draw_watermark(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColor(styles.FAINT)
        canvas.setFont(f"{fonts.FAMILY}-Bold", 110)
        canvas.translate(self.width / 2, self.height / 2)
        canvas.rotate(52)
        canvas.drawCentredString(0, -35, _FRAME[self.sheet.language]["draft"])
        canvas.restoreState()


class _Numbered(Canvas):
    """A canvas that draws head and foot when it is known how many pages each part has."""

    _doc: Any
    _code: list[str]
    _filename: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds: list[PageFrame] = []  # of each page
        self.tags = TagTree()
        self.setViewerPreference("DisplayDocTitle", "true")

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        number = 0
        for at, (page, around) in enumerate(zip(self._doc.Pages.pages, self.rounds, strict=True)):
            number = number + 1 if at and around is self.rounds[at - 1] else 1
            self._code = []
            with beside_the_text(self):
                around.draw(self, number, self.rounds.count(around))
            page.stream += "\n".join(self._code) + "\n"
        self._code = []
        self.tags.write(self._doc)
        self._doc.SaveToFile(self._filename, self)
