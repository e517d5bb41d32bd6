"""What a figure counts, as a line of its list."""

from datetime import datetime

from counselor_desk.services.figures.program_figures import Counted
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import Line


def counted_line(row: Counted) -> Line:
    on = ""
    if isinstance(row.on, datetime):
        on = words.moment(row.on)
    elif row.on is not None:
        on = words.full_day(row.on)
    return Line(row.name, words.capital(row.what), on, client_id=row.client_id)
