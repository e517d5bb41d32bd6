"""The drawings of the handouts in two languages: courses in time, and steps that hands take."""

from collections.abc import Callable, Sequence
from math import cos, exp, pi

from reportlab.pdfgen.canvas import Canvas

from counselor_desk.reports.family import step_drawings
from counselor_desk.reports.press import fonts
from counselor_desk.reports.press.accessibility_tags import TaggedDrawing
from counselor_desk.reports.press.styles import FAINT, INK, LINE, QUIET

HEIGHT = 132.0
_SMALL = 8.5

_WORDS = {
    "en": {
        "worse": "How bad it feels",
        "days": "Days since the last use",
        "starts": "starts",
        "worst": "worst",
        "ends": "mostly over",
        "heroin": "A usual course for heroin. Yours may differ; fentanyl is harder to tell.",
        "months": "Months since detox",
        "waves": "The waves come further apart and get smaller.",
        "moods": "Moods and cravings",
        "minutes": "Minutes",
        "urge": "How strong the urge is",
        "climbs": "it climbs",
        "peaks": "it peaks",
        "falls": "it falls",
        "bears": "What the body can bear",
        "old": "the old amount",
        "use": "using each day",
        "pause": "a pause: detox, jail, hospital",
        "danger": "the old amount can kill",
        "peel": "Peel. Do not test.",
        "tip": "Head back, tip in",
        "press": "Press all the way",
        "side": "Breathing: on the side",
        "bottle": "In its first bottle",
        "locked": "Locked away",
        "key": "The key stays with you",
    },
    "es": {
        "worse": "Qué tan mal se siente",
        "days": "Días desde el último consumo",
        "starts": "empieza",
        "worst": "lo peor",
        "ends": "casi termina",
        "heroin": "Lo usual con heroína. Su caso puede variar; con fentanilo es difícil saber.",
        "months": "Meses después",
        "waves": "Las olas vienen más espaciadas y más chicas.",
        "moods": "Ánimo y ganas",
        "minutes": "Minutos",
        "urge": "Qué tan fuertes son las ganas",
        "climbs": "suben",
        "peaks": "lo más alto",
        "falls": "bajan",
        "bears": "Lo que el cuerpo aguanta",
        "old": "la cantidad de antes",
        "use": "consumo diario",
        "pause": "una pausa: desintoxicación, cárcel, hospital",
        "danger": "lo de antes puede matar",
        "peel": "Abra. No lo pruebe.",
        "tip": "La punta en la nariz",
        "press": "Apriete hasta el fondo",
        "side": "Si respira: de lado",
        "bottle": "En su frasco",
        "locked": "Bajo llave",
        "key": "La llave la tiene usted",
    },
}


_TOLD = {
    "withdrawal": ("worse", "days", "starts", "worst", "ends", "heroin"),
    "after_detox": ("moods", "months", "waves"),
    "urge": ("urge", "minutes", "climbs", "peaks", "falls"),
    "tolerance": ("bears", "old", "use", "pause", "danger"),
    **{name: tuple(word for word, _draw in steps) for name, steps in step_drawings.STEPS.items()},
}


class Sketch(TaggedDrawing):
    """A drawing as wide as the column; its own coordinates run from 0 to 1 both ways."""

    def __init__(self, name: str, language: str) -> None:
        super().__init__()
        self._name, self._words = name, _WORDS[language]
        self._across = 0.0
        self.height = step_drawings.HEIGHT if name in step_drawings.STEPS else HEIGHT
        self.alt_text = ", ".join(self._words[word] for word in _TOLD[name])

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self._across = min(availWidth, 470.0)
        return availWidth, self.height + 10

    def draw(self) -> None:
        fonts.family()
        if self._name in step_drawings.STEPS:
            for middle, words in step_drawings.draw_steps(self.canv, self._name, self._across, self._words):
                self.canv.setFont(fonts.FAMILY, _SMALL)
                self.canv.setFillColor(QUIET)
                self.canv.drawCentredString(middle, 6, words)
        else:
            DRAWINGS[self._name](self, self.canv, self._words)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return 8 + x * (self._across - 16), 26 + y * (self.height - 48)

    def band(self, canvas: Canvas, first: float, last: float, words: str) -> None:
        """A stretch of time on a gray ground, named above it."""
        (x, y), (x2, y2) = self.at(first, 0), self.at(last, 1)
        canvas.setFillColor(FAINT)
        canvas.rect(x, y, x2 - x, y2 - y, stroke=0, fill=1)
        self.say(canvas, (first + last) / 2, 1.04, words)

    def axes(self, canvas: Canvas, up: str, along: str, ticks: Sequence[tuple[float, str]]) -> None:
        x, y = self.at(0, 0)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.8)
        canvas.line(x, y, *self.at(1, 0))
        for place, words in ticks:
            self.say(canvas, place, -0.12, words)
        canvas.setFont(fonts.FAMILY, _SMALL)
        canvas.setFillColor(QUIET)
        canvas.drawString(x, self.height + 1, up)
        canvas.drawRightString(self.at(1, 0)[0], self.height + 1, along)

    def say(self, canvas: Canvas, x: float, y: float, words: str, bold: bool = False) -> None:
        canvas.setFont(f"{fonts.FAMILY}-Bold" if bold else fonts.FAMILY, _SMALL)
        canvas.setFillColor(INK if bold else QUIET)
        canvas.drawCentredString(*self.at(x, y), words)

    def curve(self, canvas: Canvas, height: Callable[[float], float], first: float = 0) -> None:
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.8)
        path, steps = canvas.beginPath(), 120
        path.moveTo(*self.at(first, height(first)))
        for step in range(1, steps + 1):
            x = first + (1 - first) * step / steps
            path.lineTo(*self.at(x, height(x)))
        canvas.drawPath(path)


def _hill(x: float, top: float, rise: float, fall: float) -> float:
    return exp(-(((x - top) / (rise if x < top else fall)) ** 2))


def _withdrawal(sketch: Sketch, canvas: Canvas, words: dict[str, str]) -> None:
    # domain/ 6.2: onset 8-24 h, peak day 2-3, 4-10 days, over an axis of 12 days
    sketch.band(canvas, 8 / 24 / 12, 1 / 12, words["starts"])
    sketch.band(canvas, 2 / 12, 3 / 12, words["worst"])
    sketch.band(canvas, 4 / 12, 10 / 12, words["ends"])
    sketch.curve(canvas, lambda x: 0.95 * _hill(x, 2.5 / 12, 1.15 / 12, 3.1 / 12))
    sketch.axes(canvas, words["worse"], words["days"], [(d / 12, str(d)) for d in range(0, 13, 2)])
    canvas.setFont(fonts.FAMILY, _SMALL)
    canvas.setFillColor(QUIET)
    canvas.drawString(sketch.at(0, 0)[0], 2, words["heroin"])


def _after_detox(sketch: Sketch, canvas: Canvas, words: dict[str, str]) -> None:
    def height(x: float) -> float:
        return 0.08 + 0.46 * exp(-2.6 * x) * (1 + cos(2 * pi * 6.5 * x**0.8))

    sketch.curve(canvas, height)
    sketch.say(canvas, 0.7, 0.6, words["waves"])
    months = [(m / 6, str(m)) for m in range(7)]
    sketch.axes(canvas, words["moods"], words["months"], months)


def _urge(sketch: Sketch, canvas: Canvas, words: dict[str, str]) -> None:
    sketch.curve(canvas, lambda x: 0.88 * _hill(x, 0.42, 0.2, 0.24))
    sketch.say(canvas, 0.13, 0.42, words["climbs"])
    sketch.say(canvas, 0.42, 0.97, words["peaks"], bold=True)
    sketch.say(canvas, 0.74, 0.42, words["falls"])
    ticks = [(m / 30, str(m)) for m in (0, 5, 10, 15, 20, 25, 30)]
    sketch.axes(canvas, words["urge"], words["minutes"], ticks)


def _tolerance(sketch: Sketch, canvas: Canvas, words: dict[str, str]) -> None:
    def height(x: float) -> float:
        return 0.82 if x < 0.42 else 0.16 + 0.66 * exp(-7 * (x - 0.42))

    (x, low), (x2, high) = sketch.at(0.62, 0.0), sketch.at(1, 0.68)
    canvas.setFillColor(FAINT)
    canvas.rect(x, low, x2 - x, high - low, stroke=0, fill=1)
    sketch.curve(canvas, height)
    canvas.setDash(4, 3)
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(1)
    canvas.line(*sketch.at(0, 0.68), *sketch.at(1, 0.68))
    canvas.setDash()
    sketch.say(canvas, 0.81, 0.73, words["old"])
    sketch.say(canvas, 0.81, 0.42, words["danger"], bold=True)
    sketch.axes(canvas, words["bears"], "", [(0.21, words["use"]), (0.7, words["pause"])])


DRAWINGS: dict[str, Callable[[Sketch, Canvas, dict[str, str]], None]] = {
    "withdrawal": _withdrawal,
    "after_detox": _after_detox,
    "urge": _urge,
    "tolerance": _tolerance,
}
