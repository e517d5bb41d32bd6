"""What is copied for reading at another computer: one's own charts of two days, by one's own rights."""

from datetime import timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.services.chart import overview
from counselor_desk.services.clinic import staff
from counselor_desk.services.schedule import appointments, copied_charts

CAL, ADA, ROSA, DANA = 2, 5, 10, 12


@pytest.fixture
def allowed(desk):
    desk.as_(ADA)
    desk.do(staff.change_practice, {"reading_copies": True})
    desk.as_(CAL)


def booked(desk, client_id, **later):
    desk.do(appointments.book, client_id, desk.now() + timedelta(**later), {"kind": "individual"})


def test_it_is_refused_until_the_clinic_says_so(desk):
    assert not desk.do(copied_charts.is_offered)
    with pytest.raises(Refused, match="does not let charts be copied"):
        desk.do(copied_charts.take)


def test_who_comes_today_or_tomorrow_is_in_it_and_nobody_else(desk, allowed):
    assert desk.do(copied_charts.is_offered)
    booked(desk, ROSA, days=1)
    booked(desk, DANA, days=3)
    taken = desk.do(copied_charts.take)
    assert taken.client_ids == (ROSA,)
    pages = {(one.use_case, one.values): one.answer for one in taken.answers}
    assert pages["overview.of_client", (ROSA,)] == desk.do(overview.of_client, ROSA)
    assert ("clients.read", (ROSA,)) in pages
    assert not any(values[:1] == (DANA,) for _name, values in pages)


def test_who_sees_no_charts_gets_none(desk, allowed):
    booked(desk, ROSA, hours=1)
    desk.as_(4)  # at the front desk
    assert desk.do(copied_charts.take).client_ids == ()
