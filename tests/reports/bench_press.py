"""A 200-page chart beside plain ReportLab: python -m tests.reports.bench_press."""

import io
import sys
import time
from collections.abc import Callable

from pypdf import PdfReader
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from counselor_desk.reports.press import marks, press

WORDS = (
    "Rosa came ten minutes early. She spoke of the week since the last session, of two urges "
    "that she let pass, and of the call with her sister that she had put off since the summer. "
    "We looked at what she told herself before she called; she rated the fear at 7 and 3 after. "
)
SHEET = press.Sheet(
    "Chart", "Harbor Recovery Center", subject="Rosa Medina", facts=("Record 0000010",),
    status=("Signed by Cal Reyes, LADC",), notice="Notice", printed="Printed by Flo Marsh",
)  # fmt: skip
PARAGRAPHS = [WORDS * 2] * 1450


def plain() -> bytes:
    made, style = io.BytesIO(), getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(made, invariant=1).build([Paragraph(p, style) for p in PARAGRAPHS])
    return made.getvalue()


def ours() -> bytes:
    return press.print_out(SHEET, [marks.paragraph(p) for p in PARAGRAPHS])


def speed(make: Callable[[], bytes]) -> tuple[float, int]:
    started = time.perf_counter()
    made = make()
    took = time.perf_counter() - started
    pages = len(PdfReader(io.BytesIO(made)).pages)
    return pages / took, pages


def main() -> None:
    plain(), ours()
    rates = [(speed(plain), speed(ours)) for _ in range(3)]
    bare = max(rate for (rate, _), _ in rates)
    mine, pages = max(result for _, result in rates)
    sys.stdout.write(f"plain {bare:.0f} pages/s, ours {mine:.0f} ({pages} pages): {mine / bare:.2f}\n")


if __name__ == "__main__":
    main()
