"""What several groups of operations share: the base of answers, the cluster and its viewer, words in the asked language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models.fields.files import FieldFile
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import require_capacity
from eduklaster.kernel.errors import InputError
from eduklaster.people.access import Viewer

from ..access import entered
from ..inputs import In
from ..problems import Cited, citation_shown

FormT = TypeVar("FormT", bound=BaseForm)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def example(**values: Any) -> ConfigDict:
    """Return the configuration of an answer with an example; everything in it is invented."""
    return ConfigDict(extra="forbid", use_attribute_docstrings=True, json_schema_extra={"examples": [values]})


def examples(**values: Any) -> ConfigDict:
    """Return the configuration of what is sent with an example; everything in it is invented."""
    return ConfigDict(**{**In.model_config, "json_schema_extra": {"examples": [values]}})


def cleaned(form: FormT, fields: Mapping[str, str]) -> FormT:
    """Return a valid form of a page, filled by a program; `fields` says what the API calls the boxes, by their stem.

    Raises:
        InputError: The form finds something wrong, and says so in its own words.
    """
    for name, problems in form.errors.as_data().items():
        field = "" if name == NON_FIELD_ERRORS else _field(name, fields)
        code = problems[0].code or "invalid"
        raise InputError(f"input.{code}", str(form.errors[name][0]), field=field)
    return form


def _field(name: str, fields: Mapping[str, str]) -> str:
    return fields.get(name, fields.get(name.partition("_")[0], name))


@contextmanager
def renamed(fields: Mapping[str, str]) -> Iterator[None]:
    """Say what the API calls the field at fault, where a service names the box of a form."""
    try:
        yield
    except InputError as error:
        error.field = _field(error.field, fields)
        raise


def inside(request: HttpRequest, code: str) -> tuple[Cluster, Viewer]:
    """Return a cluster and its viewer, who is something in it, as the pages of sessions ask."""
    cluster, viewer = at(request, code)
    require_capacity(viewer)
    return cluster, viewer


def at(request: HttpRequest, code: str) -> tuple[Cluster, Viewer]:
    """Return a cluster and its viewer; refusals name the clauses of this cluster's charter."""
    cluster, viewer = entered(request, code)
    request.api_cluster = cluster  # type: ignore[attr-defined]
    return cluster, viewer


def language() -> str:
    """Return the asked language: uk, ru or en."""
    return (get_language() or "uk")[:2]


def local(moment: datetime | None, cluster: Cluster) -> datetime | None:
    """Return a moment in the cluster's zone."""
    return moment.astimezone(ZoneInfo(cluster.time_zone)).replace(microsecond=0) if moment else None


def exact(value: Any) -> str | None:
    """Return a number without loss: 5, 15/2."""
    return None if value is None else str(value)


def cited(source: object, cluster: Cluster, charter: Charter) -> Cited | None:
    """Return where a part of the charter, or a rule that was read, stands."""
    found = Citation.of(source)
    return citation_shown(found, cluster, charter) if found else None


def saved(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to be saved under a name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def attached(content: FieldFile, kind: str, name: str) -> HttpResponse:
    """Return a kept file to be saved under a name."""
    with content.open("rb") as opened:
        return saved(opened.read(), kind, name)
