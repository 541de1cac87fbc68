/* Chooses the time zone that the device had on the day of the order; a choice made by hand stays. */
const field = (name) => document.getElementById(`f-${name}`);
const zone = field("zone");
let chosen = zone.value !== "";

function guess() {
  if (chosen) { return; }
  const [day, month, year] = ["day", "month", "year"].map((name) => Number(field(name).value));
  const then = day && month && year ? new Date(year < 100 ? 2000 + year : year, month - 1, day, 12) : new Date();
  zone.value = String(-then.getTimezoneOffset());
}

zone.addEventListener("change", () => { chosen = true; });
for (const name of ["day", "month", "year"]) { field(name).addEventListener("change", guess); }
guess();
