"""`python -m checker claims` and `claim`: support's way to the claims from a terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

from checker.config import Settings
from checker.report.claim import CLAIM_STATES, ClaimState, Sketch
from checker.report.claim_words import ADVICE_WORDS, ANSWERS, DONE_WORDS, TIMING_WORDS, Answer
from checker.services.bench import make_bench
from checker.services.claim import ClaimError
from checker.store.claims import Claims
from checker.store.models import ClaimRow


def list_claims(settings: Settings, state: str | None, *, as_json: bool) -> None:
    """Print the claims in a state, one a line. Raises ClaimError for a state that does not exist."""
    if state is not None:
        _state(state)
    found = Claims(make_bench(settings).database).all(state)
    if as_json:
        print(json.dumps([as_document(claim) for claim in found], ensure_ascii=False, indent=1))
        return
    for claim in found:
        sketch = Sketch.model_validate(claim.sketch)
        print(
            f"{claim.code}  {claim.filed:%Y-%m-%d}  {claim.state:<9}  {claim.amount:>10} {claim.currency}  "
            f"{sketch.advice:<13}  {claim.store}"
        )


def one_claim(
    settings: Settings,
    code: str,
    state: str | None,
    answer: str | None,
    note: str,
    picture: Path | None,
    *,
    as_json: bool,
) -> None:
    """Move a claim on when a `state` is given; print it. Raises ClaimError."""
    bench = make_bench(settings)
    if answer is not None and answer not in ANSWERS:
        raise ClaimError(f"{answer!r} is no answer; there are: {', '.join(ANSWERS)}")
    if state is None and (answer or note):
        raise ClaimError("an answer or a note needs the --state that the claim then has")
    if state is not None:
        claim = bench.claim_desk.answer(code, _state(state), cast(Answer, answer), note)
    else:
        claim = bench.claim_desk.get(code)
    if picture is not None:
        _write_picture(bench.claims, claim, picture)
    print(json.dumps(as_document(claim), ensure_ascii=False, indent=1) if as_json else as_lines(claim))


def as_document(claim: ClaimRow) -> dict[str, Any]:
    """A claim for programs; times in UTC."""
    plain = ("code", "state", "answer", "store", "store_id", "order_number", "amount", "currency", "done", "contact")
    return {
        **{name: getattr(claim, name) for name in plain},
        "ordered": claim.ordered.isoformat(),
        "zone_minutes": claim.zone,
        "filed": claim.filed.isoformat(),
        "changed": claim.changed.isoformat(),
        "note": claim.note,
        "check": claim.check_code,
        "sketch": claim.sketch,
        "diagnosis": json.loads(claim.diagnosis) if claim.diagnosis else None,
        "history": claim.history,
    }


def as_lines(claim: ClaimRow) -> str:
    """A claim for a terminal; what a shopper typed cannot move the cursor there."""
    sketch = Sketch.model_validate(claim.sketch)
    lines = [
        f"{claim.code}  {claim.state}" + (f" ({claim.answer})" if claim.answer else ""),
        f"store     {claim.store}",
        f"order     {claim.order_number}, {claim.amount} {claim.currency}",
        f"ordered   {claim.ordered:%Y-%m-%d %H:%M} UTC, told at UTC{claim.zone / 60:+g}",
        f"filed     {claim.filed:%Y-%m-%d %H:%M} UTC, window {sketch.window}",
        f"contact   {claim.contact or '-'}",
        f"check     {claim.check_code or '-'}, verdict {sketch.verdict or '-'}, practice click {sketch.click or '-'}, "
        f"store {sketch.store}",
        f"          {TIMING_WORDS[sketch.timing]}",
        *(f"against   {DONE_WORDS[item]}" for item in sketch.against),
    ]
    if sketch.twins:
        lines.append(f"against   {sketch.twins} other claims name this order")
    lines.append(f"advice    {ADVICE_WORDS[sketch.advice]}")
    lines += [f"note      {line}" for line in claim.note.splitlines()]
    for entry in claim.history:
        said = " ".join(str(entry[key]) for key in ("answer", "note") if entry.get(key))
        lines.append(f"history   {entry['at']} {entry['state']} {said}".rstrip())
    return "\n".join("".join(c for c in line if c.isprintable()) for line in lines)


def _state(text: str) -> ClaimState:
    if text not in CLAIM_STATES:
        raise ClaimError(f"{text!r} is no state; there are: {', '.join(CLAIM_STATES)}")
    return text


def _write_picture(claims: Claims, claim: ClaimRow, path: Path) -> None:
    proof = claims.proof(claim.id)
    if proof is None:
        raise ClaimError(f"{claim.code} came without a picture")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(proof.content)
    except OSError as error:
        raise ClaimError(f"{path}: {error.strerror}") from None
