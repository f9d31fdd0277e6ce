"""Addresses of accepting an invitation: /invitation/…"""

from django.urls import path

from programmes.views import invitations

app_name = "invitations"

urlpatterns = [
    path("", invitations.accept, name="accept"),
    path("<str:secret>/", invitations.follow, name="follow"),
]
