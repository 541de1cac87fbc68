"""Reads a form with a file such that a body that is too large still comes through with all that was typed."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from checker.services.picture import MAX_BYTES
from checker.web.language import _

_BODY_MAX = 32 * 1024 * 1024
_TEXT_MAX = 8 * 1024 * 1024
_PARTS_MAX = 60


@dataclass(frozen=True)
class Sent:
    """What a form brought: its fields, and the bytes of its file (one byte more than allowed for one too large)."""

    form: MultiDict[str, str]
    file: bytes


class _Capped(io.BytesIO):
    """Takes everything and keeps the beginning: a large photograph costs no memory."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        super().write(data[: max(0, MAX_BYTES + 1 - self.tell())])
        return len(data)


def read_upload(name: str) -> Sent:
    """The form of this request with its file field `name`. Aborts with 413 for a body beyond 32 MB."""
    request.max_content_length = _BODY_MAX
    parser = FormDataParser(
        stream_factory=lambda *_, **__: _Capped(), max_form_memory_size=_TEXT_MAX, max_form_parts=_PARTS_MAX
    )
    try:
        _stream, form, files = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except RequestEntityTooLarge:
        abort(413, _("This was too large to take. Go back: your browser kept what you typed. Take a smaller picture."))
    sent = files.get(name)
    return Sent(form, sent.read() if sent and sent.filename else b"")
