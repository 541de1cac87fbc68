"""Signed ids: every token that travels through the shopper's browser.

A check has one secret id. Each party's token is that id with a signature made for the token's
kind, so a token of one kind is worth nothing as another, and none can be made up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import Literal

Kind = Literal["ticket", "sub", "click", "visit", "session", "order", "postback", "look", "badge"]

_ID_LENGTH = 28
_MAC_LENGTH = 24
TOKEN_LENGTH = _ID_LENGTH + _MAC_LENGTH
TICKET_LIFE_S = 12 * 3600


class Seals:
    """Makes and opens tokens with the service's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key.encode()

    def new_check_id(self) -> str:
        """A fresh id: 8 hex digits of the time of issue (s), 20 random ones."""
        return f"{int(time.time()):08x}{secrets.token_hex(10)}"

    def token(self, kind: Kind, check_id: str) -> str:
        """The token of one kind for a check: 52 hex digits."""
        return check_id + self._mac(f"token:{kind}", check_id)

    def open(self, kind: Kind, token: str | None) -> str | None:
        """The check id inside a token, or None for anything that this service did not sign."""
        if not token or len(token) != TOKEN_LENGTH or not token.isascii():
            return None
        check_id = token[:_ID_LENGTH]
        return check_id if hmac.compare_digest(self._mac(f"token:{kind}", check_id), token[_ID_LENGTH:]) else None

    def parameter(self, name: str, check_id: str) -> str:
        """The value that a network's click-id parameter carries on this check's landing URL: 24 hex digits."""
        return self._mac(f"parameter:{name}", check_id)

    def fingerprint(self, what: str, text: str) -> str:
        """A keyed hash by which a value can be recognised again but not read: 24 hex digits."""
        return self._mac(f"fingerprint:{what}", text)

    def form(self, purpose: str, about: str) -> str:
        """A form's token: an id of its own, signed for what the form does and what it is about. 52 hex digits."""
        form_id = self.new_check_id()
        return form_id + self._mac(f"form:{purpose}:{about}", form_id)

    def open_form(self, purpose: str, about: str, token: str) -> str | None:
        """The id inside a form's token; None when it is not ours, for another form, or too old."""
        if len(token) != TOKEN_LENGTH or not token.isascii():
            return None
        form_id, mac = token[:_ID_LENGTH], token[_ID_LENGTH:]
        ours = hmac.compare_digest(self._mac(f"form:{purpose}:{about}", form_id), mac)
        return form_id if ours and not self.too_old(form_id) else None

    @staticmethod
    def too_old(check_id: str) -> bool:
        """Whether a ticket was issued too long ago to start a check with."""
        return not 0 <= time.time() - int(check_id[:8], 16) + 60 <= TICKET_LIFE_S

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:_MAC_LENGTH]


def short(check_id: str) -> str:
    """The part of an id that names this check's cookies, so that two checks at once in one browser do not mix."""
    return check_id[8:16]
