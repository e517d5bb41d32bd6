"""A vault made of a portable archive, at the door."""

from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel

from counselor_desk.core.errors import Refused
from counselor_desk.door.port import NewVault
from counselor_desk.ui.entrance import archive_page
from counselor_desk.ui.entrance.first_run import FirstRun
from counselor_desk.ui.kit.passphrase_field import NewPassphrase

WORDS = "nine copper whistles at noon"
OWN = "violet harness over mountains"


@pytest.fixture
def archive(clinic, tmp_path):
    """All that the clinic has, written by its administrator."""
    opened, to = clinic.open("ada"), tmp_path / "moved.cvault"
    opened.keeper.export(to, WORDS)
    clinic.door.lock(opened)
    return to


@pytest.fixture
def window(clinic, archive, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(clinic.door, "default_path", lambda: tmp_path / "new" / "clinic.db")
    made = FirstRun(clinic.door)
    qtbot.addWidget(made)
    made.show()
    made.unpack(archive)
    return made


def _look(window, qtbot, said):
    window.page().secret.setText(said)
    QTest.keyClick(window.page().secret, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: isinstance(window.page(), archive_page.FoundPage) or window.page().banner.isVisible()
    )


@pytest.mark.slow
def test_an_archive_becomes_a_vault_with_everything_in_it(window, clinic, archive, qtbot, tmp_path):
    _look(window, qtbot, WORDS)
    page = window.page()
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Clients: 3" in said
    assert page.findChild(QComboBox, "person").currentText() == "ada"
    chosen = page.findChild(NewPassphrase)
    chosen.field.setText(OWN)
    chosen.again.setText(OWN)
    qtbot.waitUntil(chosen.is_ready)
    page.button.click()
    qtbot.waitUntil(lambda: window._sheet is not None)
    opened = []
    window.opened.connect(opened.append)
    window.typed.setText(window._sheet.key)
    window.page().button.click()
    qtbot.waitUntil(lambda: bool(opened))
    vault = tmp_path / "new" / "moved.db"
    assert opened[0].path == vault
    desk = opened[0].desk
    try:
        assert desk.actor.sign_in == "ada"
        assert opened[0].keeper.standing().now["Clients"] == 3
        findings = opened[0].keeper.verify_records()
        assert findings.is_whole
    finally:
        clinic.door.lock(opened[0])
    again = clinic.door.unlock(vault, "ada", OWN)
    with closing(again.desk):
        assert again.notice == ""
    assert archive.exists()


def test_a_wrong_passphrase_makes_nothing(window, qtbot, tmp_path):
    _look(window, qtbot, "something else entirely")
    assert "Type it again" in window.page().banner.words.text()
    assert not (tmp_path / "new").exists()


def test_half_an_archive_is_refused_in_words(window, archive, qtbot, tmp_path):
    archive.write_bytes(archive.read_bytes()[:-400])
    _look(window, qtbot, WORDS)
    assert "incomplete" in window.page().banner.words.text()
    assert not (tmp_path / "new").exists()


def test_a_vault_that_is_there_is_never_overwritten(clinic, archive, qtbot):
    before = clinic.path.read_bytes()
    with pytest.raises(Refused, match="already"):
        clinic.door.unpack(archive, WORDS, NewVault(clinic.path, "", "ada", "ada", OWN))
    assert clinic.path.read_bytes() == before


@pytest.mark.slow
def test_a_counselor_cannot_take_an_archive_over(clinic, archive, tmp_path):
    with pytest.raises(Refused, match="administrator"):
        clinic.door.unpack(archive, WORDS, NewVault(tmp_path / "x.db", "", "cal", "cal", OWN))
    assert not (tmp_path / "x.db").exists()
