"""Static files are compressed once, whatever they are called."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from whitenoise.compress import Compressor

from accounts.ops.static_storage import OnceCompressor, StaticFilesStorage

SHEET = b"p { margin: 0 } " * 100


@pytest.fixture
def compressed(monkeypatch):
    """Counts what is compressed: a list of (kind, data)."""
    done = []

    def counting(kind, compress):
        def count(data):
            done.append((kind, data))
            return compress(data)

        return staticmethod(count)

    for kind in ("brotli", "gzip"):
        name = f"compress_{kind}"
        monkeypatch.setattr(Compressor, name, counting(kind, getattr(Compressor, name)))
    return done


def test_the_same_file_under_two_names_is_compressed_once(compressed, tmp_path):
    compressor = OnceCompressor(quiet=True)
    for name in ("one.css", "one.0123456789ab.css", "other.css"):
        (tmp_path / name).write_bytes(SHEET if name.startswith("one") else SHEET + b"q { margin: 0 }")
    with ThreadPoolExecutor() as threads:
        list(threads.map(compressor.compress, map(str, tmp_path.glob("*.css"))))
    assert sorted(kind for kind, _data in compressed) == ["brotli", "brotli", "gzip", "gzip"]
    for name in ("one.css", "one.0123456789ab.css"):
        assert brotli.decompress((tmp_path / f"{name}.br").read_bytes()) == SHEET
        assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == SHEET


def test_what_cannot_be_compressed_is_told_each_time(monkeypatch):
    def fail(data):
        raise OSError(len(data))

    monkeypatch.setattr(Compressor, "compress_brotli", staticmethod(fail))
    compressor = OnceCompressor(quiet=True)
    for _time in range(2):
        with pytest.raises(OSError, match=str(len(SHEET))):
            compressor.compress_brotli(SHEET)


def test_the_files_of_shetu_are_compressed_so(tmp_path):
    assert isinstance(StaticFilesStorage(location=tmp_path, base_url="/static/").create_compressor(), OnceCompressor)
