"""Records of a programme are reached by those who coordinate it; everyone else finds nothing."""

import pytest
from django.urls import reverse

from tests.factories import ModuleFactory
from tests.programmes.factories import (
    CaseStudyFactory,
    FindingFactory,
    MilestoneFactory,
    ReflectionFactory,
    ResourceFactory,
    WorkstreamFactory,
)


@pytest.fixture
def addresses(programme, consultation, finding):
    workstream = WorkstreamFactory(programme=programme)
    clause = workstream.clauses.create(number="1", text_en="x")
    merged = FindingFactory(programme=programme, merged_into=finding)
    study, resource = CaseStudyFactory(consultation=consultation), ResourceFactory(programme=programme)
    reflection = ReflectionFactory(programme=programme)
    named = [
        ("consultation", consultation.pk),
        *[(name, finding.pk) for name in ("finding", "move", "finish", "decline")],
        ("separate", merged.pk),
        *[(name, workstream.pk) for name in ("workstream", "move_workstream", "stop_workstream", "climb")],
        ("milestone", MilestoneFactory(workstream=workstream).pk),
        ("comment", clause.pk),
        ("resource", resource.pk),
        ("withdraw_resource", resource.pk),
        ("reflection", reflection.pk),
    ]
    found = [reverse(f"programme:{name}", args=[pk]) for name, pk in named]
    found.append(reverse("reports:answers", args=[finding.programme.code, finding.pk]))
    rows = (consultation, finding, workstream, study, resource, reflection)
    return found + [reverse(f"admin:programmes_{row._meta.model_name}_change", args=[row.pk]) for row in rows]


def test_another_coordinator_finds_nothing(signed_in, stranger, addresses):
    ModuleFactory()
    client = signed_in(stranger)
    for address in addresses:
        for ask in (client.get, client.post):
            answer = ask(address)
            # The admin answers an unknown row by going to its start page with a notice.
            is_hidden = answer.status_code in (404, 405) or answer.headers.get("Location") == "/admin/"
            assert is_hidden, (address, answer.status_code)


def test_observers_trainers_and_officers_find_nothing(signed_in, observer, trainer, session, officer, addresses):
    for user in (observer, trainer, officer.user):
        client = signed_in(user)
        assert {client.get(address).status_code for address in addresses} == {404}


def test_changing_needs_a_post(signed_in, coordinator, finding):
    for name in ("move", "separate"):
        assert signed_in(coordinator).get(reverse(f"programme:{name}", args=[finding.pk])).status_code == 405
    for name in ("bulk", "apply"):
        assert signed_in(coordinator).get(reverse(f"programme:{name}")).status_code == 405


def test_lists_of_others_stay_empty(signed_in, stranger, addresses):
    client = signed_in(stranger)
    for name in ("findings", "workstreams", "case_studies", "library", "alike"):
        assert "sh-empty" in client.get(reverse(f"programme:{name}")).content.decode(), name
