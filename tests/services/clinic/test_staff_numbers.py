"""License and NPI of a colleague, and the clinic's own numbers, are kept as payers write them."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.roles import Role
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position

SUE, CAL, ADA = 1, 2, 5


def test_a_colleague_has_license_and_npi(desk):
    desk.as_(ADA)
    numbers = {"license": " LADC-1234 ", "license_state": "ma", "npi": "123-456-7893"}
    desk.do(staff.change, CAL, "Cal Reyes", Position(Role.COUNSELOR, "LADC", SUE, **numbers))
    cal = next(p for p in desk.do(staff.all_staff) if p.id == CAL)
    assert (cal.license, cal.license_state, cal.npi) == ("LADC-1234", "MA", "1234567893")
    for wrong, field in (({"npi": "1234567890"}, "npi"), ({"license_state": "ZZ"}, "license_state")):
        with pytest.raises(Refused) as refusal:
            desk.do(staff.change, CAL, "Cal Reyes", Position(Role.COUNSELOR, "LADC", SUE, **wrong))
        assert refusal.value.field == field
    new = desk.do(staff.add, "Jo Lin", "jo", Position(Role.COUNSELOR, "LCSW", SUE, **numbers))
    assert new.npi == "1234567893"


def test_the_clinic_has_npi_tax_number_license_and_state(desk):
    desk.as_(ADA)
    values = {"npi": "1234567893", "tax_number": "123456789", "license": "0441", "state": "ma"}
    made = desk.do(staff.change_practice, values)
    assert (made.npi, made.tax_number, made.license, made.state) == ("1234567893", "12-3456789", "0441", "MA")
    for key, wrong in (("npi", "1234567890"), ("tax_number", "12"), ("state", "Massachusetts")):
        with pytest.raises(Refused) as refusal:
            desk.do(staff.change_practice, {key: wrong})
        assert refusal.value.field == key
