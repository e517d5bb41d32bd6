"""A counselor has a consent signed, discloses on it, and takes in the letter that revokes it."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from counselor_desk.core.errors import Refused
from counselor_desk.domain.privacy.consent import ConsentStatus
from counselor_desk.reports.press import shelf
from counselor_desk.reports.press.press import render as press_paper
from counselor_desk.services.privacy import consents, disclosures
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.privacy.consent_editor import ConsentEditor
from counselor_desk.ui.privacy.consents_section import Consents
from counselor_desk.ui.privacy.disclose import Disclose
from tests.services.privacy.disclosing import disclosed
from tests.services.privacy.test_consents import (
    DANA,
    STROKES,
    SUPPORT,
    consent_to_sister,
    signed_before,
    to_sister,
)
from tests.services.privacy.test_scan_file import KINDS
from tests.ui.hands import press


@pytest.fixture
def shown(desk, qtbot):
    """Builds a panel for the person at the desk; `went` is where it wanted to go."""
    bridge = Bridge(desk)
    went = []

    def go(screen, **where):
        went.append((screen, where))

    def build(kind, *args):
        panel = kind(bridge, go, *args)
        qtbot.addWidget(panel)
        panel.resize(1000, 1200)
        panel.show()
        qtbot.waitUntil(bridge.is_idle)
        return panel

    build.went = went
    build.bridge = bridge
    yield build
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def start_family_consent(qtbot, section):
    press(qtbot, section, "new_consent")
    rows = next(r for r in section.behind.findChildren(RowList) if r.isVisible())
    rows.choose("family")
    QTest.keyClick(rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(section.sheet, ConsentEditor))
    qtbot.waitUntil(section.bridge.is_idle)
    return section.sheet


def draw(pad):
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 90))
    QTest.mouseMove(pad, QPoint(80, 40))
    QTest.mouseMove(pad, QPoint(160, 110))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(160, 110))


def test_a_consent_is_written_signed_used_and_revoked(desk, shown, qtbot):
    section = shown(Consents, DANA)
    assert section.none.isVisible()
    editor = start_family_consent(qtbot, section)
    behind = section.page.findChild(QAbstractButton, "new_consent")
    assert not behind.isVisible()  # the sheet's own button is the one that stands out
    editor.form.boxes["recipients"].write([{"name": "Ann Reed", "kind": "family or friend"}])
    press(qtbot, section, "sign")
    assert "ends" in section.page.banner.words.text() or any(
        "date or event" in box.trouble.text() for box in editor.form.boxes.values()
    )
    editor.form.boxes["expires_on"].write(date(2027, 3, 1))
    draw(editor.pad)
    press(qtbot, section, "sign")
    (row,) = desk.do(consents.of_client, DANA)
    assert row.standing is ConsentStatus.IN_FORCE
    assert behind.isVisible()
    assert section.consents.lines.line(0).chips == (("In force", "ok"),)

    section.consents.opened.emit(row.id)
    qtbot.waitUntil(section.bridge.is_idle)
    press(qtbot, section, "revoke")
    section.sheet.form.boxes["revoked_on"].write(date(2026, 12, 1))
    section.sheet.form.boxes["revoked_how"].write("letter")
    press(qtbot, section, "keep")
    assert desk.do(consents.of_client, DANA)[0].standing is ConsentStatus.REVOKED
    assert section.consents.lines.line(0).chips[0][0] == "Revoked"


def test_what_is_typed_is_kept_without_signing(desk, shown, qtbot):
    section = shown(Consents, DANA)
    editor = start_family_consent(qtbot, section)
    editor.form.boxes["purpose"].write("CANARY purpose")
    section.leave()
    qtbot.waitUntil(section.bridge.is_idle)
    (row,) = desk.do(consents.of_client, DANA)
    assert row.standing is ConsentStatus.DRAFT
    assert desk.do(consents.read, row.id).body["purpose"] == "CANARY purpose"


def test_a_paper_that_is_not_in_the_vault_yet_is_asked_for(desk, shown, qtbot):
    consent_id = consent_to_sister(desk, sign=False)
    desk.do(consents.sign, consent_id, {"signer": "Dana Reed", "on_paper": True})
    section = shown(Consents, DANA)
    qtbot.waitUntil(lambda: section.consents.lines.rowCount() == 1)
    assert section.consents.lines.line(0).chips[1] == ("Paper not scanned yet", "caution")
    desk.do(consents.attach_scan, consent_id, "signed", b"%PDF-1.7 paper")
    assert [row.wants_scan for row in desk.do(consents.of_client, DANA)] == [False]


def test_a_signed_paper_is_scanned_into_the_vault(desk, shown, qtbot, monkeypatch, tmp_path):
    section = shown(Consents, DANA)
    editor = start_family_consent(qtbot, section)
    path = tmp_path / "scan.pdf"
    path.write_bytes(KINDS["PDF"])
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_: path)
    press(qtbot, section, "attach")
    assert editor.signing.values()["on_paper"]
    (row,) = desk.do(consents.of_client, DANA)
    assert row.scans == 1


def png():
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    raw = QBuffer()
    picture.save(raw, "PNG")
    return bytes(raw.data())


def test_a_scan_that_comes_later_is_kept_and_shown_from_the_vault(desk, shown, qtbot, monkeypatch, tmp_path):
    consent_id = consent_to_sister(desk)
    path = tmp_path / "scan.png"
    path.write_bytes(png())
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_: path)
    section = shown(Consents, DANA)
    section._open(consent_id)
    qtbot.waitUntil(section.bridge.is_idle)
    press(qtbot, section, "attach")
    path.unlink()

    def rows():
        found = [r for r in section.sheet.findChildren(RowList) if r.isVisible()]
        return found[0] if found and found[0].lines.rowCount() else None

    qtbot.waitUntil(lambda: rows() is not None)
    (scan,) = desk.do(consents.scans, consent_id)
    rows().opened.emit(scan.id)
    qtbot.waitUntil(lambda: bool(shown.went))
    assert shown.went[0][1]["pdf"].startswith(b"%PDF")


def test_a_consent_known_to_be_false_carries_nothing(desk, shown, qtbot):
    consent_id = consent_to_sister(desk)
    section = shown(Consents, DANA)
    section._open(consent_id)
    qtbot.waitUntil(section.bridge.is_idle)
    press(qtbot, section, "false")
    section.sheet.form.boxes["known_false"].write("Somebody else signed it, says the client")
    press(qtbot, section, "keep")
    with pytest.raises(Refused, match="known to be false"):
        disclosed(desk, to_sister(consent_id))


def test_the_event_that_ends_a_consent_ends_it(desk, shown, qtbot):
    consent_id = consent_to_sister(desk, expires_on=None, expires_event="when she moves out")
    section = shown(Consents, DANA)
    section._open(consent_id)
    qtbot.waitUntil(section.bridge.is_idle)
    press(qtbot, section, "event")
    section.sheet.form.boxes["event_on"].write(date(2026, 11, 30))
    press(qtbot, section, "keep")
    assert "before it was signed" in section.sheet.form.boxes["event_on"].trouble.text()
    section.sheet.form.boxes["event_on"].write(date(2026, 12, 1))
    press(qtbot, section, "keep")
    assert desk.do(consents.of_client, DANA)[0].standing is ConsentStatus.EXPIRED
    section._open(consent_id)
    qtbot.waitUntil(section.bridge.is_idle)
    said = " ".join(one.text() for one in section.sheet.findChildren(QLabel))
    for element in ("Harbor Recovery Center", "whether I kept my appointments", SUPPORT,
                    "Ann Reed, sister", "when she moves out", "in writing",
                    "Dana Reed, client, Dec 1, 2026, on the screen"):  # fmt: skip
        assert element in said
    report = shelf.report("consent")
    (page,) = PdfReader(io.BytesIO(press_paper(report, desk.do(report.gather, consent_id)))).pages
    assert "Ended on Dec 1, 2026: when she moves out" in " ".join(page.extract_text().split())


def test_l3_the_window_asks_whether_the_event_has_come(desk, shown, qtbot):
    consent_to_sister(desk, expires_on=None, expires_event="when she moves out")
    screen = shown(Disclose)
    screen.open(client_id=DANA)
    qtbot.waitUntil(screen.bridge.is_idle)
    asked = screen.forms["basis"].boxes["consent.event_is_open"]
    assert not asked.isHidden()
    told = {"recipient": "Ann Reed", "recipient_kind": "family or friend", "purpose": SUPPORT}
    screen.forms["recipient"].set_values(told)
    screen.forms["categories"].set_values({"categories": ["attendance"]})
    assert not screen.request().facts.get("event_is_open")
    with pytest.raises(Refused, match="when she moves out"):
        desk.do(disclosures.weigh, screen.request())
    asked.write(True)
    assert desk.do(disclosures.weigh, screen.request()).recipient == "Ann Reed"


def test_l1_a_consent_that_is_not_whole_says_why_and_is_renewed(desk, shown, qtbot):
    consent_id = consent_to_sister(desk, sign=False)
    desk.do(signed_before, consent_id, {"revocation": ""})
    section = shown(Consents, DANA)
    qtbot.waitUntil(section.bridge.is_idle)
    section._open(consent_id)
    qtbot.waitUntil(section.bridge.is_idle)
    why = section.sheet.findChild(QLabel, "why_not")
    assert not why.isHidden()
    assert "it lacks the right to revoke, and how" in why.text()
    press(qtbot, section, "renew_consent")
    qtbot.waitUntil(section.bridge.is_idle)
    assert section.sheet.form.values()["recipients"][0]["name"] == "Ann Reed"
    assert section.sheet.form.values()["revocation"].strip()


def test_before_a_condition_of_the_court_is_met_the_window_says_who_relies_on_it(desk, shown, qtbot):
    made = desk.do(consents.start, DANA, "criminal_justice")
    officer = [{"name": "County Probation", "kind": "court, probation or parole"}]
    desk.do(consents.save, made.id, {**made.body, "recipients": officer})
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    section = shown(Consents, DANA)
    section._open(made.id)
    qtbot.waitUntil(section.bridge.is_idle)
    press(qtbot, section, "revoke")
    said = " ".join(one.text() for one in section.sheet.findChildren(QLabel))
    assert "final decision in the case" in said
    assert "ask counsel" in said


@pytest.fixture
def wizard(desk, shown, qtbot):
    consent_to_sister(desk)
    screen = shown(Disclose)
    screen.open(client_id=DANA)
    qtbot.waitUntil(screen.bridge.is_idle)
    return screen


def test_the_picker_shows_attendance_only(wizard):  # PV-20
    (field,) = wizard.forms["categories"].form.fields
    assert [option.value for option in field.options] == ["attendance"]
    assert wizard.forms["recipient"].values()["recipient"] == "Ann Reed"


def test_disclosing_writes_the_line_and_shows_the_paper(desk, wizard, shown, qtbot):
    press(qtbot, wizard, "preview")
    qtbot.waitUntil(lambda: len(shown.went) == 1)
    assert desk.do(disclosures.of_client, DANA) == []
    assert shown.went[0][1]["pdf"].startswith(b"%PDF")
    press(qtbot, wizard, "disclose")
    qtbot.waitUntil(lambda: len(shown.went) == 2)
    (line,) = desk.do(disclosures.of_client, DANA)
    assert line.recipient == "Ann Reed"
    assert shown.went[1][1]["title"] == f"Disclosure {line.id}"


def test_what_the_consent_does_not_cover_is_refused_in_one_sentence(desk, wizard, qtbot):
    wizard.forms["recipient"].boxes["recipient"].write("Mrs. Other")
    press(qtbot, wizard, "disclose")
    troubles = [box.trouble.text() for box in wizard.forms["basis"].boxes.values()]
    assert any("does not name Mrs. Other" in said for said in troubles)
    assert desk.do(disclosures.of_client, DANA) == []


def test_the_purpose_is_the_one_that_the_client_consented_to(wizard):
    """PV-20, too: a family consent is for support of the family, whatever somebody would type."""
    purpose = wizard.forms["recipient"].boxes["purpose"]
    assert [o.value for o in purpose.field.options] == [SUPPORT]
    assert wizard.request().purpose == SUPPORT
    wizard.forms["recipient"].boxes["detail"].write("the evening of 3 March")
    assert wizard.request().purpose == f"{SUPPORT}: the evening of 3 March"


def test_an_emergency_asks_for_its_facts_at_their_fields(desk, wizard, qtbot):
    basis = wizard.forms["basis"]
    basis.boxes["basis"].write("medical emergency")
    wizard._basis_changed("basis")
    wizard.forms["recipient"].set_values(
        {"recipient": "Dr. Ames", "recipient_kind": "treating provider", "purpose": "care",
         "way": "paper"}
    )  # fmt: skip
    press(qtbot, wizard, "disclose")
    assert "medical personnel" in basis.boxes["medical emergency.medic"].trouble.text()
    assert desk.do(disclosures.of_client, DANA) == []


def test_an_encrypted_file_opens_only_with_its_passphrase(desk, wizard, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "out.pdf"
    asked = []
    monkeypatch.setattr(file_dialogs, "save_path", lambda *given: asked.append(given[2]) or path)
    wizard.forms["recipient"].boxes["way"].write("encrypted file")
    press(qtbot, wizard, "disclose")
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: "Passphrase" in wizard.passphrase.text())
    assert "Reed" not in asked[0]
    assert b"Reed" not in path.read_bytes()
    words = wizard.passphrase.text().split(": ", 1)[1].split("\n")[0]
    sealed = PdfReader(path)
    assert sealed.is_encrypted
    assert not sealed.decrypt("wrong words altogether")
    assert sealed.decrypt(words)
    assert "Ann Reed" in sealed.pages[0].extract_text()
    wizard.leave()
    assert wizard.passphrase.text() == ""


def test_signed_consents_are_strokes_not_pictures(desk):
    consent_id = consent_to_sister(desk)
    assert desk.do(consents.read, consent_id).strokes == STROKES


def test_without_any_consent_nothing_is_offered_and_nothing_goes_out(desk, shown, qtbot):
    screen = shown(Disclose)
    screen.open(client_id=DANA)
    qtbot.waitUntil(screen.bridge.is_idle)
    press(qtbot, screen, "disclose")
    assert "without a consent" in screen.page.banner.words.text()
    assert desk.do(disclosures.of_client, DANA) == []
