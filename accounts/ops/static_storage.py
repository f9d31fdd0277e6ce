"""The static files with the mark of a version in their names, compressed once."""

from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha256
from threading import Lock
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class OnceCompressor(Compressor):
    """Compresses equal files once. Compressing is nearly all of the work, and each file is stored under two names."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.begun: dict[tuple[str, bytes], Future[bytes]] = {}
        self.lock = Lock()

    def compress_brotli(self, data: bytes) -> bytes:
        return self._once("br", data, super().compress_brotli)

    def compress_gzip(self, data: bytes) -> bytes:
        return self._once("gz", data, super().compress_gzip)

    def _once(self, kind: str, data: bytes, compress: Callable[[bytes], bytes]) -> bytes:
        key = kind, sha256(data).digest()
        with self.lock:
            known = self.begun.get(key)
            if known is None:
                self.begun[key] = begun = Future[bytes]()
        if known is not None:
            # Whoever has begun it is a thread that runs, so nobody waits for a place in the pool.
            return known.result()
        try:
            begun.set_result(compress(data))
        except BaseException as error:
            begun.set_exception(error)
            raise
        return begun.result()


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """whitenoise's, which compresses what is there under its own name and under the one with the mark."""

    def create_compressor(self, **options: Any) -> Compressor:
        return OnceCompressor(**options)
