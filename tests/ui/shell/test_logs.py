"""The log says kinds, places and numbers; no word of a client reaches it, whoever logs it."""

import io
import logging
import sys
import warnings

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from counselor_desk.core import logs
from counselor_desk.ui.shell import crash

CANARY = "Quillabamba Xanthorr"


@pytest.fixture
def log(monkeypatch):
    """What a log that is kept as the program keeps it has been told."""
    root = logging.getLogger()
    handlers, level, shown = root.handlers[:], root.level, warnings.showwarning
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    crash.keep_quiet()
    yield written.getvalue
    qInstallMessageHandler(None)
    logging.captureWarnings(capture=False)
    warnings.showwarning = shown
    root.handlers[:], root.level = handlers, level


def failing():
    raise KeyError(CANARY)


def test_a_bug_is_written_down_by_kind_and_place(log):
    with pytest.raises(KeyError) as bug:
        failing()
    logs.log.error("bug: %s", logs.report_of(bug.type, bug.tb))
    assert "KeyError" in log()
    assert "test_logs.py" in log()
    assert CANARY not in log()


def test_a_message_that_is_not_on_the_list_is_only_its_place(log):
    logs.log.error("the client is %s", CANARY)
    logs.log.error("bug: %s", CANARY)  # a plain string is not proved to be harmless
    logs.log.error(f"bug: {CANARY}")
    logging.getLogger("reportlab").error("cannot draw %(words)s", {"words": CANARY})
    logging.getLogger("pypdf").warning(CANARY)
    said = log().splitlines()
    assert len(said) == 5
    assert all("test_logs.py:" in line for line in said)
    assert CANARY not in log()


def test_an_exception_that_a_library_logs_is_kind_and_place(log):
    try:
        failing()
    except KeyError:
        logging.getLogger("sqlalchemy").exception("with %s", CANARY)
    assert "KeyError" in log()
    assert CANARY not in log()


def test_a_line_that_does_not_fit_its_words_says_nothing(log):
    logging.getLogger("pypdf").error("%d pages", CANARY)
    logs.log.error("bug: %s", logs.ErrorReport("x"), logs.ErrorReport("y"))
    assert CANARY not in log()


def test_warnings_and_qt_are_heard_without_their_words(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, stacklevel=1)
    qWarning(CANARY)
    assert "py.warnings" in log()
    assert "Qt: QtWarningMsg" in log()
    assert CANARY not in log()
