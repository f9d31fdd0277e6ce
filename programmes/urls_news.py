"""News for anyone to read. A new word here goes into programmes.news.publishing.TAKEN too, so that no update gets it as its address."""

from django.urls import path

from programmes.views import public

app_name = "updates"

# /updates/subscribe/, and the links of e-mails
subscription_urls = [
    path("subscribe/", public.subscribe, name="subscribe"),
    path("subscribe/asked/", public.asked, name="asked"),
    path("confirm/<str:token>/", public.confirm, name="confirm"),
    path("leave/<str:token>/", public.leave, name="leave"),
]

# Made for programs rather than people
file_urls = [
    path("feed/", public.feed, name="feed"),
    path("feed/bn/", public.feed, {"language": "bn"}, name="feed_bn"),
    path("pictures/<str:name>/", public.picture, name="picture"),
    path("pictures/<str:name>/small/", public.picture, {"small": True}, name="small_picture"),
]

urlpatterns = [
    path("", public.updates, name="updates"),
    *subscription_urls,
    *file_urls,
    path("<slug:slug>/", public.update, name="update"),
]
