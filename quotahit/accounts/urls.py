"""The addresses of this room, beside its admin pages."""

from django.urls import include, path

from quotahit.accounts.views import header, joining, password, profile

_named = [
    path("organization/switch/", header.switch, name="switch"),
    path("organization/pause/", header.pause, name="pause"),
    path("organization/autonomy/", header.autonomy, name="autonomy"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("profile/", profile.profile, name="profile"),
    path("password/sent/", password.ResetAsked.as_view(), name="reset_asked"),
    path("password/new/<uidb64>/<token>/", password.SetNewPassword.as_view(), name="reset_set"),
    path("password/done/", password.ResetDone.as_view(), name="reset_done"),
]

urlpatterns = [
    path("", include((_named, "accounts"))),
    # In front of the admin's own page of this address, which leaves nothing in the log.
    path("password_change/", password.ChangePassword.as_view()),
    # By this name the sign-in page finds it.
    path("password/reset/", password.AskForReset.as_view(), name="admin_password_reset"),
]
