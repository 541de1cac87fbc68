"""Start a check: from the ticket that the check page carried to a running check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from checker.knowledge.browsers import read_user_agent
from checker.practice.seals import Seals
from checker.services.trail import browser_key
from checker.store.checks import Checks, Taken
from checker.store.models import CheckRow


class Refused(Exception):
    """A check cannot be started or followed; `code` is for machines, the message for people."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Visitor:
    """The browser that asks: its user agent, and the check page's cookie when it has kept one."""

    user_agent: str
    cookie: str | None


class Desk:
    """Hands out tickets, starts checks, and recognises the browser that a check belongs to."""

    def __init__(self, checks: Checks, seals: Seals) -> None:
        self._checks, self._seals = checks, seals

    def issue(self) -> str:
        """A ticket for one check; it is nothing until it is used."""
        return self._seals.token("ticket", self._seals.new_check_id())

    def start(
        self,
        ticket: str,
        visitor: Visitor,
        store: str | None = None,
        return_to: str | None = None,
        member: str | None = None,
        again: str | None = None,
    ) -> CheckRow:
        """Start the ticket's check, or answer it when it has started already.

        `member` is for whom, as the cashback site's own systems call the shopper; `again` is the code of the check
        that this one is held against.
        Raises Refused for a ticket that is not ours, too old, or another browser's.
        """
        check_id = self._open(ticket)
        if (check := self._checks.get(check_id)) is None:
            if self._seals.too_old(check_id):
                raise Refused("ticket_expired", "This page was open too long. Load it again to start a check.", 410)
            row = CheckRow(
                id=check_id,
                state="running",
                created=datetime.now(UTC),
                browser_key=browser_key(self._seals, visitor.user_agent),
                cookie_key=self._cookie_key(visitor),
                browser=read_user_agent(visitor.user_agent).model_dump(),
                store_id=store,
                return_to=return_to,
                member=member,
                again=again,
            )
            try:
                check = self._checks.create(row)
            except Taken:
                raise Refused("not_yours", "This check was started on another site.", 403) from None
        return self.own(check, visitor)

    def follow(self, ticket: str, visitor: Visitor) -> CheckRow | None:
        """The ticket's check, None while it has not started. Raises Refused as `start` does."""
        check = self._checks.get(self._open(ticket))
        return self.own(check, visitor) if check else None

    def _open(self, ticket: str) -> str:
        check_id = self._seals.open("ticket", ticket)
        if check_id is None:
            raise Refused("unknown_ticket", "This address was not made by the check page.", 404)
        return check_id

    def owns(self, check: CheckRow, visitor: Visitor) -> bool:
        """Whether the check belongs to this browser, which has kept the check page's cookie."""
        return check.cookie_key is not None and self._same(check, visitor)

    def _same(self, check: CheckRow, visitor: Visitor) -> bool:
        same_browser = browser_key(self._seals, visitor.user_agent) == check.browser_key
        return same_browser and check.cookie_key in (None, self._cookie_key(visitor))

    def own(self, check: CheckRow, visitor: Visitor) -> CheckRow:
        """The check, if it belongs to this browser. Raises Refused."""
        if not self._same(check, visitor):
            raise Refused("not_yours", "This check belongs to another browser.", 403)
        return check

    def _cookie_key(self, visitor: Visitor) -> str | None:
        return self._seals.fingerprint("cookie", visitor.cookie[:100]) if visitor.cookie else None
