import re

from django.http import HttpResponse

from accounts.access.middleware import CompressTextMiddleware
from accounts.audit.trail import record


def test_every_answer_names_its_request(client, db):
    first, second = (
        client.get("/healthz")["X-Request-ID"],
        client.get("/healthz", headers={"X-Request-ID": "forged"})["X-Request-ID"],
    )
    assert len(first) == len(second) == 32
    assert first != second


def test_an_audit_entry_carries_the_request_it_was_written_in(signed_in, administrator):
    client = signed_in(administrator)
    answer = client.post(
        f"/admin/administration/people/{administrator.pk}/", {"act": "rename", "full_name": "Tahmina A."}
    )
    assert answer.status_code == 302
    assert administrator.audit_entries.get().request_id == answer["X-Request-ID"]
    assert record(None, "a.done", None).request_id == ""


def test_pages_run_no_inline_script_or_style(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_admin_is_as_strict(signed_in, programme, coordinator):
    client = signed_in(coordinator)
    for path in ("/admin/accounts/auditentry/", f"/admin/programmes/programme/{programme.pk}/change/"):
        page = client.get(path)
        assert "unsafe" not in page["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)", page.text), path


def test_a_page_may_not_use_camera_or_place(client, db):
    answer = client.get("/healthz")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_pages_of_someone_signed_in_are_kept_nowhere(signed_in, outsider):
    assert signed_in(outsider).get("/")["Cache-Control"] == "no-store"


def test_pages_that_are_not_for_everybody_are_kept_nowhere(client, db):
    for path in (
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/key/1-set-password/",
        "/admin/",
    ):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_a_page_that_says_how_to_be_kept_is_left_alone(signed_in, outsider):
    assert "max-age=0" in signed_in(outsider).get("/healthz")["Cache-Control"]


def test_pages_go_out_compressed_and_files_as_they_are(client, rf, db):
    asked = {"Accept-Encoding": "gzip"}
    assert client.get("/accounts/login/", headers=asked)["Content-Encoding"] == "gzip"
    pdf = CompressTextMiddleware(lambda request: HttpResponse(b"%PDF" * 500, content_type="application/pdf"))
    assert "Content-Encoding" not in pdf(rf.get("/", headers=asked)).headers
