"""The privacy page names whatever is stored of an officer."""

import pytest

from participants.models import Officer

# Field of Officer: the words by which the page names it.
NAMED = {
    "service_number": "service number",
    "name_en": "name",
    "name_bn": "name",
    "honours": "medals and degrees",
    "sex": "sex",
    "rank": "rank",
    "unit": "unit",
    "district": "district",
    "designation": "designation",
    "mobile": "mobile number",
    "email": "e-mail",
    "joined_on": "the day of joining the police",
}
# What says nothing about the person.
NOT_PERSONAL = {
    "id": "a number of ours",
    "force": "the force that numbers its officers; the same for nearly all of them",
    "user": "points to the account, which the page describes by itself",
    "programme": "who looks after the record",
    "created_at": "when the record was made",
    "updated_at": "when the record was changed",
}


def test_each_field_of_an_officer_is_named_or_says_nothing_of_a_person():
    assert {field.name for field in Officer._meta.concrete_fields} == NAMED.keys() | NOT_PERSONAL.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("words", sorted(set(NAMED.values())))
def test_the_page_names_it(client, words):
    text = " ".join(client.get("/privacy/").content.decode().split())
    said = text[text.index("Of officers:") :]
    assert words in said[: said.index("</li>")]
