"""What was done behind the trail's back is found and named in the screen, each by its own proof."""

import io
import threading
from datetime import timedelta

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from sqlalchemy import text

from counselor_desk.desk import trail
from counselor_desk.desk.trail import TrailChain
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.clients import access, clients
from counselor_desk.services.vault import trail_proof
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.file.engine import open_vault
from tests.conftest import KEY

ADA = 5


@pytest.fixture
def worked(clinic):
    """Cal has worked and left: a signed head, an anchor in the key file, a backup."""
    opened = clinic.open("cal")
    for _ in range(12):
        opened.desk.do(clients.read, clinic.clients["Rosa"])
    key = bytes(opened.desk.signed_in.keys.database_key())
    leave(clinic, opened)
    return key


def leave(clinic, opened):
    """Lock, and wait until the anchor and the backup are written."""
    clinic.door.lock(opened)
    for thread in threading.enumerate():
        if thread.name == "backup":
            thread.join()


@pytest.fixture
def behind(clinic, worked):
    """As somebody with the key and a program of their own would."""

    def act(*statements):
        db = connect(clinic.path, worked)
        for name in ("audit_entry_keeps", "audit_entry_stays", "trail_signature_keeps"):
            db.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            db.execute(statement)
        last = db.execute("SELECT max(id) FROM audit_entry").fetchall()[0][0]
        db.close()
        return last

    return act


@pytest.fixture
def verify(sit, qtbot):
    """Ada opens the trail and presses Verify: what the screen says."""

    def act():
        window = sit("ada")
        screen = window.go("trail")
        qtbot.waitUntil(window.bridge.is_idle)
        button = next(b for b in screen.findChildren(QAbstractButton, "verify") if b.isVisible())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(screen.proved.isVisible)
        facts = [label.text() for label in screen.proved.findChildren(QLabel)]
        return screen.page.banner.words.text(), " | ".join(facts)

    return act


def test_an_honest_trail_holds_with_its_signatures_and_anchors(worked, verify):
    said, facts = verify()
    assert said.startswith("All ")
    assert "by Cal Reyes" in facts
    assert "Backups | Agrees up to line" in facts
    assert "Key file | Agrees up to line" in facts
    assert "Never went back" in facts


def test_an_edited_line_is_named(behind, verify):
    behind("UPDATE audit_entry SET action = 'clients.rows' WHERE id = 9")
    assert "Line 9 did not verify: its content was changed; 8 lines before it did." in verify()[0]


def test_a_hole_is_named(behind, verify):
    behind("DELETE FROM audit_entry WHERE id = 9")
    assert "Line 9 did not verify: a line is missing" in verify()[0]


def test_a_cut_tail_is_named(behind, verify):
    last = behind("DELETE FROM audit_entry WHERE id > 8")
    assert last == 8
    said, _facts = verify()
    assert "The end is cut off: lines" in said


def test_a_record_put_back_is_named(behind, clinic, verify):
    rosa = clinic.clients["Rosa"]
    behind(f"UPDATE client SET given_name = 'Rose' WHERE id = {rosa}")
    assert f"Changed without an audit entry: Client {rosa}." in verify()[0]


def test_a_signature_that_is_not_the_person_s_is_named(behind, verify):
    behind("UPDATE trail_signature SET signature = zeroblob(64)")
    assert "is not by" in verify()[0]


def test_a_trail_written_anew_with_the_audit_key_does_not_fit_its_anchors(clinic, behind, worked, verify):
    """The MACs can be forged by who shares the vault key; signatures and anchors cannot."""
    opened = clinic.open("cal")
    chain = TrailChain(bytes(opened.desk.signed_in.keys.audit_key()))
    leave(clinic, opened)
    db = connect(clinic.path, worked)
    db.execute("DROP TRIGGER IF EXISTS audit_entry_keeps")
    db.execute("UPDATE audit_entry SET reason = 'invented' WHERE id = 9")
    db.close()
    forge(clinic.path, worked, chain)
    said, _facts = verify()
    assert "did not verify" not in said
    assert "was rewritten" in said
    assert "The signature of line" in said


def forge(path, key, chain):
    """Give every line a MAC that fits, as the audit key lets one."""
    engine = open_vault(path, key)
    with upkeep_session(engine) as session:
        session.execute(text("DROP TRIGGER IF EXISTS audit_entry_keeps"))
        before = ""
        for entry in session.query(AuditEntry).order_by(AuditEntry.id):
            chain.link(entry, before)
            before = entry.mac
    engine.dispose()


def test_a_clock_that_went_back_is_noted_and_shown(desk, clock, counted):
    desk.do(clients.read, 10)
    clock.now -= timedelta(minutes=5)
    desk.do(clients.read, 10)
    desk.as_(ADA)
    found = desk.do(trail_proof.prove)
    assert len(found.clock_steps) == 1
    assert found.is_whole


def test_the_head_is_signed_every_hundred_lines_and_when_one_leaves(desk):
    for _ in range(trail.SIGNED_EVERY + 5):
        desk.do(clients.read, 10)
    desk.sign_out()
    desk.as_(ADA)
    signed = desk.do(trail_proof.prove).signatures
    assert [one.signer_name for one in signed] == ["Cal Reyes", "Cal Reyes"]
    assert signed[0].line >= trail.SIGNED_EVERY
    assert all(one.holds for one in signed)


def test_a_print_bears_the_head_and_the_screen_compares_it(desk):
    report = shelf.report("caseload")
    page = PdfReader(io.BytesIO(press.render(report, desk.do(report.gather)))).pages[0]
    words = " ".join(page.extract_text().split())
    mark = words.split("Record check ", 1)[1].split(" ")[:2]
    desk.as_(ADA)
    assert desk.do(trail_proof.check_paper, " ".join(mark))
    assert not desk.do(trail_proof.check_paper, f"{mark[0]} 00000000")
    assert not desk.do(trail_proof.check_paper, f"9999 {mark[1]}")


def test_restricted_charts_are_compared_too(desk, vault):
    """Names no one: the kind and the number alone."""
    desk.as_(1)
    desk.do(access.restrict, 10, "a colleague")
    db = connect(vault, KEY)
    db.execute("UPDATE client SET given_name = 'Eve' WHERE id = 10")
    db.close()
    desk.as_(ADA)
    assert desk.do(trail_proof.prove).findings.changed == ("Client:10",)
