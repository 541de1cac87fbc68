/* Runs probes: the only place that times, limits and catches them, and wraps what they saw into evidence. */

const REASON_MAX = 80;

/* All probes at once; answers evidence in the form that the service takes. `known` is what the page saw by itself. */
export async function observe(probes, context, known) {
  const own = Object.entries(known).map(([probe, value]) => ({ probe, status: "ok", value }));
  return [...own, ...await Promise.all(probes.map((probe) => attempt(probe, context)))];
}

async function attempt({ meta, run }, context) {
  const begun = performance.now();
  const answer = (status, more) => ({ probe: meta.id, status, ms: Math.round(performance.now() - begun), ...more });
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(resolve, meta.deadline, answer); });
  try {
    const value = await Promise.race([run(context), late]);
    return value === answer ? answer("timed_out") : answer("ok", { value });
  } catch (fault) {
    // A probe that throws has failed; that says nothing about the browser's settings.
    return answer("failed", { reason: String(fault && fault.name || fault).slice(0, REASON_MAX) });
  } finally {
    clearTimeout(timer);
  }
}
