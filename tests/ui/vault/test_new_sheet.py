"""A new recovery sheet, from the page to the unlock window: nobody's separate notes are lost by it."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import counseling_notes
from counselor_desk.ui.entrance.unlock import UnlockWindow
from counselor_desk.ui.kit.passphrase_field import NewPassphrase
from counselor_desk.ui.vault.safekeeping import Safekeeping
from counselor_desk.vault.keys import sealing, unlock
from counselor_desk.vault.keys.slot_file import write
from tests.own_words import read_own, write_own
from tests.ui.vault.test_ways_back_in import leave

WORDS = "What she said about her father: quetzal"


@pytest.fixture
def with_note(clinic):
    """Cal has a separate note of Rosa's, and Ada the first sheet."""
    ada = clinic.open("ada")
    ada.desk.do(staff.change_practice, {"counseling_notes": True})
    first = ada.keeper.new_recovery_key(clinic.words("ada"))
    leave(clinic, ada)
    cal = clinic.open("cal")
    note = write_own(cal.desk, clinic.clients["Rosa"], WORDS, cal.desk.now().astimezone().date())
    leave(clinic, cal)
    return note, first


def test_the_page_says_whose_notes_the_older_sheet_still_holds(sit, clinic, with_note, qtbot):
    ada = clinic.open("ada")
    ada.keeper.new_recovery_key(clinic.words("ada"))
    assert ada.keeper.standing().older_sheet_for == ("Cal Reyes",)
    leave(clinic, ada)
    window = sit("ada")
    window.go("safekeeping")
    page = window.findChild(Safekeeping)
    qtbot.waitUntil(lambda: "Cal Reyes" in page.older_sheet.text())
    assert page.older_sheet.isVisible()
    window.lock()
    leave(clinic, clinic.open("cal"))
    ada = clinic.open("ada")
    assert ada.keeper.standing().older_sheet_for == ()
    assert ada.keeper.verify_records().is_whole
    leave(clinic, ada)


def test_after_a_reset_the_older_sheet_brings_the_notes_back_at_the_unlock_window(clinic, with_note, qtbot):
    """Cal forgets his passphrase before he has signed in once since the new sheet."""
    note, first = with_note
    ada = clinic.open("ada")
    ada.keeper.new_recovery_key(clinic.words("ada"))
    cal = next(one.id for one in ada.desk.do(staff.all_staff) if one.sign_in == "cal")
    once = clinic.door.reset_person(ada, cal)
    leave(clinic, ada)
    opened = clinic.door.unlock(clinic.path, "cal", once)
    with pytest.raises(Refused, match="printed before the newest"):
        read_own(opened.desk, note)
    with pytest.raises(Refused, match="printed before the newest"):
        write_own(opened.desk, clinic.clients["Dana"], "a fresh one", opened.desk.now().astimezone().date())
    leave(clinic, opened)

    window, came = UnlockWindow(clinic.door, clinic.path), []
    qtbot.addWidget(window)
    window.opened.connect(came.append)
    window.show()
    qtbot.waitUntil(lambda: window.person.findText("cal") >= 0)
    window.person.setCurrentText("cal")
    use(window, first, "not the one of today", qtbot)
    qtbot.waitUntil(lambda: "opens the vault no more" in window.page().banner.words.text())
    use(window, first, once, qtbot)
    own = "seven lanterns on a hill"
    qtbot.waitUntil(lambda: window.page().title.text() == "Choose your own passphrase")
    fill(window, own, qtbot)
    qtbot.waitUntil(lambda: bool(came))
    assert read_own(came[0].desk, note).text == WORDS
    leave(clinic, came[0])
    opened = clinic.door.unlock(clinic.path, "cal", own)
    assert (opened.notice, read_own(opened.desk, note).text) == ("", WORDS)
    leave(clinic, opened)


def plant(clinic, staff_id, key):
    """As whoever holds the vault key can: a key of their own, sealed to the printed sheet in Cal's name."""
    ada = unlock.unlock(clinic.path, "ada", clinic.words("ada"))
    file, label = ada.file(), f"counseling/{staff_id}"
    sealed = sealing.seal(file.recovery().sealing, key, f"{file.vault}/{label}".encode())
    paper = replace(file.recovery(), grants={**file.recovery().grants, label: sealed})
    write(ada.path, file.with_slot(paper), ada.key)
    ada.forget()


def test_a_key_that_somebody_sealed_to_the_sheet_in_another_s_name_gets_no_word(clinic, with_note):
    """The sheet brings back what opens the notes that are there; without notes a fresh one is made."""
    note, first = with_note
    ada = clinic.open("ada")
    people = {one.sign_in: one.id for one in ada.desk.do(staff.all_staff)}
    leave(clinic, ada)
    evil = sealing.new_key()
    for name in ("cal", "sue"):  # sue has no separate note, and no key for one
        plant(clinic, people[name], evil)
    opened = clinic.door.recover(clinic.path, first, "cal", "seven lanterns on a hill")
    dana, today = clinic.clients["Dana"], opened.desk.now().astimezone().date()
    for use_of_key in (
        lambda: write_own(opened.desk, dana, WORDS, today),
        lambda: read_own(opened.desk, note),
    ):
        with pytest.raises(Forbidden, match="Another key was put in the place"):
            use_of_key()
    leave(clinic, opened)
    opened = clinic.door.recover(clinic.path, first, "sue", "wooden kettle by the river")
    written = write_own(opened.desk, dana, WORDS, today)
    sealed = opened.desk.do(counseling_notes.open_note, written)
    with pytest.raises(sealing.InvalidTag):
        sealing.unwrap(evil, sealed.sealed, sealed.facts())
    assert read_own(opened.desk, written).text == WORDS
    leave(clinic, opened)
    opened = clinic.door.recover(clinic.path, first, "sue", "quiet otters under the pier")
    assert read_own(opened.desk, written).text == WORDS, "the fresh key is in the sheet's hands, too"
    leave(clinic, opened)


def use(window, sheet, passphrase, qtbot):
    window._ask_recovery_key()
    window.page().findChild(QLineEdit, "recovery_key").setText(sheet)
    fill(window, passphrase, qtbot)


def fill(window, passphrase, qtbot):
    chosen = window.page().findChild(NewPassphrase)
    chosen.field.setText(passphrase)
    chosen.again.setText(passphrase)
    qtbot.waitUntil(chosen.is_ready)
    window.page().button.click()
