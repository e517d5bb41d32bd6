"""What is typed while nobody answers: sealed, in order, and there after the power went."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.network.spool import Spool, TypedText
from counselor_desk.vault.file import ownership

CAL, ODA = bytes(range(64)), bytes(range(1, 65))
AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
SAVE = "documents.save_draft"


def put(spool, document_id, words, revision=0):
    body = {"data": words}
    return spool.put(TypedText(use_case=SAVE, document_id=document_id, body=body, base=revision, typed_at=AT))


def test_what_was_typed_is_there_again_in_order_and_only_for_its_person(tmp_path):
    spool = Spool(tmp_path / "kept", CAL)
    put(spool, 7, "first", 3)
    put(spool, 5, "second")
    put(spool, 7, "third", 3)
    again = Spool(tmp_path / "kept", CAL)
    assert [(text.document_id, text.body["data"]) for text in again.waiting()] == [
        (5, "second"),
        (7, "third"),
    ]
    assert again.of(7).base == 3
    assert put(again, 9, "later").number == 4
    assert Spool(tmp_path / "kept", ODA).waiting() == []


def test_no_word_and_no_number_is_in_clear(tmp_path):
    put(Spool(tmp_path, CAL), 4711, "craving after work")
    [file] = tmp_path.iterdir()
    assert b"craving" not in file.read_bytes()
    assert "4711" not in file.name
    assert ownership.is_private(file)


def test_an_acknowledged_text_goes_and_a_newer_one_stays(tmp_path):
    spool = Spool(tmp_path, CAL)
    first = put(spool, 7, "one", 3)
    spool.note_sent(first)
    second = put(spool, 7, "one two", 4)
    spool.note_sent(second)
    assert spool.of(7).told == (first.digest, second.digest)
    spool.note_acknowledged(first, 4)
    assert (spool.of(7).base, spool.of(7).told) == (4, (second.digest,))
    spool.note_acknowledged(second, 5)
    assert spool.waiting() == []
    assert list(tmp_path.iterdir()) == []


def test_a_refused_text_stays_until_its_person_has_taken_it(tmp_path):
    spool = Spool(tmp_path, CAL)
    spool.note_refused(put(spool, 7, "one"), "A signed document cannot be changed.")
    [kept] = Spool(tmp_path, CAL).waiting()
    assert kept.refused == "A signed document cannot be changed."
    spool.drop(7)
    assert Spool(tmp_path, CAL).waiting() == []


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=1, max_value=255))
def test_a_spoiled_file_is_passed_over(tmp_path_factory, at, flip):
    folder = tmp_path_factory.mktemp("spool")
    put(Spool(folder, CAL), 7, "one")
    [file] = folder.iterdir()
    content = bytearray(file.read_bytes())
    content[at % len(content)] ^= flip
    file.write_bytes(content)
    assert Spool(folder, CAL).waiting() == []


def test_a_file_under_another_s_name_is_passed_over(tmp_path):
    """Its name is sealed in: a text is not carried into another draft."""
    spool = Spool(tmp_path, CAL)
    put(spool, 7, "one")
    [file] = tmp_path.iterdir()
    put(spool, 8, "two")
    [other] = [path for path in tmp_path.iterdir() if path != file]
    other.write_bytes(file.read_bytes())
    assert [text.document_id for text in Spool(tmp_path, CAL).waiting()] == [7]


def test_a_full_disk_is_said(tmp_path, monkeypatch):
    spool = Spool(tmp_path / "kept", CAL)

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ownership, "new_file", full)
    with pytest.raises(VaultTrouble, match="Free some space"):
        put(spool, 7, "one")
    assert spool.waiting() == []


TYPING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from counselor_desk.network.spool import Spool, TypedText
AT = datetime(2026, 12, 1, tzinfo=UTC)
spool = Spool(Path(sys.argv[1]), bytes(range(64)))
for n in range(10_000):
    body = {"data": f"sentence {n}"}
    spool.put(TypedText(use_case="documents.save_draft", document_id=7, body=body, base=3, typed_at=AT))
    print(n, flush=True)
"""


def test_what_was_kept_is_there_after_a_kill(tmp_path):
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    said = [int(typist.stdout.readline()) for _line in range(40)]
    typist.kill()
    said += [int(line) for line in typist.stdout.read().split()]
    typist.stdout.close()
    typist.wait()
    [kept] = Spool(tmp_path, CAL).waiting()
    assert int(kept.body["data"].split()[1]) in (said[-1], said[-1] + 1)


def test_a_spool_whose_person_left_writes_nothing(tmp_path):
    spool = Spool(tmp_path, CAL)
    text = put(spool, 7, "one")
    spool.forget()
    with pytest.raises(VaultTrouble, match="locked"):
        put(spool, 8, "two")
    spool.note_sent(text)
    assert [one.document_id for one in Spool(tmp_path, CAL).waiting()] == [7]
