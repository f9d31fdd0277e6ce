"""Templates lose the indentation of their lines, and nothing else."""

import pytest
from django.template.loader import get_template

from accounts.ui.template_loading import without_indentation


def test_lines_begin_at_the_margin_and_stay_lines():
    assert without_indentation("<ul>\n    <li>a\n\t</li>  \n\n</ul>") == "<ul>\n<li>a\n</li>\n\n</ul>"


@pytest.mark.parametrize(
    "kept",
    [
        "{% blocktranslate %}One\n    two{% endblocktranslate %}",
        "{% blocktrans count n=1 %}One\n    two{% plural %}\n  three{% endblocktrans %}",
        "<textarea rows=4>\n   as typed</textarea>",
        "<pre>\n   as typed\n</pre>",
        "<script>\n  const a = `\n    b`;\n</script>",
    ],
)
def test_what_is_read_word_for_word_stays_as_it_is(kept):
    assert without_indentation(f"<p>\n    {kept}\n    </p>") == f"<p>\n{kept}\n</p>"


def test_templates_of_the_house_and_of_libraries_are_read_so():
    for name in ("reports/session.html", "unfold/layouts/base.html"):
        source = get_template(name).template.source
        assert without_indentation(source) == source, name
