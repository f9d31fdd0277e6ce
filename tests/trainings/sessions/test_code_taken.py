"""A code that another programme uses is taken; nothing is said of that session."""

import pytest
from django.core.exceptions import ValidationError

from trainings.models import TrainingSession


@pytest.mark.django_db
def test_a_code_that_is_taken_is_told_in_neutral_words(session):
    twin = TrainingSession(code=session.code)
    with pytest.raises(ValidationError) as no:
        twin.validate_unique()
    assert no.value.message_dict == {"code": ["This code is taken. Choose another one."]}
