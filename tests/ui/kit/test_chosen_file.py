"""Files that a person chose: what keeps one from being read or written is one sentence."""

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused
from counselor_desk.reports.press import marks, press
from counselor_desk.services.privacy import consents
from counselor_desk.ui.entrance.first_run import FirstRun
from counselor_desk.ui.kit import chosen_file, file_dialogs
from counselor_desk.ui.paper.preview import Preview
from counselor_desk.ui.paper.recovery_sheet import RecoverySheet
from counselor_desk.ui.privacy.consents_section import Consents
from counselor_desk.ui.privacy.deidentified import DeidentifiedExport
from counselor_desk.ui.schedule.schedule import Schedule
from counselor_desk.ui.vault.trail import Trail
from tests.services.privacy.test_consents import consent_to_sister
from tests.services.privacy.test_scan_file import KINDS
from tests.ui.windows import Window

PDF = press.print_out(press.Sheet("Note"), [marks.paragraph("A page")])


def test_a_file_is_written_and_read(tmp_path):
    chosen_file.write(tmp_path / "a.csv", b"words")
    assert chosen_file.read(tmp_path / "a.csv", 10) == b"words"
    assert chosen_file.read(tmp_path / "a.csv", 2) == b"wor", "one more than asked: too large"


@pytest.mark.parametrize("place", ["nowhere/a.csv", "."])
def test_a_place_that_takes_no_file_is_told(tmp_path, place):
    with pytest.raises(Refused, match="Choose another"):
        chosen_file.write(tmp_path / place, b"words")
    with pytest.raises(Refused, match="Choose another"):
        chosen_file.read(tmp_path / place, 10)


@pytest.mark.parametrize("was_there", [False, True])
def test_half_a_file_is_not_left_on_a_stick_that_is_full(tmp_path, monkeypatch, was_there):
    path, real = tmp_path / "a.csv", Path.write_bytes
    if was_there:
        path.write_bytes(b"of somebody else")

    def full(self, content):
        real(self, content[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match="No space left"):
        chosen_file.write(path, b"words")
    assert path.exists() is was_there


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "nowhere" / "file")
    monkeypatch.setattr(file_dialogs, "open_path", lambda *asked: tmp_path / "nowhere" / "file")


def told(window):
    return window.panel.page.banner.words.text()


def test_the_trail_says_that_it_could_not_be_saved(desk, qtbot, nowhere):
    desk.as_(5)
    window = Window(desk, qtbot, Trail)
    window.panel._do_save()
    window.settle()
    assert "could not be saved" in told(window)


def test_de_identified_data_say_that_they_could_not_be_saved(desk, qtbot, nowhere):
    desk.as_(1)
    window = Window(desk, qtbot, DeidentifiedExport)
    window.panel.look.click()
    qtbot.waitUntil(window.panel.save.isEnabled)
    window.panel.save.click()
    window.settle()
    assert "could not be saved" in told(window)


def test_a_calendar_file_says_that_it_could_not_be_saved(desk, qtbot, nowhere):
    window = Window(desk, qtbot, Schedule)
    window.press("calendar_file")
    window.press("keep")
    window.settle()
    assert "could not be saved" in told(window)


def test_a_scan_that_is_gone_or_damaged_is_told(desk, qtbot, nowhere, monkeypatch, tmp_path):
    consent = desk.do(consents.read, consent_to_sister(desk))
    window = Window(desk, qtbot, Consents, 12)
    window.panel._attach(consent)
    window.settle()
    assert "could not be read" in told(window)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 cut off")
    monkeypatch.setattr(file_dialogs, "open_path", lambda *asked: tmp_path / "scan.pdf")
    window.panel._attach(consent)
    window.settle()
    assert "damaged" in told(window)
    assert desk.do(consents.scans, consent.id) == []
    (tmp_path / "scan.pdf").write_bytes(KINDS["PDF"])
    window.panel._attach(consent)
    window.settle()
    assert len(desk.do(consents.scans, consent.id)) == 1


@pytest.mark.parametrize("kept", ["here", "nowhere"])
def test_the_recovery_key_s_page_says_whether_its_file_was_saved(qtbot, monkeypatch, tmp_path, kept):
    place = tmp_path / ("key.txt" if kept == "here" else "nowhere/key.txt")
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: place)
    window = FirstRun(vault_door())
    qtbot.addWidget(window)
    sheet = RecoverySheet("clinic", "AAAAA-BBBBB", "ABCD-EFGH")
    window.turn_to(window._build_recovery(sheet))
    window._save_key(sheet)
    said = window.page().banner.words.text()
    assert ("Saved." if kept == "here" else "could not be saved") in said
    assert place.exists() is (kept == "here")


def test_a_pdf_that_cannot_be_shown_says_so(qtbot):
    preview = Preview()
    qtbot.addWidget(preview)
    preview.show()
    with qtbot.waitSignal(preview.refused) as said:
        preview.show_pdf(b"%PDF-1.7 cut off", "Scan")
    assert "cannot be shown" in said.args[0]
    preview.show_pdf(PDF, "Note")
    assert preview.pages == 1


ODD = ("hello", "", 7, b"\x00\x01", [1, "a"], {"a": 1}, "\x00", QByteArray(b"no geometry"), 1e9)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_in_the_settings_the_program_opens(sit, clinic, value):
    for key in ("window/geometry", "look", "both_sides", "unlock/person", "vaults"):
        QSettings().setValue(key, value)
    assert isinstance(clinic.door.recent(), list)
    window = sit("cal")
    assert window.isVisible()
    assert window.width() >= 760
    window.go("settings")
    window.go("paper", report="caseload", asked={})
