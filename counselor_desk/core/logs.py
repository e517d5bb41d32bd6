"""What the program says of itself: by a list of what may be said, never anybody's words."""

import logging
import sys
import traceback
from types import TracebackType

log = logging.getLogger("counselor_desk")

MAY_BE_SAID = frozenset({"bug: %s", "bug on a thread: %s", "bug in passing: %s", "Qt: %s"})


class ErrorReport(str):
    """Words that hold no value of anybody's: kinds of errors, files of the program, lines."""

    __slots__ = ()


def report_of(kind: type[BaseException], trace: TracebackType | None) -> ErrorReport:
    """Frames and the kind of error: messages and values may hold a client's words."""
    frames = traceback.extract_tb(trace)
    places = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return ErrorReport("\n".join([kind.__name__, *places]))


class AllowedMessages(logging.Formatter):
    """Writes the messages of the list with what is proved to be harmless; of others the place."""

    def format(self, record: logging.LogRecord) -> str:
        words = [self.formatTime(record), record.levelname, self._said(record)]
        if record.exc_info and record.exc_info[0] is not None:
            words.append(report_of(record.exc_info[0], record.exc_info[2]))
        return " ".join(words)

    def _said(self, record: logging.LogRecord) -> str:
        given = record.args if isinstance(record.args, tuple) else (record.args,)
        ours = record.name == log.name and record.msg in MAY_BE_SAID
        if ours and all(isinstance(one, ErrorReport | int) for one in given):
            return record.getMessage()
        return f"{record.name} {_short(record.pathname)}:{record.lineno}"


def install_log() -> None:
    """From now on nothing else reaches the log, of this program or of a library it uses."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    handler = logging.StreamHandler() if sys.stderr is not None else logging.NullHandler()
    handler.setFormatter(AllowedMessages())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.raiseExceptions = False  # it would print the arguments of a line that does not fit
    logging.captureWarnings(capture=True)


def _short(path: str) -> str:
    """From the package on: a folder may bear a person's name."""
    normal = path.replace("\\", "/")
    at = normal.rfind("/counselor_desk/")
    return normal[at + 1 :] if at >= 0 else normal.rpartition("/")[2]
