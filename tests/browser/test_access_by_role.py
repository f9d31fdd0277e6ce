"""What each role meets on its way: its own pages, nobody else's, without a complaint and readable by everyone's tools."""

import pytest


@pytest.fixture(scope="module")
def house(shetu):
    return shetu.stage("programme", code="ACCESS") | {"officers": shetu.stage("session", programme="ACCESS", code="ACC-01")}


def test_smoke(visit, house):
    coordinator = visit("coordinator")
    coordinator.sign_in(house["logins"]["coordinator"], house["password"])
    print(coordinator.page.url)
    coordinator.look("today")
