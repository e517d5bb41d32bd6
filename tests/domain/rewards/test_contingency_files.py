"""A wrong schedule is refused with its file and place."""

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.rewards.limits import Limits
from counselor_desk.domain.rewards.schedule import Schedule


def text_of(name):
    return (files.RESOURCES / "schedules" / f"{name}.toml").read_text("utf-8")


WRONG = {
    "slips that do not sum": (
        ("va_prize_bowl", "count = 250", "count = 249"),
        r"mine\.toml: the slips make 499, but the bowl holds 500 - at `\$\.bowl`",
    ),
    "a negative step": (
        ("higgins_vouchers", "step = 125", "step = -125"),
        r"mine\.toml: Expected `int` >= 0 - at `\$\.phases\[0\]\.step`",
    ),
    "an unknown key": (
        ("higgins_vouchers", "step = 125", "stpe = 125"),
        r"mine\.toml: Object contains unknown field `stpe` - at `\$\.phases\[0\]`",
    ),
    "an unknown policy": (
        ("higgins_vouchers", '"R1"', '"R9"'),
        r"mine\.toml: Invalid enum value 'R9' - at `\$\.policies\.restoration`",
    ),
    "a policy of another kind": (
        ("higgins_vouchers", '"R1"', '"C1"'),
        r"restoration C1 does not fit what the amounts grow by",
    ),
    "a missing source": (
        ("higgins_vouchers", "source =", "note2 ="),
        r"mine\.toml: Object contains unknown field|missing required field",
    ),
    "draws without a bowl": (
        ("higgins_vouchers", 'unit = "cents"', 'unit = "draws"'),
        r"draws and names need a bowl",
    ),
    "a top below the start": (
        ("va_prize_bowl", "top = 8", "top = 0"),
        r"the top 0 is below the first amount 1 - at `\$\.phases\[0\]`",
    ),
    "amounts that are not whole cents": (
        ("higgins_vouchers", "first = 250", "first = 2.5"),
        r"Expected `int`, got `float` - at `\$\.phases\[0\]\.first`",
    ),
    "no phase": (
        ("higgins_vouchers", "[[phases]]", "[[phase]]"),
        r"mine\.toml: Object contains unknown field `phase`",
    ),
    "a broken file": (("higgins_vouchers", "[policies]", "[policies"), r"mine\.toml: .*line 2"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_schedule_is_refused_with_file_and_place(tmp_path, what):
    (name, old, new), said = WRONG[what]
    path = tmp_path / "mine.toml"
    path.write_text(text_of(name).replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=said):
        files.parse(Schedule, path)


def test_limits_read_and_refuse_dates_that_run_backwards(tmp_path):
    path = files.RESOURCES / "limits.toml"
    limits = files.parse(Limits, path)
    assert {"samhsa", "medi_cal", "clinic"} <= set(limits.funding)
    wrong = tmp_path / "limits.toml"
    text = path.read_text("utf-8").replace("ends = 2024-12-31", "ends = 1999-12-31")
    wrong.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="samhsa_year_before_2025 ends before it starts"):
        files.parse(Limits, wrong)
