"""Calls as tests need them, made by the operations of the room."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from usine.calls.draft_forms import DraftForm
from usine.calls.format import canonical
from usine.calls.models import Call, CallVersion
from usine.calls.operations import draft_version, import_call, step_call

from .documents import example

NOTHING: Mapping[str, str] = MappingProxyType({})
CODE = "portes-ouvertes-2025"


def bytes_of(document: dict[str, Any]) -> bytes:
    return canonical.write(document)


def document_of(version: CallVersion) -> dict[str, Any]:
    return canonical.read(version.document.encode())


def make_call(document: dict[str, Any] | None = None, *, code: str = "", stage: str = "") -> Call:
    """The call of a document, by default that of the documentation."""
    document = document or example()
    document["call"]["code"] = code or document["call"]["code"]
    call = import_call(bytes_of(document), by=None).version.call
    for verb in _STEPS[stage]:
        step_call(call, verb, by=None)
    return Call.objects.get(pk=call.pk)


_STEPS = {
    "": (),
    "test": ("try_call",),
    "open": ("open_call",),
    "closed": ("open_call", "close_call"),
}


def make_draft(call: Call | None = None) -> CallVersion:
    return draft_version(call or make_call(), by=None)


def changed(version: CallVersion, **texts: str) -> bytes:
    """The document of a version, with other texts."""
    document = document_of(version)
    document["texts"] |= texts
    return bytes_of(document)


def header_typed(draft: CallVersion, **typed: str) -> dict[str, str]:
    """What the form of a draft sends when `typed` is changed."""
    form = DraftForm(draft=draft)
    sent = {name: form[name].value() or "" for name in form.fields}
    return {name: str(value) for name, value in sent.items()} | typed


def parameters_typed(draft: CallVersion, typed: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """What the form of parameters sends, and what is typed besides."""
    sent = {"digest": draft.digest}
    for parameter in document_of(draft)["parameters"]:
        for rank, value in enumerate(parameter["values"]):
            for key, cell in value.items():
                text = str(cell // 100) if isinstance(cell, int) else cell
                sent[f"{parameter['code']}-{rank}-{key}"] = text
    return {**sent, **typed}
