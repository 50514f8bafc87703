// Numbers and times as people read them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Such as "8.4 MiB". */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : digits(value)} ${UNITS[unit]}`;
}

/** Such as "1,204", and "1.2 M" where it does not matter any more. */
export function count(value) {
  if (value >= 1e9) {
    return `${digits(value / 1e9)} G`;
  }
  return value >= 1e6 ? `${digits(value / 1e6)} M` : Math.round(value).toLocaleString('en');
}

/** Such as "41.2/s". */
export function rate(perSecond) {
  return `${perSecond >= 1000 ? count(perSecond) : digits(perSecond)}/s`;
}

/** Such as "312 ms", "4.1 s", "12 min 5 s", "3 h 20 min", "2 d 4 h". */
export function duration(millis) {
  const ms = Math.max(0, millis);
  if (ms < 999.5) {
    return `${ms < 10 ? digits(ms) : Math.round(ms)} ms`;
  }
  const seconds = ms / 1000;
  if (seconds < 59.5) {
    return `${seconds < 10 ? digits(seconds) : Math.round(seconds)} s`;
  }
  return parts(Math.round(seconds), [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]]);
}

function parts(seconds, units) {
  const first = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[first];
  const [lesser, lesserSize] = units[first + 1] ?? ['', 1];
  const rest = Math.floor((seconds % size) / lesserSize);
  return `${Math.floor(seconds / size)} ${unit}${rest && lesser ? ` ${rest} ${lesser}` : ''}`;
}

/** How long ago, in whole seconds at the finest: it does not flicker. */
export function age(millis) {
  return millis < 1000 ? 'now' : duration(Math.floor(millis / 1000) * 1000);
}

/** Three digits that matter. */
function digits(value) {
  const places = value === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(places)));
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** The time of day, such as "14:02:11". */
export function clockTime(instant) {
  return CLOCK.format(new Date(instant));
}

/** The time of day with milliseconds. */
export function exactTime(instant) {
  const date = new Date(instant);
  return `${CLOCK.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Such as "14:02", for an axis. */
export function minuteTime(instant) {
  return MINUTE.format(new Date(instant));
}

/** Such as "24 Nov 2026, 14:02:11". */
export function dateTime(instant) {
  return `${DAY.format(new Date(instant))}, ${clockTime(instant)}`;
}

/** The end of an upload id, which tells uploads of one minute apart: their beginning is the time. */
export function shortId(id) {
  return id.length > 13 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
}

/** Such as "sha256:4e07408562be". */
export function shortDigest(digest) {
  const [algorithm, hex = ''] = digest.split(':');
  return `${algorithm}:${hex.slice(0, 12)}`;
}

/** A text with the digests in it cut short: its end is in the timeline. */
export function shortDigests(text) {
  return text.replace(/\b(sha\d+:[0-9a-f]{12})[0-9a-f]{20,}/g, '$1…');
}

/** A name in code as words: "failedStep" is "failed step". */
export function words(name) {
  return name.replace(/([a-z])([A-Z])/g, (match, end, begin) => `${end} ${begin.toLowerCase()}`);
}
