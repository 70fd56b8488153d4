"""What may be added to an issued PDF: signatures, and nothing else that a reader would see.

A PDF is changed by writing new versions of its objects behind its end. So the issued file can stand untouched at the
beginning, and yet show other pages. Here every object that was written anew is compared with the issued one.
"""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

# Programs that sign note the change here; none of it is shown as part of the document.
_CATALOG = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Perms", "/Metadata"})
_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances"})


def adds_only_signatures(reader: PdfFileReader, issued: int, revision: int) -> bool:
    """Whether a revision leaves everything of the issued one as it was, save for fields that hold signatures."""
    old, new = reader.get_historical_resolver(issued), reader.get_historical_resolver(revision)
    if new.refs_freed_in_revision() or _root(old) != _root(new):
        return False
    loose = {str(reference) for reference in (_info(old), _metadata(old)) if reference is not None}
    for reference in new.explicit_refs_in_revision():
        if reader.xrefs.get_historical_ref(reference, issued) is None:
            continue  # new: seen only if something that was there before leads to it
        if str(reference) in loose:
            continue
        if not _is_same(reference == _root(old), old(reference), new(reference), new):
            return False
    return True


def _root(resolver: HistoricalResolver) -> generic.Reference:
    found: generic.Reference = resolver.trailer_view.raw_get("/Root").reference
    return found


def _reference(holder: generic.DictionaryObject, key: str) -> generic.Reference | None:
    found = holder.raw_get(key) if key in holder else None
    return found.reference if isinstance(found, generic.IndirectObject) else None


def _info(resolver: HistoricalResolver) -> generic.Reference | None:
    return _reference(resolver.trailer_view, "/Info")


def _metadata(resolver: HistoricalResolver) -> generic.Reference | None:
    return _reference(resolver(_root(resolver)), "/Metadata")


def _is_same(is_root: bool, old: generic.PdfObject, new: generic.PdfObject, resolver: HistoricalResolver) -> bool:
    if isinstance(old, generic.StreamObject) and isinstance(new, generic.StreamObject):
        return bool(old.data == new.data) and _same_keys(old, new, frozenset({"/Length", "/Filter", "/DecodeParms"}))
    if isinstance(old, generic.StreamObject) or isinstance(new, generic.StreamObject):
        return False
    if isinstance(old, generic.DictionaryObject) and isinstance(new, generic.DictionaryObject):
        if is_root:
            return _same_keys(old, new, _CATALOG) and _form_grows(old, new, resolver)
        if old.get("/Type") == "/Page":
            annotations = _listed(old, "/Annots"), _listed(new, "/Annots")
            return _same_keys(old, new, frozenset({"/Annots"})) and _grows(*annotations, resolver)
        return _same_keys(old, new, frozenset())
    if isinstance(old, generic.ArrayObject) and isinstance(new, generic.ArrayObject):
        return _grows(list(old), list(new), resolver)
    return bool(old == new)


def _same_keys(old: generic.DictionaryObject, new: generic.DictionaryObject, but: frozenset[str]) -> bool:
    keys = (set(old) | set(new)) - but
    return all(key in old and key in new and old.raw_get(key) == new.raw_get(key) for key in keys)


def _listed(holder: generic.DictionaryObject, key: str) -> list[generic.PdfObject]:
    found = holder.get(key, generic.ArrayObject())
    return [found.raw_get(index) for index in range(len(found))]


def _form_grows(old: generic.DictionaryObject, new: generic.DictionaryObject, resolver: HistoricalResolver) -> bool:
    """Whether the form holds what it held, and signature fields besides; a form of another kind could draw pages anew."""
    if "/AcroForm" not in new:
        return "/AcroForm" not in old
    was, now = old.get("/AcroForm", generic.DictionaryObject()), new["/AcroForm"]
    return _same_keys(was, now, _FORM) and _grows(_listed(was, "/Fields"), _listed(now, "/Fields"), resolver)


def _grows(old: list[generic.PdfObject], new: list[generic.PdfObject], resolver: HistoricalResolver) -> bool:
    """Whether a list is the old one with signature fields added at its end."""
    return new[: len(old)] == old and all(_is_signature(item, resolver) for item in new[len(old) :])


def _is_signature(item: generic.PdfObject, resolver: HistoricalResolver) -> bool:
    if isinstance(item, generic.IndirectObject):
        item = resolver(item.reference)
    return isinstance(item, generic.DictionaryObject) and item.get("/FT") == "/Sig"
