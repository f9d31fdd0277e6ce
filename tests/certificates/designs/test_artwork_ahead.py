"""The artwork of a design is drawn when the design comes into use, so that the first batch need not wait for it."""

from pathlib import Path

import pytest

from certificates.designs import editing, versions
from certificates.designs.printed_facts import made_up_facts
from certificates.drawing import draw
from certificates.drawing.engines import artwork as drawing
from certificates.drawing.engines import stamping
from jobs.models import Job
from jobs.requesting import run_now
from tests.certificates.designs.test_editing import PLAIN, VALUES, Composition


@pytest.fixture
def kept(settings, tmp_path):
    """The folder of kept artworks, empty; nothing is remembered in this process."""
    settings.VAR_DIR = tmp_path
    _forget()
    yield tmp_path / "cache" / "artwork"
    _forget()


def _forget():
    drawing.artwork.cache_clear()
    stamping._session.cache_clear()


@pytest.fixture
def drawings(monkeypatch):
    """The designs that are drawn, one after the other; nothing is drawn."""
    drawn = []

    def note(design):
        drawn.append(design)
        return drawing.Artwork((b"",), b"", b"", b"", 0.0)

    monkeypatch.setattr(drawing, "_drawn", note)
    return drawn


def _composed(programme, coordinator, **changes):
    return editing.begin(programme, "Completion", Composition(VALUES | changes), by=coordinator)


def test_a_design_that_comes_into_use_asks_for_its_artwork_once(programme, coordinator, kept, drawings):
    design = versions.use(_composed(programme, coordinator), by=coordinator)
    versions.use(design, by=coordinator)
    job = Job.objects.get(kind=versions.ARTWORK_JOB)
    assert job.scope == f"programme:{programme.pk}"
    assert versions.request_artwork(design, by=coordinator) == job
    assert run_now(job).result == {"drawn": 1}
    assert drawings == [versions.drawn(design)]
    assert len(list(kept.iterdir())) == 1


def test_work_done_twice_draws_once_and_another_worker_finds_it(programme, coordinator, kept, drawings):
    design = versions.use(_composed(programme, coordinator), by=coordinator)
    for _time in range(2):
        run_now(versions.request_artwork(design, by=coordinator))
        drawing.artwork.cache_clear()  # as a process that has just begun
    assert len(drawings) == 1


def test_a_changed_design_and_a_changed_program_draw_anew(programme, coordinator, kept, drawings, monkeypatch):
    design = versions.use(_composed(programme, coordinator), by=coordinator)
    run_now(Job.objects.get())
    editing.change(design, Composition(VALUES | {"palette": "red"}), by=coordinator)
    run_now(Job.objects.latest("pk"))
    assert [one.palette for one in drawings] == [VALUES["palette"], "red"]
    drawing.artwork.cache_clear()
    monkeypatch.setattr(drawing, "package_digest", lambda: "the next release")
    run_now(versions.request_artwork(design, by=coordinator))
    assert len(drawings) == 3


def test_a_draft_is_not_drawn_and_one_that_went_out_of_use_is_left(programme, coordinator, kept, drawings):
    first = versions.use(_composed(programme, coordinator), by=coordinator)
    assert Job.objects.count() == 1
    draft = versions.next_version(first, by=coordinator)
    editing.change(draft, Composition(VALUES | {"palette": "red"}), by=coordinator)
    assert Job.objects.count() == 1
    versions.use(draft, by=coordinator)
    assert run_now(Job.objects.earliest("pk")).result == {"drawn": 0}
    assert drawings == []


def test_whoever_issues_draws_what_is_not_there(programme, coordinator, kept):
    design = versions.use(editing.begin(programme, "Plain", PLAIN, by=coordinator), by=coordinator)
    assert not Path(kept).exists()
    assert draw(made_up_facts(design), versions.drawn(design)).startswith(b"%PDF")
    assert len(list(kept.iterdir())) == 1
