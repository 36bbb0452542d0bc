"""Addresses that stand in our mails; kept short, because mail programs break long ones."""

from django.urls import path

from outreach import views

urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("t/<str:token>", views.click, name="click"),
    path("o/<str:token>", views.opened, name="opened"),
]
