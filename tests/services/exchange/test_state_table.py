"""A state's own columns and codes for the national set, read back by a reader that shares nothing."""

import csv
import io

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.exchange import exporting, state_tables
from tests.services.care.test_teds import two_episodes

SUE, CAL = 1, 2
TABLE = b"""\
# what the agency's manual of July 2026 says
record,column,element,value,code,asked
admission,PROV,,,OH123,yes
admission,ID,client_id,,,yes
admission,ADMITTED,admission_date,,MMDDYYYY,yes
admission,BORN,born,,YYYYMMDD,yes
admission,SVC,service_setting,6,IOP,yes
admission,DRUG,substance_1,,,yes
admission,DRUG_NAME,substance_1,7,OPIATE,
admission,VET,veteran,2,N,
discharge,ID,client_id,,,yes
discharge,LEFT,discharge_date,,MM/DD/YYYY,yes
discharge,WHY,discharge_reason,1,COMPLETE,yes
"""


def read(raw):
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.fixture
def loaded(desk, clock):
    two_episodes(desk, clock)
    desk.as_(SUE)
    desk.do(state_tables.load, "Ohio, July 2026", TABLE)


def exported(desk):
    return desk.do(exporting.export, "TEDS").files


def test_the_state_s_files_have_its_columns_days_and_codes(desk, loaded):
    files = exported(desk)
    first, second = read(files["teds/state_admissions.csv"])
    assert list(first) == ["PROV", "ID", "ADMITTED", "BORN", "SVC", "DRUG", "DRUG_NAME", "VET"]
    assert list(first.values()) == [
        "OH123", "0000010", "10022026", "19890314", "IOP", "7", "OPIATE", "N",
    ]  # fmt: skip
    assert (second["ADMITTED"], second["SVC"]) == ("11062026", ""), "outpatient has no code in this table"
    (gone,) = read(files["teds/state_discharges.csv"])
    assert list(gone.values()) == ["0000010", "11/01/2026", "COMPLETE"]
    (lack,) = read(files["teds/state_missing.csv"])
    assert list(lack.values()) == ["0000010", "2026-11-06", "admission", "SVC", "service_setting"]
    assert "teds/admissions.csv" in files, "the national set is there, too"


def test_the_check_becomes_clean_once_the_table_has_the_code(desk, loaded):
    whole = TABLE.replace(b"admission,DRUG,", b"admission,SVC,service_setting,7,OP,yes\nadmission,DRUG,")
    desk.do(state_tables.load, "Ohio, August 2026", whole)
    assert read(exported(desk)["teds/state_missing.csv"]) == []
    assert desk.do(state_tables.current).title == "Ohio, August 2026"
    assert desk.do(state_tables.to_edit) == whole, "it is edited where it stands"


def test_a_dry_run_tells_the_columns_and_the_codes_left_out_and_changes_nothing(desk):
    desk.as_(SUE)
    told = desk.do(state_tables.foresee, TABLE)
    assert told.admission[:3] == ("PROV", "ID", "ADMITTED")
    assert told.discharge == ("ID", "LEFT", "WHY")
    assert "admission, SVC: 7, 8, 5, 2, 4, 3, 1" in told.uncoded
    assert desk.do(state_tables.current) is None


def test_without_a_table_the_national_set_alone_is_written(desk, clock, loaded):
    assert desk.do(state_tables.take_out) == 1
    assert not [name for name in exported(desk) if "state" in name]
    with pytest.raises(Refused, match="No state table"):
        desk.do(state_tables.take_out)


def test_the_example_is_whole_and_says_that_it_is_no_state_s(desk):
    desk.as_(SUE)
    example = desk.do(state_tables.to_edit)
    assert b"unverified" in example.splitlines()[0]
    told = desk.do(state_tables.foresee, example)
    assert told.uncoded == ()
    assert "REASON" in told.discharge


WRONG = [
    (b"", "empty"),
    (b"a,b\n1,2\n", "The first line"),
    (b"record,column,element,value,code,asked\n", "no line"),
    (TABLE.replace(b"discharge,ID", b"leaving,ID"), "Line 11: “record”"),
    (TABLE.replace(b"admission,ID", b"admission,"), "Line 4: The column"),
    (
        TABLE.replace(b"client_id,,,yes\nadmission", b"client,,,yes\nadmission"),
        "Line 4: “client” is not an element",
    ),
    (TABLE.replace(b",6,IOP", b",66,IOP"), "Line 7: “66” is not a code"),
    (TABLE.replace(b",6,IOP", b",6,"), "Line 7: There is a value without a code"),
    (TABLE.replace(b"MMDDYYYY", b"DDMMYY"), "Line 5: A date is written"),
    (TABLE + b"admission,SVC,service_setting,6,OTHER,\n", "Line 14: This value has a code"),
    (TABLE + b"admission,SVC,insurance,1,P,\n", "Line 14: This column has another element"),
    (TABLE + b"admission,ID,client_id,,,\n", "Line 14: This column appears"),
    (TABLE + b"admission,NEW,,,,\n", "Line 14: Name an element"),
    (b"\xff\xfe\x00record", "not a text file"),
]


def test_a_table_that_can_t_be_meant_is_refused_with_its_line(desk):
    desk.as_(SUE)
    for content, words in WRONG:
        with pytest.raises(Refused) as refusal:
            desk.do(state_tables.load, "Ohio", content)
        assert words.casefold() in str(refusal.value).casefold(), (content[-60:], str(refusal.value))
    with pytest.raises(Refused) as refusal:
        desk.do(state_tables.load, " ", TABLE)
    assert refusal.value.field == "title"
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(state_tables.load, "Ohio", TABLE)
