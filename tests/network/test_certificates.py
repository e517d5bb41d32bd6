"""The clinic's own certificates, spoken over real sockets."""

import os
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from counselor_desk.core.errors import Refused
from counselor_desk.network import certificates
from counselor_desk.network.certificates import SERVER_NAME, Credential

NOW = datetime.now(UTC)  # TLS asks the computer's own clock


class Clinic:
    """An authority, its server's certificate, and a socket that greets who gets in."""

    def __init__(self):
        self.authority = certificates.make_authority(NOW)
        self.server = certificates.issue_server(self.authority, NOW)

    def seat(self, name="7"):
        asked = certificates.make_request()
        return Credential(certificates.issue_seat(self.authority, asked.request, name, NOW), asked.key)

    def greet(self, seat_tls, server_name=SERVER_NAME):
        """What the server saw of the seat (its certificate or None), what the seat saw of the server."""
        tls = certificates.serving_context(self.server, self.authority.certificate)
        seen = []
        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = threading.Thread(target=self._answer, args=(listening, tls, seen))
            thread.start()
            try:
                with (
                    socket.create_connection(listening.getsockname(), timeout=10) as plain,
                    seat_tls.wrap_socket(plain, server_hostname=server_name) as line,
                ):
                    assert line.recv(5) == b"hello"
                    assert line.version() == "TLSv1.3"
                    shown = line.getpeercert(binary_form=True)
            finally:
                thread.join()
        return seen[0], shown

    @staticmethod
    def _answer(listening, tls, seen):
        plain, _address = listening.accept()
        try:
            with tls.wrap_socket(plain, server_side=True) as line:
                seen.append(line.getpeercert(binary_form=True))
                line.sendall(b"hello")
        except (ssl.SSLError, OSError) as error:
            seen.append(error)


@pytest.fixture(scope="module")
def clinic():
    return Clinic()


def test_a_seat_and_its_clinic_know_each_other(clinic):
    seat = clinic.seat("12")
    shown, server = clinic.greet(certificates.seat_context(seat, clinic.authority.certificate))
    assert certificates.computer_of(shown) == ("12", certificates.serial_of(seat.certificate))
    assert server == certificates.to_der(clinic.server.certificate)


def test_another_clinic_is_not_spoken_to(clinic):
    mine = clinic.seat()
    with pytest.raises(ssl.SSLCertVerificationError):
        Clinic().greet(certificates.seat_context(mine, clinic.authority.certificate))


def test_a_seat_of_another_clinic_does_not_get_in(clinic):
    stranger = Clinic().seat()
    tls = certificates.seat_context(stranger, clinic.authority.certificate)
    with pytest.raises((ssl.SSLError, OSError)):
        clinic.greet(tls)


def test_a_seat_cannot_stand_for_the_server(clinic):
    """Whoever joined holds a certificate of the clinic: it is for asking, not for answering."""
    insider = Clinic()
    insider.authority, insider.server = clinic.authority, clinic.seat(SERVER_NAME)
    with pytest.raises(ssl.SSLCertVerificationError):
        insider.greet(certificates.seat_context(clinic.seat(), clinic.authority.certificate))


def test_who_joins_sees_the_print_before_a_word(clinic):
    shown, server = clinic.greet(certificates.joining_context())
    wanted = certificates.certificate_print(clinic.server.certificate)
    assert shown is None
    assert certificates.has_print(server, wanted)
    assert certificates.has_print(server, wanted[:8])
    assert not certificates.has_print(server, wanted[:2]), "too little to tell clinics apart"
    assert not certificates.has_print(server, certificates.certificate_print(Clinic().server.certificate))


def test_an_older_tls_is_refused(clinic):
    tls = certificates.joining_context()
    tls.minimum_version = tls.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, OSError)):
        clinic.greet(tls)


def test_nothing_of_a_request_but_its_key_is_taken(clinic):
    key = ec.generate_private_key(ec.SECP256R1())
    greedy = (
        x509.CertificateSigningRequestBuilder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "1")]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = greedy.public_bytes(serialization.Encoding.PEM).decode()
    made = x509.load_pem_x509_certificate(certificates.issue_seat(clinic.authority, pem, "9", NOW).encode())
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "9"
    with pytest.raises(x509.ExtensionNotFound):
        made.extensions.get_extension_for_class(x509.SubjectAlternativeName)


def spoiled_requests():
    other = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "seat")])
    of_rsa = x509.CertificateSigningRequestBuilder(name).sign(other, hashes.SHA256())
    good = certificates.make_request().request
    body = good.splitlines()
    body[2] = body[2][::-1]
    return {
        "empty": "",
        "words": "let me in",
        "another kind of key": of_rsa.public_bytes(serialization.Encoding.PEM).decode(),
        "changed": "\n".join(body),
        "long": good + "x" * 5_000,
        "surrogate": "\ud800",
    }


@pytest.mark.parametrize("kind", ["empty", "words", "another kind of key", "changed", "long", "surrogate"])
def test_a_spoiled_request_is_refused_in_a_sentence(clinic, kind):
    with pytest.raises(Refused, match="cannot be read"):
        certificates.issue_seat(clinic.authority, spoiled_requests()[kind], "9", NOW)


def test_a_certificate_is_renewed_before_it_ends(clinic):
    assert not certificates.is_worn_out(clinic.server.certificate, NOW)
    assert certificates.is_worn_out(clinic.server.certificate, NOW + timedelta(days=365 * 5 - 30))


def test_no_private_key_is_in_clear_on_the_disk(clinic, tmp_path, monkeypatch):
    """The file that OpenSSL reads is caught as it is unlinked: encrypted, its owner's alone."""
    caught = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    real = ssl.SSLContext.load_cert_chain

    def caught_chain(tls, path, *rest, **named):
        caught.append((Path(path).read_bytes(), Path(path).stat().st_mode & 0o077))
        return real(tls, path, *rest, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", caught_chain)
    certificates.serving_context(clinic.server, clinic.authority.certificate)
    content, others = caught[0]
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in content
    assert b"BEGIN PRIVATE KEY" not in content
    assert others == 0 or os.name == "nt"
    assert list(tmp_path.iterdir()) == []
    assert clinic.server.key not in repr(clinic.server)
