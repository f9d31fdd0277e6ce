"""The test client remembers what a page was made of; here the page and its forms, and not each part that they include.

For every part, some two hundred to a page, it would copy the whole context. `response.context[…]` finds the same: the
page is the first of its list.
"""

import pytest
from django.test import client


@pytest.fixture(scope="session", autouse=True)
def _pages_without_their_parts_are_remembered():
    remember = client.store_rendered_templates

    def remember_the_outermost(store, signal, sender, template, context, **more):
        if context.template is template:
            remember(store, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", remember_the_outermost)
        yield
