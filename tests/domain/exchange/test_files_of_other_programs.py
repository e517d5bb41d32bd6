"""Files as other programs write them: each comes in as it is meant, or says what is doubtful."""

import re
from datetime import date

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.csv_columns import TARGETS
from counselor_desk.domain.exchange.fhir_read import read_bundles
from counselor_desk.domain.exchange.people import FactKind
from counselor_desk.domain.exchange.whole_names import is_couple, split_name
from tests.domain.exchange_samples import TODAY, as_bytes


def listed(text):
    return open_parcel({"list.csv": text.encode()}, TODAY)


def one(text):
    (client,) = listed(text).imported.clients
    return client


def said(contents, stops=None):
    return " ".join(p.message for p in contents.problems if stops in (None, p.stops))


def test_excels_hint_about_the_separator_is_no_row():
    parcel = listed("\ufeffsep=;\nFirst Name;Last Name;DOB;Phone\nInés;Muñoz;03/14/1989;555 0100\n")
    assert parcel.headers == ("First Name", "Last Name", "DOB", "Phone")
    assert parcel.imported.clients[0].born == date(1989, 3, 14)
    for hint in ('"sep=,"\r\n', "SEP=|\n", "sep=\t\n"):
        sign = next(c for c in ",|\t" if c in hint)
        parcel = listed(f"{hint}First Name{sign}Last Name{sign}DOB\nA{sign}B{sign}1990-01-02\n")
        assert [c.name for c in parcel.imported.clients] == ["A B"], hint


def test_a_title_above_the_headings_is_no_heading():
    text = "Client list,,\nPrinted 11/30/2026,,\n,,\nFirst Name,Last Name,DOB\nBo,Lee,1990-11-30\n"
    parcel = listed(text)
    assert parcel.table.heading == 4
    assert [(c.name, c.place) for c in parcel.imported.clients] == [("Bo Lee", "row 5")]
    assert parcel.table.with_heading(1).headers[0] == "Client list"


def test_apartment_suffix_and_second_phone_have_places_and_what_has_none_is_named():
    parcel = listed(
        "client_identifier,first_name,last_name,suffix,dob,sex,phone,cell,address1,address2,city,state,zip,"
        "shoe size\n77,Bo,Lee,Jr.,1990-11-30,M,555-0101,555-0102,12 Elm St,Apt 4B,Salem,MA,01970,9\n"
    )
    (bo,) = parcel.imported.clients
    assert (bo.suffix, bo.phone, bo.second_phone, bo.source_id) == ("Jr.", "555-0101", "555-0102", "77")
    assert bo.address == "12 Elm St\nApt 4B\nSalem, MA 01970"
    assert parcel.imported.left_out == (("Column “shoe size”", 1),)


def test_who_has_left_there_is_not_in_care_here():
    read = listed(
        "First Name,Last Name,DOB,Status,Discharge Date\nBo,Lee,11/30/1990,Inactive,06/30/2019\n"
        "Ana,Ruiz,03/15/1989,Active,\nCy,Mann,03/16/1989,Waitlist,\nDi,Poe,03/17/1989,,6/1/2020\n"
        "Ed,Roe,03/18/1989,Active,6/1/2020\n"
    ).imported
    assert [c.not_active for c in read.clients] == [True, False, False, True, False]
    assert read.clients[0].discharged == date(2019, 6, 30)
    assert "“Waitlist” was read as in care" in said(read)
    assert [p.place for p in read.problems] == ["row 4", "row 6"]
    assert one("First,Last,DOB,Archived\nA,B,1990-01-02,yes\n").not_active
    assert not one("First,Last,DOB,Active\nA,B,1990-01-02,yes\n").not_active
    assert one("First,Last,DOB,Active\nA,B,1990-01-02,no\n").not_active
    assert one("First,Last,DOB,Status\nA,B,1990-01-02,Deceased\n").has_died


def test_whole_names_are_taken_apart_as_they_are_said():
    names = {
        "Ruiz, Ana": ("Ana", "Ruiz", ""),
        "John Smith Jr.": ("John", "Smith", "Jr."),
        "Smith, John, Jr.": ("John", "Smith", "Jr."),
        "Smith Jr., John": ("John", "Smith", "Jr."),
        "SMITH III, JOHN Q": ("JOHN Q", "SMITH", "III"),
        "Maria de la Cruz": ("Maria", "de la Cruz", ""),
        "Rosa María Medina": ("Rosa María", "Medina", ""),
        "Ludwig van Beethoven": ("Ludwig", "van Beethoven", ""),
        "Mr. Bo Lee": ("Bo", "Lee", ""),
        "Kim Do": ("Kim", "Do", ""),
        "Anh Van": ("Anh", "Van", ""),
        "Ortega y Gasset, José": ("José", "Ortega y Gasset", ""),
        "Cher": ("", "Cher", ""),
        "": ("", "", ""),
        ",": ("", "", ""),
    }
    for written, parts in names.items():
        name = split_name(written)
        assert (name.given_name, name.family_name, name.suffix) == parts, written


def test_two_people_in_one_cell_are_a_problem_of_that_row():
    for couple in ("Ana Ruiz & Bob Stone", "Ann and Bob Lee", "Ana/Bob Ruiz", "Juan Paz y Ana Gil"):
        assert is_couple(couple), couple
    for person in (
        "Maria de la Cruz",
        "Sandy Rand",
        "José Ortega y Gasset",
        "Jane Y Doe",
        "Andy",
        "& Co",
        "",
    ):
        assert not is_couple(person), person
    read = listed(
        'Client,DOB,Email\nAna Ruiz & Bob Stone,,ab@example.org\n"Ruiz, Ana",1990-01-02,\n'
    ).imported
    assert [(p.place, p.stops) for p in read.problems] == [("row 2", True)]
    assert "Two people" in said(read)


def test_days_that_excel_or_a_bank_wrote_are_read_with_a_question():
    days = {
        "32946": (date(1990, 3, 14), "Excel's number"),
        "32946.0": (date(1990, 3, 14), "Excel's number"),
        "14-MAR-89": (date(1989, 3, 14), "was read as Mar 14, 1989"),
        "14MAR1989": (date(1989, 3, 14), ""),
        "Mar 14 '89": (date(1989, 3, 14), "was read as"),
        "14-Mar-1989 00:00": (date(1989, 3, 14), ""),
        "3/14/1989 12:00:00 AM": (date(1989, 3, 14), ""),
        "1989": (None, "not a complete date"),
        "1989-03": (None, "not a complete date"),
    }
    for written, (day, words) in days.items():
        read = listed(f"First,Last,DOB\nA,B,{written}\n").imported
        assert read.clients[0].born == day, written
        assert not read.stopped, written
        assert words in said(read), written
    for written in ("99999", "-32946", "32946-03", "31-FEB-89", "soon"):
        assert listed(f"First,Last,DOB\nA,B,{written}\n").imported.stopped, written


def test_numbers_that_excel_shortened_are_named_and_not_taken():
    read = listed("First,Last,DOB,Phone,MRN,Zip\nA,B,1990-01-02,5.55E+09,1.23457E+11,1970\n").imported
    (client,) = read.clients
    assert (client.phone, client.source_id, client.address) == ("", "", "01970")
    assert said(read).count("figures are lost") == 2
    assert "read as 01970" in said(read)
    assert one("First,Last,DOB,MRN\nA,B,1990-01-02,77.0\n").source_id == "77"


def person(**more):
    told = {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "male",
        "birthDate": "1990-11-30",
        "name": [{"use": "official", "family": "Lee", "given": ["Bo"]}],
    }
    return {**told, **more}


def found(*resources, **files):
    entries = [
        {"fullUrl": f"http://h/fhir/{r['resourceType']}/{r.get('id', n)}", "resource": r}
        for n, r in enumerate(resources)
    ]
    value = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    return read_bundles({"a.json": as_bytes(value), **files}, TODAY)


def phone(value, **more):
    return {"system": "phone", "value": value, **more}


def test_the_phone_that_counts_is_never_an_ended_one_and_the_employers_comes_last():
    old = phone("1", use="old", period={"end": "2019-01-01"})
    telecoms = {
        ("2", "", "1"): [old, phone("2", use="mobile")],
        ("2", "3", ""): [phone("3", use="home"), phone("2", use="mobile", rank=1)],
        ("3", "2", ""): [phone("2", use="work", rank=1), phone("3", use="home")],
        ("2", "", "4"): [phone("4", period={"end": "2020"}), phone("2")],
        ("4", "", ""): [phone("4", period={"end": "2026-12"})],
        ("", "", "1"): [old],
    }
    for (first, second, former), told in telecoms.items():
        (client,) = found(person(telecom=told)).clients
        assert (client.phone, client.second_phone) == (first, second), told
        formers = [f.words for f in client.facts if f.kind is FactKind.FORMER_PHONE]
        assert formers == ([former] if former else []), told


def test_names_and_addresses_count_by_use_and_period():
    (client,) = found(
        person(
            name=[
                {"use": "old", "family": "Castro", "given": ["Bo"]},
                {"use": "maiden", "family": "Paz", "given": ["Bo"]},
                {"use": "official", "family": "Gone", "given": ["Bo"], "period": {"end": "2015"}},
                {"use": "usual", "family": "Lee", "given": ["Bo", "Q"], "suffix": ["Jr."]},
                {"use": "nickname", "given": ["Bobo"]},
            ],
            address=[
                {"use": "old", "line": ["9 Past Rd"]},
                {"use": "work", "line": ["8 Mill Rd"]},
                {
                    "use": "home",
                    "line": ["1 Elm St", "Apt 2"],
                    "city": "Salem",
                    "state": "MA",
                    "country": "US",
                },
            ],
        )
    ).clients
    assert (client.given_name, client.middle_name, client.family_name) == ("Bo", "Q", "Lee")
    assert (client.suffix, client.preferred_name) == ("Jr.", "Bobo")
    assert client.former_names == "Bo Castro; Bo Paz; Bo Gone"
    assert client.address == "1 Elm St\nApt 2\nSalem, MA"
    assert {(f.kind, f.words) for f in client.facts} == {
        (FactKind.ADDRESS, "8 Mill Rd"),
        (FactKind.FORMER_ADDRESS, "9 Past Rd"),
    }
    (alone,) = found(person(name=[{"text": "Smith, John, Jr."}])).clients
    assert (alone.given_name, alone.family_name, alone.suffix) == ("John", "Smith", "Jr.")


def test_who_has_died_without_a_day_is_not_alive():
    for told, words in (({"deceasedBoolean": True}, ""), ({"deceasedDateTime": "2015"}, "2015")):
        read = found(person(**told))
        (client,) = read.clients
        assert client.has_died
        assert (client.died, client.died_words) == (None, words)
        assert "closed" in said(read, stops=False)
    assert not found(person(deceasedBoolean=False)).clients[0].has_died
    assert found(person(active=False)).clients[0].not_active


def test_two_of_the_same_name_and_birthday_are_said_before_the_import():
    read = found(person(), person(id="p2"))
    assert len(read.clients) == 2
    assert "name and birthday" in said(read, stops=False)


ICD = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F11.20", "display": "Opioid dependence"}


def condition(**more):
    told = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [ICD]},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }
    return {**told, **more}


def page(*resources, next_page=False):
    link = [{"relation": "next", "url": "http://h/fhir?_getpages=1"}] if next_page else []
    entries = [{"resource": resource} for resource in resources]
    return as_bytes({"resourceType": "Bundle", "type": "searchset", "link": link, "entry": entries})


def test_pages_and_single_resources_are_one_bundle():
    first, second = page(person(), next_page=True), page(condition())
    read = read_bundles({"1.json": first, "2.json": second}, TODAY)
    assert [d.title for d in read.clients[0].diagnoses] == ["Opioid dependence"]
    assert read.problems == ()
    assert "more pages" in said(read_bundles({"1.json": first}, TODAY), stops=False)
    again = page(person(), condition(), next_page=True)  # a server that sends the person on every page
    read = read_bundles({"1.json": first, "2.json": second, "3.json": again}, TODAY)
    assert len(read.clients[0].diagnoses) == 1
    assert dict(read.left_out) == {"Condition (the same twice)": 1}
    loose = {"p.json": as_bytes(person()), "c.json": as_bytes(condition())}
    assert len(read_bundles(loose, TODAY).clients[0].diagnoses) == 1
    lines = as_bytes(person()) + b"\n" + as_bytes(condition()) + b"\n"
    for name in ("all.ndjson", "all.json"):
        assert len(open_parcel({name: lines}, TODAY).imported.clients[0].diagnoses) == 1, name
    inner = {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [
            {"response": {"status": "204"}},
            {
                "resource": {
                    "resourceType": "Bundle",
                    "entry": [{"resource": person()}, {"resource": condition()}],
                }
            },
        ],
    }
    assert len(read_bundles({"b.json": as_bytes(inner)}, TODAY).clients[0].diagnoses) == 1
    with pytest.raises(Refused, match=r"only: Condition\. Choose the person's file too"):
        read_bundles({"c.json": as_bytes(condition())}, TODAY)


def test_two_servers_number_their_people_alike_and_each_keeps_their_own():
    other = person(name=[{"family": "Ruiz", "given": ["Ana"]}], birthDate="1989-03-15")
    read = read_bundles({"a.json": page(person(), condition()), "b.json": page(other)}, TODAY)
    assert [(c.name, len(c.diagnoses)) for c in read.clients] == [("Bo Lee", 1), ("Ana Ruiz", 0)]
    assert read.stopped == ()


def test_resources_point_to_their_person_in_every_way_that_fhir_has():
    ways = [
        {"reference": "Patient/p1"},
        {"reference": "http://h/fhir/Patient/p1"},
        {"reference": "https://other/base/Patient/p1/_history/3"},
        {"reference": "Patient/p1/_history/2"},
        {"identifier": {"system": "urn:oid:1.2.3", "value": "77"}},
    ]
    numbered = person(identifier=[{"system": "urn:oid:1.2.3", "value": "77"}])
    for way in ways:
        assert len(found(numbered, condition(subject=way)).clients[0].diagnoses) == 1, way
    within = condition(subject={"reference": "#me"}, contained=[person(id="me")])
    (client,) = found(within).clients
    assert (client.name, len(client.diagnoses)) == ("Bo Lee", 1)


def test_links_between_records_are_followed_or_said():
    gone = person(id="p0", link=[{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}])
    read = found(gone, person(), condition(subject={"reference": "Patient/p0"}))
    (client,) = read.clients
    assert (client.source_id, len(client.diagnoses)) == ("p1", 1)
    assert "has replaced this record" in said(read, stops=False)
    alone = found(gone)
    assert "not in these files" in said(alone, stops=False)
    like = person(
        id="p2",
        name=[{"family": "Li", "given": ["Bo"]}],
        link=[{"other": {"reference": "Patient/p1"}, "type": "seealso"}],
    )
    assert "may be the same person" in said(found(person(), like), stops=False)


LOINC = {"system": "http://loinc.org", "code": "44261-6"}


def observation(**more):
    told = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"coding": [LOINC]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-01-02",
    }
    return {**told, **more}


def test_totals_come_as_numbers_or_text_and_a_declined_one_is_no_fault():
    declined = found(person(), observation(dataAbsentReason={"coding": [{"code": "asked-declined"}]}))
    assert declined.problems == ()
    assert dict(declined.left_out) == {"Observation (questionnaire without an answer)": 1}
    for value in (
        {"valueString": " 14 "},
        {"valueQuantity": {"value": "14"}},
        {"valueInteger": 14},
        {"valueQuantity": {"value": 14.0}},
    ):
        (client,) = found(person(), observation(**value)).clients
        assert [s.value for s in client.scores] == [14], value
    assert found(person(), observation(valueString="many")).stopped


def test_findings_of_a_laboratory_come_in_and_other_measurements_are_counted_by_kind():
    category = [{"coding": [{"code": "laboratory"}]}]
    blood = {"text": "Ethanol, blood"}
    values = {
        "0.08 g/dL": {"valueQuantity": {"value": 0.08, "unit": "g/dL"}},
        "< 5 mg": {"valueQuantity": {"value": 5, "unit": "mg", "comparator": "<"}},
        "Negative": {"valueCodeableConcept": {"coding": [{"code": "260385009", "display": "Negative"}]}},
        "trace": {"valueString": "trace"},
        "Systole: 120 mm": {
            "component": [{"code": {"text": "Systole"}, "valueQuantity": {"value": 120, "unit": "mm"}}]
        },
    }
    for words, value in values.items():
        (client,) = found(person(), observation(code=blood, category=category, **value)).clients
        assert [r.value.replace("<5", "< 5") for r in client.results] == [words]
    vital = observation(code={"text": "Height"}, category=[{"coding": [{"code": "vital-signs"}]}])
    assert dict(found(person(), vital).left_out) == {"Observation (vital-signs)": 1}


def test_days_that_are_not_whole_stay_as_they_were_told():
    onsets = {
        "2019-03": {"onsetDateTime": "2019-03"},
        "childhood": {"onsetString": "childhood"},
        "52 years": {"onsetAge": {"value": 52, "unit": "years"}},
        "40 a – 50 a": {
            "onsetRange": {"low": {"value": 40, "code": "a"}, "high": {"value": 50, "code": "a"}}
        },
    }
    for words, onset in onsets.items():
        (told,) = found(person(), condition(**onset)).clients[0].diagnoses
        assert (told.onset, told.onset_words) == (None, words)
    read = found(person(birthDate="1990"))
    assert (read.clients[0].born, read.clients[0].born_words, read.stopped) == (None, "1990", ())


CORE = "http://hl7.org/fhir/us/core/StructureDefinition"


def test_administrative_gender_stands_beside_the_sex_recorded_at_birth():
    read = found(person(gender="female", extension=[{"url": f"{CORE}/us-core-birthsex", "valueCode": "M"}]))
    (client,) = read.clients
    assert (client.sex, client.administrative_gender) == ("male", "female")
    assert "both come in" in said(read, stops=False)
    new = person(gender="female", extension=[{"url": f"{CORE}/us-core-sex", "valueCode": "248153007"}])
    assert found(new).clients[0].sex == "male"
    rows = listed("First,Last,DOB,Sex at birth,Gender\nA,B,1990-01-02,M,F\n").imported.clients
    assert (rows[0].sex, rows[0].administrative_gender) == ("male", "female")


def test_race_and_ethnicity_of_us_core_come_in():
    omb = "urn:oid:2.16.840.1.113883.6.238"

    def part(url, code, display):
        return {"url": url, "valueCoding": {"system": omb, "code": code, "display": display}}

    race = {
        "url": f"{CORE}/us-core-race",
        "extension": [
            part("ombCategory", "2028-9", "Asian"),
            part("detailed", "2040-0", "Hmong"),
            {"url": "text", "valueString": "Asian, Hmong"},
        ],
    }
    origin = {
        "url": f"{CORE}/us-core-ethnicity",
        "extension": [{"url": "text", "valueString": "Not Hispanic or Latino"}],
    }
    (client,) = found(person(extension=[race, origin])).clients
    assert [(f.kind.value, f.words, f.code) for f in client.facts] == [
        ("race", "Asian", "2028-9"),
        ("race", "Hmong", "2040-0"),
        ("ethnicity", "Not Hispanic or Latino", ""),
    ]


def test_what_is_left_of_a_person_is_counted_by_kind():
    ssn = {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-12-3456"}
    read = found(person(photo=[{"title": "x"}], multipleBirthBoolean=True, identifier=[ssn]))
    assert dict(read.left_out) == {
        "Patient.multipleBirthBoolean": 1,
        "Patient.photo": 1,
        "Social Security number": 1,
    }
    assert read.clients[0].facts == ()


def test_r5_is_read_as_r4_is():
    reference = {"reference": "Patient/p1"}
    coding = {"coding": [{"code": "AMB", "display": "ambulatory"}]}
    visit = {
        "resourceType": "Encounter",
        "id": "e",
        "subject": reference,
        "class": [coding],
        "actualPeriod": {"start": "2021-05-06T10:00:00-05:00"},
        "reason": [{"value": [{"concept": {"text": "Cough"}}]}],
    }
    order = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "subject": reference,
        "status": "active",
        "medication": {"reference": {"reference": "Medication/d"}},
    }
    taken = {
        "resourceType": "MedicationStatement",
        "id": "n",
        "subject": reference,
        "status": "recorded",
        "medication": {"concept": {"text": "naltrexone"}},
    }
    drug = {"resourceType": "Medication", "id": "d", "code": {"text": "buprenorphine"}}
    read = found(person(), visit, order, taken, drug)
    (client,) = read.clients
    assert [(c.kind, c.title, c.reason) for c in client.contacts] == [("AMB", "ambulatory", "Cough")]
    assert [m.name for m in client.medications] == ["buprenorphine", "naltrexone"]
    assert read.problems == ()


def test_lists_of_known_programs_are_mapped_by_their_headings():
    programs = files.foreign_programs()
    texts = {
        "OpenEMR": "pid,title,fname,mname,lname,DOB,sex,status,street,street_line_2,city,state,"
        "postal_code,phone_home,phone_cell,hipaa_mail,hipaa_voice\n"
        "77,Mr.,Bo,,Lee,1990-11-30,Male,married,1 Elm St,,Salem,MA,01970,555-0102,555-0101,NO,YES\n",
        "CamCOPS": "_patient_forename\t_patient_surname\t_patient_dob\t_patient_sex\t_patient_idnum1\n"
        "Bo\tLee\t1990-11-30\tM\t77\n",
    }
    for name, text in texts.items():
        parcel = open_parcel({"list.csv": text.encode()}, TODAY, programs)
        assert parcel.program is not None
        assert parcel.program.name == name
        (bo,) = parcel.imported.clients
        assert (bo.name, bo.born, bo.sex, bo.source_id) == ("Bo Lee", date(1990, 11, 30), "male", "77"), name
        assert (bo.status, parcel.imported.problems) == ("", ()), name
    parcel = open_parcel({"list.csv": texts["OpenEMR"].encode()}, TODAY, programs)
    (bo,) = parcel.imported.clients
    assert (bo.phone, bo.second_phone, bo.voicemail_ok, bo.mail_ok) == ("555-0101", "555-0102", True, False)
    assert ("Column “status”", 1) in parcel.imported.left_out  # the marital status
    for program in programs:
        assert set(program.columns) <= set(TARGETS), program.id
    plain = {"list.csv": b"First,Last,DOB\nA,B,1990-01-02\n"}
    assert open_parcel(plain, TODAY, programs).program is None


def test_lists_of_the_programs_that_counselors_leave_come_in_as_they_are_written():
    """Made files with the headings of SimplePractice, TherapyNotes, TheraNest and Kipu, two people each."""
    programs = files.foreign_programs()
    texts = {
        "SimplePractice, client details": "Client,Client Type,Clinician,Intake Date,Last Appointment,Address,"
        "City,State,ZIP,Phone,Email,Insurance,Insurance ID,Status\n"
        "Bo Lee,Adult,Cal Reyes,01/05/2026,11/02/2026,1 Elm St,Salem,MA,01970,(555) 555-0101,b@example.org,,,"
        "Active\n"
        "Ana de la Cruz,Adult,Cal Reyes,01/05/2020,11/02/2020,2 Elm St,Salem,MA,01970,,,,,Archived\n",
        "SimplePractice, list for a transfer": "Legal First Name,Legal Last Name,Name They Go By,"
        "Date of Birth,Client Status,Primary Clinician,Mobile Phone,Street,City,State,Zip\n"
        "Robert,Lee,Bo,11/30/1990,Active,Cal Reyes,555-555-0101,1 Elm St,Salem,MA,01970\n"
        "Ana,de la Cruz,,03/15/1989,Inactive,Cal Reyes,,2 Elm St,Salem,MA,01970\n",
        "TherapyNotes": "Patient ID,First Name,Middle Name,Last Name,Preferred Name,Date of Birth,"
        "Administrative Sex,Assigned Clinicians,Status,Address 1,Address 2,City,State,Zip,Mobile Phone,"
        "Home Phone\n"
        "77,Robert,Q,Lee,Bo,11/30/1990,Male,Cal Reyes,Active,1 Elm St,Apt 2,Salem,MA,01970,555-555-0101,"
        "555-555-0102\n"
        "78,Ana,,de la Cruz,,3/15/1989,Female,Cal Reyes,Inactive,2 Elm St,,Salem,MA,01970,,\n",
        "TheraNest": "Client ID Number,First Name,Last Name,Preferred Name,Birthdate,Legal Gender,"
        "Intake Date,Mobile Phone,Home Phone,Email,Address,City,State,Zip Code,Status,Discharge Date\n"
        "77,Robert,Lee,Bo,11/30/1990,Male,01/05/2026,555-555-0101,555-555-0102,,1 Elm St,Salem,MA,01970,"
        "Active,\n"
        "78,Ana,de la Cruz,,03/15/1989,Female,01/05/2020,,,,2 Elm St,Salem,MA,01970,Inactive,06/30/2020\n",
        "Kipu": "casefile_id,mr_number,first_name,middle_name,last_name,preferred_name,dob,gender,phone,"
        "alternate_phone,address_street,address_street2,address_city,address_state,address_zip,"
        "admission_date,discharge_date\n"
        "12:5f,77,Robert,Q,Lee,Bo,1990-11-30,Male,+15555550101,+15555550102,1 Elm St,Apt 2,Salem,MA,01970,"
        "2026-01-05 00:00:00,\n"
        "12:60,78,Ana,,de la Cruz,,1989-03-15,Female,,,2 Elm St,,Salem,MA,01970,2020-01-05,2020-06-30\n",
        "Kipu, list of patients": "MR Number,First Name,Last Name,DOB,Gender,Admission Date,Discharge Date,"
        "Level of Care\n"
        "77,Bo,Lee,11/30/1990,Male,01/05/2026,,IOP\n"
        "78,Ana,de la Cruz,03/15/1989,Female,01/05/2020,06/30/2020,OP\n",
    }
    for name, text in texts.items():
        for raw in (text.encode(), text.encode("utf-16"), b"\xef\xbb\xbf" + text.replace(",", ";").encode()):
            parcel = open_parcel({"list.csv": raw}, TODAY, programs)
            assert parcel.program is not None, name
            assert parcel.program.name == name
            bo, ana = parcel.imported.clients
            assert (bo.family_name, ana.given_name, ana.family_name) == ("Lee", "Ana", "de la Cruz"), name
            assert bo.given_name == "Bo" or bo.preferred_name == "Bo", name
            assert (bo.not_active, ana.not_active) == (False, True), name
            if "born" not in parcel.columns:  # said, and no row comes in without
                assert said(parcel.imported, stops=True).count("date of birth is missing") == 2, name
            else:
                assert not parcel.imported.stopped, (name, parcel.imported.problems)
                assert (bo.born, ana.born) == (date(1990, 11, 30), date(1989, 3, 15)), name
            if "source_id" in parcel.columns:
                assert (bo.source_id, ana.source_id) == ("77", "78"), name
            if "phone" in parcel.columns:
                assert re.sub(r"\D", "", bo.phone)[-10:] == "5555550101", name
            if "city" in parcel.columns:
                assert bo.address.endswith("Salem, MA 01970"), name
