/* The run page: follows a purchase after a reload, or looks around and then hands this tab over to it. */
import { draw, finish, follow } from "./lib/follow.js";
import { observe } from "./lib/runner.js";
import { probes } from "./probes/index.js";
import { mark } from "./probes/returning.js";

// The service waits 2.5 s for this tab to leave.
const PROBES_MS = 1500;
const LEAVE_MS = 2300;

const { ticket, onward, network, shop } = document.getElementById("run").dataset;
draw([]);
if (onward) {
  const leave = () => location.replace(onward);
  setTimeout(leave, LEAVE_MS);
  lookAround().then(leave, leave);
} else {
  follow(ticket, { step() {}, absent() { location.replace("/check"); }, end: finish });
}

/* The probes that need no purchase beside them: once this tab has left, nobody is here to look. */
async function lookAround() {
  const never = new Promise(() => {});
  const over = new Promise((resolve) => setTimeout(resolve, PROBES_MS));
  const context = {
    ...JSON.parse(document.getElementById("probing").textContent), network, shop, clicked: never, landed: never, ordered: over,
  };
  const found = [];
  await observe(probes.filter(({ meta }) => !meta.after), context, {}, over, (evidence) => found.push(...evidence));
  mark();
  await fetch(`/run/${ticket}/evidence?last=1`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(found),
  });
}
