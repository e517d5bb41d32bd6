"""A card for the wallet: two halves, folded back to back along the line in the middle."""

from reportlab.platypus import Flowable, Table, TableStyle

from counselor_desk.reports.press.styles import LINE

_CUT = TableStyle(
    [
        ("BOX", (0, 0), (-1, -1), 0.6, LINE, None, (4, 3)),
        ("LINEAFTER", (0, 0), (0, -1), 0.6, LINE, None, (1, 3)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("RIGHTPADDING", (0, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
    ]
)


def folded(front: list[Flowable], back: list[Flowable]) -> Flowable:
    """Two halves side by side, to cut out and fold."""
    return Table([[front, back]], colWidths=["50%", "50%"], style=_CUT, splitInRow=1, spaceAfter=12)
