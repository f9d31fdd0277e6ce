"""Composing designs: what a design may be, and that a version which was used never changes."""

import threading
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.designs import editing
from certificates.designs import versions as designs
from certificates.designs.editing import Composition
from certificates.issuing import batches
from certificates.models import CertificateDesign, FrozenDesign, Reissue
from programmes.models import Organisation, Partnership
from tests.certificates.composed import LOOK, WORDS, signature_picture, stored
from tests.certificates.conftest import completes, issued
from tests.factories import DesignFactory, ProgrammeFactory, SignatoryFactory, UserFactory

VALUES = {**LOOK, **WORDS, "shows_rank": True, "shows_hours": True}
PLAIN = Composition(VALUES)


def with_values(**changes):
    return Composition(VALUES | changes)


def partner(programme, name="The Donor", **facts):
    organisation = Organisation.objects.create(kind="donor", name_en=name, name_bn="দাতা", **facts)
    Partnership.objects.create(programme=programme, organisation=organisation, role="donor")
    return organisation


# What a design may be


def test_a_new_design_is_its_first_version_and_not_used_yet(programme, coordinator):
    signs, pays = SignatoryFactory(programme=programme), partner(programme)
    design = editing.begin(programme, " Completion ", Composition(VALUES, (signs,), (pays,)), by=coordinator)
    assert (design.name, design.version, design.is_default, design.title_bn) == (
        "Completion",
        1,
        False,
        WORDS["title_bn"],
    )
    assert editing.composition(design) == Composition(VALUES, (signs,), (pays,))
    assert AuditEntry.objects.get().verb == "certificate_design.added"


def test_two_designs_of_a_programme_have_two_names(programme, coordinator):
    editing.begin(programme, "Completion", PLAIN, by=coordinator)
    with pytest.raises(Refused, match="of this name already"):
        editing.begin(programme, "completion", PLAIN, by=coordinator)


def test_it_can_be_saved_without_bangla_but_not_used(programme, coordinator):
    design = editing.begin(programme, "Draft", with_values(title_bn="", statement_bn=" "), by=coordinator)
    with pytest.raises(Refused, match="lacks its wording in Bangla"):
        designs.use(design, by=coordinator)
    assert not CertificateDesign.objects.get().is_default


def test_nothing_is_issued_with_a_design_without_bangla(closed, two, design, coordinator):
    CertificateDesign.objects.filter(pk=design.pk).update(title_bn="")
    with pytest.raises(Refused):
        batches.request(closed, by=coordinator)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"statement_en": "held in {plaice}"}, "There is no placeholder “.plaice.”"),
        ({"title_bn": "সনদ {"}, "A brace"),
        ({"title_en": "x" * 121}, "at most 120 characters"),
        ({"statement_bn": "ক" * 201}, "at most 200 characters"),
        ({"layout": "baroque"}, "not a valid choice"),
        ({"paper": "a5"}, "not a valid choice"),
        ({"palette": "pink"}, "not a valid choice"),
        ({"level": "master"}, "not a valid choice"),
        ({"title_en": ""}, "cannot be blank"),
    ],
)
def test_what_a_design_may_not_be_is_refused(programme, coordinator, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        editing.begin(programme, "Completion", with_values(**changes), by=coordinator)
    assert not CertificateDesign.objects.exists()


def test_there_is_room_for_four_signatories_of_the_programme_each_once(programme, coordinator):
    five = tuple(SignatoryFactory(programme=programme) for _one in range(5))
    stranger = SignatoryFactory(programme=ProgrammeFactory())
    for signatories, sentence in (
        (five, "room for 4"),
        (five[:1] * 2, "twice"),
        ((stranger,), "of this programme"),
    ):
        with pytest.raises(Refused, match=sentence):
            editing.begin(programme, "Completion", Composition(VALUES, signatories), by=coordinator)
    assert editing.begin(programme, "Completion", Composition(VALUES, five[:4]), by=coordinator)


def test_partners_are_those_of_the_programme(programme, coordinator):
    stranger = Organisation.objects.create(kind="donor", name_en="Somebody else")
    with pytest.raises(Refused, match="of this programme"):
        editing.begin(programme, "Completion", Composition(VALUES, (), (stranger,)), by=coordinator)


@pytest.mark.parametrize("text", ["🎓 Graduate", "证书", "সনদ \u202e"])
def test_letters_that_cannot_be_printed_keep_it_from_being_used(programme, coordinator, text):
    design = editing.begin(programme, "Completion", with_values(title_en=text), by=coordinator)
    with pytest.raises(Refused, match=r"cannot be printed|invisible character"):
        designs.use(design, by=coordinator)


def test_markup_in_the_wording_is_only_text(programme, coordinator):
    design = editing.begin(programme, "Completion", with_values(title_en="<b>A</b> & {level}"), by=coordinator)
    assert designs.use(design, by=coordinator).title_en == "<b>A</b> & {level}"


def test_only_coordinators_of_the_programme_compose(programme, trainer, observer, design):
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    for user in (trainer, observer, other):
        for verb in (
            lambda user=user: editing.begin(programme, "x", PLAIN, by=user),
            lambda user=user: editing.change(design, PLAIN, by=user),
            lambda user=user: designs.next_version(design, by=user),
            lambda user=user: designs.use(design, by=user),
        ):
            with pytest.raises(Refused, match="Only a coordinator"):
                verb()
    assert CertificateDesign.objects.count() == 1


# Changing it


def test_an_unused_design_is_changed_in_place(design, coordinator):
    composed = replace(editing.composition(design), values=editing.composition(design).values | {"palette": "red"})
    changed = editing.change(design, composed, by=coordinator)
    assert (changed.pk, changed.palette) == (design.pk, "red")
    assert CertificateDesign.objects.count() == 1


def test_saving_what_is_there_changes_nothing(certificate, design, coordinator, writes_nothing):
    composed = editing.composition(design)
    assert editing.change(design, composed, by=coordinator) == design
    assert CertificateDesign.objects.count() == 1


def test_a_change_of_a_used_version_is_the_next_one(certificate, design, coordinator):
    before = editing.composition(design)
    changed = editing.change(design, Composition(before.values | {"title_en": "New"}), by=coordinator)
    assert (changed.version, changed.title_en, changed.is_default, changed.name) == (2, "New", False, design.name)
    assert editing.composition(CertificateDesign.objects.get(version=1)) == before
    assert not changed.design_signatories.exists()


def test_sent_twice_it_is_one_version(certificate, design, coordinator):
    composed = with_values(level="tot", title_en="New")
    first = editing.change(design, composed, by=coordinator)
    assert editing.change(design, composed, by=coordinator) == first
    assert CertificateDesign.objects.count() == 2


def test_who_was_slower_is_told_and_can_save_again(design, coordinator):
    seen = CertificateDesign.objects.get().changed_at
    editing.change(design, with_values(level="tot"), by=coordinator, expected=seen)
    with pytest.raises(Refused, match="Somebody else changed this design"):
        editing.change(design, with_values(level="tot", title_en="Mine"), by=coordinator, expected=seen)
    now = CertificateDesign.objects.get().changed_at
    assert (
        editing.change(design, with_values(level="tot", title_en="Mine"), by=coordinator, expected=now).title_en
        == "Mine"
    )


def test_the_design_in_use_stays_with_its_level(design, coordinator):
    with pytest.raises(Refused, match="is used for new certificates of the level"):
        editing.change(design, with_values(level="trainer"), by=coordinator)


def test_two_make_a_first_version_of_one_name_at_once(transactional_db):
    people = [UserFactory() for _one in range(4)]
    programme = ProgrammeFactory(coordinators=people)
    together, made, refused = threading.Barrier(len(people)), [], []

    def compose(user):
        try:
            together.wait()
            made.append(editing.begin(programme, "Completion", PLAIN, by=user))
        except Refused as no:
            refused.append(str(no))
        finally:
            connection.close()

    _at_once(compose, people)
    assert (len(made), len(refused)) == (1, 3), refused


def test_two_use_another_version_at_once_and_one_is_in_use(transactional_db):
    people = [UserFactory() for _one in range(4)]
    programme = ProgrammeFactory(coordinators=people)
    versions = [
        DesignFactory(programme=programme, name=f"Design {number}", is_default=False) for number in range(len(people))
    ]
    together = threading.Barrier(len(people))

    def use(pair):
        try:
            together.wait()
            designs.use(pair[1], by=pair[0])
        finally:
            connection.close()

    _at_once(use, list(zip(people, versions, strict=True)))
    assert CertificateDesign.objects.filter(is_default=True).count() == 1
    assert AuditEntry.objects.filter(verb="certificate_design.used").count() == 4


# Deleting a draft


def test_a_draft_that_was_never_used_goes_and_its_number_is_free_again(certificate, design, coordinator):
    draft = designs.next_version(design, by=coordinator)
    editing.discard(draft, by=coordinator)
    assert list(CertificateDesign.objects.values_list("version", flat=True)) == [1]
    line = AuditEntry.objects.get(verb="certificate_design.deleted")
    assert (line.actor, line.target_id, line.details["version"]) == (coordinator, str(draft.pk), 2)
    assert designs.next_version(design, by=coordinator).version == 2


def test_the_version_in_use_stays(design, coordinator):
    with pytest.raises(Refused, match="is used for new certificates of the level"):
        editing.discard(design, by=coordinator)
    assert CertificateDesign.objects.get() == design


def test_a_version_that_certificates_were_asked_for_with_stays(closed, two, design, coordinator):
    batches.request(closed, by=coordinator)
    designs.use(designs.next_version(design, by=coordinator), by=coordinator)
    with pytest.raises(Refused, match="Certificates were asked for with this version"):
        editing.discard(CertificateDesign.objects.get(version=1), by=coordinator)
    assert CertificateDesign.objects.count() == 2


def test_a_frozen_version_and_one_that_others_are_issued_anew_with_stay(programme, coordinator):
    frozen, anew = (DesignFactory(programme=programme, name=name, is_default=False) for name in ("Frozen", "Anew"))
    designs.frozen(frozen)
    Reissue.objects.create(programme=programme, design=anew, reason="A new design.", requested_by=coordinator)
    for design in (frozen, anew):
        with pytest.raises(Refused, match="so it stays on record"):
            editing.discard(design, by=coordinator)


def test_only_a_coordinator_of_the_programme_deletes_a_draft(design, coordinator, outsider):
    draft = designs.next_version(design, by=coordinator)
    with pytest.raises(Refused, match="Only a coordinator"):
        editing.discard(draft, by=outsider)


def test_what_was_deleted_meanwhile_cannot_be_changed_used_or_copied(design, coordinator):
    draft = designs.next_version(design, by=coordinator)
    editing.discard(CertificateDesign.objects.get(pk=draft.pk), by=coordinator)
    for act in (designs.use, designs.next_version, editing.discard):
        with pytest.raises(Refused, match="was deleted meanwhile"):
            act(draft, by=coordinator)
    with pytest.raises(Refused, match="was deleted meanwhile"):
        editing.change(draft, PLAIN, by=coordinator)


def test_two_delete_a_draft_at_once_and_one_of_them_is_reported(transactional_db):
    people = [UserFactory() for _one in range(4)]
    programme = ProgrammeFactory(coordinators=people)
    draft = DesignFactory(programme=programme, is_default=False)
    together, refused = threading.Barrier(len(people)), []

    def discard(user):
        try:
            together.wait()
            editing.discard(draft, by=user)
        except Refused as no:
            refused.append(str(no))
        finally:
            connection.close()

    _at_once(discard, people)
    assert refused == ["This version was deleted meanwhile."] * 3
    assert AuditEntry.objects.filter(verb="certificate_design.deleted").count() == 1
    assert not CertificateDesign.objects.exists()


def test_one_deletes_a_draft_while_another_takes_it_into_use(transactional_db):
    people = [UserFactory() for _one in range(2)]
    draft = DesignFactory(programme=ProgrammeFactory(coordinators=people), is_default=False)
    together, refused = threading.Barrier(len(people)), []

    def act(pair):
        try:
            together.wait()
            pair[0](CertificateDesign.objects.get(pk=draft.pk), by=pair[1])
        except (Refused, CertificateDesign.DoesNotExist):
            refused.append(pair[0])
        finally:
            connection.close()

    _at_once(act, list(zip((editing.discard, designs.use), people, strict=True)))
    assert len(refused) == 1
    left = CertificateDesign.objects.filter(pk=draft.pk)
    assert left.exists() == (refused == [editing.discard])


def _at_once(act, those):
    threads = [threading.Thread(target=act, args=[one]) for one in those]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# What was printed stays


def test_the_first_certificate_freezes_what_the_version_prints(closed, two, design, coordinator):
    signatory = design.design_signatories.first().signatory
    signatory.signature = stored(signature_picture())
    signatory.save()
    assert not FrozenDesign.objects.exists()
    issued(closed, by=coordinator)
    kept = designs.drawn(CertificateDesign.objects.get())
    signatory.post_en = "Somebody new"
    signatory.signature.delete()
    assert designs.drawn(CertificateDesign.objects.get()) == kept
    assert kept.signatories[0].signature
    completes(closed)
    [later] = issued(closed, by=coordinator)
    assert later.facts["signatories"][0]["post_en"] == "DIG (Administration)"
    assert later.facts["design"] == FrozenDesign.objects.get().fingerprint


def test_the_next_version_has_what_is_true_by_then(certificate, design, coordinator):
    signatory = design.design_signatories.first().signatory
    signatory.post_en = "Somebody new"
    signatory.save()
    copy = designs.next_version(design, by=coordinator)
    assert "Somebody new" in {one.post_en for one in designs.drawn(copy).signatories}


def test_a_signature_whose_file_is_gone_stops_the_design_with_a_sentence(design):
    signatory = design.design_signatories.first().signatory
    signatory.signature = stored(signature_picture())
    signatory.save()
    default_storage.delete(signatory.signature.name)
    with pytest.raises(Refused, match=r"The picture of “DIG .* cannot be read. Upload it again"):
        designs.drawn(design)


def test_a_logo_is_printed_at_the_size_of_its_box(programme, coordinator):
    file = stored(signature_picture(size=(600, 280)))
    pays = partner(programme, logo=file)
    design = editing.begin(programme, "Completion", Composition(VALUES, (), (pays,)), by=coordinator)
    [logo] = designs.drawn(design).logos
    assert 0 < len(logo.image) < 20_000
