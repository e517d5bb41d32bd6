"""A clinic on loopback: a desk that is served, and computers that have joined."""

import ssl
from datetime import datetime

from counselor_desk.network import certificates
from counselor_desk.network.certificates import Credential
from counselor_desk.network.conversation import ClinicSide
from counselor_desk.network.remote_desk import ClinicAddress, RemoteDesk
from counselor_desk.network.server import ClinicServer, Listening
from tests.proofs import words_of

HOME = "127.0.0.1"
NUMBERS = {"sue": 1, "cal": 2, "oda": 3, "flo": 4, "ada": 5}


class Certificates:
    """The clinic's authority, its server's certificate, and one for each computer that joins."""

    def __init__(self, now):
        self.now = now
        self.authority = certificates.make_authority(now)
        self.server = certificates.issue_server(self.authority, now)

    def words(self):
        """The same for another process of a trial."""
        pairs = (self.authority, self.server)
        return [self.now.isoformat(), *[[pair.certificate, pair.key] for pair in pairs]]

    @classmethod
    def from_words(cls, words):
        made = cls.__new__(cls)
        made.now = datetime.fromisoformat(words[0])
        made.authority, made.server = (Credential(*pair) for pair in words[1:])
        return made

    def computer(self, name="7"):
        asked = certificates.make_request()
        return Credential(certificates.issue_seat(self.authority, asked.request, name, self.now), asked.key)

    def listening(self, port=0):
        tls = certificates.serving_context(self.server, self.authority.certificate)
        return Listening(tls, ssl.PEM_cert_to_DER_cert(self.server.certificate), HOME, port)

    def address(self, port, computer):
        tls = certificates.seat_context(computer, self.authority.certificate)
        return ClinicAddress(HOME, port, tls, ssl.PEM_cert_to_DER_cert(computer.certificate))


class ServedClinic:
    """A desk with its server; `seat` is a person at another computer."""

    def __init__(self, desk, keys, papers, clock):
        self.desk, self.papers, self.clock = desk, papers, clock
        self.revoked, self.seats = set(), []
        self.side = ClinicSide(desk, keys)
        self.server = ClinicServer(self.side, papers.listening(), lambda serial: serial not in self.revoked)
        self.port = self.server.port

    def connect(self, computer=None, port=None, clock=None):
        address = self.papers.address(port or self.port, computer or self.papers.computer())
        line = RemoteDesk(address, clock or self.clock)
        self.seats.append(line)
        return line

    def seat(self, name, passphrase="", **more):
        line = self.connect(**more)
        line.sign_in(name, passphrase or words_of(NUMBERS[name]))
        return line

    def restart(self):
        """The clinic's computer goes down and comes up at the same port."""
        self.server.close()
        self.side = ClinicSide(self.desk, self.side.keys)
        self.server = ClinicServer(
            self.side, self.papers.listening(self.port), lambda serial: serial not in self.revoked
        )

    def close(self):
        for line in self.seats:
            line.close()
        self.server.close()
