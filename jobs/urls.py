from django.urls import path

from jobs import views

app_name = "jobs"

# work/<public id>/
urlpatterns = [
    path("work/<uuid:public_id>/", views.progress, name="progress"),
    path("work/<uuid:public_id>/now/", views.progress_now, name="progress_now"),
    path("work/<uuid:public_id>/stop/", views.stop, name="stop"),
    path("work/<uuid:public_id>/resume/", views.resume, name="resume"),
]
