"""No change to a key file passes: every field is bound to what it opens."""

import copy
import hashlib
import json

import msgspec
import pytest
from msgspec.structs import replace

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.vault.keys import compartments, people, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.slot_file import (
    FORMAT,
    LARGEST,
    DamagedKeys,
    KeyFile,
    NewerKeys,
    key_path,
    parse,
)

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A key file with two people, a compartment, an anchor: its path and its JSON."""
    path = tmp_path_factory.mktemp("tamper") / "clinic.db"
    unlocked, _ = unlock.create(path, 1, "ada", SAID, QUICK)
    people.add_person(unlocked, 2, "cal", OTHER)
    compartments.compartment(unlocked, "counseling")
    unlock.keep_anchor(unlocked, 12, "ab" * 32)
    return path, json.loads(key_path(path).read_text())


def places(content, at=()):
    """The path to every leaf of a JSON tree."""
    if isinstance(content, dict) and content:
        return [place for key in content for place in places(content[key], (*at, key))]
    if isinstance(content, list) and content:
        return [place for i, part in enumerate(content) for place in places(part, (*at, i))]
    return [at]


SLOT_FIELDS = ["id", "kind", "staff_id", "sign_in", "salt", "must_change", "device", "signing",
               "sealing", "key", "private", "turned"]  # fmt: skip
PLACES = [
    *((name,) for name in ("vault", "revision", "salt", "audit", "turning", "mac")),
    ("anchor", "line"),
    ("anchor", "mac"),
    *(("slots", n, field) for n in range(3) for field in SLOT_FIELDS),
    *(("slots", n, "argon", part) for n in range(3) for part in ("passes", "mebibytes", "lanes")),
    ("slots", 0, "grants", "counseling/1"),
    ("slots", 1, "grants", "counseling/1"),
]


def changed(value):
    """Another value of the same shape, as small a change as there is."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return ["AAAA"]
    if value == "person":
        return "recovery"
    if value == "recovery":
        return "person"
    first = "B" if value[:1] == "A" else "A"
    return first + value[1:]


def altered(content, place):
    content = copy.deepcopy(content)
    at = content
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = changed(at[place[-1]])
    return content


def signed_off(content):
    """The bytes with a right checksum: as somebody would who means it."""
    try:
        file = msgspec.json.decode(json.dumps(content), type=KeyFile)
    except msgspec.ValidationError:
        return json.dumps(content).encode()
    plain = msgspec.json.encode(replace(file, checksum=""), order="sorted")
    return msgspec.json.encode(replace(file, checksum=hashlib.sha256(plain).hexdigest()))


def test_every_field_is_in_the_matrix(whole):
    _, content = whole
    fields = {p for p in places(content) if p not in {("format",), ("checksum",)}}
    missing = {p for p in fields if p not in PLACES and p[-1] != "grants"}
    assert missing == set()


@pytest.mark.parametrize("place", PLACES, ids=lambda p: ".".join(map(str, p)))
def test_an_accident_is_told_as_damage(whole, place):
    _, content = whole
    with pytest.raises(DamagedKeys):
        parse(json.dumps(altered(content, place)).encode())


def marked(place):
    """One's own slot every day, the others' in the slow run: each costs a derivation."""
    others = place[0] == "slots" and place[1] > 0
    marks = [pytest.mark.slow] if others else []
    return pytest.param(place, marks=marks, id=".".join(map(str, place)))


@pytest.mark.parametrize("place", [marked(place) for place in PLACES])
def test_a_change_with_a_right_checksum_still_opens_nothing(whole, place, tmp_path):
    _, content = whole
    vault = tmp_path / "clinic.db"
    key_path(vault).write_bytes(signed_off(altered(content, place)))
    with pytest.raises((VaultTrouble, Refused)):
        unlock.unlock(vault, "ada", SAID)


@pytest.mark.parametrize(
    "change",
    [
        lambda slots: slots[1:2] + slots[:1] + slots[2:],
        lambda slots: slots[:2],
        lambda slots: slots[:1] + slots[1:2] + slots[1:],
        lambda slots: [slots[0], slots[1]],
    ],
    ids=["order", "a person removed", "a slot twice", "the last one cut off"],
)
def test_slots_removed_moved_or_copied_are_found_out(whole, tmp_path, change):
    _, content = whole
    vault = tmp_path / "clinic.db"
    content = {**content, "slots": change(content["slots"])}
    key_path(vault).write_bytes(signed_off(content))
    with pytest.raises(DamagedKeys):
        unlock.unlock(vault, "ada", SAID)


def test_an_older_slot_put_back_is_found_out(tmp_path):
    vault = tmp_path / "clinic.db"
    unlocked, _ = unlock.create(vault, 1, "ada", SAID, QUICK)
    before = json.loads(key_path(vault).read_text())
    people.change_passphrase(unlocked, SAID, OTHER)
    after = json.loads(key_path(vault).read_text())
    after["slots"] = before["slots"]
    key_path(vault).write_bytes(signed_off(after))
    with pytest.raises(DamagedKeys):
        unlock.unlock(vault, "ada", SAID)


def test_a_terabyte_of_memory_is_not_asked_for(whole, tmp_path):
    _, content = whole
    content = copy.deepcopy(content)
    content["slots"][0]["argon"]["mebibytes"] = 1 << 20
    vault = tmp_path / "clinic.db"
    key_path(vault).write_bytes(signed_off(content))
    with pytest.raises(VaultTrouble, match="out of bounds"):
        unlock.unlock(vault, "ada", SAID)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"null", b"[]", b"\xff\xfe\x00", b"[" * 50_000, b'{"format": 1}',
     b'{"format": "1"}', b'{"format": 1e400}', b"x" * (LARGEST + 1), b'{"format": -1}'],
    ids=lambda c: f"{c[:12]!r}{len(c)}",
)  # fmt: skip
def test_what_is_no_key_file_is_damage_and_no_traceback(content):
    with pytest.raises(DamagedKeys):
        parse(content)


def test_a_newer_format_names_the_remedy(whole):
    _, content = whole
    with pytest.raises(NewerKeys, match="newer"):
        parse(json.dumps({**content, "format": FORMAT + 1, "slots": "unknown"}).encode())


def test_every_flipped_bit_and_every_cut_is_noticed(whole):
    path, _ = whole
    content = key_path(path).read_bytes()
    whole_file = parse(content)
    for at in range(0, len(content), 7):
        flipped = bytearray(content)
        flipped[at] ^= 1 << at % 8
        try:
            same = parse(bytes(flipped))
        except VaultTrouble:
            continue
        assert same == whole_file, at  # white space alone may differ
    for length in range(0, len(content) - 2, 97):
        with pytest.raises(VaultTrouble):
            parse(content[:length])
