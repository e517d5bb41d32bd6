"""What a figure counts, as a line of its list."""

from datetime import datetime

from counselor_desk.services.figures.program_figures import FigureRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText


def counted_line(row: FigureRow) -> RowText:
    on = ""
    if isinstance(row.on, datetime):
        on = words.moment(row.on)
    elif row.on is not None:
        on = words.full_day(row.on)
    return RowText(row.name, words.capital(row.description), on, client_id=row.client_id)
