"""The page for a server error."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from accounts.access.view_guards import public


@public
def page_not_made(request: HttpRequest) -> HttpResponse:
    """Returns the 500 page with the number to quote.

    Rendered without the request: what broke the page (the session, a context processor, the database) may still be broken.
    """
    number = getattr(request, "request_id", "")
    return HttpResponseServerError(
        render_to_string("500.html", {"request_id": number, "contact_email": settings.CONTACT_EMAIL})
    )
