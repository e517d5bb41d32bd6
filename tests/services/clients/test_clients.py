"""Registering, finding, changing and assigning clients."""

from datetime import date

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import utc_now
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.roles import Role
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Client
from counselor_desk.records.practice import Practice
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from tests.conftest import START

NEW = {"given_name": "Inés", "family_name": "O'Brien-Núñez", "born": date(1990, 5, 6)}


def test_a_new_client_gets_the_next_number_and_the_own_caseload(desk):
    first = desk.do(clients.register, NEW)
    second = desk.do(clients.register, {**NEW, "given_name": "Luz"})
    assert int(second.number) == int(first.number) + 1
    assert len(first.number) == 7
    assert first.counselor_id == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ines", True),
        ("nunez", True),
        ("obrien", True),
        ("o'b", True),
        ("NÚÑ in", True),
        ("1990-05", True),
        ("05/06/1990", True),
        ("nez", False),
        ("%", False),
        ("ines smith", False),
    ],
)
def test_find_as_you_type(desk, typed, found):
    client = desk.do(clients.register, NEW)
    assert (client.id in desk.do(clients.matching, typed)) is found
    assert (client.id in [row.id for row in desk.do(clients.find, typed)]) is found


def test_a_number_finds_its_client(desk):
    client = desk.do(clients.register, NEW)
    assert desk.do(clients.matching, client.number) == [client.id]


def test_an_empty_search_lists_the_caseload_by_name(desk):
    ids = desk.do(clients.matching)
    rows = desk.do(clients.rows, [*ids, 11])
    assert [rows[i].name for i in ids] == ["Rosa Medina", "Dana Reed"]
    assert 11 not in rows  # another's client is left out, even when asked for by id


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"born": date(1899, 12, 31)}, "born"),
        ({"born": date(2026, 12, 3)}, "born"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk, wrong, field):
    with pytest.raises(Refused) as refusal:
        desk.do(clients.register, {**NEW, **wrong})
    assert refusal.value.field == field
    with pytest.raises(Refused):
        desk.do(clients.change, 10, wrong)


def test_a_change_of_name_is_found_at_once(desk):
    desk.do(clients.change, 10, {"preferred_name": "Rosie"})
    assert desk.do(clients.matching, "rosie") == [10]
    with pytest.raises(Refused, match="The program fills this in"):
        desk.do(clients.change, 10, {"number": "1"})


def test_g7_whoever_is_typed_comes_first(desk):
    """Whole words before beginnings of words, the family name before others; a day finds its people."""
    for given, family in (("Rosalind", "Kern"), ("Ann", "Rosas"), ("Rosa", "Abe"), ("Łukasz", "Sørensen")):
        desk.do(clients.register, {"given_name": given, "family_name": family, "born": date(1988, 2, 29)})
    names = [row.name for row in desk.do(clients.find, "rosa")]
    assert names[:2] == ["Rosa Abe", "Rosa Medina"]
    assert names[2:] == ["Ann Rosas", "Rosalind Kern"]
    assert [row.name for row in desk.do(clients.find, "sorensen, lukasz")] == ["Łukasz Sørensen"]
    assert {row.name for row in desk.do(clients.find, "2/29/1988")} == {
        "Rosalind Kern", "Ann Rosas", "Rosa Abe", "Łukasz Sørensen",
    }  # fmt: skip


def test_g7_a_former_name_still_finds_the_chart(desk):
    client = desk.do(clients.register, NEW)
    changed = desk.do(clients.change, client.id, {"family_name": "Castro"})
    assert changed.former_names == "Inés O'Brien-Núñez"
    assert [row.id for row in desk.do(clients.find, "obrien")] == [client.id]
    accent = desk.do(clients.change, client.id, {"given_name": "Ines"})
    assert accent.former_names == "Inés O'Brien-Núñez", "an accent makes no other name"


def test_assigning_moves_the_chart_from_one_caseload_to_the_other(desk):
    with pytest.raises(Forbidden):
        desk.do(clients.assign, 10, 3)
    desk.as_(1)
    desk.do(clients.assign, 10, 3)
    desk.as_(2)
    assert desk.do(clients.matching) == [12]
    with pytest.raises(Refused):
        desk.do(clients.read, 10)
    desk.as_(3)
    assert desk.do(clients.read, 10).given_name == "Rosa"


def test_a_client_is_not_assigned_to_the_front_desk(desk):
    desk.as_(1)
    with pytest.raises(Refused, match="an active counselor"):
        desk.do(clients.assign, 10, 4)


def test_a_whole_caseload_is_handed_over(desk):
    with pytest.raises(Forbidden):
        desk.do(clients.hand_over, 2, 3)
    desk.as_(1)
    with pytest.raises(Refused, match="another colleague"):
        desk.do(clients.hand_over, 2, 2)
    with pytest.raises(Refused, match="an active counselor"):
        desk.do(clients.hand_over, 2, 4)
    assert desk.do(clients.hand_over, 2, 3) == 2
    with pytest.raises(Refused, match="No one is on this caseload"):
        desk.do(clients.hand_over, 2, 3)
    desk.as_(2)
    assert desk.do(clients.matching) == []


def test_the_chart_of_a_client_in_care_is_not_closed(desk):
    desk.do(episodes.begin, 10, {"referral": "Court", "admitted_on": date(2026, 1, 5)})
    with pytest.raises(Refused, match="Enter the discharge"):
        desk.do(clients.close, 10)


def test_a_closed_chart_leaves_the_lists_and_comes_back(desk):
    desk.do(clients.close, 10)
    assert desk.do(clients.matching) == [12]
    assert desk.do(clients.matching, closed=True) == [10, 12]
    desk.do(clients.reopen, 10)
    assert desk.do(clients.matching) == [10, 12]


def test_the_clinic_s_rules_are_the_administrator_s(desk):
    with pytest.raises(Forbidden):
        desk.do(staff.change_practice, {"idle_minutes": 5})
    desk.as_(5)
    assert desk.do(staff.change_practice, {"idle_minutes": 5}).idle_minutes == 5
    for wrong in ({"idle_minutes": 0}, {"idle_minutes": 31}, {"name": " "}, {"note_due_hours": 0}):
        with pytest.raises(Refused):
            desk.do(staff.change_practice, wrong)


def test_people_come_change_and_go(desk):
    desk.as_(5)
    new = desk.do(staff.add, "Max Roe", "max", Position(Role.COUNSELOR, supervisor_id=1))
    assert new.supervisor_id == 1
    with pytest.raises(Refused, match="already"):
        desk.do(staff.add, "Max Other", "max", Position(Role.COUNSELOR))
    desk.do(staff.retire, new.id)
    with pytest.raises(Refused, match="no longer has access"):
        desk.sign_in(new.id)


def test_the_last_administrator_stays(desk):
    desk.as_(5)
    with pytest.raises(Refused, match="last administrator"):
        desk.do(staff.retire, 5)
    with pytest.raises(Refused, match="last administrator"):
        desk.do(staff.change, 5, "Ada Quist", Position(Role.COUNSELOR))


def test_the_clock_of_the_program_is_utc():
    assert utc_now().utcoffset().total_seconds() == 0


NOT_ASKED = {
    "id": 99, "counselor_id": 3, "number": "1", "restricted": True, "restricted_why": "x", "search": "x",
    "registered_at": START, "closed_at": START, "merged_into_id": 11, "import_batch_id": 1,
    "destroyed_on": START.date(),
}  # fmt: skip


def test_a_form_sets_no_column_that_it_does_not_ask(desk):
    """A caller could restrict a chart, hide it as destroyed, or merge it into another."""
    asked = {field.key for field in form_of(Client, "").fields}
    assert set(Client.__mapper__.columns.keys()) == asked | set(NOT_ASKED)
    for key, value in NOT_ASKED.items():
        with pytest.raises(Refused) as refusal:
            desk.do(clients.change, 10, {key: value})
        assert refusal.value.field == key
        with pytest.raises(Refused):
            desk.do(clients.register, {**NEW, key: value})
    desk.as_(5)
    own = {"id": 2, "vault_id": "x", "time_zone": "x", "next_client_number": 1}
    assert set(Practice.__mapper__.columns.keys()) == {f.key for f in form_of(Practice, "").fields} | set(own)
    for key, value in own.items():
        with pytest.raises(Refused):
            desk.do(staff.change_practice, {key: value})


@pytest.mark.parametrize("wrong", [{"phone": 5550100}, {"mail_ok": "yes"}, {"born": "1989"}, {"sex": "x"}])
def test_an_answer_of_another_kind_is_refused_at_its_field(desk, wrong):
    with pytest.raises(Refused) as refusal:
        desk.do(clients.change, 10, wrong)
    assert refusal.value.field == next(iter(wrong))


def test_g6_a_second_chart_is_warned_of_without_a_word_of_the_other(desk):
    born = date(1977, 8, 2)  # James Tull is in Oda's caseload
    for given in ("James", "Jim", "Jaimes"):
        found = desk.do(clients.namesakes, PersonIdentity(given, "Tull", born))
        assert (found.rows, found.elsewhere) == ([], True), given
    for person in (
        PersonIdentity("James", "Tull"),  # whoever guesses names learns nothing
        PersonIdentity("James", "Tull", date(1977, 8, 3)),
        PersonIdentity("James", "", born),
        PersonIdentity("Peter", "Tull", born),
    ):
        assert not desk.do(clients.namesakes, person).elsewhere
    desk.as_(1)
    found = desk.do(clients.namesakes, PersonIdentity("James", "Tull", born))
    assert ([row.id for row in found.rows], found.elsewhere) == ([11], False)


def test_g6_short_preferred_and_former_names_count(desk):
    values = {"given_name": "Robert", "family_name": "Stone", "preferred_name": "Bo"}
    known = desk.do(clients.register, {**values, "former_names": "Robert Pebble"})
    for person in (
        PersonIdentity("Bob", "Stone"),
        PersonIdentity("Bo", "Stone"),
        PersonIdentity("Roberta", "Stone", None, preferred_name="Bo"),
        PersonIdentity("Robert", "Pebble"),
        PersonIdentity("Rob", "Rock", None, former_names="Rob Stone; Bob Sand"),
    ):
        assert [row.id for row in desk.do(clients.namesakes, person).rows] == [known.id], person
    assert desk.do(clients.namesakes, PersonIdentity("William", "Stone")).rows == []


def test_whose_chart_was_opened_last_comes_first_where_nothing_is_typed(desk):
    assert desk.do(clients.find, "") == []
    for client_id in (10, 12, 10):
        desk.do(clients.read, client_id)
    assert [row.id for row in desk.do(clients.find, " ")] == [10, 12]
    assert desk.do(clients.matching) == [10, 12]
    desk.do(clients.read, 12)
    assert desk.do(clients.matching) == [12, 10]
    desk.as_(1)
    desk.do(clients.read, 11)
    assert [row.id for row in desk.do(clients.find, "")] == [11]  # each person's own
    desk.do(clients.assign, 12, 3)
    desk.as_(2)
    assert [row.id for row in desk.do(clients.find, "")] == [10]  # and none that one sees no more


def test_a_record_number_comes_before_a_phone_that_ends_like_it(desk):
    desk.do(clients.change, 12, {"phone": "401 555 0010"})
    assert desk.do(clients.matching, "10")[0] == 10
    assert desk.do(clients.matching, "0010") == [12]
    assert desk.do(clients.matching, "0000010") == [10]


def test_g7_names_of_all_shapes_are_found_as_people_type_them(desk):
    """Particles, two surnames, one name, apostrophes of three kinds, right to left, emoji, 200 letters."""
    people = {
        ("María del Carmen", "García López"): [
            "garcia lopez",
            "lopez maria",
            "López, María",
            "carmen garcia",
        ],
        ("Jean-Luc", "de la Tour d’Auvergne"): [
            "de la tour",
            "d'auvergne",
            "dauvergne",
            "jeanluc",
            "delatour",
        ],
        ("محمد", "العلي"): ["محمد", "العلي", "علي محمد"],
        ("דוד", "כהן"): ["כהן", "דוד כהן"],
        ("Sam 🙂", "Vega"): ["sam vega", "vega sam"],
        ("X" * 200, "Y" * 200): ["x" * 200, "yyyy"],
        ("Ana", "OʼNeill-Mac Cárthaigh"): ["oneill", "O'Neill", "o’neill", "mac carthaigh", "maccarthaigh"],
        ("LaToya", "McDonald-St. Clair"): ["mcdonald", "mc donald", "la toya", "st clair", "stclair"],
        ("", "Suharto"): ["suharto"],
    }
    for (given, family), ways in people.items():
        values = {"given_name": given, "family_name": family, "born": date(1990, 1, 2)}
        made = desk.do(clients.register, values)
        assert made.called == f"{given} {family}".strip()
        for typed in ways:
            found = [row.id for row in desk.do(clients.find, typed)]
            assert made.id in found, (given[:20], family[:20], typed[:20])
    assert [row.name for row in desk.do(clients.find, "suharto")] == ["Suharto"]


def test_g6_twins_are_two_and_one_born_that_day_is_nobody_s_double(desk):
    desk.do(clients.register, {"given_name": "Ana", "family_name": "Vega", "born": date(2001, 2, 3)})
    warned = {
        given: len(desk.do(clients.namesakes, PersonIdentity(given, family, date(2001, 2, 3))).rows)
        for given, family in (("Eva", "Vega"), ("Anna", "Vega"), ("Bo", "Lee"))
    }
    assert warned == {"Eva": 0, "Anna": 1, "Bo": 0}
