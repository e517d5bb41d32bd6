"""An administrator keeps the vault safe from one page: backs up, reads through, restores."""

import threading
from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.services.clients import clients
from counselor_desk.services.vault import trail_lines
from counselor_desk.ui.entrance.unlock import UnlockWindow
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.widgets.link import Link
from counselor_desk.ui.vault import archive_writing
from counselor_desk.ui.vault.this_computer import ThisComputer
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import unlock


def press(window, name):
    page = window.current()
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


def told(page, qtbot, words):
    qtbot.waitUntil(lambda: words in page.page.banner.words.text(), timeout=20000)


@pytest.fixture
def page(sit, qtbot):
    """Ada's window on the page."""
    window = sit("ada")
    page = window.go("safekeeping")
    qtbot.waitUntil(window.bridge.is_idle)
    return page


def sign(page, qtbot, words):
    qtbot.waitUntil(page.signing.isVisible)
    page.signing.secret.setText(words)
    qtbot.mouseClick(page.signing.button, Qt.MouseButton.LeftButton)


def test_a_backup_is_made_shown_and_read_through(page, clinic, qtbot):
    assert page.none.isVisible()
    press(page.window(), "back_up")
    told(page, qtbot, "Backed up and verified: 3 clients")
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 1)
    page.list.opened.emit(next(iter(page._rows)))
    assert page.one.isVisible()
    press(page.window(), "check_backup")
    told(page, qtbot, "This backup is complete")
    press(page.window(), "rehearse")
    told(page, qtbot, "The newest backup restores")
    press(page.window(), "look_through")
    told(page, qtbot, "every record matches its last line")


def test_a_restore_locks_and_the_vault_is_as_it_was(page, clinic, qtbot):
    press(page.window(), "back_up")
    told(page, qtbot, "Backed up")
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 1)
    born = date(1999, 1, 1)
    who = {"given_name": "Later", "family_name": "Come", "born": born}
    page.window().opened.desk.do(clients.register, who)
    page.list.opened.emit(next(iter(page._rows)))
    press(page.window(), "restore_backup")
    sign(page, qtbot, "this is not the passphrase")
    qtbot.waitUntil(lambda: "passphrase" in page.signing.trouble.text())
    window = page.window()
    with qtbot.waitSignal(window.locked, timeout=20000):
        sign(page, qtbot, clinic.words("ada"))
    again = clinic.open("ada")
    assert again.desk.do(clients.find, "later") == []
    assert len(again.desk.do(clients.find, "medina")) == 1
    kept = list(clinic.path.parent.glob("*.before-*.db"))
    assert len(kept) == 1
    clinic.door.lock(again)


def test_a_backup_goes_to_the_second_place(page, clinic, qtbot, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    stick.mkdir()
    press(page.window(), "back_up")
    told(page, qtbot, "Backed up")
    monkeypatch.setattr(file_dialogs, "folder", lambda *_: stick)
    press(page.window(), "second_place")
    told(page, qtbot, "copied there")
    assert sorted(p.suffix for p in stick.iterdir()) == [".backup", ".json", ".keys"]


@pytest.mark.slow
def test_an_archive_and_a_new_sheet_need_a_passphrase(page, clinic, qtbot, tmp_path, monkeypatch):
    out = tmp_path / "all.cvault"
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: out)
    _write_archive(page, qtbot, clinic.words("ada"))
    told(page, qtbot, "The archive holds")
    assert out.read_bytes().startswith(b"CVAULT1\n")
    assert sorted(p.name for p in tmp_path.glob("*.*") if p.suffix in (".py", ".md")) == [
        "FORMAT.md", "read_archive.py",
    ]  # fmt: skip
    assert page.archive.field is None
    press(page.window(), "new_recovery_key")
    sign(page, qtbot, clinic.words("ada"))
    told(page, qtbot, "gone when you leave")
    key = page.printed.text()
    assert unlock.recover(clinic.path, key).by_recovery
    printed, saved = tmp_path / "sheet.pdf", tmp_path / "sheet.txt"

    def to_file(_window, printer, _pages):
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(printed))
        return True

    monkeypatch.setattr(file_dialogs, "printer", to_file)
    page.findChild(Link, "print_key").clicked.emit()
    told(page, qtbot, "sent to the printer")
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: saved)
    page.findChild(Link, "save_key").clicked.emit()
    told(page, qtbot, "take it off this computer")
    on_paper, signs = PdfReader(printed).pages[0].extract_text(), page.keeper.standing().sheet_signs
    for words in (on_paper, saved.read_text("utf-8")):
        assert key in words
        assert signs in words
    page.leave()
    assert (page.printed.text(), page.outputs.isVisible(), page._sheet) == ("", False, None)


ARCHIVED = "nine copper whistles at noon"


def _write_archive(page, qtbot, own, again=ARCHIVED):
    press(page.window(), "write_archive")
    page.archive.field.field.setText(ARCHIVED)
    page.archive.field.again.setText(again)
    if again == ARCHIVED:
        qtbot.waitUntil(page.archive.field.is_ready)
    press(page.window(), "archive_go_on")
    if again == ARCHIVED:
        sign(page, qtbot, own)


def test_an_archive_is_written_by_who_is_there_and_with_what_was_typed_twice(
    page, clinic, qtbot, tmp_path, monkeypatch
):
    out = tmp_path / "all.cvault"
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: out)
    _write_archive(page, qtbot, "", again="nine copper whistles at moon")
    told(page, qtbot, "do not match")
    page.archive.findChild(Link, "archive_not_yet").click()
    _write_archive(page, qtbot, "something else entirely")
    qtbot.waitUntil(lambda: "not your passphrase" in page.signing.trouble.text())
    assert not out.exists()


def test_an_archive_that_is_stopped_leaves_no_half_a_file(page, clinic, qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "stopped"
    folder.mkdir()
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: folder / "all.cvault")
    bridge, heard = page.window().bridge, threading.Event()

    def stop(answer, done, of):
        answer.stop()
        heard.set()

    bridge.progressed.connect(stop)
    step = archive_writing._step

    def patient(box, done, of):
        """The first word of how far it is has come before the second is said."""
        step(box, done, of)
        heard.wait(60)
        step(box, done, of)

    monkeypatch.setattr(archive_writing, "_step", patient)
    _write_archive(page, qtbot, clinic.words("ada"))
    told(page, qtbot, "Stopped")
    assert list(folder.iterdir()) == []


def test_a_new_vault_key_leaves_everybody_their_passphrase(page, clinic, qtbot):
    before = bytes(page.window().opened.desk.signed_in.keys.database_key())
    press(page.window(), "turn_key")
    sign(page, qtbot, clinic.words("ada"))
    told(page, qtbot, "new key")
    page.window().lock()
    opened = clinic.open("cal")
    assert opened.desk.signed_in.keys.database_key() != before
    assert len(opened.desk.do(clients.find, "medina")) == 1
    clinic.door.lock(opened)


def test_locking_backs_up_what_was_written_and_then_holds_no_key(sit, clinic, qtbot):
    window = sit("ada")
    opened = window.opened
    opened.desk.do(clients.register, {"given_name": "N", "family_name": "W", "born": date(1999, 1, 1)})
    window.lock()
    qtbot.waitUntil(lambda: all(t.name != "backup" for t in threading.enumerate()))
    assert len(list(clinic.path.parent.glob("* backups/*.backup"))) == 1
    assert not any(opened.keeper._keys.key)


def test_counselors_have_no_such_page(sit):
    window = sit("cal")
    assert "safekeeping" not in window.kinds


def test_a_damaged_vault_is_restored_at_its_door(sit, clinic, qtbot):
    window = sit("ada")
    window.opened.keeper.back_up()
    window.lock()
    qtbot.waitUntil(lambda: all(t.name != "backup" for t in threading.enumerate()))
    content = bytearray(clinic.path.read_bytes())
    content[:4096] = bytes(4096)
    clinic.path.write_bytes(content)
    door = UnlockWindow(clinic.door)
    qtbot.addWidget(door)
    door.show()
    opened = []
    door.opened.connect(opened.append)
    qtbot.waitUntil(lambda: door.person.count() == 5)
    door.try_as(clinic.path, "cal", clinic.words("cal"))
    qtbot.waitUntil(lambda: "damaged" in door.page().banner.words.text(), timeout=20000)
    door.findChild(QWidget, "restore").click()
    page = door.page()
    qtbot.waitUntil(lambda: page.person.count() == 5)
    assert "Lines of the trail: " in page.holds.text()
    assert "Clients" not in page.holds.text(), "how many there are is sealed until somebody has signed in"
    page.person.setCurrentText("cal")
    page.secret.setText(clinic.words("cal"))
    page.button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=20000)
    assert len(opened[0].desk.do(clients.find, "medina")) == 1
    clinic.door.lock(opened[0])


def some_page_of(path, unlocked, table):
    """One that only this table needs; found by breaking one after the other."""
    whole = path.read_bytes()
    for page in range(len(whole) // 4096 - 1, 0, -1):
        broken = bytearray(whole)
        broken[page * 4096 + 100] ^= 0xFF
        path.write_bytes(broken)
        found = [connection_reads(path, unlocked, name) for name in (table, "staff")]
        path.write_bytes(whole)
        if found == [False, True]:
            return page
    raise AssertionError(table)


def connection_reads(path, unlocked, table):
    try:
        db = connection.read_only(path, unlocked.database_key())
    except VaultTrouble:
        return False
    try:
        return bool(db.execute(f'SELECT * FROM "{table}"').fetchall())
    except connection.Trouble:
        return False
    finally:
        db.close()


@pytest.mark.slow
def test_what_can_be_read_of_a_damaged_vault_is_saved_at_its_door(sit, clinic, qtbot):
    window = sit("ada")
    window.opened.keeper.back_up()
    window.lock()
    qtbot.waitUntil(lambda: all(t.name != "backup" for t in threading.enumerate()))
    unlocked = unlock.unlock(clinic.path, "ada", clinic.words("ada"))
    page = some_page_of(clinic.path, unlocked, "client")
    content = bytearray(clinic.path.read_bytes())
    content[page * 4096 + 100] ^= 0xFF
    clinic.path.write_bytes(content)
    door = UnlockWindow(clinic.door)
    qtbot.addWidget(door)
    door.show()
    opened = []
    door.opened.connect(opened.append)
    door.findChild(QWidget, "restore").click()
    page = door.page()
    qtbot.waitUntil(lambda: page.person.count() == 5)
    page.findChild(QWidget, "salvage").click()
    assert "type your passphrase" in page.banner.words.text()
    page.person.setCurrentText("ada")
    page.secret.setText(clinic.words("ada"))
    page.findChild(QWidget, "salvage").click()
    qtbot.waitUntil(lambda: "Client: 1 place cannot be read." in page.rescued.text())
    assert "The newest backup gives 3 entries." in page.rescued.text()
    assert page.which.count() == 2
    qtbot.waitUntil(lambda: "Clients: 3" in page.holds.text() and page.person.count() == 5)
    page.grab().save(str(clinic.path.parent / "salvage.png"))
    page.button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=20000)
    assert len(opened[0].desk.do(clients.find, "medina")) == 1
    assert opened[0].desk.do(trail_lines.verify).broken_at is None
    clinic.door.lock(opened[0])


def test_a_vault_that_opens_is_not_restored_at_the_door(sit, clinic, qtbot):
    window = sit("ada")
    row = window.opened.keeper.back_up()
    window.lock()
    with pytest.raises(Refused, match="This vault opens"):
        clinic.door.restore(clinic.path, row.path, "cal", clinic.words("cal"))


def test_one_binds_one_s_passphrase_to_this_computer_and_lets_go_again(sit, clinic, qtbot, ring):
    window = sit("cal")
    page = window.go("settings")
    (part,) = page.findChildren(ThisComputer)
    part.secret.setText("this is not the passphrase")
    part.button.click()
    qtbot.waitUntil(lambda: "passphrase" in page.page.banner.words.text())
    assert ring.kept == {}
    for count in (1, 0):
        part.secret.setText(clinic.words("cal"))
        part.button.click()
        qtbot.waitUntil(lambda count=count: len(ring.kept) == count, timeout=10000)
        qtbot.waitUntil(part.button.isEnabled)
    window.lock()
    opened = clinic.open("cal")
    clinic.door.lock(opened)


def test_a_backup_from_a_stick_makes_the_vault_of_a_new_computer(sit, clinic, qtbot, tmp_path):
    window = sit("ada")
    row = window.opened.keeper.back_up()
    window.lock()
    elsewhere = tmp_path / "another computer" / "clinic.db"
    opened = clinic.door.restore(elsewhere, row.path, "cal", clinic.words("cal"))
    assert len(opened.desk.do(clients.find, "medina")) == 1
    clinic.door.lock(opened)


def test_before_an_import_what_was_written_is_backed_up(sit):
    window = sit("ada")
    keeper = window.opened.keeper
    keeper.backup_before("import")
    keeper.backup_before("import")
    assert [row.why for row in keeper.standing().backups] == ["import"]
