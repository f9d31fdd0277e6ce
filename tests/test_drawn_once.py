"""What one process of the suite has drawn, all others find."""

from certificates.drawing.base.disk_cache import cached
from tests.drawn_once import share


def drawn(made):
    return cached("artwork", "a design", lambda: made.append(1) or "a drawing", str, str)


def test_another_process_need_not_draw_it_again(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "main"))
    made = []
    for name in ("gw0", "gw1", "gw0"):
        share(tmp_path / name)
        settings.VAR_DIR = tmp_path / name
        assert drawn(made) == "a drawing"
    assert made == [1]


def test_what_lies_there_already_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "main"))
    own = tmp_path / "gw0" / "cache" / "fonts"
    own.mkdir(parents=True)
    share(tmp_path / "gw0")
    assert not own.is_symlink()
