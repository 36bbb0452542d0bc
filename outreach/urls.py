"""Addresses that stand in our mails, kept short, because mail programs break long ones; and those of the chat."""

from django.urls import path

from outreach import views
from outreach.chat import views as chat

urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("t/<str:token>", views.click, name="click"),
    path("o/<str:token>", views.opened, name="opened"),
    path("chat/<str:key>.js", chat.script, name="chat_script"),
    path("chat/<str:key>/window", chat.window, name="chat_window"),
    path("chat/<str:key>/talk", chat.talk, name="chat_talk"),
]
