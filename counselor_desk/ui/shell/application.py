"""The Qt application, named and dressed."""

import sys

from PySide6.QtWidgets import QApplication

from counselor_desk import __version__
from counselor_desk.ui.kit import platform
from counselor_desk.ui.shell import language
from counselor_desk.ui.shell.garbage import GarbageSweeper
from counselor_desk.ui.shell.private_typing import make_typing_private

NAME = "Counselor Desk"


def get_application() -> QApplication:
    """The one application, made at the first call."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationVersion(__version__)
    platform.announce()
    language.begin()
    if not app.findChild(GarbageSweeper):
        GarbageSweeper(app)
        make_typing_private(app)
    return app


def hear_keys() -> None:
    """Letters under Alt, in every window of the program from now on; a Mac has no such keys."""
    app = get_application()
    if not platform.lives_without_windows():
        _hear_alt(app)


def qt() -> QApplication:
    """The same with the look of the house."""
    from counselor_desk.ui.kit import dress

    app = get_application()
    dress.apply(app)
    hear_keys()
    return app


def _hear_alt(app: QApplication) -> None:
    from counselor_desk.ui.shell.access_keys import AccessKeys

    if not app.findChild(AccessKeys):
        AccessKeys(app)
