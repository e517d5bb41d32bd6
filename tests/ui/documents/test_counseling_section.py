"""One's own counseling notes on screen: kept as typed, warned of what belongs elsewhere."""

import pytest

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.practice import Practice
from counselor_desk.services.documents import counseling_notes
from counselor_desk.ui.documents.counseling_section import Counseling
from counselor_desk.ui.shell.settings import Settings
from tests.own_words import read_own
from tests.ui.windows import Window

ROSA, SUE = 10, 1


@pytest.fixture
def window(desk, qtbot):
    def turn_on(engine):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = True

    desk.on_vault(turn_on)
    made = Window(desk, qtbot, Counseling, ROSA)
    yield made
    made.close()


def test_written_warned_kept_and_read_again(desk, window):
    window.picture("own_notes_empty")
    window.press("write_own")
    window.answer("text", "The silence after her father. Start 10:00")
    assert "start and stop times" in window.panel.sheet.warning.text()
    window.picture("own_note")
    window.press("back")
    [row] = desk.do(counseling_notes.of_client, ROSA)
    assert read_own(desk, row.id).text.endswith("Start 10:00")
    window.panel.list.opened.emit(row.id)
    window.settle()
    window.answer("text", " And")
    window.press("back")
    assert "And" in read_own(desk, row.id).text
    assert len(desk.do(counseling_notes.of_client, ROSA)) == 1
    window.picture("own_notes")


def test_a_share_is_taken_back_in_the_window(desk, window):
    window.press("write_own")
    window.answer("text", "The silence after her father.")
    window.press("back")
    window.press("share")
    window.answer("staff_id", str(SUE))
    window.answer("reason", "handing over")
    window.press("keep")
    assert desk.do(counseling_notes.shared_with) == (SUE,)
    window.press("unshare")
    window.answer("staff_id", str(SUE))
    window.press("keep")
    assert desk.do(counseling_notes.shared_with) == ()


def test_an_administrator_turns_them_on_in_the_settings(desk, qtbot):
    before = Window(desk, qtbot, Counseling, ROSA)
    assert not before.panel.new.isVisible()
    before.close()
    desk.as_(5)
    settings = Window(desk, qtbot, Settings)
    settings.answer("counseling_notes", True, inside=settings.panel.clinic)
    settings.panel.leave()
    settings.settle()
    settings.close()
    desk.as_(2)
    after = Window(desk, qtbot, Counseling, ROSA)
    assert after.panel.new.isVisible()
    after.close()
