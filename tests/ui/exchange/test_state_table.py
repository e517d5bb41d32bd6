"""Settings: the state's table is saved, filled in, read and then counts."""

from counselor_desk.services.exchange import state_tables
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.shell.settings import Settings
from tests.services.exchange.test_state_table import SUE, TABLE
from tests.ui.windows import Window


def test_the_table_of_a_state_is_saved_filled_in_read_and_used(desk, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "state_table.csv"
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_: path)
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: path)
    desk.as_(SUE)
    window = Window(desk, qtbot, Settings)
    group = window.panel.state
    window.press("save_state")
    qtbot.waitUntil(path.exists)
    assert b"unverified" in path.read_bytes()
    path.write_bytes(TABLE)
    window.press("choose_state")
    assert "DRUG_NAME" in group.told.text()
    assert desk.do(state_tables.current) is None, "it is read before it counts"
    window.press("load_state")
    assert "Say which state" in group.name.boxes["title"].trouble.text()
    group.name.boxes["title"].write("Ohio, July 2026")
    window.press("load_state")
    assert desk.do(state_tables.current).content == TABLE
    assert "Ohio, July 2026" in group.known.text()
    window.picture("state_table")
    window.press("take_state_out")
    assert desk.do(state_tables.current) is None
