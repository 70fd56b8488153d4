"""Files in requests: a body of `multipart/form-data`, read as strictly as one in JSON."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any, get_origin

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.params.models import BodyModel, Param

from eduklaster.kernel.errors import InputError

if TYPE_CHECKING:
    from ninja import NinjaAPI

MEDIA = "multipart/form-data"
_BESIDE_FILES = 1024 * 1024
"""What fields and boundaries may take besides the files."""


def largest() -> int:
    """Return how many bytes a request with files may have."""
    return int(settings.UPLOAD_MAX_BYTES) + _BESIDE_FILES


class _MultipartModel(BodyModel):
    """Takes fields and files of a form as one body; what its shape does not know reaches it, and is refused there."""

    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> dict[str, Any]:
        """Return the body under the name of its parameter; what was sent once is no list."""
        name = cls.__read_from_single_attr__
        shape: Any = cls.model_fields[name].annotation
        lists = {one for one, field in shape.model_fields.items() if get_origin(field.annotation) is list}
        sent: dict[str, list[Any]] = {}
        for part in (request.POST, request.FILES):
            for one in part:
                sent.setdefault(one, []).extend(part.getlist(one))
        return {name: {one: v if one in lists or len(v) != 1 else v[0] for one, v in sent.items()}}


class Multipart(Param):  # type: ignore[misc]  # the library's own parameters inherit so too
    """Marks the body of an operation that takes files."""

    _model = _MultipartModel

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def sent_file(name: str, content: str, *, code: str, field: str) -> UploadedFile[bytes]:
    """Return a file that was sent as Base64 in a body of JSON.

    Raises:
        InputError: It is no Base64; `code` and `field` say of what.
    """
    try:
        return SimpleUploadedFile(name, base64.b64decode(content, validate=True))
    except binascii.Error:
        raise InputError(code, _("The content of the file is no Base64."), field=field) from None


def body_digest(request: HttpRequest, *, is_form: bool) -> str:
    """Return what a body says as a hash; of a form without the boundary, which programs choose anew each time."""
    if not is_form:
        return hashlib.sha256(request.body).hexdigest()
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
