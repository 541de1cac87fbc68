"""Start links: a check that a cashback site's own systems ask for carries their reference of the shopper."""

from __future__ import annotations

import hashlib
import re

from itsdangerous import BadSignature, URLSafeTimedSerializer

LINK_LIFE_S = 7 * 24 * 3600
# No @: a reference is not to be somebody's mail address.
REFERENCE = re.compile(r"[A-Za-z0-9._~:+=-]{1,64}")


class Members:
    """Signs and opens the references in start links; one portal's links are worth nothing at another."""

    def __init__(self, secret_key: str, portal: str) -> None:
        self._signer = URLSafeTimedSerializer(
            secret_key, salt=f"member:{portal}", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def token(self, reference: str) -> str:
        """The signed reference, as it stands in a start link."""
        return str(self._signer.dumps(reference))

    def open(self, token: str) -> str | None:
        """The reference, or None for a token that is not ours or too old."""
        try:
            reference = self._signer.loads(token, max_age=LINK_LIFE_S)
        except BadSignature:
            return None
        return reference if isinstance(reference, str) and REFERENCE.fullmatch(reference) else None
