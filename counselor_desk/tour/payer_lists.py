"""What a clinic checks against lists: services and codes, medicine names, its state's file; and its calls."""

from typing import Any

from PySide6.QtWidgets import QPushButton

from counselor_desk.tour.guide import Tour

ORDER = 67


def steps(tour: Tour) -> None:
    tour.sit("marion")
    services: Any = tour.go("service_table")
    tour.until(lambda: services.services.lines.rowCount() > 0, "the services are shown")
    tour.picture("services", "Services and codes: which code stands on a note, and who says so")
    services.services.opened.emit("individual")
    tour.settle()
    tour.picture("services-own-line", "A payer's own line: its unit, and when a begun one counts")
    services.places.opened.emit("place telehealth video, home")
    tour.settle()
    tour.picture("services-own-place", "A payer's own place of service and modifier: GT for 95")
    names: Any = tour.go("medicine_names")
    tour.until(lambda: names.names.lines.rowCount() > 0, "the medicine names are shown")
    tour.picture("medicine-names", "Medicine names: one list for cautions, expected results and opioids")
    names.names.choose(next(at for at, one in names._rows.items() if one.ingredient.name == "buprenorphine"))
    names.names.opened.emit(names.names.current())
    tour.settle()
    tour.picture("medicine-name", "What a medicine is, what it explains, and the clinic's own names for it")
    settings: Any = tour.go("settings")
    settings.page.reveal(settings.state)
    tour.settle()
    tour.picture("settings-state-table", "The state's own columns and codes for the national set")
    tour.sit("bea")
    calls: Any = tour.go("phone_calls", new=True)
    tour.until(lambda: calls.sheet is not None, "a call can be written down")
    tour.picture("call-new", "A call is written down while the telephone is in the hand")
    calls.sheet.form.set_values(
        {
            "caller": "Joan Pruitt",
            "caller_kind": "family or friend",
            "call_back": "555 0142",
            "about": "Her son",
            "words": "Asks whether he came today; worried since Sunday.",
            "answered": "That we can say of nobody whether they come here, and that we take a message.",
            "for_id": next(c.value for c in calls.sheet.form.form.fields[-1].options if "Caleb" in c.label),
        }
    )
    tour.click(tour.find(QPushButton, "keep", calls))
    tour.until(lambda: calls.calls.lines.rowCount() > 0, "the call stands in the log")
    tour.picture("calls", "Calls and messages: each for whom it is, none of them in a chart")
