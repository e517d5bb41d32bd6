"""The administrator backs the clinic up, rehearses a restore and looks through the vault."""

from PySide6.QtWidgets import QPushButton

from counselor_desk.tour.guide import Tour

ORDER = 95


def steps(tour: Tour) -> None:
    tour.sit("ana")
    page = tour.go("safekeeping")
    banner, rows = page.page.banner, page.list  # type: ignore[attr-defined]
    tour.click(tour.find(QPushButton, "back_up"))
    tour.until(lambda: bool(banner.words.text()), "a backup is made and read through")
    tour.until(lambda: rows.model().rowCount() > 0, "the backup is listed")
    rows.opened.emit(next(iter(page._rows)))  # type: ignore[attr-defined]
    tour.picture("backups", "Backups: what is in one, beside what is in the vault now")
    tour.click(tour.find(QPushButton, "rehearse"))
    tour.until(lambda: bool(banner.words.text()), "a restore is rehearsed")
    tour.click(tour.find(QPushButton, "look_through"))
    tour.until(lambda: bool(banner.words.text()), "the vault is looked through")
    tour.picture("backups-proved", "Every record compared with the audit trail")
