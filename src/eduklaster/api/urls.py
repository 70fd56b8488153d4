"""Addresses of the API, its description and the keys."""

from django.urls import include, path, re_path

from .service import addresses, missing
from .views import docs, keys

app_name = "api"
urlpatterns = [
    path("api/docs/", docs.docs, name="docs"),
    path("api/v1/openapi.json", docs.openapi, name="openapi"),
    path("api/v1/", include(addresses())),
    re_path(r"^api/v1/.*$", missing),
    path("my/keys/", keys.mine, name="keys"),
    path("my/keys/new/", keys.make, name="key_new"),
    path("my/keys/<int:number>/revoke/", keys.revoke, name="key_revoke"),
]
