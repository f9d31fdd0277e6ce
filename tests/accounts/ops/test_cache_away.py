"""Redis away, silent or killed in the middle: every page answers, and what keeps guessing out goes on counting."""

import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings as product
from django.core.cache import cache, caches

from accounts.access import miss_throttle
from accounts.ops import fallback_cache
from certificates.verification import throttle
from tests.waiting import wait_until

TIMES = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}
MISS = "/verify/00000-00000-00000-00000-000000/"
SERVER = shutil.which("redis-server")


@contextmanager
def refused():
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield free.getsockname()[1]


@contextmanager
def silent():
    """A port that takes every connection and never answers."""
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(64)
        yield hole.getsockname()[1]


@pytest.fixture(autouse=True)
def _one_window(monkeypatch):
    """Misses are counted per five minutes; no test crosses from one to the next."""
    monkeypatch.setattr(miss_throttle, "time", SimpleNamespace(time=lambda: 1_000.0))


@pytest.fixture
def through(settings):
    """A function: `through(port)` makes the Redis on this port the cache, as the product's settings would."""

    def use(port):
        settings.CACHES = {
            "default": {
                "BACKEND": "accounts.ops.fallback_cache.FallbackCache",
                "LOCATION": f"redis://127.0.0.1:{port}/0",
                "OPTIONS": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "OPTIONS": TIMES},
            }
        }
        return caches["default"]

    yield use
    cache.clear()
    fallback_cache._switches.clear()


def ask_everything(client, coordinator):
    """Asks each page that uses the cache; returns {what: status}."""
    coordinator.set_password("over-the-river-2026")
    coordinator.save()
    sign_in = {"login": coordinator.email, "password": "over-the-river-2026"}
    return {
        "verify": client.get(MISS).status_code,
        "check a code": client.post("/verify/", {"code": "nothing"}).status_code,
        "sign in page": client.get("/accounts/login/").status_code,
        "wrong sign in": client.post("/accounts/login/", sign_in | {"password": "wrong"}).status_code,
        "sign in": client.post("/accounts/login/", sign_in).status_code,
        "start": client.get("/admin/").status_code,
        "subscribe": client.post("/updates/subscribe/", {"email": "reader@example.org", "language": "en"}).status_code,
        "password": client.post("/accounts/password/reset/", {"email": coordinator.email}).status_code,
    }


@pytest.mark.parametrize("place", [refused, silent])
def test_every_page_answers(place, client, programme, coordinator, through):
    with place() as port:
        through(port)
        begun = time.monotonic()
        answers = ask_everything(client, coordinator)
        took = time.monotonic() - begun
    assert {what: status for what, status in answers.items() if status >= 500} == {}
    assert answers["sign in"] == 302
    assert answers["verify"] == 404
    # Far above what it takes, far below what waiting for it in every page would.
    assert took < 30


@pytest.mark.parametrize("place", [refused, silent])
def test_guessing_is_kept_out_all_the_same(place, client, db, through):
    with place() as port:
        through(port)
        answers = [client.get(MISS).status_code for _n in range(throttle.THROTTLE.per_address + 1)]
    assert answers == [404] * throttle.THROTTLE.per_address + [429]


def test_wrong_passwords_are_counted_all_the_same(client, coordinator, through):
    coordinator.set_password("over-the-river-2026")
    coordinator.save()
    with refused() as port:
        through(port)
        for n in range(8):
            client.post("/accounts/login/", {"login": coordinator.email, "password": f"wrong {n}"})
        right = client.post("/accounts/login/", {"login": coordinator.email, "password": "over-the-river-2026"})
    assert right.status_code != 302


@pytest.mark.parametrize("place", [refused, silent])
def test_readyz_tells_and_pages_stay(place, client, db, through):
    with place() as port:
        through(port)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["cache"]) == (200, "down")


@pytest.mark.processes
def test_the_product_waits_less_than_a_second_for_its_cache_and_broker():
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "o = s.CACHES['default']['OPTIONS']['OPTIONS']; b = s.CELERY_BROKER_TRANSPORT_OPTIONS;"
        "print(*(sum(x[k] for k in ('socket_connect_timeout', 'socket_timeout')) for x in (o, b)), s.CACHES['default']['BACKEND'])"
    )
    environment = {"REDIS_URL": "redis://127.0.0.1:1/0", "VAR_DIR": str(product.VAR_DIR), "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=product.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    cache_waits, broker_waits, backend = done.stdout.split()
    assert float(cache_waits) < 1
    assert float(broker_waits) < 1
    assert backend == "accounts.ops.fallback_cache.FallbackCache"


@pytest.mark.skipif(not SERVER, reason="no redis-server here")
@pytest.mark.processes
def test_a_redis_that_is_killed_in_the_middle_and_comes_back(client, db, through, tmp_path):
    with refused() as port:
        pass
    server = start(port, tmp_path)
    try:
        used = through(port)
        for _n in range(10):
            assert client.get(MISS).status_code == 404
        assert client.get("/readyz").json()["cache"] == "ok"
        server.kill()
        server.wait()
        # Its counts are gone with it; this process counts from nothing, but counts.
        answers = [client.get(MISS).status_code for _n in range(throttle.THROTTLE.per_address + 1)]
        assert answers == [404] * throttle.THROTTLE.per_address + [429]
        assert client.get("/readyz").json()["cache"] == "down"
        server = start(port, tmp_path)
        # Asking tells the others too.
        assert client.get("/readyz").json()["cache"] == "ok"
        used.set("a", "back")
        assert redis.Redis(port=port).exists(":1:a")
        assert client.get(MISS).status_code == 404
    finally:
        server.kill()
        server.wait()


def start(port, folder):
    server = subprocess.Popen(
        [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: answers(port))
    return server


def answers(port):
    try:
        with redis.Redis(port=port, socket_connect_timeout=1) as there:
            return there.ping()
    except redis.RedisError:
        return False
