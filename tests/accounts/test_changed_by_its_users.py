"""Partners and modules are shared by all programmes; who uses one may change it, others read it."""

import pytest
from django.urls import reverse

from programmes.models import Partnership
from tests.factories import (
    CourseFactory,
    DesignFactory,
    ModuleFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)
from trainings.models import CourseModule


@pytest.fixture
def elsewhere(db):
    """A programme in other hands."""
    return ProgrammeFactory(coordinators=[UserFactory()])


def taught_in(programme, module):
    CourseModule.objects.create(course=CourseFactory(programme=programme), module=module, order=1)


def partner_of(programme, organisation):
    Partnership.objects.create(programme=programme, organisation=organisation, role="lead")


def page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


SHARED = [(ModuleFactory, taught_in), (OrganisationFactory, partner_of)]


@pytest.mark.parametrize(("make", "use"), SHARED)
def test_what_another_programme_uses_is_read(signed_in, coordinator, programme, elsewhere, make, use):
    row = make()
    use(elsewhere, row)
    client = signed_in(coordinator)
    shown = client.get(page(row))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.text
    assert client.post(page(row), {"title_en": "Changed", "name_en": "Changed"}).status_code == 404


@pytest.mark.parametrize(("make", "use"), SHARED)
def test_what_nobody_uses_or_the_own_programme_uses_too_is_changed(
    signed_in, coordinator, programme, elsewhere, make, use
):
    row = make()
    client = signed_in(coordinator)
    assert 'name="_save"' in client.get(page(row)).text
    use(elsewhere, row)
    use(programme, row)
    assert 'name="_save"' in client.get(page(row)).text


def test_a_logo_on_the_certificates_of_another_programme_is_not_changed(signed_in, coordinator, programme, elsewhere):
    organisation = OrganisationFactory()
    DesignFactory(programme=elsewhere).partners.add(organisation, through_defaults={"order": 1})
    assert 'name="_save"' not in signed_in(coordinator).get(page(organisation)).text
