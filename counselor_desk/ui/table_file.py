"""A report's table saved as a file for a spreadsheet, where the person says."""

from typing import Any

from counselor_desk.domain.exchange.tables import write_table
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.ui import ask
from counselor_desk.ui.screen import Panel


def save(panel: Panel, report: Any, data: Any) -> None:
    """No cell of it can act as a formula when it is opened."""
    path = ask.save_path(panel, _("Save as a table"), f"{report.title}.csv", _("CSV (*.csv)"))
    if path is None:
        return
    grid = report.grid(data)
    try:
        path.write_bytes(write_table(grid.heads, grid.rows))
    except OSError as error:
        words = _("The file could not be saved: {reason}. Choose another place.")
        reason = error.strerror or type(error).__name__
        panel.complain(Refused(words.format(reason=reason)))
    else:
        panel.toast(_("Saved. The file is not encrypted: keep it where it is safe."))
