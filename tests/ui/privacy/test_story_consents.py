"""The story's client makes consents, records leave on them, one is revoked: all in the windows."""

import hashlib
import io
from datetime import date

import pytest
from pypdf import PdfReader

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import ConsentStatus
from counselor_desk.records.practice import Practice
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import diagnoses
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.privacy import consents, disclosed_pages, disclosures
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault import trail_lines
from counselor_desk.ui.documents.counseling_section import Counseling
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.privacy import disclosure_paper
from counselor_desk.ui.privacy.consents_section import Consents
from counselor_desk.ui.privacy.disclose import Disclose
from tests.conftest import START
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.test_scan_file import KINDS
from tests.ui.privacy.test_consents import draw
from tests.ui.windows import Window

DANA, CAL, SUE = 12, 2, 1
REVOKED, AFTER = date(2026, 12, 20), date(2027, 3, 2)


@pytest.fixture
def opened(desk, qtbot):
    made = []

    def build(kind, *args, **where):
        made.append(Window(desk, qtbot, kind, *args, **where))
        return made[-1]

    yield build
    for window in made:
        window.close()


@pytest.fixture
def chart(desk, clock):
    """Dana has come twice, has a diagnosis and a note that is co-signed; Cal keeps own notes."""

    def turn_on(engine):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = True

    desk.on_vault(turn_on)
    clock.forward(hours=2)
    desk.do(appointments.book, DANA, START, {"title": "visit"})
    desk.do(diagnoses.diagnose, DANA, "F11.20", {"diagnosed_on": START.date()})
    draft = desk.do(documents.start, DANA, "dap")
    body = {**full(), "data": "CANARY words of the session", "assessment": "HIDDEN part"}
    desk.do(documents.save_draft, draft.id, body, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    return draft.id


def begin(window, form):
    window.press("new_consent")
    rows = window.panel.sheet.findChildren(type(window.panel.consents))[0]
    rows.opened.emit(form)
    window.settle()
    return window.panel.sheet


def let_the_sister_know(opened):
    """Step 8 of the story: attendance alone, until 1 March 2027, signed on the screen."""
    window = opened(Consents, DANA)
    editor = begin(window, "family")
    window.press("sign")
    assert window.desk.do(consents.of_client, DANA)[0].standing is ConsentStatus.DRAFT
    sister = {"name": "Ann Reed", "kind": "family or friend", "relation": "sister"}
    editor.form.boxes["recipients"].write([sister])
    editor.form.boxes["categories"].write(["attendance"])
    editor.form.boxes["expires_on"].editor.main.setFocus()
    window.qtbot.keyClicks(editor.form.boxes["expires_on"].editor.main, "1 Mar 2027")
    draw(editor.pad)
    window.press("sign")
    return in_force(window.desk)


def consent_once(opened, scan, monkeypatch):
    """The single consent, signed on paper; its scan is kept in the vault."""
    window = opened(Consents, DANA)
    begin(window, "tpo")
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_given: scan)
    window.press("attach")
    window.press("sign")
    return in_force(window.desk)


def consent_to_own_notes(opened):
    window = opened(Consents, DANA)
    editor = begin(window, "counseling_notes")
    offered = {option.value for option in editor.form.boxes["categories"].field.options}
    assert offered == {"counseling notes"}, "it stands alone"
    for key, value in (
        ("recipients", [{"name": "Dr. Ames", "kind": "treating provider"}]),
        ("information", "the notes of 1 December 2026"),
        ("purpose", "a second opinion"),
        ("expires_event", "end of the treatment"),
    ):
        editor.form.boxes[key].write(value)
    draw(editor.pad)
    window.press("sign")
    return in_force(window.desk)


def in_force(desk):
    rows = desk.do(consents.of_client, DANA)
    return max(row.id for row in rows if row.standing is ConsentStatus.IN_FORCE)


def write_own_note(opened):
    window = opened(Counseling, DANA)
    window.press("write_own")
    window.answer("text", "What was said of the father: quetzal")
    window.panel.sheet.form.settle_now() if hasattr(window.panel.sheet, "form") else None
    window.panel.leave()
    window.settle()
    (row,) = window.desk.do(disclosures.choices, DANA).own_notes
    return row[0]


def wizard(opened, consent_id=None, **basis):
    window = opened(Disclose, client_id=DANA)
    if consent_id is not None:
        choose(window, "basis", consent_id=str(consent_id))
    for key, value in basis.items():
        choose(window, "basis", **{key.replace("__", "."): value})
    return window


def choose(window, step, **answers):
    """Put an answer in, as the list or the keyboard would, and let the wizard follow."""
    for key, value in answers.items():
        form = window.panel.forms[step]
        form.boxes[key].write(value)
        form._touched(key)
        window.settle()


def to(window, recipient, kind, way="paper", **what_for):
    choose(window, "recipient", recipient=recipient, recipient_kind=kind, way=way, **what_for)


def send(window):
    """Disclose, and what the window shows afterwards."""
    window.press("disclose")
    window.qtbot.waitUntil(lambda: bool(window.went) or bool(window.panel.passphrase.text()))
    window.settle()
    return window.went[-1][1]["pdf"] if window.went else None


def tell_the_sister(opened, consent_id, monkeypatch):
    window = wizard(opened, consent_id)
    (field,) = window.panel.forms["categories"].form.fields
    assert [o.value for o in field.options] == ["attendance"], "a drug test is not even offered"
    choose(window, "documents", letter="attendance")
    choose(window, "documents", first=date(2026, 11, 1), last=date(2026, 12, 1))
    window.press("preview")
    window.qtbot.waitUntil(lambda: bool(window.went))
    assert window.desk.do(disclosures.of_client, DANA) == [], "looking is not disclosing"
    window.went.clear()
    return send(window)


def share_care(opened, consent_id, note_id, path, monkeypatch):
    """To another provider as an encrypted file, one field of the note blacked out."""
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_given: path)
    window = wizard(opened, consent_id)
    offered = window.panel.forms["recipient"].boxes["purpose"].field.options
    assert [o.value for o in offered] == ["treatment", "payment", "health care operations"]
    to(
        window, "Dr. Wu", "treating provider", "encrypted file",
        purpose="treatment", detail="shared care",
    )  # fmt: skip
    choose(window, "categories", categories=["diagnoses", "session notes"])
    choose(window, "documents", documents=[str(note_id)])
    choose(window, "hidden", **{str(note_id): ["assessment"]})
    send(window)
    words = window.panel.passphrase.text().split(": ", 1)[1].split("\n")[0]
    locked = PdfReader(path)
    assert locked.decrypt(words)
    return [page.extract_text() for page in locked.pages]


def let_own_note_out(opened, consent_id, note_id):
    window = wizard(opened, consent_id)
    choose(window, "categories", categories=["counseling notes"])
    choose(window, "documents", own_notes=[str(note_id)])
    return send(window)


def save_a_life(opened):
    """42 CFR 2.51: without a consent, with its four facts."""
    window = wizard(opened, basis="medical emergency")
    to(window, "County Hospital", "treating provider", purpose="an overdose")
    choose(window, "categories", categories=["diagnoses"])
    window.press("disclose")
    (refused,) = [
        box.trouble.text() for box in window.panel.forms["basis"].boxes.values()
        if box.trouble.isVisible()
    ]  # fmt: skip
    assert "Without it nothing may be disclosed" in refused
    facts = {"medic": "Dr. Hall", "affiliation": "County Hospital", "discloser": "Cal Reyes"}
    for name, value in {**facts, "happened_at": "1 Dec 2026 17:00", "nature": "overdose"}.items():
        choose(window, "basis", **{f"medical emergency.{name}": value})
    return send(window)


def take_back(opened, clock, consent_id):
    clock.now = clock.now.replace(month=12, day=20)
    window = opened(Consents, DANA)
    window.panel._open(consent_id)
    window.settle()
    window.press("revoke")
    sheet = window.panel.sheet
    sheet.form.boxes["revoked_how"].write("A letter in her own hand")
    window.press("keep")
    assert standings(window.desk)[consent_id] is ConsentStatus.REVOKED


def standings(desk):
    return {row.id: row.standing for row in desk.do(consents.of_client, DANA)}


def offered_consents(window):
    boxes = window.panel.forms["basis"].boxes
    if "consent_id" not in boxes:
        return set()
    return {int(option.value) for option in boxes["consent_id"].field.options}


def words_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def check_the_accounting(desk, told):
    """Every line against the pages that left: to whom, what for, how many, which documents."""
    lines = desk.do(disclosures.of_client, DANA)
    assert len(lines) == len(told)
    report = shelf.report("accounting")
    accounting = " ".join(words_of(press.render(report, desk.do(report.gather, DANA, AFTER))))
    for line in lines:
        left = desk.do(disclosed_pages.sent_pages, line.id)
        pdf = disclosure_paper.as_sent(left, OwnWords(desk))
        pages = words_of(pdf)
        assert left.pages == len(pages)
        assert hashlib.sha256(pdf).hexdigest() == left.sha256
        assert told[line.recipient, line.way] == left.pages
        assert f"Disclosure {line.id}" in pages[0]
        for told_there in (line.recipient, line.purpose, f"{left.pages} pages"):
            assert told_there in accounting
        for told_on_paper in (line.recipient, line.purpose, line.description):
            assert told_on_paper in pages[0]
        with_notice = [p for p in pages if "prohibits unauthorized use or disclosure" in p]
        assert with_notice == pages


@pytest.mark.slow
def test_consents_are_made_used_and_revoked_and_the_accounting_is_what_left(  # noqa: PLR0913
    desk, opened, chart, clock, monkeypatch, tmp_path
):
    sister = let_the_sister_know(opened)
    told = tell_the_sister(opened, sister, monkeypatch)
    left = {("Ann Reed", "paper"): len(words_of(told))}
    assert "has asked us to confirm attendance" in " ".join(words_of(told))

    scan, sealed = tmp_path / "scan.pdf", tmp_path / "out.pdf"
    scan.write_bytes(KINDS["PDF"])
    single = consent_once(opened, scan, monkeypatch)
    assert desk.do(consents.scans, single)[0].content == scan.read_bytes()
    pages = share_care(opened, single, chart, sealed, monkeypatch)
    left["Dr. Wu", "encrypted file"] = len(pages)
    whole = " ".join(" ".join(pages).split())
    assert "CANARY words of the session" in whole
    assert "HIDDEN part" not in whole
    assert "F11.20" in whole
    assert "Attendance" not in whole, "nothing beside what was picked"

    own_note = write_own_note(opened)
    own = consent_to_own_notes(opened)
    left["Dr. Ames", "paper"] = len(words_of(gone := let_own_note_out(opened, own, own_note)))
    assert "quetzal" in " ".join(words_of(gone))
    left["County Hospital", "paper"] = len(words_of(saved := save_a_life(opened)))
    assert "overdose" in words_of(saved)[0]

    take_back(opened, clock, single)
    assert offered_consents(wizard(opened)) == {sister, own}
    clock.now = clock.now.replace(year=AFTER.year, month=AFTER.month, day=AFTER.day)
    ended = wizard(opened)
    assert offered_consents(ended) == {own}
    assert standings(desk)[sister] is ConsentStatus.EXPIRED
    check_the_accounting(desk, left)
    on_trail = desk.do_as_administrator(
        trail_lines.line_ids, trail_lines.TrailFilter(action="disclosures.disclose")
    )
    assert len(on_trail) == len(left)


@pytest.fixture
def desk(desk):
    def as_administrator(use_case, *given):
        desk.as_(5)
        try:
            return desk.do(use_case, *given)
        finally:
            desk.as_(CAL)

    desk.do_as_administrator = as_administrator
    return desk


def test_the_line_in_the_chart_shows_the_very_pages_that_left(desk, opened, chart, monkeypatch):
    sister = let_the_sister_know(opened)
    window = wizard(opened, sister)
    gone = send(window)
    desk.do(appointments.book, DANA, START.replace(hour=9), {"title": "a later entry"})
    section = opened(Consents, DANA)
    (line,) = desk.do(disclosures.of_client, DANA)
    section.panel.gone.opened.emit(line.id)
    section.settle()
    assert section.went[-1][1]["pdf"] == gone


def test_thinking_better_of_the_encrypted_file_discloses_nothing(desk, opened, chart, monkeypatch):
    window = wizard(opened, let_the_sister_know(opened))
    choose(window, "recipient", way="encrypted file")
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_given: None)
    window.press("disclose")
    window.settle()
    assert desk.do(disclosures.of_client, DANA) == []
    assert Category.ATTENDANCE in desk.do(consents.read, in_force(desk)).terms().categories
