"""The command line of the web server, as gunicorn understands it."""

import logging
import socket
from types import SimpleNamespace

from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from config.web_worker import ReceivingWorker
from jobs.processes.supervisor import web_command

ADDRESS = ("127.0.0.1", 5000)


def configured():
    config = Config()
    given = vars(config.parser().parse_args(web_command("127.0.0.1", 8000)[3:]))
    for name, value in given.items():
        if name in config.settings and value is not None:
            config.set(name, value)
    return config


def test_the_server_writes_no_line_for_each_request():
    """Addresses hold codes and what was asked of a page."""
    found = configured()
    assert (found.accesslog, found.syslog, found.loglevel) == (None, False, "warning")


def test_a_line_about_an_error_does_not_hold_what_was_asked(caplog):
    worker = ReceivingWorker.__new__(ReceivingWorker)
    worker.log, worker.cfg = (
        SimpleNamespace(exception=logging.getLogger("server").exception, access=lambda *_what: None),
        Config(),
    )
    [request] = RequestParser(Config(), [b"GET /me/?words=Nusrat HTTP/1.1\r\nHost: localhost\r\n\r\n"], ADDRESS)
    client, other_end = socket.socketpair()
    with client, other_end:
        worker.handle_error(request, client, ADDRESS, ValueError())
    assert [line.message for line in caplog.records] == ["Error handling request GET /me/"]


def test_a_local_process_cannot_claim_that_its_request_came_by_https():
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n"
    assert next(RequestParser(configured(), [request], ADDRESS)).scheme == "http"
