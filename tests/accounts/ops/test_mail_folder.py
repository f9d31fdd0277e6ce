"""E-mail that becomes files, one per message."""

import pytest
from django.core.mail import EmailMessage, get_connection

from accounts.ops import mail_folder


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def send(folder):
    """A function: hands one message over."""

    def hand_over(message_id="<one@shetu.example>", body="Hello\nyou", to=("a@example.org",)):
        connection = get_connection("accounts.ops.mail_folder.EmailBackend", file_path=folder)
        headers = {"Message-ID": message_id} if message_id else {}
        return EmailMessage(
            "Subject", body, "us@shetu.example", list(to), headers=headers, connection=connection
        ).send()

    return hand_over


def test_a_message_becomes_one_file_for_its_owner_only(send, folder):
    assert send() == 1
    [file] = folder.iterdir()
    assert file.name == "one@shetu.example.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert b"\r\n\r\nHello\r\nyou" in file.read_bytes()


def test_the_same_message_twice_is_one_file_with_the_later_content(send, folder):
    send(body="First")
    send(body="Second")
    [file] = folder.iterdir()
    assert b"Second" in file.read_bytes()
    assert b"First" not in file.read_bytes()


def test_other_messages_are_other_files(send, folder):
    for number in (
        "<a/../../b@x>",
        "<a-..-b@x>",
        "<.hidden@x>",
        "<" + "long" * 100 + "@x>",
        "<" + "long" * 101 + "@x>",
    ):
        send(number)
    send(None)
    send(None)
    assert len(list(folder.glob("[!.]*.eml"))) == 7
    assert list(folder.parent.iterdir()) == [folder]


def test_a_message_for_nobody_is_no_file(send, folder):
    assert not send(to=())
    assert list(folder.glob("*")) == []


def test_nothing_half_written_is_ever_seen(send, folder, monkeypatch):
    def killed(_file):
        raise KeyboardInterrupt

    send(body="Whole")
    monkeypatch.setattr(mail_folder.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        send(body="Half")
    assert b"Whole" in (folder / "one@shetu.example.eml").read_bytes()
    assert [path.name for path in folder.glob("*.eml")] == ["one@shetu.example.eml"]
