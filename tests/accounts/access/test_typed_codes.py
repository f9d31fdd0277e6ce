"""A code is found however it was typed or pasted, and what is nearly one is told what is wrong with it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from accounts.access.secret_codes import grouped, new_code
from accounts.access.typed_codes import LONGEST_TEXT, find_code
from tests.accounts.access.typed_codes_table import TABLE, cases

SCRIPT = Path(__file__).resolve().parents[3] / "static" / "shetu" / "typed-codes.js"
PROGRAM = """
const fs = require("fs"), vm = require("vm");
vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(globalThis.shetuCodes.find)));
"""


@pytest.mark.parametrize(("text", "answer"), cases())
def test_each_text_of_the_table_is_read(text, answer):
    assert find_code(text)._asdict() == answer


def read_by_script(texts):
    if not shutil.which("node"):
        pytest.skip("Node is missing: apt-get install nodejs")
    done = subprocess.run(
        ["node", "-e", PROGRAM, str(SCRIPT)], input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_script_of_the_pages_reads_the_same():
    texts, answers = zip(*cases(), strict=True)
    read = read_by_script(texts)
    assert [(text, one) for text, one, right in zip(texts, read, answers, strict=True) if one != right] == []


def test_every_new_code_is_found_in_a_sentence_in_one_piece_and_in_groups():
    codes = [new_code() for _time in range(300)]
    texts = [
        text for code in codes for text in (f"Code: {code}.", f"my code {grouped(code)} thanks", f"কোড {code.lower()}।")
    ]
    assert {find_code(text).code for text in texts} == set(codes)
    assert {one["code"] for one in read_by_script(texts)} == set(codes)


def test_two_codes_are_never_chosen_between():
    assert TABLE["code"] != TABLE["meant"]
    found = find_code(f"{TABLE['code']} or {TABLE['meant']}")
    assert (found.code, found.problem) == ("", "several")


@pytest.mark.parametrize(
    "piece", ["a@", "x-", "http://", "/verify/", "?code=", "%25", "4X2P ", "a 2026-", "=3D", "> ", "A1"]
)
def test_a_long_text_made_to_be_slow_is_read_in_one_pass(piece):
    """No step starts anew at each letter: 16 times the text takes nowhere near 256 times as many calls."""
    assert find_code(piece * (LONGEST_TEXT // len(piece))).code == ""


def test_a_text_longer_than_an_e_mail_is_not_read():
    assert find_code("x" * LONGEST_TEXT + TABLE["code"]).problem == "none"
