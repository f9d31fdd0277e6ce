"""The web server's worker: a request takes a thread only when it is complete, so that half-sent requests cannot block the site.

gunicorn's own thread worker reads requests inside its threads: as many half-sent uploads as it has threads block everybody
else. Here the loop that accepts connections also receives them: it collects heads and bodies without blocking, in memory or a
temporary file, and hands a complete request to a thread. It ends requests that are too slow and, when too many are arriving,
the oldest one. Everything else (parsing, responding, limits) is gunicorn's.

Behind nginx, which collects requests itself, this changes nothing.
"""

import re
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn import http
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import IterUnreader
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

HEAD_SECONDS = 10
# A body may be slow (a phone on an edge network), not silent: after BODY_GRACE so many bytes a second on the average.
BODY_GRACE, BODY_RATE, BODY_SECONDS = 20, 1024, 900
# Above the largest file that any page takes, so that the page says what is wrong with one that is too large.
MOST_BODY = 64 * 1024 * 1024
MOST_ON_THE_WAY, MOST_BYTES_ON_THE_WAY = 300, 512 * 1024 * 1024
MOST_KEPT_ALIVE = 150
IN_MEMORY = 256 * 1024
PIECE = 64 * 1024
# A response is given up after so many seconds in which the client reads no byte.
SEND_SECONDS = 20
LINGER_SECONDS, LINGER_BYTES = 2.0, 64 * 1024
MOST_HEAD = 64 * 1024
END_OF_HEAD = b"\r\n\r\n"
EXPECT = re.compile(rb"(?<=\r\n)expect:[^\r\n]*\r\n", re.IGNORECASE)

TOO_SLOW = (408, "Request Timeout", "The request took too long to arrive. Please send it again.")
HEAD_TOO_LARGE = (431, "Request Header Fields Too Large", "The head of the request is too large.")
TOO_LARGE = (413, "Content Too Large", "The request is too large.")
NO_LENGTH = (411, "Length Required", "Please send the length of the request.")


class Arriving:
    """A request on its way in: what has come so far, and until when the rest may take."""

    def __init__(self, conn, rest=b""):
        self.conn = conn
        self.began = self.head_at = time.monotonic()
        self.head, self.body, self.length, self.size = bytearray(rest), None, None, 0
        self.searched = 0

    @property
    def is_whole(self) -> bool:
        return self.body is not None and self.size >= self.length

    @property
    def has_begun(self) -> bool:
        return bool(self.head)

    def is_too_slow(self, now: float) -> bool:
        if self.body is None:
            return now > self.began + HEAD_SECONDS
        return now > self.head_at + min(BODY_SECONDS, BODY_GRACE + self.size / BODY_RATE)

    def add(self, data: bytes) -> None:
        if self.body is None:
            self.head += data
        else:
            self.body.write(data)
            self.size += len(data)

    def head_end(self) -> int | None:
        """Returns where the head ends and the body begins, None while the head is not whole."""
        found = self.head.find(END_OF_HEAD, self.searched)
        self.searched = max(0, len(self.head) - len(END_OF_HEAD) + 1)
        return found + len(END_OF_HEAD) if found >= 0 else None

    def begin_body(self, end_of_head: int, length: int) -> bytes:
        """The head is whole; what came after it is the beginning of the body, or already the next request."""
        self.head_at, self.length = time.monotonic(), length
        self.body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed when the request has been answered
        after = bytes(self.head[end_of_head:])
        del self.head[end_of_head:]
        self.add(after[:length])
        return after[length:]

    def pieces(self) -> Iterator[bytes]:
        """Yields the bytes of the whole request."""
        yield bytes(self.head)
        self.body.seek(0)
        while piece := self.body.read(PIECE):
            yield piece


class ReceivingWorker(ThreadWorker):
    """A thread worker that gathers each request before a thread sees it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.max_keepalived = min(self.max_keepalived, MOST_KEPT_ALIVE)
        # In the order in which they began: the first has been on its way longest.
        self.arriving, self.lingering = {}, {}

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Logs what went wrong without what was asked of the page, as all other lines do."""
        if hasattr(req, "uri"):
            req.uri = req.uri.partition("?")[0]
        super().handle_error(req, client, addr, exc)

    # Receiving

    def enqueue_req(self, conn: Any) -> None:
        """Called by gunicorn for a connection that is new or has something to read; a thread gets it when all is there."""
        if self.cfg.is_ssl:
            # TLS is the business of the proxy in front; gunicorn's own is left as it is.
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            patience = struct.pack("ll", SEND_SECONDS, 0)
            with suppress(OSError):  # already gone; reading will tell
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
            conn.parser = http.get_parser(self.cfg, iter(()), conn.client)
            conn.initialized = conn.data_ready = True
            conn.rest = b""
        self._await(conn)

    def _await(self, conn):
        conn.sock.setblocking(False)
        rest, conn.rest = conn.rest, b""
        self.arriving[conn] = Arriving(conn, rest)
        self.poller.register(conn.sock, EVENT_READ, partial(self._receive, conn))
        if rest:
            self._look_at(conn)
        self._make_room()

    def _receive(self, conn, _sock):
        request = self.arriving.get(conn)
        if request is None:
            # Ended in the same turn of the loop.
            return
        try:
            # One request at a time: what belongs to the next one stays in the socket once the head is known.
            left = PIECE if request.body is None else min(PIECE, request.length - request.size)
            data = conn.sock.recv(left)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end(conn)
            return
        request.add(data)
        self._look_at(conn)

    def _look_at(self, conn):
        """Hands the request over when it is whole, or when gunicorn will refuse its head anyway."""
        request = self.arriving[conn]
        if request.body is None and not self._read_head(conn, request):
            return
        if request.is_whole:
            self._stop_receiving(conn)
            conn.parser.unreader = IterUnreader(request.pieces())
            super().enqueue_req(conn)

    def _read_head(self, conn, request):
        """Returns whether the head is whole and is followed by a body that can be received."""
        end = request.head_end()
        if end is None:
            if len(request.head) > MOST_HEAD:
                self._end(conn, HEAD_TOO_LARGE)
            return False
        try:
            message = conn.parser.mesg_class(self.cfg, IterUnreader(iter([bytes(request.head[:end])])), conn.client)
        except Exception:  # noqa: BLE001 -- the thread meets the same one, and gunicorn says what is wrong
            request.begin_body(len(request.head), 0)
            return True
        if not isinstance(message.body.reader, LengthReader):
            # Chunks: Django reads none without a length, and nobody sends them to forms.
            self._end(conn, NO_LENGTH)
            return False
        if message.body.reader.length > MOST_BODY:
            self._end(conn, TOO_LARGE)
            return False
        conn.rest = request.begin_body(end, message.body.reader.length)
        if message._expected_100_continue:
            # Sent here, so that the client sends the body; gunicorn would send it only after the whole body.
            request.head = EXPECT.sub(b"", bytes(request.head))
            if not request.is_whole:
                self._send(conn, b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    # Ending

    def murder_pending(self) -> None:
        """Called by gunicorn at least once a second: ends what is too slow, and what only waits while this worker stops."""
        super().murder_pending()
        now = time.monotonic()
        for conn, request in list(self.arriving.items()):
            if request.is_too_slow(now):
                self._end(conn, TOO_SLOW if request.has_begun else None)
            elif not (self.alive or request.has_begun):
                self._end(conn)
        for conn, (until, _drained) in list(self.lingering.items()):
            if now > until:
                self._stop_lingering(conn)
        self._make_room()

    def _make_room(self):
        while len(self.arriving) > MOST_ON_THE_WAY or self._bytes_on_the_way() > MOST_BYTES_ON_THE_WAY:
            self._end(next(iter(self.arriving)), TOO_SLOW)

    def _bytes_on_the_way(self):
        return sum(len(request.head) + request.size for request in self.arriving.values())

    def _stop_receiving(self, conn):
        self.poller.unregister(conn.sock)
        return self.arriving.pop(conn)

    def _end(self, conn, why=None):
        """Ends a connection whose request will not come whole, with an answer that says why (or without one)."""
        request = self._stop_receiving(conn)
        if request.body is not None:
            request.body.close()
        if why is None:
            self.nr_conns -= 1
            conn.close()
            return
        status, reason, sentence = why
        head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain\r\nContent-Length: {len(sentence)}\r\n"
        self._send(conn, f"{head}Connection: close\r\n\r\n{sentence}".encode())
        self._linger(conn)

    @staticmethod
    def _send(conn, data):
        # Where it is too late for an answer, the connection ends all the same.
        with suppress(OSError):
            conn.sock.send(data)

    # After the answer

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """Keeps a connection for its next request or closes it, without waiting for the other side in this loop."""
        if self.cfg.is_ssl:
            super().finish_request(conn, fs)
            return
        try:
            keep = not fs.cancelled() and bool(fs.result())
        except Exception:  # noqa: BLE001 -- gunicorn has logged it
            keep = False
        if not keep:
            self._linger(conn)
        elif conn.rest:
            self._await(conn)
        else:
            conn.sock.setblocking(False)
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
            self.keepalived_conns.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _linger(self, conn):
        """Says that nothing more will come and waits, in the poller, until the other side has read it all (RFC 9112 9.6)."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError, KeyError):
            self.nr_conns -= 1
            conn.close()
            return
        self.lingering[conn] = (time.monotonic() + LINGER_SECONDS, 0)

    def _drain(self, conn, _sock):
        if conn not in self.lingering:
            return
        until, drained = self.lingering[conn]
        try:
            data = conn.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or drained + len(data) > LINGER_BYTES:
            self._stop_lingering(conn)
        else:
            self.lingering[conn] = (until, drained + len(data))

    def _stop_lingering(self, conn):
        del self.lingering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
