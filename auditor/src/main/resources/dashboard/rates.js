// How many a second: differences of totals between polls.

const WINDOW = 10_000;

/** Rates over the last ten seconds, of totals that only ever grow. */
export class Rates {
  #samples = [];

  /** Takes the totals (an object of numbers) that held at this time (milliseconds). */
  add(time, totals) {
    const last = this.#samples.at(-1);
    const shrunk = last && Object.keys(last.totals).some((key) => (totals[key] ?? 0) < last.totals[key]);
    if (shrunk || (last && last.time < time - 3 * WINDOW)) {
      // Another auditor answers, or one that is still restoring, or nobody looked for a while: not to be compared.
      this.#samples = [];
    }
    this.#samples.push({ time, totals });
    while (this.#samples.length > 2 && this.#samples[1].time <= time - WINDOW) {
      this.#samples.shift();
    }
  }

  /** How many a second of this total; null as long as there is nothing to compare. */
  of(key) {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || last.time <= first.time) {
      return null;
    }
    return ((last.totals[key] ?? 0) - (first.totals[key] ?? 0)) / ((last.time - first.time) / 1000);
  }
}
