"""Consents, a disclosure page by page, an import, access, registers and the trail."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from counselor_desk.domain.privacy.consent import ConsentStatus
from counselor_desk.services.clients import clients
from counselor_desk.services.privacy import consents, disclosures, registers
from counselor_desk.services.vault import trail_lines
from counselor_desk.tour.guide import Stuck, Tour

ORDER = 65
LIST = """\
First name,Last name,DOB,Phone,City,State
Ines,Calder,03/14/1989,555 0177,Boston,MA
Marta,Oliveira,07/08/1992,555 0178,Quincy,MA
,Tully,11/30/1985,555 0179,Salem,MA
"""


def steps(tour: Tour) -> None:
    client_id = _with_consents(tour)
    chart: Any = tour.go("chart", client_id=client_id, section="consents")
    tour.picture("consents", "A client's consents, and what was disclosed on them")
    _write(tour, chart, client_id)
    _disclose(tour)
    tour.go("access")
    tour.picture("access", "Who may open whose chart beyond the caseload")
    tour.sit("marion")
    tour.go("access")
    tour.picture("access-supervisor", "An emergency that a supervisor has to look at")
    screen: Any = tour.go("registers")
    tour.until(lambda: screen.requests.lines.rowCount() > 0, "the registers are shown")
    tour.picture("registers", "Requests with their clocks, breaches, agreements, holds")
    legal = next(r for r in tour.ask(registers.read_registers).requests if r.request.kind == "legal")
    screen.requests.opened.emit(legal.request.id)
    tour.settle()
    tour.picture("registers-legal", "A subpoena alone is not enough")
    screen.back()
    tour.settle()
    screen.breaches.opened.emit(tour.ask(registers.read_registers).breaches[0].id)
    tour.settle()
    tour.picture("registers-breach", "A breach with its clocks: people, HHS, media")
    _import(tour)
    _trail(tour, client_id)


def _with_consents(tour: Tour) -> int:
    """A client of whom something was disclosed on a consent that is in force."""
    for sign_in in ("caleb", "nadia", "tom"):
        tour.sit(sign_in)
        for client_id in tour.ask(clients.matching):
            rows = tour.ask(consents.of_client, client_id)
            accounting = tour.ask(disclosures.of_client, client_id)
            if accounting and any(row.standing is ConsentStatus.IN_FORCE for row in rows):
                return int(client_id)
    raise Stuck("nobody has a consent in force")


def _write(tour: Tour, chart: Any, client_id: int) -> None:
    tour.go("chart", client_id=client_id, section="consents", new=True)
    tour.picture("consent-kinds", "Which consent")
    section: Any = chart.section("consents")
    section._start("family")
    tour.until(lambda: hasattr(section.sheet, "pad"), "the consent is open")
    tour.settle()
    tour.picture("consent-form", "Every element of the law as a field")
    editor: Any = section.sheet
    editor.form.boxes["recipients"].write([{"name": "Lena Moss", "kind": "family or friend"}])
    editor.form.boxes["expires_event"].write("end of the treatment")
    section.page.reveal(editor.sign)
    _sign(tour, editor.pad)
    tour.picture("consent-signature", "The client signs on the screen")
    tour.click(editor.sign)
    tour.until(lambda: section.sheet is None, "the consent is signed")


def _sign(tour: Tour, pad: QWidget) -> None:
    tour.until(pad.isVisible, "the client can sign")
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    for x in range(60, 380, 6):
        QTest.mouseMove(pad, QPoint(x, 80 + (x * x // 35) % 44))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(380, 90))


def _disclose(tour: Tour) -> None:
    from counselor_desk.reports.press import press
    from counselor_desk.reports.privacy import disclosure

    client_id = next(
        i
        for i in tour.ask(clients.matching)
        if any(
            r.kind.startswith("treatment") and r.standing is ConsentStatus.IN_FORCE
            for r in tour.ask(consents.of_client, i)
        )
        and _notes(tour, i)
    )
    screen: Any = tour.go("disclose", client_id=client_id)
    choices = tour.ask(disclosures.choices, client_id)
    whole = next(c for c in choices.consents if c.kind.startswith("treatment"))
    screen.forms["basis"].boxes["consent_id"].write(str(whole.id))
    screen._basis_changed("consent_id")
    to = {
        "recipient": "Bayside Primary Care",
        "recipient_kind": "treating provider",
        "address": "12 Harbor Way",
        "purpose": "treatment",
        "detail": "shared care",
        "way": "paper",
    }
    screen.forms["recipient"].set_values(to)
    picked = {"categories": ["attendance", "diagnoses", "session notes"]}
    screen.forms["categories"].set_values(picked)
    screen._categories_changed("categories")
    note = _notes(tour, client_id)[0]
    screen.forms["documents"].set_values({"documents": [str(note.id)]})
    screen._documents_changed("documents")
    tour.settle()
    tour.picture("disclose", "The disclosure wizard: only what the consent covers is offered")
    asked = screen.request()
    tour.click(tour.find(QPushButton, "disclose", screen))
    made = tour.ask(disclosures.of_client, client_id)[0]
    if made.recipient != asked.recipient:
        raise Stuck("the accounting has no line of the disclosure")
    data = tour.ask(disclosure.gather, made.id)
    tour.paper("disclosure-packet", "A disclosure", press.render(disclosure.REPORT, data))
    tour.settle()
    tour.picture("disclosed", "What went out, as paper")


def _notes(tour: Tour, client_id: int) -> list[Any]:
    papers = tour.ask(disclosures.choices, client_id).papers
    return [paper for paper in papers if paper.category == "session notes"]


def _import(tour: Tour) -> None:
    screen: Any = tour.go("import_clients")
    tour.picture("import", "Bringing clients in from another program")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clients.csv"
        path.write_text(LIST, "utf-8")
        screen.read([path])
        tour.until(lambda: screen.parcel is not None, "the list is read")
        tour.settle()
    tour.picture("import-look", "What is in the file, what is wrong with it, which column is what")
    screen.back()


def _trail(tour: Tour, client_id: int) -> None:
    tour.sit("ana")
    screen: Any = tour.go("trail", client_id=client_id)
    tour.until(lambda: screen.list.lines.rowCount() > 0, "the trail is shown")
    tour.settle()
    tour.picture("trail", "Who did what to one chart")
    tour.click(tour.find(QPushButton, "verify", screen))
    tour.until(lambda: bool(screen.page.banner.words.text()), "the trail is verified")
    tour.picture("trail-verified", "Every line holds")
    verdict = tour.ask(trail_lines.verify)
    if verdict.broken_at is not None:
        raise Stuck(f"line {verdict.broken_at} of the trail does not hold")
