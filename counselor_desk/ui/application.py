"""The Qt application, named and dressed."""

import sys

from PySide6.QtWidgets import QApplication

from counselor_desk import __version__
from counselor_desk.ui import look

NAME = "Counselor Desk"


def qt() -> QApplication:
    """The one application, made at the first call, with the look of the house."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationVersion(__version__)
    look.apply(app)
    return app
