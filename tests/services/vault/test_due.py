"""What looking through the vault has found is told on Today to who keeps it."""

from datetime import timedelta

import pytest

from counselor_desk.desk import integrity
from counselor_desk.services.today import today
from counselor_desk.services.today.today import TodayPart
from tests.services.vault.test_integrity import behind, look, register

ADA, CAL = 5, 2
pytestmark = pytest.mark.usefixtures("counted")


def told(desk):
    return [(item.part, item.text) for item in desk.do(today.due_items) if item.client == "Vault"]


def note(desk):
    found = look(desk)
    desk.log_event(integrity.LOOKED, found.words)
    return found


def test_a_look_that_found_nothing_is_told_when_it_is_long_ago(desk, clock):
    desk.as_(ADA)
    assert note(desk).words.startswith("whole, ")
    assert told(desk) == []
    clock.forward(days=46)
    [(part, words)] = told(desk)
    assert part is TodayPart.FINISH
    assert "last compared" in words


def test_what_a_look_has_found_is_told_until_it_is_whole_again(desk, vault, clock):
    client_id = register(desk, "Ann")
    behind(vault, f"DELETE FROM client WHERE id = {client_id}")
    desk.as_(ADA)
    assert note(desk).words == f"0 changed, 1 gone, 0 came; Client:{client_id}"
    [(part, words)] = told(desk)
    assert part is TodayPart.WATCH
    assert "differences from the audit trail" in words
    desk.as_(CAL)
    assert told(desk) == []
    desk.as_(ADA)
    clock.forward(seconds=timedelta(days=1).total_seconds())
    assert told(desk)
