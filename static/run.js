/* The run page: follows a purchase after a reload, or hands this tab over to it. */
import { draw, finish, follow } from "./lib/follow.js";

// A request that hangs would hold the page's own refresh back.
const PREFLIGHT_MS = 2600;

const { ticket, onward } = document.getElementById("run").dataset;
draw([]);
if (onward) {
  setTimeout(() => location.replace(onward), PREFLIGHT_MS);
} else {
  follow(ticket, { step() {}, absent() { location.replace("/check"); }, end: finish });
}
