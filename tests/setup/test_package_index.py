"""uv asks the package index that pip was told to ask."""

import package_index

LISTING = """\
:env:.cert='/etc/own.pem'
global.cert='/etc/other.pem'
global.extra-index-url='https://one.example/simple https://two.example/simple'
global.index-url='https://all.example/simple'
install.index-url='https://install.example/simple'
install.find-links='/srv/a /srv/b'
freeze.index-url='https://not-this.example/simple'
"""


def test_the_environment_wins_over_the_section_install_and_that_over_global():
    assert package_index.settings_of_pip(LISTING) == {
        "cert": "/etc/own.pem",
        "extra-index-url": "https://one.example/simple https://two.example/simple",
        "index-url": "https://install.example/simple",
        "find-links": "/srv/a /srv/b",
    }


def test_uv_is_told_what_pip_was_told():
    told = package_index.translated(package_index.settings_of_pip(LISTING), {"HOME": "/home/somebody"})
    assert told["UV_DEFAULT_INDEX"] == "https://install.example/simple"
    assert told["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["UV_FIND_LINKS"] == "/srv/a,/srv/b"
    assert told["SSL_CERT_FILE"] == "/etc/own.pem"
    assert told["HOME"] == "/home/somebody"


def test_what_was_set_for_uv_stays():
    told = package_index.translated(
        {"index-url": "https://pip.example", "proxy": "http://pip.example:3128"},
        {"UV_INDEX_URL": "https://uv.example", "https_proxy": "http://mine.example:3128"},
    )
    assert "UV_DEFAULT_INDEX" not in told
    assert "HTTPS_PROXY" not in told
    assert told["HTTP_PROXY"] == "http://pip.example:3128"


def test_a_machine_that_told_pip_nothing_gets_the_certificates_of_the_system(monkeypatch, tmp_path):
    monkeypatch.setattr(package_index, "SYSTEM_CERTIFICATES", tmp_path)
    assert package_index.translated({}, {}) == {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}
    monkeypatch.setattr(package_index, "SYSTEM_CERTIFICATES", tmp_path / "missing")
    assert package_index.translated({}, {}) == {"UV_PYTHON_DOWNLOADS": "never"}
