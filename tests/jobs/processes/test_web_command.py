"""The command line of the web server, as gunicorn understands it."""

from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from jobs.processes.supervisor import web_command


def configured():
    config = Config()
    given = vars(config.parser().parse_args(web_command("127.0.0.1", 8000)[3:]))
    for name, value in given.items():
        if name in config.settings and value is not None:
            config.set(name, value)
    return config


def test_a_local_process_cannot_claim_that_its_request_came_by_https():
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n"
    assert next(RequestParser(configured(), [request], ("127.0.0.1", 5000))).scheme == "http"
