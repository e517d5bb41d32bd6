"""Who is who on the clinic's line: its own authority, the server's and each computer's certificate."""

import hashlib
import hmac
import secrets
import ssl
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys import sealing

# Whom a seat expects, wherever the clinic's computer is: its address may be another tomorrow, its
# authority is not. `.internal` is reserved for private use and never in the public DNS (ICANN, 2024).
SERVER_NAME = "clinic.counselor-desk.internal"
AUTHORITY_YEARS, SERVER_YEARS, SEAT_YEARS = 20, 5, 10
RENEWED_BEFORE = timedelta(days=90)
SLACK = timedelta(days=2)  # a computer whose clock is behind by hours still gets in
PRINT_BYTES = 32
POINT = 65  # bytes of a point of P-256 that is not compressed
LONGEST_REQUEST = 4_000  # characters of PEM


@dataclass(frozen=True)
class Credential:
    """A certificate and its private key, both in PEM."""

    certificate: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class SeatRequest:
    """What a computer asks a certificate with, and the key that never leaves it."""

    request: str
    key: str = field(repr=False)


def make_authority(now: datetime) -> Credential:
    """The clinic's own: it vouches for the server and for each computer that joined, for 20 years.

    Its name is a number: who listens on the network learns of no clinic.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Counselor Desk clinic {secrets.token_hex(4)}")
    made = (
        _begin(name, name, key.public_key(), now, 365 * AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Credential(_pem(made), _key_pem(key))


def issue_server(authority: Credential, now: datetime, days: int = 365 * SERVER_YEARS) -> Credential:
    """The serving computer's certificate, for `SERVER_NAME` alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)])
    builder = _begin(_name(SERVER_NAME), None, key.public_key(), now, days)
    builder = builder.add_extension(name, critical=False)
    made = _issued(builder, authority, key.public_key(), ExtendedKeyUsageOID.SERVER_AUTH)
    return Credential(_pem(made), _key_pem(key))


def seal_for(certificate_der: bytes, content: bytes | bytearray, facts: bytes) -> bytes:
    """Encrypted to the key of a certificate (P-256, HKDF-SHA256, AES-256-GCM) and bound to facts."""
    to = x509.load_der_x509_certificate(certificate_der).public_key()
    assert isinstance(to, ec.EllipticCurvePublicKey)
    once = ec.generate_private_key(ec.SECP256R1())
    public = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = sealing.derive(once.exchange(ec.ECDH(), to), "certificate", public)
    try:
        return public + sealing.wrap(key, content, facts)
    finally:
        sealing.wipe(key)


def open_sealed(mine: Credential, sealed: bytes, facts: bytes) -> bytearray:
    """What was sealed for this certificate. Raises ValueError for another one, and for a changed byte."""
    public = sealed[:POINT]
    private = serialization.load_pem_private_key(mine.key.encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    once = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    key = sealing.derive(private.exchange(ec.ECDH(), once), "certificate", public)
    try:
        return sealing.unwrap(key, sealed[POINT:], facts)
    except sealing.InvalidTag as error:
        raise ValueError("sealed for another") from error
    finally:
        sealing.wipe(key)


def make_request() -> SeatRequest:
    """Made on the computer that joins: its private key stays there."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder(_name("seat")).sign(key, hashes.SHA256())
    return SeatRequest(request.public_bytes(Encoding.PEM).decode(), _key_pem(key))


def issue_seat(authority: Credential, request: str, computer: str, now: datetime) -> str:
    """The certificate of one computer, named by its number; nothing of the request but its key is taken.

    Raises Refused for what is no request, or one that its own key did not sign.
    """
    try:
        if len(request) > LONGEST_REQUEST:
            raise ValueError("too long")
        asked = x509.load_pem_x509_csr(request.encode())
        public = asked.public_key()
        if not (asked.is_signature_valid and isinstance(public, ec.EllipticCurvePublicKey)):
            raise ValueError("no key of its own")
        if not isinstance(public.curve, ec.SECP256R1):
            raise ValueError("another curve")
    except (ValueError, InvalidSignature, UnicodeError) as error:
        raise Refused(_("This computer's request cannot be read. Start joining again.")) from error
    builder = _begin(_name(computer), None, public, now, 365 * SEAT_YEARS)
    return _pem(_issued(builder, authority, public, ExtendedKeyUsageOID.CLIENT_AUTH))


def certificate_print(certificate: str) -> bytes:
    """SHA-256 of a certificate in PEM, as `has_print` compares it."""
    return hashlib.sha256(to_der(certificate)).digest()


def has_print(certificate_der: bytes, wanted: bytes) -> bool:
    """Whether a certificate has this print, or begins with it where the print was cut to be typed."""
    found = hashlib.sha256(certificate_der).digest()
    return len(wanted) >= 7 and hmac.compare_digest(found[: len(wanted)], wanted)


def serial_of(certificate: str) -> str:
    """What one computer's certificate is revoked by."""
    return f"{_load(certificate).serial_number:x}"


def computer_of(certificate_der: bytes) -> tuple[str, str]:
    """The computer's name in its certificate and the serial, of a certificate that TLS has checked."""
    made = x509.load_der_x509_certificate(certificate_der)
    name = made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name[0].value), f"{made.serial_number:x}"


def to_der(certificate: str) -> bytes:
    """The same certificate as TLS shows it."""
    return _load(certificate).public_bytes(Encoding.DER)


def is_worn_out(certificate: str, now: datetime) -> bool:
    """Whether it ends within 90 days, and another is to be issued."""
    return _load(certificate).not_valid_after_utc - now < RENEWED_BEFORE


def serving_context(server: Credential, authority: str) -> ssl.SSLContext:
    """For the clinic's computer: TLS 1.3; who shows no certificate may do nothing but join."""
    tls = _thirteen(ssl.PROTOCOL_TLS_SERVER)
    _load_chain(tls, server)
    tls.load_verify_locations(cadata=authority)
    tls.verify_mode = ssl.CERT_OPTIONAL
    return tls


def seat_context(seat: Credential, authority: str) -> ssl.SSLContext:
    """For a computer that joined: it speaks to this clinic's server and to no other.

    Connect with `server_hostname=SERVER_NAME`.
    """
    tls = _thirteen(ssl.PROTOCOL_TLS_CLIENT)
    _load_chain(tls, seat)
    tls.load_verify_locations(cadata=authority)
    return tls


def joining_context() -> ssl.SSLContext:
    """For a computer that holds an invitation only: ask `has_print` of the peer before the first word."""
    tls = _thirteen(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    return tls


def _thirteen(role: "ssl._SSLMethod") -> ssl.SSLContext:
    tls = ssl.SSLContext(role)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    return tls


def _load_chain(tls: ssl.SSLContext, mine: Credential) -> None:
    """OpenSSL reads keys from files alone: it gets one encrypted under a word that is in memory only."""
    word = secrets.token_hex(32)
    key = serialization.load_pem_private_key(mine.key.encode(), None)
    sealed = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, serialization.BestAvailableEncryption(word.encode())
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sealed.pem"
        with open(ownership.new_file(path), "wb") as file:  # noqa: PTH123  a handle, not a path
            file.write(sealed + b"\n" + mine.certificate.encode())
        tls.load_cert_chain(path, password=word)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _begin(
    subject: x509.Name, issuer: x509.Name | None, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - SLACK).not_valid_after(now + timedelta(days=days))
    return builder if issuer is None else builder.issuer_name(issuer)


def _issued(
    builder: x509.CertificateBuilder,
    authority: Credential,
    public: ec.EllipticCurvePublicKey,
    purpose: x509.ObjectIdentifier,
) -> x509.Certificate:
    above = _load(authority.certificate)
    signing = serialization.load_pem_private_key(authority.key.encode(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    return (
        builder.issuer_name(above.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )


def _usage(*, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _load(certificate: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.encode())


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
