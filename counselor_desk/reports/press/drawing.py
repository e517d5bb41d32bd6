"""Puts a picture of the domain on paper: the same drawing as on the screen, in black and gray."""

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from counselor_desk.domain.picture import Part, Picture, PictureMark, PictureText, Polyline, Rectangle, Stroke
from counselor_desk.reports.press import fonts
from counselor_desk.reports.press.accessibility_tags import TaggedDrawing
from counselor_desk.reports.press.styles import FAINT, INK, LINE, QUIET, WASH

_TONES: dict[str, Color] = {
    "text": INK,
    "accent": INK,
    "secondary": QUIET,
    "line": LINE,
    "wash": WASH,
    "bar": FAINT,
    "hair": FAINT,
}
_SHRINK = 0.86  # paper is read nearer than a screen


class Drawing(TaggedDrawing):
    """One picture as wide as the column."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture, self._scale = picture, 1.0
        self.alt_text = ", ".join(part.text for part in picture.parts if isinstance(part, PictureText))[:500]
        self.spaceBefore, self.spaceAfter = 2, 8

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self._scale = min(availWidth / self.picture.width, 1.0)
        self.height = self.picture.height * self._scale
        return availWidth, self.height

    def draw(self) -> None:
        canvas: Canvas = self.canv
        fonts.family()
        canvas.saveState()
        canvas.translate(0, self.height)
        canvas.scale(self._scale, -self._scale)  # the picture counts from its top
        for part in self.picture.parts:
            _draw(canvas, part)
        canvas.restoreState()


def _draw(canvas: Canvas, part: Part) -> None:
    if isinstance(part, PictureText):
        _words(canvas, part)
    elif isinstance(part, Stroke):
        _stroke(canvas, part)
    elif isinstance(part, Rectangle):
        _box(canvas, part)
    elif isinstance(part, Polyline):
        _path(canvas, part)
    else:
        _sign(canvas, part)


def _tone(name: str) -> Color:
    return _TONES.get(name, WASH)


def _words(canvas: Canvas, part: PictureText) -> None:
    font = f"{fonts.FAMILY}-Bold" if part.bold else fonts.FAMILY
    size = part.size * 1.22 * _SHRINK
    sentence = fonts.readable(part.text)
    if part.room > 0:
        sentence = _fit(sentence, font, size, part.room)
    width = stringWidth(sentence, font, size)
    shift = {"left": 0.0, "middle": width / 2, "right": width}[part.anchor]
    canvas.saveState()
    canvas.translate(part.x - shift, part.y + size * 0.36)
    canvas.scale(1, -1)
    canvas.setFont(font, size)
    canvas.setFillColor(_tone(part.tone))
    canvas.drawString(0, 0, sentence)
    canvas.restoreState()


def _fit(sentence: str, font: str, size: float, room: float) -> str:
    if stringWidth(sentence, font, size) <= room:
        return sentence
    while sentence and stringWidth(sentence + "…", font, size) > room:
        sentence = sentence[:-1]
    return sentence.rstrip() + "…"


def _stroke(canvas: Canvas, part: Stroke) -> None:
    canvas.setStrokeColor(_tone(part.tone))
    canvas.setLineWidth(part.width)
    canvas.setDash([3, 2] if part.dashed else [])
    canvas.line(part.x1, part.y1, part.x2, part.y2)
    canvas.setDash([])
    if part.arrow:
        _arrow(canvas, part)


def _arrow(canvas: Canvas, part: Stroke) -> None:
    along = part.x2 - part.x1, part.y2 - part.y1
    length = max((along[0] ** 2 + along[1] ** 2) ** 0.5, 1.0)
    ux, uy = along[0] / length, along[1] / length
    x, y = part.x2 - ux * 9, part.y2 - uy * 9
    path = canvas.beginPath()
    path.moveTo(part.x2, part.y2)
    path.lineTo(x - uy * 4.5, y + ux * 4.5)
    path.lineTo(x + uy * 4.5, y - ux * 4.5)
    path.close()
    canvas.setFillColor(_tone(part.tone))
    canvas.drawPath(path, stroke=0, fill=1)


def _box(canvas: Canvas, part: Rectangle) -> None:
    canvas.setFillColor(_tone(part.tone) if part.tone != "raised" else Color(1, 1, 1))
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.6)
    edge = 1 if part.edged else 0
    canvas.roundRect(part.x, part.y, part.width, part.height, 4 * edge, stroke=edge, fill=1)


def _path(canvas: Canvas, part: Polyline) -> None:
    canvas.setStrokeColor(_tone(part.tone))
    canvas.setLineWidth(part.width * 0.8)
    path = canvas.beginPath()
    path.moveTo(*part.points[0])
    for point in part.points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path)


def _sign(canvas: Canvas, part: PictureMark) -> None:
    tint, x, y, r = _tone(part.tone), part.x, part.y, part.radius
    canvas.setStrokeColor(tint)
    canvas.setLineWidth(1.3)
    if part.sign == "cross":
        canvas.line(x - r, y - r, x + r, y + r)
        canvas.line(x - r, y + r, x + r, y - r)
        return
    canvas.setFillColor(tint if part.sign == "full" else Color(1, 1, 1))
    canvas.circle(x, y, r, stroke=1, fill=1)
    if part.sign == "half":
        canvas.setFillColor(tint)
        canvas.wedge(x - r, y - r, x + r, y + r, 90, 180, stroke=0, fill=1)
