"""The windows before an open vault: unlock, first run, recovery, one-time passphrase."""

import re

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from counselor_desk.app import vault_door
from counselor_desk.domain.roles import Role
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.ui.entrance.first_run import FirstRun
from counselor_desk.ui.entrance.first_window import FirstWindow
from counselor_desk.ui.entrance.unlock import UnlockWindow
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.passphrase_field import NewPassphrase, SecretLine
from counselor_desk.ui.shell import recent_vaults
from tests.ui.conftest import SCRATCH_WORDS

Key = Qt.Key
OWN = "violet harness over mountains"


@pytest.fixture
def came_in(unlock, clinic):
    """Who came in; the vault is locked again at the end."""
    opened = []
    unlock.opened.connect(opened.append)
    yield opened
    for one in opened:
        clinic.door.lock(one)


def test_a_wrong_passphrase_is_told_and_the_right_one_opens(unlock, clinic, came_in, qtbot):
    unlock.try_as(clinic.path, "cal", "something else entirely")
    qtbot.waitUntil(unlock.page().banner.isVisible)
    assert "passphrase" in unlock.page().banner.words.text()
    assert came_in == []
    unlock.try_as(clinic.path, "cal", clinic.words("cal"))
    qtbot.waitUntil(lambda: bool(came_in))
    assert came_in[0].desk.actor.name == "Cal Reyes"
    assert unlock.secret.text() == ""


def test_after_some_wrong_tries_one_waits(unlock, clinic, qtbot):
    for _ in range(4):
        unlock.try_as(clinic.path, "cal", "something else entirely")
        qtbot.waitUntil(lambda: unlock.page().button.isEnabled() or unlock._throttle.isActive())
        if unlock._throttle.isActive():
            break
    qtbot.waitUntil(unlock._throttle.isActive)
    assert not unlock.page().button.isEnabled()
    assert re.search(r"again in \d+ second", unlock.page().banner.words.text())


def test_nothing_typed_says_what_is_missing(unlock, qtbot):
    unlock.page().button.click()
    assert "Type your passphrase" in unlock.page().banner.words.text()


def test_caps_lock_is_told_while_it_is_on(unlock, keys):
    unlock.secret.setFocus()
    keys.press(Key.Key_A)
    assert unlock.caps.text() == ""
    # Caps Lock gives capitals without Shift.
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    none = Qt.KeyboardModifier.NoModifier
    unlock.secret.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, none, "A"))
    assert "Caps Lock" in unlock.caps.text()
    unlock.secret.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, none, "a"))
    assert unlock.caps.text() == ""


def test_a_passphrase_is_shown_on_demand(qtbot):
    field = SecretLine()
    qtbot.addWidget(field)
    field.setText("words")
    assert field.displayText() != "words"
    field._reveal.trigger()
    assert field.displayText() == "words"
    field._reveal.trigger()
    assert field.displayText() != "words"


@pytest.mark.slow
def test_a_one_time_passphrase_is_changed_before_anything_else(clinic, qtbot):
    ada = clinic.open("ada")
    once = clinic.door.add_person(ada, "Nia Cole", "nia", Position(Role.COUNSELOR))
    clinic.door.lock(ada)
    window = UnlockWindow(clinic.door)
    qtbot.addWidget(window)
    opened = []
    window.opened.connect(opened.append)
    window.show()
    window.try_as(clinic.path, "nia", once)
    qtbot.waitUntil(lambda: window.findChild(NewPassphrase) is not None)
    chosen = window.findChild(NewPassphrase)
    assert opened == []
    assert not window.page().button.isEnabled()
    chosen.field.setText(OWN)
    chosen.again.setText("do not match")
    qtbot.waitUntil(lambda: chosen.verdict.text() == "Strong enough.")
    assert not window.page().button.isEnabled()
    chosen.again.setText(OWN)
    qtbot.waitUntil(window.page().button.isEnabled)
    window.page().button.click()
    qtbot.waitUntil(lambda: bool(opened))
    clinic.door.lock(opened[0])
    again = clinic.door.unlock(clinic.path, "nia", OWN)
    assert not again.must_change
    clinic.door.lock(again)


def test_a_weak_passphrase_is_told_why(clinic, unlock, qtbot):
    unlock._ask_recovery_key()
    chosen = unlock.page().findChild(NewPassphrase)
    chosen.field.setText("short")
    qtbot.waitUntil(lambda: chosen.verdict.text() not in ("", "Strong enough."))
    assert not chosen.is_ready()


def test_a_suggested_passphrase_is_readable_and_good_enough(unlock, qtbot):
    unlock._ask_recovery_key()
    chosen = unlock.page().findChild(NewPassphrase)
    chosen.suggest()
    qtbot.waitUntil(chosen.is_ready)
    assert chosen.field.is_shown()
    assert len(chosen.passphrase()) >= 15


@pytest.mark.slow
def test_the_first_run_makes_a_vault_whose_key_is_typed_back(tmp_path, qtbot, monkeypatch):
    path = tmp_path / "new" / "clinic.db"
    monkeypatch.setattr(VaultDoor, "default_path", lambda self: path)
    door = vault_door()
    window = FirstRun(door)
    qtbot.addWidget(window)
    opened = []
    window.opened.connect(opened.append)
    window.show()
    window.page().button.click()
    window.page().button.click()
    assert "clinic" in window.page().banner.words.text()
    window.clinic.setText("Harbor Recovery Center")
    qtbot.keyClicks(window.name, "Ada Quist")
    assert window.sign_in.text() == "ada"
    window.page().button.click()
    window.chosen.field.setText(OWN)
    window.chosen.again.setText(OWN)
    qtbot.waitUntil(window.chosen.is_ready)
    window.page().button.click()
    qtbot.waitUntil(lambda: window._sheet is not None, timeout=20_000)
    key = window._sheet.key
    assert key.replace("-", "") in window.page().findChild(QLabel, "shown_key").text().replace(
        "-", "").replace("\n", "")  # fmt: skip
    window.typed.setText("AAAAA-AAAAA")
    window.page().button.click()
    qtbot.waitUntil(window.page().banner.isVisible)
    assert opened == []
    window.typed.setText(key.lower())
    window.page().button.click()
    qtbot.waitUntil(lambda: bool(opened))
    door.lock(opened[0])
    assert path.exists()


@pytest.mark.slow
def test_the_recovery_key_gives_a_new_passphrase(clinic_master, tmp_path, qtbot):
    from counselor_desk.door.port import NewVault
    from counselor_desk.vault.keys import people

    path = tmp_path / "own" / "own.db"
    door = vault_door(path)
    made, key = door.create(NewVault(path, "Harbor", "Ada", "ada", OWN))
    assert people.is_recovery_key(made.desk.signed_in.keys, key)
    door.lock(made)
    window = UnlockWindow(door)
    qtbot.addWidget(window)
    opened = []
    window.opened.connect(opened.append)
    window.show()
    qtbot.waitUntil(lambda: window.person.count() == 1)
    window._ask_recovery_key()
    window.page().findChild(QLineEdit, "recovery_key").setText(key)
    chosen = window.page().findChild(NewPassphrase)
    chosen.field.show_words(True)
    chosen.field.setText("another harness over rivers")
    qtbot.waitUntil(chosen.is_ready)
    window.page().button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    door.lock(opened[0])


def test_one_s_own_name_and_the_clinic_s_make_no_passphrase(clinic, tmp_path):
    from counselor_desk.core.errors import Refused
    from counselor_desk.door.port import NewVault

    own = NewVault(tmp_path / "own.db", "Harbor Recovery", "Oluwaseun Adeyemi", "olu", "Oluwaseun Adeyemi")
    with pytest.raises(Refused, match="mostly a name"):
        vault_door(own.path).create(own)
    assert not own.path.exists()
    cal = clinic.open("cal")
    place = cal.desk.do(staff.practice).name
    for weak in ("Reyes Cal, seyer lac", f"{place}, {place[::-1]} 2026!"):
        with pytest.raises(Refused, match="mostly a name"):
            clinic.door.change_passphrase(cal, clinic.words("cal"), weak)
    clinic.door.lock(cal)
    assert clinic.door.unlock(clinic.path, "cal", clinic.words("cal"))


def test_another_vault_can_be_chosen(unlock, clinic, monkeypatch, qtbot, tmp_path):
    other = clinic.path
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_args: other)
    unlock.findChild(object, "another").click()
    qtbot.waitUntil(lambda: unlock.person.count() == 5)
    assert unlock.page().words.text() == other.stem


def test_the_doorstep_is_empty_until_it_is_on_screen(clinic, qtbot):
    window = FirstWindow(clinic.door)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window._filled)
    assert isinstance(window.inside, UnlockWindow)


def test_the_first_window_loads_nothing_of_the_vault():
    """Start to the first window: no database, no paper, no keychain before it is on screen."""
    import subprocess
    import sys

    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM']='offscreen'\n"
        "from counselor_desk import app\n"
        "from counselor_desk.app import vault_door\n"
        "from counselor_desk.ui.shell import application\n"
        "qt = application.get_application(); w = app.first_window(vault_door()); w.show()\n"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'reportlab', 'keyring', 'argon2', 'cryptography',"
        " 'zxcvbn', 'rapidfuzz', 'jellyfish', 'icalendar', 'dateutil', 'pyzipper', 'Cryptodome'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tests_leave_a_person_s_own_list_of_vaults_alone(clinic):
    """Whoever runs them may keep a real vault on this computer."""
    own = QSettings("Counselor Desk", "Counselor Desk")  # as the program itself is named
    before = own.value("vaults")
    clinic.door.lock(clinic.open("cal"))
    assert recent_vaults.vaults() == [clinic.path]
    own.sync()
    assert own.value("vaults") == before


def test_a_new_vault_is_begun_in_the_same_window_and_back_leads_to_the_door(clinic, qtbot):
    window = FirstWindow(clinic.door)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window._filled)
    assert isinstance(window.inside, UnlockWindow)
    window.inside.findChild(QAbstractButton, "new").click()
    qtbot.waitUntil(lambda: isinstance(window.inside, FirstRun) and window.inside.isVisible())
    window.inside.findChild(QAbstractButton, "back").click()
    qtbot.waitUntil(lambda: isinstance(window.inside, UnlockWindow))
    assert window.inside.isVisible()
    opened = []
    window.opened.connect(opened.append)
    window.inside.try_as(clinic.path, "ada", SCRATCH_WORDS)
    qtbot.waitUntil(lambda: bool(opened))
    clinic.door.lock(opened[0])
