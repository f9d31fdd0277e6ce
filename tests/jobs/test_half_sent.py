"""Half-sent requests cannot silence `manage.py serve`: tested on its sockets, with many more of them than it has threads."""

import http.client
import socket
import threading
import time

import pytest

from config import web_worker
from jobs.processes.supervisor import web_command
from tests.browser.serving import HOST, Shetu
from tests.waiting import wait_until

pytestmark = pytest.mark.processes

MANY = 40
# For one page on a machine that is busy with other things; a server that waits for the half-sent ones never answers.
GENEROUS = 45


class Web(Shetu):
    """Of `manage.py serve` only its web server: nobody here asks for work."""

    def _command(self, port):
        return web_command(HOST, int(port))


@pytest.fixture(scope="module")
def shetu(tmp_path_factory):
    shetu = Web(tmp_path_factory.mktemp("served"), EMAIL_URL="filemail://")
    try:
        yield shetu.start()
    finally:
        shetu.stop()


def connect(shetu):
    host, port = shetu.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=GENEROUS)


def get(shetu, path):
    there = http.client.HTTPConnection(shetu.url.removeprefix("http://"), timeout=GENEROUS)
    try:
        there.request("GET", path)
        return there.getresponse().status
    finally:
        there.close()


def host(shetu):
    return shetu.url.removeprefix("http://")


def half_upload(shetu, path="/verify/file/"):
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host(shetu)}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        'Content-Length: 500000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
    ).encode()


def chunked(shetu):
    return f"POST /verify/file/ HTTP/1.1\r\nHost: {host(shetu)}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".encode()


HALVES = {
    "an upload": half_upload,
    "a sign-in": lambda shetu: half_upload(shetu, "/accounts/login/"),
    "a subscription": lambda shetu: half_upload(shetu, "/updates/subscribe/"),
    "an address that is not there": lambda shetu: half_upload(shetu, "/nothing/here/"),
    "a head": lambda shetu: f"GET /verify/ HTTP/1.1\r\nHost: {host(shetu)}\r\nX-Slow: ".encode(),
    "a few letters": lambda shetu: b"GE",
    "nothing": lambda shetu: b"",
    "chunks": chunked,
    "a wait for leave": lambda shetu: half_upload(shetu).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n", 1),
    "an answer that nobody closes": lambda shetu: (
        f"GET /healthz HTTP/1.1\r\nHost: {host(shetu)}\r\nConnection: close\r\n\r\n".encode()
    ),
}


@pytest.mark.parametrize("kind", HALVES)
def test_the_pages_answer_beside_many_half_sent_ones(shetu, kind):
    held = [connect(shetu) for _n in range(MANY)]
    try:
        for one in held:
            one.sendall(HALVES[kind](shetu))
        begun = time.monotonic()
        assert [get(shetu, path) for path in ("/healthz", "/verify/", "/readyz")] == [200, 200, 200]
        assert time.monotonic() - begun < GENEROUS
    finally:
        for one in held:
            one.close()


def drip(sockets, over):
    """Sends a byte on each of them again and again, as a slowloris does."""
    while not over.wait(0.5):
        for one in sockets:
            try:
                one.sendall(b"x")
            except OSError:
                continue


def is_ended(one):
    """Whether the server has closed its side."""
    one.settimeout(0.01)
    try:
        while one.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_heads_that_drip_and_bodies_that_stand_still_are_ended(shetu):
    """All at once, because each of them takes as long as the server has patience."""
    kinds = ("a head", "a few letters", "nothing", "an upload")
    held = {kind: [connect(shetu) for _n in range(MANY)] for kind in kinds}
    for kind, sockets in held.items():
        for one in sockets:
            one.sendall(HALVES[kind](shetu))
    told, over = held["an upload"].pop(), threading.Event()
    dripping = threading.Thread(target=drip, args=(held["a head"] + held["a few letters"], over))
    dripping.start()
    try:
        assert get(shetu, "/verify/") == 200
        for kind in kinds:
            wait_until(lambda kind=kind: all(map(is_ended, held[kind])))
    finally:
        over.set()
        dripping.join()
    # Whose body stood still is told.
    told.settimeout(GENEROUS)
    assert told.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_more_of_them_than_there_is_room_for_push_out_the_oldest_and_nobody_else(shetu):
    held = []
    try:
        for _n in range(web_worker.MOST_ON_THE_WAY + 30):
            held.append(connect(shetu))
            held[-1].sendall(HALVES["a few letters"](shetu))
        assert get(shetu, "/verify/") == 200
        wait_until(lambda: sum(map(is_ended, held[:40])) >= 30)
    finally:
        for one in held:
            one.close()


def test_chunks_without_a_length_are_answered_with_what_to_do(shetu):
    with connect(shetu) as one:
        one.sendall(chunked(shetu))
        assert one.recv(4096).startswith(b"HTTP/1.1 411 ")


def test_a_body_too_large_for_any_page_is_refused_before_it_is_sent(shetu):
    with connect(shetu) as one:
        one.sendall(half_upload(shetu).replace(b"500000", str(web_worker.MOST_BODY + 1).encode()))
        assert one.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_head_that_never_ends_is_refused(shetu):
    with connect(shetu) as one:
        one.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (web_worker.MOST_HEAD + 10))
        assert one.recv(4096).startswith(b"HTTP/1.1 431 ")


def test_nonsense_is_a_bad_request(shetu):
    with connect(shetu) as one:
        one.sendall(b"HELO there\r\n\r\n")
        assert one.recv(4096).startswith(b"HTTP/1.1 400 ")


def form(shetu, length):
    """The head of a form of so many bytes; without the token of a page it is answered with 403 once it has been read."""
    return (
        f"POST /verify/ HTTP/1.1\r\nHost: {host(shetu)}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {length}\r\n"
    ).encode()


def test_a_slow_but_honest_form_arrives_whole(shetu):
    body = b"code=" + b"x" * 300_000
    with connect(shetu) as one:
        one.sendall(form(shetu, len(body)) + b"\r\n")
        for start in range(0, len(body), 30_000):
            one.sendall(body[start : start + 30_000])
            time.sleep(0.05)
        assert one.recv(4096).startswith(b"HTTP/1.1 403 ")


def test_requests_in_a_row_on_one_connection_are_all_answered(shetu):
    with connect(shetu) as one:
        one.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host(shetu)}\r\n\r\n".encode() * 3)
        said = b""
        while said.count(b"200 OK") < 3:
            piece = one.recv(4096)
            assert piece, said
            said += piece


def test_leave_to_send_is_given_once(shetu):
    with connect(shetu) as one:
        one.sendall(form(shetu, 6) + b"Expect: 100-continue\r\n\r\n")
        assert one.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(b"code=x")
        assert one.recv(4096).startswith(b"HTTP/1.1 403 ")
