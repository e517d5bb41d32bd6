"""The weeks of the recovery log."""

from datetime import date, timedelta

from counselor_desk.domain.care import recovery_activities

SUNDAY = date(2026, 12, 6)


def test_a_week_runs_from_monday_to_sunday():
    done = [(SUNDAY, "smart"), (SUNDAY - timedelta(days=6), "exercise"),
            (SUNDAY - timedelta(days=7), "smart")]  # fmt: skip
    this, last = recovery_activities.weeks(done, SUNDAY, 2)
    assert this.monday == date(2026, 11, 30)
    assert this.counts == {"Mutual help": 1, "Movement": 1}
    assert last.counts == {"Mutual help": 1}


def test_an_empty_week_stands_too():
    assert [w.total for w in recovery_activities.weeks([], SUNDAY, 3)] == [0, 0, 0]


def test_what_is_older_or_unknown_is_not_counted():
    old = SUNDAY - timedelta(weeks=9)
    found = recovery_activities.weeks([(old, "smart"), (SUNDAY, "no such kind")], SUNDAY, 8)
    assert sum(w.total for w in found) == 0


def test_mutual_help_names_every_path_the_same_way():
    assert {"twelve_step", "smart", "dharma"} <= set(recovery_activities.MEETINGS)
    assert {recovery_activities.KINDS[key].counted for key in recovery_activities.MEETINGS} == {
        recovery_activities.MUTUAL
    }
