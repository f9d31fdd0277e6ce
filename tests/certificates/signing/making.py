"""Keys for tests."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from certificates.signing import Signer


def keys_of(path):
    """A signer from a PKCS#12 file without passphrase."""
    return Signer(*pkcs12.load_key_and_certificates(path.read_bytes(), None))


def certificate_of(key, *, begins=None, ends=None):
    """A self-signed certificate of a key."""
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test signer")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - timedelta(days=1))
        .not_valid_after(ends or now + timedelta(days=30))
    )
    return builder.sign(key, hashes.SHA256())


def self_signed(key, **dates):
    """A signer whose certificate nobody else vouches for."""
    return Signer(key, certificate_of(key, **dates))


def under_an_authority(key):
    """(key, its certificate, [the one between, the root]) as authorities issue them: long names, addresses of lists and of rules."""
    root_key, between_key = (rsa.generate_private_key(65537, 2048) for _one in range(2))
    root = _issued("Root", root_key.public_key(), "Root", root_key)
    between = _issued("Issuing", between_key.public_key(), "Root", root_key)
    own = _issued("Certificates", key.public_key(), "Issuing", between_key)
    return key, own, [between, root]


def _issued(subject, public_key, issuer, issuer_key):
    now = datetime.now(UTC)
    address = x509.UniformResourceIdentifier(f"http://repository.authority.example/lists/{issuer.lower()}.crl")
    place = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, address)
    lists = x509.DistributionPoint(full_name=[address], relative_name=None, reasons=None, crl_issuer=None)
    rules = x509.PolicyInformation(x509.ObjectIdentifier("2.16.50.1.1"), ["https://www.authority.example/rules"])
    return (
        x509.CertificateBuilder()
        .subject_name(_long_name(subject))
        .issuer_name(_long_name(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(subject != "Certificates", None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.CRLDistributionPoints([lists]), critical=False)
        .add_extension(x509.AuthorityInformationAccess([place]), critical=False)
        .add_extension(x509.CertificatePolicies([rules]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _long_name(whose):
    parts = {
        NameOID.COUNTRY_NAME: "BD",
        NameOID.ORGANIZATION_NAME: "Office of the Controller of Certifying Authorities",
        NameOID.ORGANIZATIONAL_UNIT_NAME: "Information and Communication Technology Division",
        NameOID.COMMON_NAME: f"{whose} Certifying Authority of a Government",
    }
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts.items()])


def pem(key, certificate):
    """Both in one PEM file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)


def pkcs12_file(key, certificate, passphrase):
    """Both in one PKCS#12 file with a passphrase."""
    protection = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"signer", key, certificate, None, protection)
