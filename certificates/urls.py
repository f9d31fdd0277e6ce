"""Addresses of certificates: the officer's own pages, the public check, and issuing inside the admin."""

from django.urls import path, register_converter

from certificates.views.coordinator import (
    ceremonies,
    ceremony_lines,
    certificate,
    corrections,
    designs,
    hand_overs,
    issue,
    issue_programme,
    reinstatement,
    reissues,
    reviews,
    revocations,
)
from certificates.views.officer import certificates as officer
from certificates.views.officer import corrections as my_corrections
from certificates.views.public import badges, offline, verify


class Sha256Converter:
    """64 hexadecimal digits."""

    regex = "[0-9a-fA-F]{64}"

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value


class SerialConverter:
    """A serial such as SHETU-2026-00042; no page of the admin is called so."""

    regex = r"[^/]+-\d{4}-\d{5,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KeyIdConverter(Sha256Converter):
    """The 16 hexadecimal digits by which a key is called."""

    regex = "[0-9a-f]{16}"


register_converter(Sha256Converter, "sha256")
register_converter(KeyIdConverter, "key_id")
register_converter(SerialConverter, "serial")
app_name = "certificates"

# /me/
officer_urls = [
    path("me/", officer.mine, name="mine"),
    path("claim/done/", officer.claimed, name="claimed"),
    path("me/certificates/<str:serial>/", officer.download, name="download"),
    path("me/correct/<id:enrolment>/", my_corrections.ask, name="ask_correction"),
    path("me/corrections/<id:pk>/withdraw/", my_corrections.withdraw, name="withdraw_correction"),
    path("me/corrections/<id:pk>/read/", my_corrections.read, name="read_correction"),
    path("me/corrections/<id:pk>/evidence/", my_corrections.evidence, name="evidence"),
    path("me/certificates/<str:serial>/badge/", badges.download, name="badge"),
    path("me/certificates/<str:serial>/badge/make/", badges.ask, name="ask_for_badge"),
]

# /verify/
public_urls = [
    path("verify/", verify.verify, name="verify"),
    path("verify/file/", verify.verify_file, name="verify_file"),
    path("verify/file/<sha256:sha256>/", verify.verify_hash, name="verify_hash"),
    path("verify/keys/", verify.keys, name="keys"),
    path("verify/keys/certificates.pem", verify.keys_as_pem, name="keys_as_pem"),
    path("verify/keys.json", offline.keys_as_json, name="keys_as_json"),
    path("verify/offline/", offline.offline, name="offline"),
    path("verify/worker.js", offline.worker, name="offline_worker"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]

# /badges/: what badges point to. The addresses are part of signed badges, so they never change.
badge_urls = [
    path("badges/issuer/", badges.issuer_profile, name="badge_issuer"),
    path("badges/keys/<key_id:kid>/", badges.key, name="badge_key"),
    path("badges/status/<id:number>/", badges.status_list, name="badge_status"),
    path(
        "badges/achievements/<uuid:course>/<slug:level>/<str:language>/",
        badges.achievement_of,
        name="badge_achievement",
    ),
    # As in badges made before courses had a reference.
    path(
        "badges/achievements/<id:course>/<slug:level>/<str:language>/",
        badges.achievement_by_number,
        name="badge_achievement_by_number",
    ),
]

# /admin/sessions/<code>/certificates/
staff_urls = [
    path("admin/sessions/<str:code>/certificates/", issue.issue, name="issue"),
    path("admin/sessions/<str:code>/certificates/specimen/", issue.specimen, name="specimen"),
    path("admin/sessions/<str:code>/certificates/<id:enrolment>/name/", issue_programme.name, name="name"),
]

# /admin/programme/<code>/certificates/
programme_urls = [
    path("admin/programme/<str:code>/certificates/", issue_programme.check, name="programme"),
    path(
        "admin/programme/<str:code>/certificates/<uuid:public_id>/", issue_programme.progress, name="programme_progress"
    ),
    path(
        "admin/programme/<str:code>/certificates/<uuid:public_id>/now/",
        issue_programme.progress_now,
        name="programme_progress_now",
    ),
    path("admin/programme/<str:code>/certificates/<uuid:public_id>/stop/", issue_programme.stop, name="programme_stop"),
    path(
        "admin/programme/<str:code>/certificates/<uuid:public_id>/resume/",
        issue_programme.resume,
        name="programme_resume",
    ),
]

# /admin/certificate-designs/
design_urls = [
    path("admin/certificate-designs/", designs.index, name="designs"),
    path("admin/certificate-designs/new/<str:code>/", designs.begin, name="begin_design"),
    path("admin/certificate-designs/look/<str:code>/", designs.look, name="look_at_design"),
    path("admin/certificate-designs/specimen/<str:code>/", designs.specimen, name="design_specimen"),
    path("admin/certificate-designs/art/<str:palette>/<str:name>", designs.art, name="design_art"),
    path("admin/certificate-designs/<id:pk>/", designs.compose, name="compose"),
    path("admin/certificate-designs/<id:pk>/picture/", designs.thumbnail, name="design_picture"),
    path("admin/certificate-designs/<id:pk>/next-version/", designs.next_version, name="next_design_version"),
    path("admin/certificate-designs/<id:pk>/delete/", designs.discard, name="discard_design"),
    path("admin/certificate-designs/<id:pk>/use/", designs.use, name="use_design"),
    path("admin/signatories/<id:pk>/signature/", designs.signature, name="signature"),
]

# /admin/certificates/: before the admin's own lists, which have other names
lifecycle_urls = [
    path("admin/certificates/corrections/", corrections.desk, name="corrections"),
    path("admin/certificates/corrections/new/<id:enrolment>/", corrections.file, name="file_correction"),
    path("admin/certificates/corrections/<id:pk>/", corrections.decide, name="correction"),
    path("admin/certificates/corrections/<id:pk>/decline/", corrections.decline, name="decline_correction"),
    path("admin/certificates/to-review/", reviews.desk, name="reviews"),
    path("admin/certificates/to-review/<id:pk>/leave/", reviews.leave, name="leave_review"),
    path("admin/certificates/revoke/", revocations.choose, name="choose_to_revoke"),
    path("admin/certificates/revoke/now/", revocations.revoke, name="revoke"),
    path("admin/certificates/revocations/", revocations.proposals, name="proposals"),
    path("admin/certificates/revocations/<id:pk>/", revocations.proposal, name="proposal"),
    path("admin/certificates/revocations/<id:pk>/confirm/", revocations.confirm, name="confirm_proposal"),
    path("admin/certificates/revocations/<id:pk>/decline/", revocations.decline, name="decline_proposal"),
    path("admin/certificates/reissue/", reissues.choose, name="reissue"),
    path("admin/certificates/reissue/now/", reissues.reissue, name="reissue_now"),
    path("admin/certificates/reissue/<id:pk>/", reissues.reissued, name="reissued"),
    path("admin/certificates/reinstatements/", reinstatement.reinstatements, name="reinstatements"),
    path("admin/certificates/reinstatements/<id:pk>/", reinstatement.reinstatement, name="reinstatement"),
    path("admin/certificates/reinstatements/<id:pk>/confirm/", reinstatement.confirm, name="confirm_reinstatement"),
    path("admin/certificates/reinstatements/<id:pk>/decline/", reinstatement.decline, name="decline_reinstatement"),
    path("admin/certificates/<serial:serial>/new-one/", reinstatement.ask, name="ask_reinstatement"),
    path("admin/certificates/<serial:serial>/", certificate.certificate, name="certificate"),
    path("admin/certificates/<serial:serial>/picture/", certificate.picture, name="certificate_picture"),
]

# /admin/ceremonies/
ceremony_urls = [
    path("admin/ceremonies/", ceremonies.ceremony_list, name="ceremonies"),
    path("admin/ceremonies/new/", ceremonies.new, name="new_ceremony"),
    path("admin/ceremonies/<id:pk>/", ceremonies.ceremony, name="ceremony"),
    path("admin/ceremonies/<id:pk>/edit/", ceremonies.edit, name="edit_ceremony"),
    path("admin/ceremonies/<id:pk>/act/", ceremonies.act, name="act_on_ceremony"),
    path("admin/ceremonies/<id:pk>/cancel/", ceremonies.cancel, name="cancel_ceremony"),
    path("admin/ceremonies/<id:pk>/sessions/", ceremonies.change_sessions, name="ceremony_sessions"),
    path("admin/ceremonies/<id:pk>/protocol/new/", ceremony_lines.new_dignitary, name="new_dignitary"),
    path("admin/ceremonies/<id:pk>/protocol/<id:line>/", ceremony_lines.edit_dignitary, name="edit_dignitary"),
    path("admin/ceremonies/<id:pk>/protocol/<id:line>/act/", ceremony_lines.act_on_dignitary, name="act_on_dignitary"),
    path("admin/ceremonies/<id:pk>/running-order/new/", ceremony_lines.new_line, name="new_line"),
    path("admin/ceremonies/<id:pk>/running-order/suggest/", ceremony_lines.suggest_lines, name="suggest_lines"),
    path("admin/ceremonies/<id:pk>/running-order/<id:line>/", ceremony_lines.edit_line, name="edit_line"),
    path("admin/ceremonies/<id:pk>/running-order/<id:line>/act/", ceremony_lines.act_on_line, name="act_on_line"),
    path("admin/ceremonies/<id:pk>/order/", hand_overs.order, name="ceremony_order"),
    path("admin/ceremonies/<id:pk>/order/arrange/", hand_overs.arrange, name="arrange_ceremony"),
    path("admin/ceremonies/<id:pk>/order/<id:line>/", hand_overs.set_place, name="put_hand_over"),
    path("admin/ceremonies/<id:pk>/day/", hand_overs.day, name="ceremony_day"),
    path("admin/ceremonies/<id:pk>/day/mark/", hand_overs.mark, name="mark_hand_over"),
    path("admin/ceremonies/<id:pk>/after/", hand_overs.after, name="ceremony_after"),
]

urlpatterns = [
    # What strangers ask for, thousands at once after a ceremony, is found first.
    *public_urls,
    *officer_urls,
    *badge_urls,
    *staff_urls,
    *programme_urls,
    *design_urls,
    *lifecycle_urls,
    *ceremony_urls,
]
