"""Every use case refuses every role that is not granted: generated from what there is."""

import csv
from pathlib import Path

import pytest

from counselor_desk import services
from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Forbidden
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.roles import GRANTS, Can, Role

ONE_OF = {
    Role.SUPERVISOR: 1,
    Role.COUNSELOR: 2,
    Role.CLINIC_STAFF: 4,
    Role.ADMINISTRATOR: 5,
}
MATRIX = Path(__file__).with_name("permissions.csv")


def use_cases() -> dict[str, UseCase]:
    found = {}
    for module in modules(services):
        for case in vars(module).values():
            if isinstance(case, UseCase):
                found[case.name] = case
    return found


CASES = use_cases()


@pytest.mark.parametrize("role", Role)
def test_every_use_case_refuses_the_roles_it_is_not_granted_to(desk, role):
    desk.as_(ONE_OF[role])
    denied = {name: case for name, case in CASES.items() if case.needs not in GRANTS[role]}
    assert denied, "a role that may do everything is not a role"
    for case in denied.values():
        with pytest.raises(Forbidden, match=f"does not let you {case.needs}"):
            desk.do(case)


def test_the_permission_table_is_the_one_agreed_on():
    with MATRIX.open(encoding="utf-8") as file:
        agreed = {row.pop("permission"): row for row in csv.DictReader(file)}
    actual = {can.name: {role.name: "yes" if can in GRANTS[role] else "no" for role in Role} for can in Can}
    assert actual == agreed


def test_every_permission_is_needed_by_some_use_case():
    from counselor_desk import reports
    from counselor_desk.core.discover import discover

    needed = {case.needs for case in CASES.values()}
    needed |= {report.gather.needs for report in discover(reports, "REPORT")}
    assert set(Can) - needed == set()
