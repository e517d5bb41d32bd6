"""A schedule goes into its form and comes out the same."""

import msgspec
import pytest
from msgspec.structs import replace

from counselor_desk.catalog import files
from counselor_desk.domain.rewards.schedule import Schedule
from counselor_desk.domain.rewards.schedule_form import form_of, terms_of, values_of

SHIPPED = files.read(Schedule, "schedules")


@pytest.mark.parametrize("key", SHIPPED)
def test_a_schedule_survives_its_form(key):
    schedule = SHIPPED[key]
    form, values = form_of(schedule), values_of(schedule)
    assert form.missing(values) == []
    asked = {key: values.get(key) for key in (field.key for field in form.fields)}
    again = msgspec.convert(terms_of(asked, schedule), Schedule)
    assert replace(again, version=schedule.version) == schedule


def test_a_negative_step_is_named():
    schedule = SHIPPED["higgins_vouchers"]
    values = values_of(schedule)
    values["phases"][0]["step"] = -5
    with pytest.raises(msgspec.ValidationError, match=r"phases\[0\]\.step"):
        msgspec.convert(terms_of(values, schedule), Schedule)
