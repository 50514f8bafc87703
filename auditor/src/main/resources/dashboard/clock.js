// The auditor's clock: ages are told by it, because this device may be wrong.

let ahead = 0;

/** What the auditor's clock showed just now. */
export function setClock(instant) {
  ahead = Date.parse(instant) - Date.now();
}

/** The auditor's time, in milliseconds since 1970. */
export function now() {
  return Date.now() + ahead;
}

/** How many milliseconds ago, 0 or more. */
export function since(instant) {
  return Math.max(0, now() - Date.parse(instant));
}
