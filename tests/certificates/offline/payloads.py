"""A signed payload, and the script of the page that checks it, run by Node."""

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.offline import Content, signed_digits
from certificates.offline.coding import table
from certificates.signing.jwk import jwk_of
from tests.certificates.signing.making import self_signed

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = [ROOT / "static" / "shetu" / name for name in ("typed-codes.js", "offline-payload.js")]
CODE = "K7QM4X2P9RTD6WHV3NBC8YEGFA"
ADDRESS = f"https://shetu.example/verify/{CODE}/#"
CONTENT = Content(
    starts_on=date(2025, 6, 17),
    ends_on=date(2025, 6, 19),
    serial="SHETU-2025-00042",
    level="tot",
    name_en="Lakshmi Tanchangya",
    name_bn="লক্ষ্মী তঞ্চঙ্গ্যা",
    course_en="Training of Trainers on Community and Beat Policing",
    course_bn="কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ",
)
ROOM = 548  # digits: what the box of the default layout holds with an address like this

PROGRAM = """
const fs = require("fs"), vm = require("vm");
process.argv.slice(1).forEach((name) => vm.runInThisContext(fs.readFileSync(name, "utf8")));
const { texts, table, keys } = JSON.parse(fs.readFileSync(0, "utf8"));
Promise.all(texts.map((text) => globalThis.shetuOffline.check(text, { table, keys }))).then((answers) =>
  console.log(JSON.stringify(answers)));
"""


def p256_signer():
    return self_signed(ec.generate_private_key(ec.SECP256R1()))


def key_of(signer):
    return {**jwk_of(signer.certificate.public_key()), "kid": signer.fingerprint[:16], "name": "Test signer"}


def text_of(signer, content=CONTENT, *, code=CODE, room=ROOM):
    """The whole text of a square code."""
    return ADDRESS.replace(CODE, code) + signed_digits(content, code=code, signer=signer, room=room)


def checked(*texts, keys):
    """What the script of the page answers for each text."""
    if not shutil.which("node"):
        pytest.skip("Node is missing: apt-get install nodejs")
    given = json.dumps({"texts": texts, "table": table(), "keys": keys})
    done = subprocess.run(
        ["node", "-e", PROGRAM, *map(str, SCRIPTS)], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def verdicts(*texts, keys):
    return [answer["verdict"] for answer in checked(*texts, keys=keys)]
