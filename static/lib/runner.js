/* Runs probes: the only place that times, limits and catches them, and wraps what they saw into evidence. */

const REASON_MAX = 80;

/* What a probe throws to say by itself how it ended: status and reason in the words of the evidence. */
export class Verdict extends Error {
  constructor(status, reason) { super(reason); this.status = status; }
}

/* All probes at once, but for those already begun. `known` is what the page saw by itself. Calls `tell(evidence, last)`
   when all have answered, or when `over` resolves; and once before, if `soon` resolves earlier. */
export async function observe(probes, context, known, { soon, over }, tell, begun = new Map()) {
  let fresh = Object.entries(known).map(([probe, value]) => ({ probe, status: "ok", value }));
  const say = (last) => { tell(fresh, last); fresh = []; };
  const all = Promise.all(probes.map(async (probe) => {
    const late = over.then(() => ({ probe: probe.meta.id, status: "timed_out", reason: "purchase-over" }));
    const answer = await Promise.race([begun.get(probe) || attempt(probe, context), late]);
    fresh.push(answer);
  }));
  if (await Promise.race([all, soon.then(() => "soon")]) === "soon") { say(false); }
  await all;
  say(true);
}

/* One probe; `observe` takes its promise as begun. */
export async function attempt({ meta, run }, context) {
  const begun = performance.now();
  const answer = (status, more) => ({ probe: meta.id, status, ms: Math.round(performance.now() - begun), ...more });
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(resolve, meta.deadline, answer); });
  try {
    const value = await Promise.race([run(context), late]);
    return value === answer ? answer("timed_out") : answer("ok", { value });
  } catch (fault) {
    if (fault instanceof Verdict) { return answer(fault.status, { reason: fault.message }); }
    // A probe that throws has failed; that says nothing about the browser's settings.
    return answer("failed", { reason: String(fault && fault.name || fault).slice(0, REASON_MAX) });
  } finally {
    clearTimeout(timer);
  }
}
