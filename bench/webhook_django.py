"""A webhook as one writes it first in Django: one view under ASGI, the ORM, the connection pool.

`python -m uvicorn --app-dir bench webhook_django:application`; DSN and WEBHOOK_KEY come from the environment.
"""

import base64
import hashlib
import hmac
import os

import django
import environ
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ["WEBHOOK_KEY"],
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    DATABASES={
        "default": {
            **environ.Env.db_url_config(os.environ["DSN"]),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
        }
    },
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest  # noqa: E402
from django.urls import path  # noqa: E402

KEY = base64.b64decode(os.environ["WEBHOOK_KEY"])


class Delivery(models.Model):
    """One row for each delivery."""

    id = models.TextField(primary_key=True)
    body = models.BinaryField()

    class Meta:
        app_label = "bench"
        db_table = "bare_hook"


def take(request: HttpRequest) -> HttpResponse:
    """Verify, store, answer."""
    delivery_id = request.headers["svix-id"]
    signed = f"{delivery_id}.{request.headers['svix-timestamp']}.".encode() + request.body
    signature = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(signature, request.headers["svix-signature"]):
        return HttpResponseBadRequest()
    Delivery.objects.bulk_create([Delivery(id=delivery_id, body=request.body)], ignore_conflicts=True)
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [path("hook", take)]
application = get_asgi_application()
