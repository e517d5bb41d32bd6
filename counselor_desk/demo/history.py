"""Lets the synthetic clinic live through its months, through the desk like anybody else."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby

from counselor_desk import demo
from counselor_desk.core.discover import modules
from counselor_desk.demo.cast import Cast, Event, cast
from counselor_desk.desk.desk import Context, Desk, command
from counselor_desk.domain.roles import Can
from counselor_desk.vault.keys.unlock import VaultKeys


@command(Can.USE_PROGRAM, "history.live")
def run_events(ctx: Context, events: list[Event], not_before: datetime) -> None:
    """One colleague's doings of one day; the trail's own clock never goes back."""
    for event in events:
        ctx.now = event.at
        event.run(ctx)
    ctx.now = max(ctx.now, not_before)


def fill(
    desk: Desk,
    set_clock: Callable[[datetime], None],
    today: date,
    keys_of: Callable[[int], VaultKeys],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Cast:
    """Make the history of every area, oldest first. The desk's clock follows the events."""
    everyone = cast(today)
    events = sorted(_events(everyone), key=lambda pair: (*_sitting(pair[0]), pair[0].at, pair[1]))
    sittings = [
        (key[2], [event for event, _ in group])
        for key, group in groupby(events, key=lambda pair: _sitting(pair[0]))
    ]
    moment = sittings[0][1][0].at  # where the trail stands: colleagues sit down side by side
    for done, (staff_id, doings) in enumerate(sittings):
        set_clock(max(moment, doings[0].at))
        needs_keys = any(event.needs_keys for event in doings)
        desk.sign_in(staff_id, keys_of(staff_id) if needs_keys else None)
        desk.do(run_events, doings, moment)
        moment = max(moment, doings[-1].at)
        set_clock(moment)
        progress(done, len(sittings))
    desk.sign_out()
    return everyone


def _events(everyone: Cast) -> list[tuple[Event, int]]:
    """Every area's events; of two at one moment the area with the lower order goes first."""
    parts = [m for m in modules(demo) if hasattr(m, "events")]
    parts.sort(key=lambda part: part.ORDER)
    return [(event, part.ORDER) for part in parts for event in part.events(everyone)]


def _sitting(event: Event) -> tuple[date, int, int]:
    """Doings of one colleague in one part of a day are one sitting: before 9, until 16, after."""
    local = event.at.astimezone()
    return local.date(), (local.hour >= 9) + (local.hour >= 16), event.staff_id
