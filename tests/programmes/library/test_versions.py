"""The library: versions are added, readers see what is meant for them, every opening counts."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.library.versions import add_version, bring_back, withdraw
from programmes.models import LibraryResource
from tests.factories import EnrolmentFactory, ModuleFactory
from tests.programmes.factories import PDF, ResourceFactory, upload

AUDIENCES = ["coordinators", "trainers", "officers", "public"]


@pytest.fixture
def resource(programme):
    return ResourceFactory(programme=programme, audience="trainers")


# Versions


def test_versions_are_numbered_and_the_newest_counts(resource, coordinator):
    add_version(resource, by=coordinator, file=upload("manual.pdf"))
    second = add_version(resource, by=coordinator, link="https://example.org/manual", note="Now online")
    assert (second.number, resource.latest) == (2, second)
    assert AuditEntry.objects.filter(verb="resource.version_added").count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "either a file or a link"),
        ({"file": upload(), "link": "https://example.org/"}, "either a file or a link"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"link": "https://"}, "valid URL"),
        ({"file": upload("a.pdf", b"MZ")}, "something else, or damaged"),
    ],
)
def test_a_version_is_one_file_of_a_kind_we_keep_or_one_link(resource, coordinator, given, sentence):
    with pytest.raises(Refused, match=sentence):
        add_version(resource, by=coordinator, **given)
    assert resource.versions.count() == 0


def test_a_stranger_adds_nothing(resource, stranger):
    with pytest.raises(Refused, match="Only a coordinator"):
        add_version(resource, by=stranger, file=upload())


# Who reads what


@pytest.fixture
def readers(coordinator, trainer, officer, observer, outsider, stranger, session):
    EnrolmentFactory(session=session, officer=officer)
    everyone = {"coordinator": coordinator, "trainer": trainer, "officer": officer.user, "observer": observer}
    return {**everyone, "outsider": outsider, "stranger": stranger, "anyone": AnonymousUser()}


@pytest.mark.parametrize(
    ("who", "audiences"),
    [
        ("coordinator", AUDIENCES),
        ("trainer", ["trainers", "officers", "public"]),
        ("officer", ["officers", "public"]),
        ("observer", ["public"]),
        ("outsider", ["public"]),
        ("stranger", ["public"]),
        ("anyone", ["public"]),
    ],
)
def test_readers_see_what_is_meant_for_them(programme, readers, who, audiences):
    programme.is_public = True
    programme.save()
    for audience in AUDIENCES:
        ResourceFactory(programme=programme, audience=audience)
    seen = LibraryResource.objects.visible_to(readers[who]).values_list("audience", flat=True)
    assert sorted(seen) == sorted(audiences)


def test_a_programme_that_does_not_speak_in_public_has_nothing_public(programme, outsider, observer):
    programme.is_public = False
    programme.save()
    ResourceFactory(programme=programme, audience="public")
    assert LibraryResource.objects.visible_to(outsider).count() == 0
    assert LibraryResource.objects.visible_to(AnonymousUser()).count() == 0
    assert LibraryResource.objects.visible_to(observer).count() == 1


def test_trainers_and_officers_of_another_programme_see_nothing_of_it(readers):
    ResourceFactory(audience="officers")
    for who in ("trainer", "officer", "coordinator"):
        assert not LibraryResource.objects.visible_to(readers[who]).exists()


def test_what_is_withdrawn_is_seen_by_coordinators_only(resource, coordinator, trainer, session):
    withdraw(resource, by=coordinator)
    assert LibraryResource.objects.visible_to(coordinator).exists()
    assert not LibraryResource.objects.visible_to(trainer).exists()
    bring_back(resource, by=coordinator)
    assert LibraryResource.objects.visible_to(trainer).exists()


def test_withdrawing_twice_is_refused(resource, coordinator):
    withdraw(resource, by=coordinator)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(resource, by=coordinator)


# Handing out


def address(resource, number=None):
    return f"/library/{resource.public_id}/" + (f"{number}/" if number else "")


def test_the_latest_file_is_handed_out_and_counted(signed_in, trainer, session, resource, coordinator):
    add_version(resource, by=coordinator, file=upload("old.pdf", PDF + b"old %%EOF"))
    add_version(resource, by=coordinator, file=upload("manual.pdf"))
    answer = signed_in(trainer).get(address(resource))
    assert b"".join(answer.streaming_content) == PDF
    assert 'filename="manual.pdf"' in answer.headers["Content-Disposition"]
    assert list(resource.versions.values_list("number", "opened")) == [(2, 1), (1, 0)]


def test_an_earlier_version_can_still_be_had(signed_in, trainer, session, resource, coordinator):
    add_version(resource, by=coordinator, file=upload("old.pdf"))
    add_version(resource, by=coordinator, file=upload("new.pdf"))
    answer = signed_in(trainer).get(address(resource, 1))
    assert 'filename="old.pdf"' in answer.headers["Content-Disposition"]


def test_a_link_leads_away_and_is_counted(signed_in, trainer, session, resource, coordinator):
    add_version(resource, by=coordinator, link="https://example.org/film")
    assert signed_in(trainer).get(address(resource)).headers["Location"] == "https://example.org/film"
    assert LibraryResource.objects.with_downloads().get().downloads == 1


def test_who_it_is_not_meant_for_finds_nothing(signed_in, client, officer, outsider, resource, coordinator):
    add_version(resource, by=coordinator, file=upload())
    assert client.get(address(resource)).status_code == 404
    for user in (officer.user, outsider):
        assert signed_in(user).get(address(resource)).status_code == 404
    assert resource.versions.get().opened == 0


def test_anyone_gets_what_is_public(client, programme, coordinator):
    programme.is_public = True
    programme.save()
    resource = ResourceFactory(programme=programme, audience="public")
    add_version(resource, by=coordinator, file=upload())
    assert client.get(address(resource)).status_code == 200


def test_a_resource_without_a_version_is_not_there(signed_in, trainer, session, resource):
    assert signed_in(trainer).get(address(resource)).status_code == 404


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_reading_room_lists_what_may_be_read(
    signed_in, trainer, session, resource, coordinator, programme, language
):
    add_version(resource, by=coordinator, file=upload())
    hidden = ResourceFactory(programme=programme, audience="coordinators", title_en="Not for trainers")
    add_version(hidden, by=coordinator, file=upload())
    ResourceFactory(programme=programme, audience="trainers", title_en="Without a version")
    trainer.language = language
    trainer.save()
    page = signed_in(trainer).get("/library/").content.decode()
    assert resource.title_en in page
    assert "Not for trainers" not in page
    assert "Without a version" not in page


def test_the_reading_room_of_strangers_is_quiet(client, resource, coordinator):
    add_version(resource, by=coordinator, file=upload())
    answer = client.get("/library/")
    assert answer.status_code == 200
    assert resource.title_en not in answer.content.decode()


# The pages of coordinators


def test_a_version_is_added_on_the_page(signed_in, coordinator, resource):
    answer = signed_in(coordinator).post(
        resource.get_absolute_url(), {"file": upload(), "link": "", "note": ""}, follow=True
    )
    assert "Version 1 is in the library." in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"file": upload("a.pdf", b"MZ")}, "file", "something else, or damaged"),
        ({}, "file", "either a file or a link"),
        ({"link": "not an address"}, "link", "not an address of a page"),
    ],
)
def test_a_refusal_stands_beside_its_field(signed_in, coordinator, resource, given, field, sentence):
    answer = signed_in(coordinator).post(resource.get_absolute_url(), {"link": "", "note": "", **given})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]


def test_the_shelf_is_narrowed_by_audience_and_theme(signed_in, coordinator, programme, resource):
    other = ResourceFactory(programme=programme, audience="officers", theme="media")
    ResourceFactory()
    client = signed_in(coordinator)

    def rows(**params):
        return set(client.get("/admin/programme/library/", params).context["rows"])

    assert rows() == rows(audience="nobody") == {resource, other}
    assert rows(audience="trainers") == {resource}
    assert rows(theme="media") == {other}


def test_the_shelf_costs_the_same_with_one_and_with_three(signed_in, coordinator, programme, cost_of):
    client = signed_in(coordinator)

    def cost_with_more(number):
        for _n in range(number):
            resource = ResourceFactory(programme=programme)
            add_version(resource, by=coordinator, file=upload())
            ModuleFactory().resources.add(resource)
        return cost_of(lambda: client.get("/admin/programme/library/"))

    assert cost_with_more(1) == cost_with_more(2)
