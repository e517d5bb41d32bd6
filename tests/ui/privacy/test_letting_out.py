"""A disclosure from the button to the file: line and pages in one act, and the file after it."""

from datetime import date

import pytest
from pypdf import PdfReader

from counselor_desk.services.care import diagnoses
from counselor_desk.services.privacy import disclosed_pages, disclosures
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.privacy.disclose import Disclose
from tests.services.privacy.test_consents import DANA, consent_to_sister
from tests.ui.windows import Window

DAY = date(2026, 12, 1)
WHOLE = ["disclosures.weigh", "disclosure.prepare", "disclosures.disclose"]


@pytest.fixture
def trips(desk):
    """What was asked of the desk; `before[name]` is done just before that act is queued, once."""
    submit = desk.submit

    class Trips(list):
        before = {}

    asked = Trips()

    def counted(initiator, use_case, *args, **kwargs):
        asked.append(use_case.name)
        asked.before.pop(use_case.name, lambda: None)()
        return submit(initiator, use_case, *args, **kwargs)

    desk.submit = counted
    asked.before = {}
    return asked


@pytest.fixture
def wizard(desk, qtbot, trips, monkeypatch, tmp_path):
    """The wizard, filled in for Dana's sister; a file would go to `path`."""
    consent_to_sister(desk)
    made = []

    def build(way, path=tmp_path / "out.pdf"):
        monkeypatch.setattr(file_dialogs, "save_path", lambda *_asked: path)
        window = Window(desk, qtbot, Disclose, client_id=DANA)
        made.append(window)
        form = window.panel.forms["recipient"]
        form.boxes["way"].write(way)
        form._touched("way")
        window.settle()
        trips.clear()
        return window

    yield build
    for window in made:
        window.close()


def lines(desk):
    return desk.do(disclosures.of_client, DANA)


def meanwhile(desk):
    """Another window writes in the same chart."""
    desk.do(diagnoses.diagnose, DANA, "F11.20", {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode"})


def banner(window):
    return window.panel.page.banner.words.text()


def test_what_goes_on_paper_is_kept_with_its_line_in_one_act(desk, wizard, trips):
    window = wizard("paper")
    window.press("disclose")
    assert trips == WHOLE
    (line,) = lines(desk)
    left = desk.do(disclosed_pages.sent_pages, line.id)
    assert window.went[-1] == ("paper", {"pdf": left.pdf, "title": f"Disclosure {line.id}"})
    assert window.panel.out.isEnabled()


def test_what_is_spoken_is_one_act_without_pages(desk, wizard, trips):
    window = wizard("spoken")
    window.press("disclose")
    assert trips == ["disclosures.weigh", "disclosures.disclose"]
    (line,) = lines(desk)
    assert desk.do(disclosed_pages.sent_pages, line.id) is None
    assert window.went[-1][0] == "chart"


def test_the_file_is_outside_only_when_its_line_and_pages_are_kept(desk, wizard, trips, tmp_path):
    window, there = wizard("encrypted file"), []
    trips.before["disclosures.disclose"] = lambda: there.append((tmp_path / "out.pdf").exists())
    window.press("disclose")
    assert there == [False]
    words = window.panel.passphrase.text().split(": ", 1)[1].split("\n")[0]
    reader = PdfReader(tmp_path / "out.pdf")
    assert reader.decrypt(words)
    (line,) = lines(desk)
    assert desk.do(disclosed_pages.sent_pages, line.id).pages == len(reader.pages)


def test_a_change_while_the_pages_are_prepared_is_said_and_nothing_leaves(desk, wizard, trips, tmp_path):
    window = wizard("encrypted file")
    trips.before["disclosures.disclose"] = lambda: meanwhile(desk)
    window.press("disclose")
    assert "changed while the pages were prepared (Diagnoses: made)" in banner(window)
    assert lines(desk) == []
    assert not (tmp_path / "out.pdf").exists()
    window.press("disclose")
    assert (tmp_path / "out.pdf").exists()
    assert len(lines(desk)) == 1


@pytest.mark.parametrize("at", WHOLE)
def test_a_lock_on_the_way_leaves_nothing_or_all(desk, wizard, trips, tmp_path, at):
    """The vault locks as that step is asked for; what was asked for already is done."""
    window = wizard("encrypted file")
    trips.before[at] = window.bridge.close
    window.panel.out.click()
    desk.queue(lambda: None).result()
    window.qtbot.waitUntil(lambda: at in trips)
    desk.queue(lambda: None).result()
    found = [(line.id, desk.do(disclosed_pages.sent_pages, line.id) is not None) for line in lines(desk)]
    assert found == ([(1, True)] if at == "disclosures.disclose" else [])
    assert not (tmp_path / "out.pdf").exists()


def test_who_thinks_better_of_it_has_disclosed_nothing(desk, wizard, trips):
    window = wizard("encrypted file", path=None)
    window.press("disclose")
    assert trips == ["disclosures.weigh"]
    assert lines(desk) == []
    assert window.panel.out.isEnabled()


def test_a_file_that_cannot_be_saved_is_told_and_the_disclosure_stays(desk, wizard, tmp_path):
    window = wizard("encrypted file", path=tmp_path / "missing" / "out.pdf")
    window.press("disclose")
    assert "The file could not be saved" in banner(window)
    (line,) = lines(desk)
    assert desk.do(disclosed_pages.sent_pages, line.id) is not None


def test_pressed_twice_it_goes_out_once(desk, wizard, trips):
    window = wizard("paper")
    window.panel.out.click()
    window.panel._do_disclose()
    window.panel.out.click()
    window.settle()
    assert trips.count("disclosures.disclose") == 1
    assert len(lines(desk)) == 1


def test_what_is_refused_leaves_the_button_to_press_again(desk, wizard, trips):
    window = wizard("paper")
    form = window.panel.forms["recipient"]
    form.boxes["recipient"].write("")
    form._touched("recipient")
    window.press("disclose")
    assert trips == ["disclosures.weigh"]
    assert window.panel.out.isEnabled()
    assert lines(desk) == []
