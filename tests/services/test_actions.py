"""What the audit trail calls an act is written down once and stays, whatever becomes of the code."""

import csv
import re
from hashlib import sha256
from pathlib import Path

import counselor_desk
from counselor_desk import reports, services
from counselor_desk.core.discover import modules
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.vault.trail_words import AREAS, DEEDS, SAID

PROGRAM = Path(counselor_desk.__file__).parent
LIST = Path(__file__).with_name("actions.csv")
# The lines that vaults of 0.1.0 know. New acts come behind them; none of these changes or goes.
FIRST, FIRST_SHA256 = 392, "2663d5c90dff8b0cd79d3f249198a5013b887838642ea10ee6504872269c41fa"


def listed() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made() -> list[UseCase]:
    found = [
        case
        for floor in (services, reports)
        for module in modules(floor)
        for case in vars(module).values()
        if isinstance(case, UseCase) and case.run.__module__ == module.__name__
    ]
    return list({id(case): case for case in found}.values())


def test_the_acts_that_trails_know_keep_their_names():
    lines = LIST.read_text("utf-8").splitlines()[1 : FIRST + 1]
    assert sha256("\n".join(lines).encode()).hexdigest() == FIRST_SHA256


def test_each_act_is_told_in_words():
    """By its subject, and by what was done where something was."""
    parts = {row["action"]: row["action"].partition(".") for row in listed() if row["action"] not in SAID}
    assert {area for area, _, _ in parts.values()} - set(AREAS) == set()
    acts = {parts[row["action"]][2] for row in listed() if row["kind"] != "query" and row["action"] in parts}
    assert acts - set(DEEDS) == {"gather"}, "a printed page says so by its subject"


def test_each_use_case_has_a_name_of_its_own_on_the_list():
    known = {row["action"]: row["kind"] for row in listed()}
    assert len(known) == len(listed()), "a name stands twice"
    names = [case.name for case in made()]
    assert len(set(names)) == len(names) > 380
    kinds = {case.name: "command" if case.writes else "query" for case in made()}
    for case in made():
        if case.in_pieces:
            kinds[case.name] = known.get(case.name, "")
    assert {name: kind for name, kind in kinds.items() if known.get(name) != kind} == {}


def test_what_the_program_does_by_itself_is_on_the_list_too():
    sources = "\n".join(p.read_text("utf-8") for p in PROGRAM.rglob("*.py"))
    noted = set(
        re.findall(r'(?:(?:note|log_event)\(|note\(leaving, |action=)\s*"([a-z_]+\.[a-z_]+)"', sources)
    )
    assert {"desk.sign_in", "desk.sign_out", "vault.restored"} <= noted
    assert noted - {row["action"] for row in listed()} == set()
