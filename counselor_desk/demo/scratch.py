"""A vault for a check or a measurement, that nobody's records are in."""

from pathlib import Path

from counselor_desk.demo import many_clients
from counselor_desk.domain.roles import Role
from counselor_desk.door.opening import ENDING, create_vault, desk_of, weakest_argon
from counselor_desk.door.port import NewVault, OpenVault
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position


def scratch(folder: Path, clients: int = 0, counselor: bool = False) -> OpenVault:
    """A vault for a check or a measurement, with somebody at the desk."""
    path = folder / f"scratch{ENDING}"
    words = "a scratch vault for checks"
    unlocked, _ = create_vault(NewVault(path, "Scratch", "Ada", "ada", words), weakest_argon())
    desk = desk_of(path, unlocked)
    desk.sign_in(unlocked.staff_id, unlocked)
    if clients:
        desk.do(many_clients.register_many, clients)
    if counselor:
        person = desk.do(staff.add, "Cal", "cal", Position(Role.COUNSELOR))
        desk.sign_in(person.id, unlocked)
    return OpenVault(desk, path, is_demo=True)
