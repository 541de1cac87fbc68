/* The probes in the order in which their evidence is listed. */
import * as pageCookies from "./page-cookies.js";
import * as cookiePaths from "./cookie-paths.js";
import * as clickCookie from "./click-cookie.js";
import * as frameCookies from "./frame-cookies.js";
import * as frameStorage from "./frame-storage.js";
import * as listBaits from "./list-baits.js";
import * as cosmeticBaits from "./cosmetic-baits.js";
import * as reachHosts from "./reach-hosts.js";
import * as networkHosts from "./network-hosts.js";
import * as privacySignals from "./privacy-signals.js";
import * as privateHints from "./private-hints.js";
import * as selfNamed from "./self-named.js";
import * as clock from "./clock.js";
import * as returning from "./returning.js";

export const probes = [
  pageCookies, cookiePaths, clickCookie, frameCookies, frameStorage, listBaits, cosmeticBaits, reachHosts, networkHosts,
  privacySignals, privateHints, selfNamed, clock, returning,
];
