"""Asks the Shetu of this machine whether it is alive; the exit code says so. For the health check of the container.

Standard library only. PORT and SITE_URL are those that Shetu itself was started with.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

ADDRESS = "/healthz"
SECONDS = 5


def is_alive(port, site_url):
    """Whether the server on `port` (text) of this machine answers; it answers to the name in `site_url` only."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=SECONDS)
    try:
        connection.request("GET", ADDRESS, headers={"Host": urlsplit(site_url).netloc})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    here = os.environ.get("PORT") or "8000"
    sys.exit(not is_alive(here, os.environ.get("SITE_URL") or f"http://localhost:{here}"))
