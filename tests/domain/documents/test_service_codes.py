"""The table of services: each line's code, minutes and units, and the one code of a note."""

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.documents import service_codes
from counselor_desk.domain.documents.service_codes import ServiceLine

CODES = files.service_codes()

# What each code is, as the published lists have it: written down apart from the table.
PUBLISHED = {
    "H0001": ("assessment", 0),
    "H0002": ("screening", 0),
    "H0004": ("individual", 15),
    "H0005": ("group", 0),
    "H0006": ("case", 0),
    "H0007": ("crisis", 0),
    "H0015": ("iop", 0),
    "H0020": ("opioid_program", 0),
    "H0034": ("medication", 15),
    "H0035": ("php", 0),
    "H0038": ("peer", 15),
    "H0048": ("test", 0),
    "H0049": ("screening", 0),
    "H0050": ("brief", 15),
    "H2011": ("crisis", 15),
    "H2035": ("program_hour", 60),
    "T1006": ("family", 0),
    "T1007": ("planning", 0),
    "T1012": ("skills", 0),
    "T1016": ("case", 15),
    "T1017": ("case", 15),
}


@pytest.mark.parametrize("code", PUBLISHED)
def test_p1_each_code_stands_with_its_own_service_and_unit(code):
    service, minutes = PUBLISHED[code]
    found = [(s.id, line.minutes) for s in CODES.services for line in s.lines if line.code == code]
    assert (service, minutes) in found
    assert {one for one, _minutes in found} <= {service, f"{service}_group"}


def test_every_line_and_place_names_its_source():
    for service in CODES.services:
        for line in service.lines:
            assert line.source, line.code
            assert line.title, line.code
    assert all(place.source for place in CODES.places)
    assert "[M]" in CODES.note, "what is remembered says so where it is shown"


def test_p1_case_management_of_30_minutes():
    case = CODES.of("case")
    assert case.line(30).words(30) == "H0006"
    assert "H0050" not in " ".join(case.codes_for(30))
    assert "T1012" not in " ".join(case.codes_for(30))


@pytest.mark.parametrize(
    ("service", "minutes", "there", "words"),
    [
        ("family", 10, "yes", None),
        ("family", 25, "yes", None),
        ("family", 25, "no", None),
        ("family", 26, "yes", "90847"),
        ("family", 26, "no", "90846"),
        ("family", 90, "yes", "90847"),
        ("crisis", 14, "", "H0007"),
        ("crisis", 29, "", "H2011 x 1"),
        ("crisis", 30, "", "90839"),
        ("crisis", 74, "", "90839"),
        ("crisis", 75, "", "90839, 90840 x 1"),
        ("crisis", 104, "", "90839, 90840 x 1"),
        ("crisis", 105, "", "90839, 90840 x 2"),
        ("individual", 14, "", None),
        ("individual", 15, "", "H0004 x 1"),
        ("individual", 50, "", "H0004 x 3"),
        ("peer", 14, "", None),
        ("peer", 31, "", "H0038 x 2"),
        ("iop", 179, "", None),
        ("iop", 180, "", "H0015"),
        ("brief", 10, "", None),
        ("brief", 30, "", "H0050 x 2"),
        ("assessment", 60, "", "H0001"),
        ("opioid_program", 5, "", "H0020"),
    ],
)
def test_p2_minutes_decide_by_each_services_own_rule(service, minutes, there, words):
    line = CODES.of(service).line(minutes, there)
    assert (line.words(minutes) if line else None) == words


def test_a_note_bears_one_code_with_units_place_and_modifier():
    body = {"start": "10:00", "stop": "10:50", "place": "telehealth video", "client_at": "at home"}
    whole = service_codes.rendered(CODES, "individual", body)
    assert whole.words == "H0004 x 3, modifier 95, place of service 10"
    elsewhere = service_codes.rendered(CODES, "individual", {**body, "client_at": "elsewhere"})
    assert (elsewhere.place.code, elsewhere.modifiers) == ("02", ("95",))
    audio = service_codes.rendered(CODES, "individual", {**body, "place": "telehealth audio"})
    assert audio.modifiers == ("93",)
    chosen = service_codes.rendered(CODES, "individual", {**body, "code": " 90834 "})
    assert chosen.line.code == "90834"
    unsaid = service_codes.rendered(CODES, "individual", {**body, "client_at": ""})
    assert (unsaid.place.code, unsaid.modifiers) == ("", ("95",)), "02 or 10: nobody guesses"
    assert unsaid.words.endswith("say where the client was")
    other = service_codes.rendered(CODES, "individual", {**body, "service": "case"})
    assert other.line.code == "H0006"
    short = service_codes.rendered(CODES, "family", {**body, "stop": "10:10", "client_present": "yes"})
    assert short.words.startswith("none: 10 minutes")
    assert service_codes.rendered(CODES, "contact", body) is None
    assert service_codes.rendered(CODES, "individual", {"start": "10:00"}) is None


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("Individual counseling", "individual"),
        ("counseling, individual", "individual"),
        ("group", "group"),
        ("H0006", "case"),
        ("IOP", "iop"),
        ("case management", "case"),
        ("peer", "peer"),
        ("", None),
        ("Something else", None),
    ],
)
def test_p3_an_authorization_names_its_service_in_words(words, service):
    found = CODES.named(words)
    assert (found.id if found else None) == service


def test_the_clinics_own_line_stands_first_and_replaces_its_code():
    own = ServiceLine("H0004", "", "Plan of 2026-07-01", minutes=10, modifiers=("HF",))
    changed = CODES.with_own({"individual": [own]})
    assert [line.code for line in changed.of("individual").lines].count("H0004") == 1
    assert changed.of("individual").line(50).words(50) == "H0004 x 5"
    assert CODES.of("individual").line(50).words(50) == "H0004 x 3", "the published table stays"


def test_the_services_that_a_note_offers_are_those_of_the_table():
    template = files.templates()["dap"]
    offered = {o.value for f in template.form().fields if f.key == "service" for o in f.options}
    assert offered == {service.id for service in CODES.services if service.lines}


CHOSEN = [
    ("brief", "99408", 15, 30),
    ("brief", "99409", 31, None),
    ("brief", "G0396", 15, 30),
    ("brief", "G0397", 31, None),
    ("individual", "90832", 16, 37),
    ("individual", "90834", 38, 52),
    ("individual", "90837", 53, None),
    ("assessment", "90791", 1, None),
]


def test_p2_a_chosen_code_stands_from_its_first_minute_to_its_last():
    for service, code, low, high in CHOSEN:
        line = CODES.of(service).line
        assert (line(low - 1, "", code) if low > 1 else None) is None, code
        assert line(low, "", code).words(low) == code
        last = high or 300
        assert line(last, "", code).words(last) == code
        assert (line(last + 1, "", code) if high else None) is None, code


def test_every_service_of_an_opioid_treatment_program_is_at_place_58():
    """CMS, billing of opioid treatment programs: place of service 58 on every claim."""
    body = {"start": "10:00", "stop": "10:20", "service": "opioid_program", "code": "G2067"}
    for place, at, modifiers in (
        ("office", "", ()),
        ("telehealth video", "at home", ("95",)),
        ("telehealth audio", "elsewhere", ("93",)),
        ("telehealth video", "", ("95",)),
    ):
        one = service_codes.rendered(CODES, "individual", {**body, "place": place, "client_at": at})
        assert (one.line.code, one.place.code, one.modifiers) == ("G2067", "58", modifiers), place
    other = {**body, "service": "individual", "code": "", "place": "office"}
    assert service_codes.rendered(CODES, "individual", other).place.code == "57"
