"""A canary in every field of consents, disclosures and registers leaves no trace outside."""

import threading
from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.catalog import files
from counselor_desk.desk.desk import utc_now
from counselor_desk.domain.form import Kind, is_blank
from counselor_desk.domain.privacy.consent import ConsentKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.services.clients import clients
from counselor_desk.services.privacy import consents, disclosures, registers
from counselor_desk.ui.kit import file_dialogs
from tests.ui import marked
from tests.ui.privacy.test_consents import draw
from tests.ui.shell.test_canary import CANARY, home, leaks, told

__all__ = ["home", "told"]


def type_into(box, qtbot):
    """One question answered: words by the keyboard, the rest as a list or a calendar gives it."""
    field, main = box.field, box.editor.main
    if field.kind in (Kind.LINE, Kind.TEXT):
        main.clear()
        qtbot.keyClicks(main, CANARY)
    elif field.kind is Kind.ROWS:
        row = {c.key: CANARY for c in field.columns if not c.options}
        row |= {c.key: c.options[0].value for c in field.columns if c.options}
        box.write([row])
    elif field.kind is Kind.CHECK:
        box.write(True)
    elif is_blank(box.value()):
        today = utc_now().astimezone().date()
        plain = {Kind.DATE: today, Kind.NUMBER: 500}
        first = [option.value for option in field.options[:1]]
        box.write(first if field.kind is Kind.CHOICES else first[0] if first else plain[field.kind])


def fill(form, qtbot, *but):
    """Every question that is asked; returns how many took the words."""
    typed = 0
    for key, box in form.boxes.items():
        if key not in but and not box.isHidden():
            type_into(box, qtbot)
            form._touched(key)
            typed += box.field.kind in (Kind.LINE, Kind.TEXT, Kind.ROWS)
    return typed


class Hands:
    """A person at the supervisor's window."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot, self.titles = window, qtbot, set()

    def settle(self):
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self.window.bridge.is_idle)
        self.titles |= {top.windowTitle() for top in QApplication.topLevelWidgets()}

    def press(self, panel, name):
        found = [b for b in panel.findChildren(object, name) if getattr(b, "isVisible", bool)()]
        self.qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)
        self.settle()

    def go(self, name, **where):
        screen = self.window.go(name, **where)
        self.settle()
        return screen

    def keep(self, screen, *but):
        typed = fill(screen.sheet.form, self.qtbot, *but)
        self.press(screen.sheet, "keep")
        return typed


def sign_every_consent(hands, client_id):
    chart = hands.go("chart", client_id=client_id, section="consents")
    section = chart.section("consents")
    for form in files.consent_forms():
        section._start(form)
        hands.settle()
        editor = section.sheet
        agreed = files.consent_forms()[form].kind is ConsentKind.CARE
        assert fill(editor.form, hands.qtbot, "expires_on") >= (4 if agreed else 7)
        editor.form.boxes["expires_on"].write(date(2099, 6, 30))
        editor.signing.boxes["signer_basis"].write("personal representative")
        editor.signing._touched("signer_basis")
        fill(editor.signing, hands.qtbot, "signed_on", "on_paper", "signer_basis")
        draw(editor.pad)
        hands.press(editor, "sign")


def revoke_one(hands, client_id, consent_id):
    section = hands.go("chart", client_id=client_id, section="consents").section("consents")
    section._open(consent_id)
    hands.settle()
    hands.press(section.sheet, "revoke")
    hands.keep(section)
    section._open(consent_id)
    hands.settle()
    hands.press(section.sheet, "false")
    hands.keep(section)


def disclose_on_every_basis(hands, client_id, signed, path):
    screen = hands.go("disclose", client_id=client_id)
    for basis in Basis:
        screen.open(client_id=client_id)
        hands.settle()
        form = screen.forms["basis"]
        form.boxes["basis"].write(str(basis))
        form._touched("basis")
        if basis is Basis.CONSENT:
            form.boxes["consent_id"].write(str(signed))
            form._touched("consent_id")
        fill(screen.forms["basis"], hands.qtbot, "basis", "consent_id")
        fill(screen.forms["recipient"], hands.qtbot, "way")
        way = {Basis.CONSENT: "encrypted file", Basis.CLIENT: "paper"}.get(basis, "spoken")
        screen.forms["recipient"].boxes["way"].write(way)
        if screen.forms["categories"].form.fields:
            fill(screen.forms["categories"], hands.qtbot)
        hands.press(screen, "disclose")
        hands.go("disclose", client_id=client_id)


def keep_every_register(hands):
    screen = hands.go("registers")
    for clock in files.clocks():
        screen._new_request()
        hands.settle()
        screen.sheet.form.boxes["kind"].write(clock.id)
        fill(screen.sheet.form, hands.qtbot, "kind")
        hands.press(screen.sheet, "keep")
    for row in hands.window.opened.desk.do(registers.read_registers).requests:
        for but in (("outcome",), ()):
            screen._open_request(row.request.id)
            hands.settle()
            hands.keep(screen, *but, *(() if but else ("extended_why",)))
    for new in (screen._open_breach, screen._open_agreement):
        new(None)
        hands.settle()
        hands.keep(screen)
    screen._new_hold()
    hands.settle()
    hands.keep(screen)


def use_access(hands):
    screen = hands.go("access")
    for start in (screen.closer._do_restrict, screen._do_glass, screen._do_cover):
        start()
        hands.settle()
        hands.keep(screen)
        screen.close_sheet()


@pytest.mark.slow
def test_no_word_of_consents_disclosures_and_registers_stands_outside(  # noqa: PLR0913
    home, told, sit, clinic, qtbot, monkeypatch
):
    opened = clinic.open("cal")
    client_id = marked.registered(opened.desk, CANARY)
    clinic.door.lock(opened)
    asked = []
    path = home / "sent.pdf"
    monkeypatch.setattr(file_dialogs, "save_path", lambda *given: asked.append(given[1:]) or path)
    window = sit("sue")
    desk, hands = window.opened.desk, Hands(window, qtbot)
    sign_every_consent(hands, client_id)
    rows = desk.do(consents.of_client, client_id)
    assert {row.standing for row in rows} == {"in force"}
    specific = next(row.id for row in rows if row.kind == "specific")
    keep_every_register(hands)
    disclose_on_every_basis(hands, client_id, specific, path)
    hands.settle()
    lines = desk.do(disclosures.of_client, client_id)
    assert {line.basis for line in lines} == set(Basis)
    assert path.exists()
    revoke_one(hands, client_id, rows[0].id)
    found = desk.do(registers.read_registers)
    assert len(found.requests) == len(files.clocks())
    assert all(row.request.closed_on for row in found.requests)
    assert len(found.breaches) == len(found.agreements) == len(found.holds) == 1
    use_access(hands)
    assert desk.do(clients.read, client_id).restricted
    window.lock()
    for thread in threading.enumerate():
        if thread.name == "backup":
            thread.join()
    settings = QSettings("Counselor Desk", "Counselor Desk")
    kept = [str(settings.value(key)) for key in settings.allKeys()]
    recent = map(str, clinic.door.recent())
    said = "\n".join([told(), *hands.titles, *kept, *recent, *map(str, asked)])
    for word in CANARY.split():
        assert word.lower() not in said.lower()
    assert leaks(home) == []
