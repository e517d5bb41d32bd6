"""Settings as a counselor sees them, and as the administrator does."""

from PySide6.QtWidgets import QPushButton

from counselor_desk.tour.guide import Tour

ORDER = 90


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    tour.go("settings")
    tour.picture("settings", "Settings of a counselor")
    tour.sit("ana")
    settings = tour.go("settings")
    tour.until(lambda: settings.clinic is not None, "the clinic's rules are shown")  # type: ignore[attr-defined]
    tour.picture("settings-administrator", "Settings of the administrator")
    settings.open(part="paper")  # type: ignore[attr-defined]
    tour.picture("settings-paper", "The clinic's paper: logo, color, phone list")
    tour.click(tour.find(QPushButton, "verify_trail"))
    tour.until(lambda: settings.verdict.text() != "", "the trail is verified")  # type: ignore[attr-defined]
