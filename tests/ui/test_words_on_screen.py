"""In a language that nobody speaks, nothing on the screen stays as it was written."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from counselor_desk.app import vault_door
from counselor_desk.core import i18n
from counselor_desk.demo.cast import PASSPHRASE
from counselor_desk.demo.clinic_on_disk import demo_door
from counselor_desk.tour.guide import Tour
from tests import words
from tests.ui.words_on_screen import Kept, untold


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    words.pseudo_in(folder)
    return folder


@pytest.fixture
def nobody_s_language(pseudo):
    i18n.use_language(words.PSEUDO, pseudo)
    yield
    i18n.use_language(i18n.ENGLISH)


@pytest.mark.parametrize("sign_in", ["ada", "sue", "cal", "flo"])
def test_every_screen_and_section_is_told_through_the_catalog(sit, clinic, qtbot, nobody_s_language, sign_in):
    window = sit(sign_in)
    kept = Kept(window.opened.desk)
    found = {}
    for name, kind in window.kinds.items():
        ways = [where for _title, where in kind.everywhere] or ([{}] if kind.in_navigation else [])
        for where in ways:  # what is shown for one thing is opened by the tour
            window.go(name, **where)
            qtbot.waitUntil(window.bridge.is_idle)
            QApplication.processEvents()
            for piece in untold(kept, window):
                found.setdefault(piece, name)
    chart = window.go("chart", client_id=clinic.clients["Rosa"])
    for name in chart._kinds:
        window.go("chart", client_id=clinic.clients["Rosa"], section=name)
        qtbot.waitUntil(window.bridge.is_idle)
        QApplication.processEvents()
        for piece in untold(kept, window):
            found.setdefault(piece, f"chart {name}")
    assert not found, "\n".join(sorted(f"{where}: {piece}" for piece, where in found.items()))


class Walk(Tour):
    """The tour, read instead of photographed."""

    kept: Kept
    found: dict[str, str]

    def sit(self, sign_in: str) -> None:
        super().sit(sign_in)
        self.kept = Kept(self.window.opened.desk)

    def picture(self, name: str, title: str, of: QWidget | None = None) -> None:
        self.settle()
        for piece in untold(self.kept, of or self.window):
            self.found.setdefault(piece, name)

    def paper(self, name: str, title: str, pdf: bytes) -> None:
        """Paper is for another language's pages."""
        self.pictures.append((name, title))


@pytest.mark.slow
def test_every_window_of_the_tour_is_told_through_the_catalog(tmp_path, qapp, pseudo):
    with demo_door() as door:  # what the demonstration keeps was typed in English
        i18n.use_language(words.PSEUDO, pseudo)
        try:
            walk = Walk(tmp_path, door, door.recent()[0], PASSPHRASE, vault_door())
            walk.found = {}
            walk.sit("ana")  # by whom is known who signs in and who is a client
            walk.leave()  # the first step is at the door
            walk.run()
        finally:
            i18n.use_language(i18n.ENGLISH)
    assert not walk.found, "\n".join(sorted(f"{where}: {piece}" for piece, where in walk.found.items()))
    assert walk.troubles == []
