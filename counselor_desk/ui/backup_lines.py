"""What is said in one line of a backup, and of what looking through the vault has found."""

from counselor_desk.i18n import _
from counselor_desk.services.integrity import Findings
from counselor_desk.ui import words
from counselor_desk.ui.door import BackupRow
from counselor_desk.ui.paged import Line

WHY = {
    "hand": _("by hand"),
    "hours": _("while at work"),
    "quit": _("when it was locked"),
    "migration": _("before a new version"),
    "import": _("before an import"),
    "salvage": _("what could be read of a damaged vault"),
    "rotation": _("before a new vault key"),
    "destruction": _("after a record was destroyed"),
}


def of_row(row: BackupRow) -> Line:
    when = words.capital(words.moment(row.taken_at))
    return Line(when, holds(row), WHY.get(row.why, row.why), size_of(row.size))


def holds(row: BackupRow) -> str:
    held = row.counts.get
    return ", ".join(
        [
            words.count(held("Clients", 0), "{n} client", "{n} clients"),
            words.count(held("Documents", 0), "{n} document", "{n} documents"),
            words.count(held("Lines of the trail", 0), "{n} line", "{n} lines") + _(" of trail"),
        ]
    )


def size_of(size: int) -> str:
    return _("{n} MB").format(n=f"{max(size / 1e6, 0.1):,.1f}")


def of_findings(found: Findings) -> str:
    said = []
    if found.trail.broken_at is not None:
        said.append(_("Line {n} of the trail does not hold.").format(n=found.trail.broken_at))
    if found.changed:
        names = ", ".join(found.changed[:5])
        said.append(_("Not as their last line says: {names}.").format(names=names))
    if found.gone_back:
        said.append(_("The vault is older than when it was last locked."))
    return " ".join([*said, _("Keep this vault as it is and restore a backup.")])
