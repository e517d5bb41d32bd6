"""An invitation is typed without a slip, or the slip is told at its group."""

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.errors import Refused
from counselor_desk.network.invitation import (
    Address,
    Invitation,
    new_invitation,
    parse_address,
    parse_invitation,
)
from counselor_desk.vault.keys.recovery_key import ALPHABET

AT = (Address("192.168.1.20"), Address("fe80::1", 7400))
FIXED = Invitation(AT, bytes(range(7)), bytes(range(100, 108)))


@given(st.binary(min_size=7, max_size=7), st.binary(min_size=8, max_size=8))
def test_what_is_typed_is_what_was_printed(server_print, secret):
    made = Invitation(AT, server_print, secret)
    assert [len(group) for group in made.groups] == [5] * 6
    assert parse_invitation(made.code, AT) == made
    assert (
        parse_invitation(made.code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), AT) == made
    )


def test_a_scanner_types_the_addresses_too():
    assert parse_invitation(FIXED.qr_text) == FIXED
    assert parse_invitation(f"  {FIXED.qr_text}\n") == FIXED


@pytest.mark.parametrize("place", range(6))
def test_every_single_slip_is_told_at_its_group(place):
    groups = FIXED.groups
    for at, letter in itertools.product(range(5), ALPHABET):
        if letter == groups[place][at]:
            continue
        wrong = groups[place][:at] + letter + groups[place][at + 1 :]
        typed = "-".join((*groups[:place], wrong, *groups[place + 1 :]))
        with pytest.raises(Refused, match=f"Group {place + 1} "):
            parse_invitation(typed)


def test_two_signs_that_changed_places_are_told():
    groups = FIXED.groups
    for place, at in itertools.product(range(6), range(4)):
        one = list(groups[place])
        if one[at] == one[at + 1]:
            continue
        one[at], one[at + 1] = one[at + 1], one[at]
        with pytest.raises(Refused, match=f"Group {place + 1} "):
            parse_invitation("-".join((*groups[:place], "".join(one), *groups[place + 1 :])))


def test_two_groups_that_changed_places_are_told():
    for first, second in itertools.combinations(range(6), 2):
        groups = list(FIXED.groups)
        groups[first], groups[second] = groups[second], groups[first]
        with pytest.raises(Refused, match=f"Group {first + 1} "):
            parse_invitation("-".join(groups))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Group 1 "),
        ("AB3", "Group 1 "),
        (FIXED.code[:-2], "Group 6 "),
        (FIXED.code + "-AAAAA", "six groups"),
        ("ÄÖÜßß-" + FIXED.code[6:], "Group 1 "),
        (f"COUNSELOR-DESK not/an/address {FIXED.code}", "not an address"),
        ("COUNSELOR-DESK", "Group 1 "),
    ],
)
def test_what_is_no_invitation_is_refused_in_a_sentence(typed, said):
    with pytest.raises(Refused, match=said):
        parse_invitation(typed)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(typed):
    with suppress(Refused):  # any other error is a fault
        assert len(parse_invitation(typed).secret) == 8


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("192.168.1.20", "192.168.1.20", 5178),
        (" desk-pc:7400 ", "desk-pc", 7400),
        ("[fe80::1%eth0]:7400", "fe80::1%eth0", 7400),
        ("clinic.example.org", "clinic.example.org", 5178),
    ],
)
def test_an_address_is_read(typed, host, port):
    assert parse_address(typed) == Address(host, port)
    assert parse_address(str(parse_address(typed))) == Address(host, port)


@pytest.mark.parametrize("typed", ["", "a b", "host:0", "host:70000", "http://host", "host:12ab"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused, match="not an address"):
        parse_address(typed)


def test_each_invitation_has_a_secret_of_its_own_and_shows_it_nowhere():
    one, other = new_invitation(AT, bytes(32)), new_invitation(AT, bytes(32))
    assert one.secret != other.secret
    assert one.verifier() != other.verifier()
    assert one.secret.hex() not in one.verifier()
    assert repr(one.secret) not in repr(one)
