/* The run page: follows a purchase after a reload, or looks around and then hands this tab over to it. */
import { draw, finish, follow } from "./lib/follow.js";
import { lookAround, lookBeforeLeaving, lookEarly } from "./lib/look.js";

// The service waits 2.5 s for this tab to leave.
const PROBES_MS = 1500;
const LEAVE_MS = 2300;

const { ticket, onward, network, shop } = document.getElementById("run").dataset;
const sites = { network, shop };
draw([]);
if (onward) {
  const leave = () => location.replace(onward);
  setTimeout(leave, LEAVE_MS);
  lookBeforeLeaving(ticket, sites, PROBES_MS).then(leave, leave);
} else {
  // What the page before this one saw may have been lost with it; what it told counts.
  const hear = lookAround(ticket, sites, {}, lookEarly(sites));
  follow(ticket, { step: hear, absent() { location.replace("/check"); }, end: finish });
}
