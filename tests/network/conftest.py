"""A served vault for every test that asks for one."""

from datetime import UTC, datetime

import pytest

from tests.network.clinic import Certificates, ServedClinic


@pytest.fixture(scope="session")
def papers():
    """Certificates that TLS checks by the computer's own clock."""
    return Certificates(datetime.now(UTC))


@pytest.fixture
def clinic(desk, keyring_of_all, papers, clock):
    """The test's desk, served. At the clinic's computer itself nobody sits."""
    desk.sign_out()
    served = ServedClinic(desk, keyring_of_all[5], papers, clock)
    yield served
    served.close()
