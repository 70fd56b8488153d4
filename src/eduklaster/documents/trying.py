"""Whether somebody's Word file may serve as a blank: it is opened as a stranger's, then filled with a sample."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

from django.utils.translation import gettext_lazy as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateError, UndefinedError
from lxml.etree import LxmlError

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import InputError

from .content import Block, Column, Content, Endorsement, Mark, Signature, Snapshot
from .look import look_of
from .models import Blank
from .naming import signature_name
from .profiles import profile_for, words
from .registry import Frame, signatories_of
from .rendering.docx import BODY, BlankEnvironment, docx

LARGEST_PACKED = 5 * 1024 * 1024
LARGEST_OPENED = 40 * 1024 * 1024
_PARTS = 500


def sample(cluster: Cluster, on: date) -> Snapshot:
    """Return a document with every part, for trying a blank out."""
    profile = profile_for(cluster.calendar, on)
    content = Content(
        kind="sample",
        variant="",
        language=cluster.language,
        profile=profile.key,
        name=words(cluster.language)["order"],
        on=on.isoformat(),
        dated="…",
        number="1",
        organisation=cluster.name.in_(cluster.language),
        host="…",
        unit="…",
        place="…",
        heading="…",
        addressee=("…",),
        approval=("…",),
        body=(
            Block("paragraph", "…"),
            Block("heading", "…", level=2),
            Block("table", columns=(Column("…"),), rows=(("…",),)),
        ),
        signatures=(Signature("…", "…"),),
        seen=(Signature("…", "…"),),
        seen_title="…",
        agreed=(Endorsement("…", "…", "…"),),
        visas=(Endorsement("…", "…", "…"),),
        copy_of="…",
        certified=(Signature("…", "…"),),
        annex=(Block("paragraph", "…"),),
        note="…",
    )
    mark = Mark("0000-0000-0000-0000", "https://example.org/")
    return Snapshot(content, look_of(profile, {}).as_data(), mark, dict(words(cluster.language)))


def specimen(cluster: Cluster, on: date, blank: Blank | None) -> Snapshot:
    """Return an order of no consequence on the cluster's blank, for looking at it."""
    profile, said = profile_for(cluster.calendar, on), words(cluster.language)
    charter = rulebook_of(cluster, on).charter
    frame = Frame(
        cluster, charter, profile, cluster.language, said, on, blank.place.in_(cluster.language) if blank else ""
    )
    signers = signatories_of(cluster, f"office:{charter.roles.secretary}", on, cluster.language)
    content = Content(
        kind="sample",
        variant="",
        **frame.masthead,
        name=said["order"],
        on=on.isoformat(),
        number="1",
        heading=said["specimen_heading"],
        body=(
            Block("paragraph", said["specimen_text"]),
            Block("lead", said["orders"]),
            Block("item", said["specimen_first"], number="1."),
            Block("item", said["specimen_second"], number="2."),
        ),
        signatures=[Signature(one.post, signature_name(one.person, profile)) for one in signers],
    )
    return Snapshot(content, look_of(profile, blank.parameters if blank else {}).as_data(), None, dict(said))


def template_checked(source: bytes, cluster: Cluster) -> None:
    """Try a Word file out as a blank.

    Raises:
        InputError: It is no Word file, too large, carries macros or links that load from outside, asks for something
            that a blank may not have, or has no place for the text.
    """
    _package_checked(source)
    try:
        filled = DocxTemplate(io.BytesIO(source))
        filled.init_docx()
        environment = BlankEnvironment()
        tree = environment.parse(filled.patch_xml(filled.get_xml()))
        if any(inner is not loop and inner for loop in tree.find_all(nodes.For) for inner in loop.find_all(nodes.For)):
            raise _refused(_("a loop inside a loop"))
        made = docx(sample(cluster, date(2026, 3, 2)), source)
    except UndefinedError as error:
        raise InputError(
            "documents.placeholder",
            _("The blank asks for something that documents do not have: %(what)s."),
            field="template",
            what=_unknown(error),
        ) from error
    except TemplateError as error:
        raise _refused(error.message or type(error).__name__) from error
    except (StopIteration, PackageNotFoundError, KeyError, ValueError, LxmlError) as error:
        raise InputError(
            "documents.no_body",
            _("The blank has no paragraph with {{ body }}, or Word would not open it."),
            field="template",
        ) from error
    if BODY.encode() in made:
        raise InputError("documents.no_body", _("The blank has no paragraph with {{ body }}."), field="template")


def _unknown(error: UndefinedError) -> str:
    """Return the name that a blank asks for; the library puts it in quotes."""
    found = re.search(r"'([^']+)'", error.message or "")
    return found[1] if found else str(error.message)


def _refused(what: object) -> InputError:
    return InputError(
        "documents.blank_refused",
        _("The blank uses something that it may not: %(what)s."),
        field="template",
        what=what,
    )


def _package_checked(source: bytes) -> None:
    if len(source) > LARGEST_PACKED:
        raise InputError("documents.blank_large", _("A blank has at most 5 MB."), field="template")
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            parts = package.infolist()
            names = [part.filename for part in parts]
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > LARGEST_OPENED:
                raise InputError("documents.blank_large", _("The blank is too large when opened."), field="template")
            if "word/document.xml" not in names or len(set(names)) != len(names):
                raise InputError("documents.no_word", _("This is no Word file (.docx)."), field="template")
            if any(name.lower().endswith(("vbaproject.bin", ".exe")) or "/embeddings/" in name for name in names):
                raise InputError(
                    "documents.macros", _("The blank carries macros or embedded objects."), field="template"
                )
            for name in names:
                if name.endswith(".rels") and b"attachedTemplate" in package.read(name):
                    raise InputError(
                        "documents.remote", _("The blank loads a template from outside."), field="template"
                    )
    except zipfile.BadZipFile as error:
        raise InputError("documents.no_word", _("This is no Word file (.docx)."), field="template") from error
