"""A name that nobody bears, typed everywhere, stands nowhere outside the encrypted files."""

import contextlib
import io
import logging
import re
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.desk import command
from counselor_desk.domain.roles import Can
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.ui.shell import crash
from tests.proofs import own
from tests.ui import marked

CANARY = "Quillabamba Xanthorr"
SPELLINGS = tuple(
    form(CANARY).encode(encoding)
    for form in (str, str.lower, str.upper)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
ENCRYPTED = (".db", ".db-wal")


@command(Can.WRITE_NOTE, "test_canary.stumble")
def stumble(ctx, words):
    """A bug in the middle of a use case, with a client's words in its hands."""
    raise KeyError(words)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """HOME, TMP and the clinic's folder, all under one roof that is searched at the end."""
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def told(monkeypatch, capfd):
    """Everything that a logger or stderr is told, down to the finest; by libraries in C too."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s %(exc_info)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    monkeypatch.setattr(sys, "stderr", told)
    heard = []

    def so_far():
        heard.extend(capfd.readouterr())
        return "".join([told.getvalue(), *heard])

    yield so_far
    root.removeHandler(handler)
    root.setLevel(before)


def leaks(roof):
    """Files whose bytes or names bear the canary."""
    found = []
    for path in roof.rglob("*"):
        if CANARY.lower() in path.name.lower():
            found.append(f"name of {path}")
        with contextlib.suppress(FileNotFoundError, *_of_pytest(path)):  # gone: of a vault that closes
            if path.is_file() and any(words in path.read_bytes() for words in SPELLINGS):
                found.append(str(path))
    return found


def _of_pytest(path):
    """What Windows says of the files of `capfd`, which have a name there and nobody may open."""
    its_own = sys.platform == "win32" and re.fullmatch(r"tmp\w{8}", path.name)
    return [PermissionError] if its_own else []


def refusals(desk, client_id, notes):
    """What a person may be told; none of it is logged."""
    for act, *given in (
        (documents.save_draft, notes[1], {"data": CANARY}, 1),
        (clients.register, {"given_name": "", "family_name": CANARY}),
        (clients.change, client_id, {"number": CANARY}),
    ):
        with pytest.raises(Refused):
            desk.do(act, *given)
    with pytest.raises(Refused, match="not your passphrase"):
        own(desk, documents.sign, CANARY)


def bug_report(desk):
    """The text of the crash window for a bug with the canary in its message."""
    with pytest.raises(KeyError) as bug:
        desk.do(stumble, CANARY)
    return crash.report_of(bug.type, bug.value.__traceback__)


def damage(path):
    """Every page from the second on, so that it opens with its key and does not read."""
    whole = bytearray(path.read_bytes())
    for at in range(4096 + 100, len(whole), 4096):
        whole[at] ^= 0xFF
    path.write_bytes(whole)


def test_the_canary_is_found_where_it_is_written(home):
    (home / "tmp" / "left.txt").write_text(f"about {CANARY}", "utf-16")
    assert leaks(home) == [str(home / "tmp" / "left.txt")]


@pytest.mark.slow
def test_no_word_of_a_client_stands_outside_the_encrypted_files(home, told, sit, clinic, qtbot):
    client_id, notes = marked.fill(clinic, CANARY)
    window = sit("cal")
    titles = set()
    for name in window.go("chart", client_id=client_id)._kinds:
        window.go("chart", client_id=client_id, section=name)
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
        titles |= {top.windowTitle() for top in QApplication.topLevelWidgets()}
    desk = window.opened.desk
    refusals(desk, client_id, notes)
    report = bug_report(desk)
    assert "KeyError" in report
    crash.log.error("bug: %s", report)
    window.lock()
    clinic.door.lock(clinic.open("cal"))
    settings = QSettings("Counselor Desk", "Counselor Desk")
    kept = [str(settings.value(key)) for key in settings.allKeys()]
    said = "\n".join([report, told(), *titles, *kept, *map(str, clinic.door.recent())])
    for word in CANARY.split():
        assert word.lower() not in said.lower()
    assert "KeyError" in told(), "the log was listening"
    assert leaks(home) == []
    assert any(path.suffix in ENCRYPTED for path in home.rglob("*"))


@pytest.mark.slow
def test_a_damaged_vault_says_nothing_of_what_was_in_it(home, told, clinic):
    marked.fill(clinic, CANARY)
    damage(clinic.path)
    with pytest.raises(VaultTrouble) as trouble:
        clinic.open("cal")
    assert "damaged" in str(trouble.value).lower() or "restore" in str(trouble.value).lower()
    assert CANARY.lower() not in (str(trouble.value) + told()).lower()
    assert leaks(home) == []


def test_a_bug_is_reported_by_kind_and_place_alone(desk):
    report = bug_report(desk)
    assert report.startswith("KeyError\n")
    assert "test_canary.py" in report
    assert CANARY not in report
    assert str(Path.home()) not in report


def test_a_failing_statement_hides_what_it_was_given(desk, told):
    from sqlalchemy.exc import DBAPIError

    def fail(engine):
        with engine.connect() as db:
            db.exec_driver_sql("INSERT INTO client (id, given_name) VALUES (?, ?)", (10, CANARY))

    with pytest.raises((DBAPIError, VaultTrouble)) as trouble:
        desk.on_vault(fail)
    assert CANARY not in str(trouble.value)
    assert CANARY not in told()


@pytest.fixture
def hooks():
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    crash.install(lambda: None)
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_a_bug_on_another_thread_is_reported_by_kind_and_place_alone(told, hooks):
    def stumbles():
        raise KeyError(CANARY)

    thread = threading.Thread(target=stumbles)
    thread.start()
    thread.join()
    said = told()
    assert "KeyError" in said
    assert CANARY not in said


class Careless:
    """An object that fails while it is thrown away: Python prints such errors by itself."""

    def __del__(self):
        raise KeyError(CANARY)


def test_a_bug_that_nobody_can_catch_is_reported_the_same_way(told, hooks):
    Careless()
    said = told()
    assert "KeyError" in said
    assert CANARY not in said
