export const meta = {
  "id": "returning",
  "measures": "which marks of an earlier check are still there, and how many days old: a cookie set by the server, one set by script, and storage",
  "limits": "a first visit and one after everything was cleared look alike",
  "control": "the three marks are each other's",
  "deadline": 500,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

const NAME = "check-visited";
const today = () => Math.floor(Date.now() / 86400000);
const KEPT_DAYS = 30;

/* An older mark is none: nothing here is for longer. */
function age(day) {
  const days = today() - Number(day);
  return /^\d{1,6}$/.test(day || "") && days <= KEPT_DAYS ? Math.max(0, days) : null;
}

export async function run() {
  const cookies = Object.fromEntries(read(() => document.cookie.split("; ").map((one) => one.split("="))) || []);
  return { http_days: age(cookies[NAME]), script_days: age(cookies[`${NAME}-script`]), storage_days: age(read(() => localStorage.getItem(NAME))) };
}

/* Leave the marks for a later check; the server sets its own. */
export function mark() {
  read(() => { if (!document.cookie.includes(`${NAME}-script=`)) { document.cookie = `${NAME}-script=${today()}; max-age=2592000; path=/; SameSite=Lax`; } });
  read(() => { if (age(localStorage.getItem(NAME)) === null) { localStorage.setItem(NAME, today()); } });
}

function read(what) {
  try { return what(); } catch { return null; } // denied
}
