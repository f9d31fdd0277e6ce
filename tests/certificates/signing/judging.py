"""What independent judges say of a signed file: pyHanko, and poppler's pdfsig."""

import io
import shutil
import subprocess

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def judged(pdf, root):
    """pyHanko's verdict on the only signature of a file; `root` is the X.509 certificate that is trusted."""
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trusted = x509.Certificate.load(root.public_bytes(Encoding.DER))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted], allow_fetching=False))


def pdfsig(pdf, folder):
    """What poppler says of the signatures of a file."""
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig is missing: apt-get install poppler-utils")
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=True).stdout.decode()
