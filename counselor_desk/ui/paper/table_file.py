"""A report's table saved as a file for a spreadsheet, where the person says."""

from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.ui.kit import chosen_file, file_dialogs
from counselor_desk.ui.kit.screen import Panel

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.press.press import Grid


def save(panel: Panel, title: str, grid: "Grid") -> None:
    """No cell of it can act as a formula when it is opened."""
    path = file_dialogs.save_path(panel, _("Save as a table"), f"{title}.csv", _("CSV (*.csv)"))
    if path is None:
        return
    try:
        chosen_file.write(path, write_table(grid.heads, grid.rows))
    except Refused as refused:
        panel.complain(refused)
    else:
        panel.toast(_("Saved. The file is not encrypted: keep it where it is safe."))
