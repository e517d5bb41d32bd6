"""A clinic is found on the loopback by its print, whoever else answers there."""

import socket

import pytest

from counselor_desk.network.discovery import SERVICE, Announcement, find_clinic, local_addresses
from counselor_desk.network.invitation import Address

HERE = ["127.0.0.1"]
MINE, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture(autouse=True)
def multicast():
    """Some containers have a loopback without multicast."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE[0]))
        probe.sendto(b"", ("224.0.0.251", 9))
    except OSError:
        pytest.skip("no multicast on the loopback here")
    finally:
        probe.close()


def test_two_clinics_in_one_network_are_told_apart():
    with Announcement(5178, MINE, interfaces=HERE), Announcement(7400, OTHER, interfaces=HERE):
        mine, _others = find_clinic(MINE[:7], 10, HERE)
        other, _others = find_clinic(OTHER[:7], 10, HERE)
    assert mine.addresses == (Address("127.0.0.1", 5178),)
    assert other.addresses == (Address("127.0.0.1", 7400),)
    assert mine.server_print == MINE[:7]


@pytest.mark.slow
def test_no_clinic_s_name_is_in_the_air_unless_it_wants_so():
    with Announcement(5178, MINE, interfaces=HERE):
        found, _others = find_clinic(MINE[:7], 10, HERE)
    assert found.label == "clinic-00010203"
    with Announcement(
        5178, MINE, "Harbor Recovery Ctr. and a name that is far too long for one label, é" * 2, HERE
    ):
        found, _others = find_clinic(MINE[:7], 10, HERE)
    assert found.label.startswith("Harbor Recovery Ctr and a name")
    assert len(found.label.encode()) <= 63


@pytest.mark.slow
def test_a_clinic_that_is_not_there_is_not_found_but_the_others_are_counted():
    with Announcement(7400, OTHER, interfaces=HERE):
        assert find_clinic(MINE[:7], 3, HERE) == (None, 1)


def test_a_service_has_a_name_that_the_rules_allow():
    assert len(SERVICE.split(".")[0].removeprefix("_")) <= 15


def test_own_addresses_are_of_this_computer():
    for address in local_addresses(5178):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((address.host, 0))
        assert not address.host.startswith("127.")
