"""Lets independent verifiers from npm look at a badge, the way a stranger would: from its addresses alone."""

import json
import os
import shutil
import subprocess
from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("verifier") / "verify.mjs"
# Where "make test" installs them, from the lock file beside the script.
INSTALLED = ROOT / "var" / "badge-verifier"


def verified(token, client, **changed):
    """What the verifiers say of a token. changed: what addresses answer instead."""
    if not shutil.which("node") or not (INSTALLED / "node_modules").is_dir():
        pytest.skip("The verifiers are not installed: npm is missing or the registry is away. See scripts/verifier.py.")
    documents = {}
    for path in ("/badges/status/1/", _key_path(token), *(_key_path(one) for one in _lists(client))):
        answer = client.get(path)
        if answer.status_code == 200:
            documents[f"http://testserver{path}"] = answer.content.decode()
    documents |= changed
    _put_beside_its_packages()
    given = json.dumps({"token": token, "documents": documents})
    done = subprocess.run(
        ["node", str(INSTALLED / "verify.mjs")], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _put_beside_its_packages():
    """Whole or not at all: several test processes put it there, and node reads an empty file as a script that is done."""
    own = INSTALLED / f"verify.{os.getpid()}.mjs"
    shutil.copy(SCRIPT, own)
    own.replace(INSTALLED / "verify.mjs")


def _lists(client):
    answer = client.get("/badges/status/1/")
    return [answer.content.decode()] if answer.status_code == 200 else []


def header_of(token):
    return _part(token, 0)


def payload_of(token):
    return _part(token, 1)


def _part(token, number):
    part = token.split(".")[number]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _key_path(token):
    return urlsplit(header_of(token)["kid"]).path
