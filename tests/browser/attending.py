"""What a person does on the page of attendance, whatever the hour: pages ask why something is done early."""

from tests.waiting import wait_until


def says_why_if_it_is_early(visitor):
    """Answers the page where it asks for a reason: before one o'clock for marks of today's afternoon, before five for closing."""
    reason = visitor.page.locator("#early-reason")
    if reason.is_visible() and not reason.input_value():
        reason.fill("The half-day was brought forward.")


def taps(visitor, row, mark):
    """Gives a mark ("present") to the officer in this row (from 0), with a finger where the device has a touch screen."""
    says_why_if_it_is_early(visitor)
    visitor.page.locator("tr[data-officer]").nth(row).locator(f"input[value={mark}] + label").click()


def marks_the_rest(visitor):
    """Gives "present" to everybody without a mark, and waits until that is saved."""
    says_why_if_it_is_early(visitor)
    visitor.page.locator("[data-rest]").click()
    nothing_waits(visitor)


def nothing_waits(visitor):
    """Waits until the server has taken in everything that was tapped."""
    wait_until(lambda: visitor.page.evaluate("ShetuStore.acts().then((acts) => acts.length)") == 0)


def marks(visitor):
    """The mark of each officer in the half-day on the page, None where there is none."""
    rows = visitor.page.locator("tr[data-officer]")
    chosen = [rows.nth(row).locator("input:checked") for row in range(rows.count())]
    return [one.get_attribute("value") if one.count() else None for one in chosen]
