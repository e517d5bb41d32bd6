"""The part of a slot that opens the vault and nothing else: made, moved with the key, gone in time."""

import pytest
from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.vault.keys import opening_part, people, rotation, sealing, slot_file, unlock
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.slots import NotThisKey, Secret, open_slot
from tests.conftest import QUICK

WORDS, NEW = "copper lantern drifts north", "granite meadow whistles south"


@pytest.fixture
def ada(tmp_path):
    keys, _printed = unlock.create(tmp_path / "clinic.db", 1, "ada", WORDS, QUICK)
    return unlock.unlock(keys.vault, "ada", WORDS)


def kek_of(keys, words=WORDS):
    return Secret(normal(words)).wrapping_key(keys.file().slot_of(1))


def put(keys):
    slot = keys.file().slot_of(1)
    signature = keys.sign(opening_part.words_of(keys.vault_id, slot, keys.opening))
    file = opening_part.with_signed_part(keys.file(), slot, (keys.opening, signature), keys.key)
    slot_file.write(keys.path, file, keys.key)


def opened(keys, part):
    file = keys.file()
    return opening_part.open_with(file, file.slot_of(1), part)


def test_the_part_gives_the_vault_key_and_nothing_of_the_person(ada):
    assert slot_file.read(ada.path).format == slot_file.WITHOUT_PARTS
    put(ada)
    assert slot_file.read(ada.path).format == slot_file.FORMAT
    kek = kek_of(ada)
    part = opening_part.part_of(kek)
    assert opened(ada, part) == ada.key
    assert opening_part.public_of(kek) == ada.opening
    with pytest.raises(NotThisKey):
        open_slot(ada.file(), ada.file().slot_of(1), part)
    for other in (bytes(32), bytes(part[:-1]), sealing.derive(part, "opening")):
        with pytest.raises(NotThisKey):
            opened(ada, other)
    assert unlock.unlock(ada.vault, "ada", WORDS).key == ada.key


def test_a_file_without_parts_is_read_and_written_as_before(ada):
    content = ada.path.read_bytes()
    assert b"openings" not in content
    slot_file.write(ada.path, ada.file(), ada.key)
    assert b"openings" not in ada.path.read_bytes()


def test_another_half_than_the_person_s_is_refused(ada):
    slot, other = ada.file().slot_of(1), sealing.public_of_box(sealing.new_key())
    signature = ada.sign(opening_part.words_of(ada.vault_id, slot, ada.opening))
    cases = {
        "another half": (other, signature),
        "another's signature": (ada.opening, bytes(64)),
        "no half": (b"", ada.sign(opening_part.words_of(ada.vault_id, slot, b""))),
        "a point of nothing": (bytes(32), ada.sign(opening_part.words_of(ada.vault_id, slot, bytes(32)))),
    }
    for case, signed in cases.items():
        with pytest.raises(Refused):
            raise AssertionError(case, opening_part.with_signed_part(ada.file(), slot, signed, ada.key))
    for change in ({"must_change": True}, {"device": True}):
        with pytest.raises(Refused, match="does not open the vault from another computer"):
            opening_part.with_part(ada.file(), replace(slot, **change), ada.opening, ada.key)


def test_it_opens_the_next_key_and_the_one_before_no_more(ada):
    put(ada)
    part, before = opening_part.part_of(kek_of(ada)), bytes(ada.key)
    rotation.rotate(ada, lambda _old, _new: None)
    assert bytes(ada.key) != before
    assert opened(ada, part) == ada.key


def test_it_goes_with_the_passphrase_and_with_the_person(ada):
    put(ada)
    part = opening_part.part_of(kek_of(ada))
    people.change_passphrase(ada, WORDS, NEW)
    assert slot_file.read(ada.path).parts() == ()
    with pytest.raises(NotThisKey):
        opened(ada, part)
    again = unlock.unlock(ada.vault, "ada", NEW)
    put(again)
    assert opened(again, opening_part.part_of(kek_of(again, NEW))) == again.key
    people.add_person(again, 2, "cal", WORDS + " far")
    people.remove_person(again, 1, {1, 2})
    assert slot_file.read(ada.path).parts() == ()
