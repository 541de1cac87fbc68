/* The probes in the order in which their evidence is listed. */
import * as pageCookies from "./page-cookies.js";
import * as reachHosts from "./reach-hosts.js";

export const probes = [pageCookies, reachHosts];
