"""The pages of designs: the list with its versions, the page where one is composed, and its preview."""

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from certificates.designs import editing, preview, versions
from certificates.models import CertificateDesign
from programmes.models import Organisation, Partnership
from tests.certificates.composed import sent, signature_picture, stored
from tests.certificates.conftest import completes
from tests.factories import DesignFactory, ProgrammeFactory, SignatoryFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/certificate-designs/"
NEW = "/admin/certificate-designs/new/SHETU/"
LOOK_AT = "/admin/certificate-designs/look/SHETU/"
SPECIMEN = "/admin/certificate-designs/specimen/SHETU/"
LONG_NAME = ("এ কে এম খন্দকার মোহাম্মদ মনিরুজ্জামান বিন ওবায়দুল্লাহ চৌধুরী", "A K M Khandaker Mohammad Moniruzzaman Bin Obaidullah")


def page_of(design):
    return f"/admin/certificate-designs/{design.pk}/"


@pytest.fixture
def composer(signed_in, coordinator, programme):
    """The coordinator at the browser."""
    return signed_in(coordinator)


def labels(html):
    return re.findall(r'aria-label="([^"]*: [^"]*)"', html)


# Saving


def test_a_design_is_composed_saved_and_used(composer, programme):
    assert "Certificate of Completion" in composer.get(NEW).content.decode()
    answer = composer.post(NEW, sent())
    design = CertificateDesign.objects.get()
    assert answer.headers["Location"] == page_of(design)
    composer.post(f"{page_of(design)}use/")
    assert CertificateDesign.objects.get().is_default
    assert "In use" in composer.get(LIST).content.decode()


def test_a_used_design_continues_as_a_draft_and_the_page_says_so(composer, certificate, design):
    html = composer.get(page_of(design)).content.decode()
    assert "so it stays as it is" in html
    assert "Save as the next version" in html
    answer = composer.post(page_of(design), sent(name=None, level="tot", title_en="Graduate"), follow=True)
    copy = CertificateDesign.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == page_of(copy)
    assert "Your changes are version 2: a draft, until you use it" in answer.content.decode()
    html = composer.get(LIST).content.decode()
    assert "1 certificate was issued with it" in html
    assert "Draft" in html


def test_what_stands_there_is_kept_when_something_is_wrong(composer, programme):
    answer = composer.post(NEW, sent(title_en="In {plaice}", statement_bn="ক" * 201))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no placeholder “{plaice}”" in html
    assert "In {plaice}</textarea>" in html
    assert "at most 200 characters" in html
    assert not CertificateDesign.objects.exists()


def test_a_signatory_stands_once(composer, programme):
    one = SignatoryFactory(programme=programme)
    answer = composer.post(NEW, sent(signatory_1=one.pk, signatory_3=one.pk))
    assert "is chosen twice" in answer.content.decode()


def test_signatories_and_partners_of_another_programme_cannot_be_chosen(composer, programme):
    stranger = SignatoryFactory(programme=ProgrammeFactory())
    company = Organisation.objects.create(kind="donor", name_en="Stranger")
    for field, one in (("signatory_1", stranger), ("partner_1", company)):
        assert "Choose one of the list" in composer.post(NEW, sent(**{field: one.pk})).content.decode()


def test_their_order_is_kept_and_empty_places_are_passed_over(composer, programme):
    first, second = (SignatoryFactory(programme=programme, post_en=post) for post in ("B", "A"))
    composer.post(NEW, sent(signatory_2=first.pk, signatory_4=second.pk))
    design = CertificateDesign.objects.get()
    assert [one.post_en for one in editing.composition(design).signatories] == ["B", "A"]


def test_who_was_slower_finds_the_values_still_there(composer, design, coordinator):
    seen = CertificateDesign.objects.get().changed_at.isoformat()
    values = sent(name=None, level="tot", seen=seen)
    composer.post(page_of(design), values | {"title_en": "Theirs"})
    answer = composer.post(page_of(design), values | {"title_en": "Mine"})
    html = answer.content.decode()
    assert "Somebody else changed this design meanwhile" in html
    assert "Mine</textarea>" in html
    again = re.search(r'name="seen" value="([^"]+)"', html)[1]
    composer.post(page_of(design), values | {"title_en": "Mine", "seen": again})
    assert CertificateDesign.objects.get().title_en == "Mine"


def test_the_usual_words_of_a_level_come_with_a_button(composer, programme):
    html = composer.post(NEW, sent(level="participation", suggest="1")).content.decode()
    assert "Certificate of Participation</textarea>" in html
    assert "অংশগ্রহণ সনদ</textarea>" in html
    assert not CertificateDesign.objects.exists()


@pytest.mark.parametrize("level", ["distinction", "trainer"])
def test_a_level_that_nothing_issues_cannot_be_chosen(composer, programme, level):
    html = composer.get(f"{NEW}?level={level}").content.decode()
    assert re.findall(r'<option value="(\w+)"(?: selected)?>', html.partition('name="level"')[2])[:3] == [
        *("participation", "completion", "tot"),
    ]
    assert f'<option value="{level}"' not in html
    assert composer.post(NEW, sent(level=level)).status_code == 422
    assert not CertificateDesign.objects.exists()


def test_a_design_of_such_a_level_says_why_it_is_of_no_use_and_can_change_its_level(composer, programme):
    design = DesignFactory(programme=programme, level="distinction", is_default=False)
    why = "Nothing decides on distinction yet, so no certificate of this level can be issued."
    for address in (LIST, page_of(design)):
        html = composer.get(address).content.decode()
        assert why in html
        assert "Use it for new certificates" not in html
    assert '<option value="distinction" selected>' in html
    assert why in composer.post(f"{page_of(design)}use/", follow=True).content.decode()
    composer.post(page_of(design), sent(name=None, level="completion"))
    design.refresh_from_db()
    assert (design.level, design.is_default) == ("completion", False)


def test_a_design_without_bangla_is_refused_for_use_with_a_sentence(composer, programme):
    composer.post(NEW, sent(title_bn="", statement_bn=""))
    design = CertificateDesign.objects.get()
    answer = composer.post(f"{page_of(design)}use/", follow=True)
    assert "lacks its wording in Bangla" in answer.content.decode()
    assert "Bangla wording missing" in composer.get(LIST).content.decode()


# The preview


def test_the_preview_shows_the_longest_and_the_shortest_name_of_the_session(composer, closed):
    completes(closed, name_bn=LONG_NAME[0], name_en=LONG_NAME[1])
    completes(closed, name_bn="ইতি দে", name_en="Eti Dey")
    completes(closed, name_bn="আবুল হাশেম", name_en="Abul Hashem")
    html = composer.post(LOOK_AT, sent(session=closed.code)).content.decode()
    assert labels(html) == [
        f"The longest name of the session: {LONG_NAME[1]} / {LONG_NAME[0]}",
        "The shortest name: Eti Dey / ইতি দে",
    ]
    assert html.count("<svg xmlns") == 2


def test_without_a_session_names_are_made_up_and_it_says_so(composer, programme):
    assert "A long made-up name" in labels(composer.post(LOOK_AT, sent()).content.decode())[0]


def test_the_preview_stores_nothing(composer, closed, two, writes_nothing):
    composer.get(NEW)
    with writes_nothing():
        composer.post(LOOK_AT, sent(session=closed.code))
        composer.post(NEW, sent(look="1", session=closed.code))
    assert AuditEntry.objects.count() == 0


def test_without_script_the_page_itself_brings_the_preview(composer, programme):
    html = composer.post(NEW, sent(look="1", title_en="Another title", name="")).content.decode()
    assert html.count("<svg xmlns") == 2
    assert "Another title</textarea>" in html
    assert not CertificateDesign.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_bn": "", "statement_bn": ""}, "Not written yet: title in Bangla, statement in Bangla."),
        ({"title_en": "🎓 Graduate"}, "which cannot be printed on a certificate"),
        ({"title_en": "W" * 120}, "is too long: even in the smallest print"),
        ({"title_en": "Certificate প্রশিক্ষণ"}, "It is drawn by the slow engine"),
        ({"title_en": "In {plaice}"}, "There is no placeholder “{plaice}”"),
    ],
)
def test_a_sentence_warns_of_what_will_not_work(composer, programme, changes, sentence):
    assert sentence in composer.post(LOOK_AT, sent(**changes)).content.decode()


def test_a_sentence_warns_of_small_print(composer, closed):
    completes(closed, name_bn=LONG_NAME[0], name_en=LONG_NAME[1] + " Chowdhury Khandaker")
    html = composer.post(LOOK_AT, sent(layout="plain", session=closed.code)).content.decode()
    assert re.search(r"The name in English .* is printed at 1\d(\.\d)? pt: small for this line", html)


def test_a_name_of_200_letters_is_told_and_everything_else_is_shown(composer, closed):
    completes(closed, name_en=("Mohammad " * 23)[:200].strip())
    html = composer.post(LOOK_AT, sent(session=closed.code)).content.decode()
    assert "The name in English “Mohammad" in html
    assert "<svg xmlns" in html


def test_other_names_without_a_place_are_counted(composer, closed):
    completes(closed, name_bn=LONG_NAME[0], name_en=LONG_NAME[1])
    completes(closed, name_bn="ইতি দে", name_en="Eti Dey")
    completes(closed, name_bn="রহিম", name_en="Rahim 🎓 Uddin")
    html = composer.post(LOOK_AT, sent(session=closed.code)).content.decode()
    assert "1 more certificates of this session could not be printed" in html


def test_markup_stays_text(composer, closed):
    completes(closed, name_en="<script>alert(1)</script>")
    html = composer.post(LOOK_AT, sent(session=closed.code, title_en="<b>x</b>")).content.decode()
    assert "<script" not in html
    assert "<b>x" not in html


def test_who_has_no_signature_gets_a_line_and_it_says_so(composer, programme):
    signs = SignatoryFactory(programme=programme, post_en="Director", signature=stored(signature_picture()))
    waits = SignatoryFactory(programme=programme, post_en="Coordinator")
    html = composer.post(LOOK_AT, sent(signatory_1=signs.pk, signatory_2=waits.pk)).content.decode()
    assert "a line is printed to sign on by hand: Coordinator." in html
    assert html.count("data:image/png") == 2  # once on each of the two pictures


def test_too_many_previews_have_to_wait(composer, programme, monkeypatch):
    monkeypatch.setattr(preview, "PER_MINUTE", 2)
    answers = [composer.post(LOOK_AT, sent()).content.decode() for _one in range(3)]
    assert ["Too many previews" in html for html in answers] == [False, False, True]


def test_the_limit_is_each_persons_own(programme, coordinator, monkeypatch):
    monkeypatch.setattr(preview, "PER_MINUTE", 1)
    waits = [preview.seconds_to_wait(user, now=90) for user in (coordinator, coordinator, UserFactory())]
    assert waits == [0, 30, 0]
    assert preview.seconds_to_wait(coordinator, now=120) == 0


def test_the_specimen_is_the_real_pdf_of_what_nobody_saved(composer, programme):
    answer = composer.post(SPECIMEN, sent(name=""))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    assert "no-store" in answer["Cache-Control"]
    assert composer.post(SPECIMEN, sent(title_en="{x}")).status_code == 422
    assert composer.post(SPECIMEN, sent(title_en="🎓")).status_code == 422


@pytest.mark.parametrize("officers", [1, 3])
def test_the_preview_costs_the_same_for_many(composer, closed, officers, django_assert_num_queries):
    signs = SignatoryFactory(programme=closed.phase.programme)
    for number in range(officers):
        completes(closed, name_en=f"Abul Hashem {number}")
    values = sent(session=closed.code, signatory_1=signs.pk)
    composer.post(LOOK_AT, values)
    with django_assert_num_queries(LOOKS):
        composer.post(LOOK_AT, values)


def test_a_draft_is_deleted_after_a_question(composer, certificate, design, coordinator):
    draft = versions.next_version(design, by=coordinator)
    address = f"{page_of(draft)}delete/"
    for page in (LIST, page_of(design)):
        html = composer.get(page).content.decode()
        assert f'href="{address}"' in html
        assert f"{page_of(design)}delete/" not in html
    assert "Delete this draft" in composer.get(address).content.decode()
    assert CertificateDesign.objects.count() == 2
    answer = composer.post(address, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Version 2 of “" in answer.content.decode()
    assert CertificateDesign.objects.get() == design
    assert composer.get(address).status_code == 404


def test_the_page_says_why_a_used_version_stays(composer, certificate, design):
    address = f"{page_of(design)}delete/"
    html = composer.get(address).content.decode()
    assert "is used for new certificates of the level" in html
    assert "Delete this draft" not in html
    assert "Choose another one for that level first" in composer.post(address, follow=True).content.decode()
    assert CertificateDesign.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(composer, programme, count, django_assert_num_queries):
    for number in range(count):
        DesignFactory(programme=programme, name=f"Design {number}", is_default=not number)
    composer.get(LIST)
    with django_assert_num_queries(LISTS):
        composer.get(LIST)


LOOKS, LISTS = 9, 9


# Pictures


def test_every_version_has_its_picture(composer, design):
    answer = composer.get(f"{page_of(design)}picture/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    CertificateDesign.objects.filter(pk=design.pk).update(title_bn="")
    assert composer.get(f"{page_of(design)}picture/").status_code == 200


def test_the_artwork_has_an_address_and_nothing_else_has(composer, programme):
    assert composer.get("/admin/certificate-designs/art/red/guilloche-border.svg").status_code == 200
    for name in ("pink/guilloche-border.svg", "red/none.svg", "red/print.css"):
        assert composer.get(f"/admin/certificate-designs/art/{name}").status_code == 404


# Who may


def test_nobody_but_its_coordinators_reaches_a_design(signed_in, programme, design, trainer, observer, officer_user):
    other = UserFactory()
    ProgrammeFactory(code="OTHER", coordinators=[other])
    addresses = [page_of(design), f"{page_of(design)}picture/", NEW]
    addresses.append(f"{page_of(design)}delete/")
    posts = [page_of(design), NEW, LOOK_AT, SPECIMEN]
    posts += [f"{page_of(design)}{verb}/" for verb in ("next-version", "use", "delete")]
    for user in (trainer, observer, officer_user, other):
        client = signed_in(user)
        assert {client.get(address).status_code for address in addresses} == {404}
        assert {client.post(address, sent()).status_code for address in posts} == {404}
    assert design.name not in signed_in(other).get(LIST).content.decode()
    assert CertificateDesign.objects.count() == 1


def test_strangers_are_sent_to_sign_in(client, design):
    for address in (LIST, page_of(design), NEW):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_reading_an_address_changes_nothing(composer, design):
    for verb in ("use", "next-version"):
        assert composer.get(f"{page_of(design)}{verb}/").status_code == 405


def test_the_admin_leads_to_the_pages(composer, design):
    assert composer.get(reverse("admin:certificates_certificatedesign_changelist")).headers["Location"] == LIST
    change = reverse("admin:certificates_certificatedesign_change", args=[design.pk])
    assert composer.get(change).headers["Location"] == page_of(design)
    assert composer.get(reverse("admin:certificates_certificatedesign_history", args=[design.pk])).status_code == 200
    assert composer.get("/admin/certificates/certificatedesign/add/").status_code == 404


def test_partners_with_a_role_in_a_consultation_only_are_not_offered(composer, programme):
    company = Organisation.objects.create(kind="donor", name_en="The Donor")
    Partnership.objects.create(programme=programme, organisation=company, role="donor")
    Partnership.objects.create(programme=programme, organisation=company, role="lead")
    Organisation.objects.create(kind="donor", name_en="Stranger")
    html = composer.get(NEW).content.decode()
    assert html.count("The Donor (name only)") == 5  # in each of the five places, once
    assert "Stranger" not in html
