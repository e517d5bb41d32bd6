"""The grid of hours by pointer and by keyboard, and what a screen reader is told."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counselor_desk.ui.kit import dress
from counselor_desk.ui.kit.times.time_grid import Span, TimeGrid
from counselor_desk.ui.kit.times.time_paint import GridBlock, GridColumn

HOUR = 60
LEFT = Qt.MouseButton.LeftButton
ROSA = GridBlock(1, 0, 9 * HOUR, 50, "Rosa Medina", "Individual", 10, spoken="Rosa Medina, Monday, 9:00")
DANA = GridBlock(2, 0, 9 * HOUR + 15, 50, "Dana Reed", "Individual", 12)
GROUP = GridBlock(3, 1, 10 * HOUR, 90, "Recovery", "9 members")
OVER = GridBlock(4, 2, 11 * HOUR, 50, "James Tran", "Drug test", 11, "done", fixed=True)


@pytest.fixture
def grid(qtbot):
    dress.apply(QApplication.instance())
    made = TimeGrid("Appointments", lambda minutes: f"{minutes // 60}:{minutes % 60:02}")
    qtbot.addWidget(made)
    made.resize(760, 700)
    days = [GridColumn(name, str(n)) for n, name in enumerate(("Mon", "Tue", "Wed"), 1)]
    made.show()
    made.show_blocks(days, [ROSA, DANA, GROUP, OVER])
    made.setFocus()
    made.aim_at(0, 9 * HOUR)
    QApplication.processEvents()
    made.heard = {}
    for name in ("picked", "opened", "wanted", "moved", "turned", "beyond"):
        getattr(made, name).connect(lambda *told, name=name: made.heard.setdefault(name, []).append(told))
    return made


def spot(grid, column, minutes):
    """Where a time is drawn, in the viewport."""
    left, width = grid.across(column)
    return QPoint(left + width // 2, round(minutes * grid.hour / HOUR) - grid.verticalOffset())


def press(grid, *keys, held=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(grid, key, held)


def drag(grid, from_, to):
    view = grid.viewport()
    QTest.mousePress(view, LEFT, pos=from_)
    for step in range(1, 9):
        QTest.mouseMove(view, from_ + (to - from_) * step / 8)
        QApplication.processEvents()
    QTest.mouseRelease(view, LEFT, pos=to)


def test_blocks_are_as_long_as_their_time_and_overlaps_lie_side_by_side(grid):
    rosa, dana, group = (grid.place_of(key) for key in (1, 2, 3))
    assert not rosa.intersects(dana)
    assert rosa.right() < dana.left()
    assert group.height() == pytest.approx(rosa.height() * 90 / 50, abs=3)
    assert group.width() > rosa.width() * 1.8


def test_a_click_shows_a_second_opens_and_an_empty_time_is_wanted(grid):
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.place_of(3).center())
    assert grid.heard == {"picked": [(3,)]}
    assert grid.current() == 3
    QTest.mouseDClick(grid.viewport(), LEFT, pos=grid.place_of(3).center())
    assert grid.heard["opened"] == [(3,)]
    QTest.mouseClick(grid.viewport(), LEFT, pos=spot(grid, 1, 13 * HOUR + 5))
    assert grid.heard["wanted"] == [(Span(1, 13 * HOUR, 50),)]
    assert grid.current() is None


def test_a_hand_draws_a_time_moves_a_block_and_takes_its_end(grid):
    drag(grid, spot(grid, 2, 13 * HOUR + 2), spot(grid, 2, 14 * HOUR + 28))
    assert grid.heard["wanted"] == [(Span(2, 13 * HOUR, 90),)]
    middle = grid.place_of(3).center()
    shift = spot(grid, 2, 12 * HOUR) - spot(grid, 1, 10 * HOUR)
    drag(grid, middle, middle + shift)
    assert grid.heard["moved"] == [(3, Span(2, 12 * HOUR, 90))]
    end = QPoint(middle.x(), grid.place_of(3).bottom() - 2)
    drag(grid, end, QPoint(end.x(), spot(grid, 1, 12 * HOUR).y()))
    assert grid.heard["moved"][1] == (3, Span(1, 10 * HOUR, 120))


def test_what_is_over_is_not_moved_and_esc_lets_go(grid):
    middle = grid.place_of(4).center()
    drag(grid, middle, middle + QPoint(-150, 90))
    assert "moved" not in grid.heard
    view, middle = grid.viewport(), grid.place_of(3).center()
    QTest.mousePress(view, LEFT, pos=middle)
    QTest.mouseMove(view, middle + QPoint(0, 60))
    QApplication.processEvents()
    press(grid, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, pos=middle + QPoint(0, 60))
    assert "moved" not in grid.heard


def test_the_keyboard_goes_through_times_and_blocks_and_out_at_the_sides(grid):
    keys = Qt.Key
    press(grid, keys.Key_Up)
    assert (grid.current(), grid.cursor_span.starts) == (None, 8 * HOUR + 30)
    press(grid, keys.Key_Down)
    assert grid.current() == 1
    press(grid, keys.Key_Right)
    assert grid.current() == 2, "the one beside it comes first"
    press(grid, keys.Key_Right, keys.Key_Down, keys.Key_Down)
    assert grid.current() == 3
    press(grid, keys.Key_Return)
    assert grid.heard["opened"] == [(3,)]
    press(grid, keys.Key_Down, keys.Key_Return)
    assert grid.heard["wanted"] == [(Span(1, 10 * HOUR + 30, 50),)]
    press(grid, keys.Key_Right, keys.Key_End)
    assert grid.current() == 4
    press(grid, keys.Key_Right)
    assert grid.heard["beyond"] == [(1,)]


def test_keys_move_lengthen_and_book_what_hands_do(grid):
    keys, held = Qt.Key, Qt.KeyboardModifier
    grid.choose(3)
    press(grid, keys.Key_Down, held=held.AltModifier)
    press(grid, keys.Key_Left, held=held.AltModifier)
    press(grid, keys.Key_Up, held=held.ShiftModifier)
    assert grid.heard["moved"] == [
        (3, Span(1, 10 * HOUR + 15, 90)),
        (3, Span(0, 10 * HOUR, 90)),
        (3, Span(1, 10 * HOUR, 75)),
    ]
    grid.choose(4)
    press(grid, keys.Key_Down, held=held.AltModifier)
    assert len(grid.heard["moved"]) == 3, "it is over"
    grid.aim_at(2, 14 * HOUR)
    press(grid, keys.Key_Down, keys.Key_Down, held=held.ShiftModifier)
    press(grid, keys.Key_Return)
    assert grid.heard["wanted"] == [(Span(2, 14 * HOUR, 80),)]


def test_letters_and_tab_are_left_to_the_page(grid):
    before = grid.cursor_span
    for key in (Qt.Key.Key_B, Qt.Key.Key_Delete, Qt.Key.Key_Space):
        press(grid, key)
    assert grid.heard == {}
    assert grid.cursor_span == before


def test_a_screen_reader_is_told_each_block_and_each_free_time(grid):
    told = QAccessible.queryAccessibleInterface(grid)
    assert told.text(QAccessible.Text.Name) == "Appointments"
    names = {told.child(n).text(QAccessible.Text.Name) for n in range(told.childCount())}
    assert {"Rosa Medina, Monday, 9:00", "Dana Reed", "Recovery", "James Tran"} <= names
    press(grid, Qt.Key.Key_Up)
    assert grid.accessibleDescription() == "Mon 1, 8:30 to 9:20, free. Enter books."
    heads = [button.accessibleName() for button in grid.head.buttons]
    assert heads == ["Mon 1", "Tue 2", "Wed 3"]


def test_more_than_fit_are_counted_and_lead_to_their_day(grid):
    many = [GridBlock(n, 1, 9 * HOUR, 50, f"Client {n}", client_id=n) for n in range(30)]
    grid.show_blocks(grid.columns, many)
    shown = [block.key for block in many if not grid.place_of(block.key).isNull()]
    ((place, count),) = grid.crowds().items()
    assert place == (1, 9 * HOUR)
    assert len(shown) + count == 30
    assert len(shown) > 3
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.crowd_place(*place).center())
    assert grid.heard["turned"] == [(1,)]


def test_the_chosen_block_stays_chosen_when_the_page_is_read_again(grid):
    grid.choose(2)
    grid.show_blocks(grid.columns, [DANA, GROUP])
    assert grid.current() == 2
    grid.show_blocks(grid.columns, [GROUP])
    assert grid.current() is None
