// The uploads that have not ended; and when there are none, those that were begun last.

import { byId, setText } from './dom.js';
import { enoughUploads } from './api.js';
import { count } from './format.js';
import { poll } from './poll.js';
import { UploadTable } from './uploadtable.js';

const STATES = ['spooling', 'verifying', 'linking'];
const SHOWN = 12;

/** Keeps the list; `update` takes an answer of /stats, which tells what there is to ask for. */
export class InFlight {
  #table = new UploadTable(byId('flight'), 'Uploads in flight, newest first');
  #open = null;
  #happened = 0;
  #latestOf = -1;
  #again = poll(2000, () => this.#ask());

  update({ open, totals }) {
    const isFirst = this.#open === null;
    this.#open = open;
    this.#happened = Object.values(totals.steps).reduce((sum, steps) => sum + steps, 0);
    if (isFirst) {
      this.#again();
    }
  }

  async #ask() {
    if (!this.#open) {
      return;
    }
    try {
      const states = STATES.filter((state) => this.#open[state] > 0);
      await (states.length > 0 ? this.#flight(states) : this.#latest());
    } catch (e) {
      setText(byId('flight-note'), `not up to date: ${e.message}`);
      throw e;
    }
  }

  async #flight(states) {
    const all = states.reduce((sum, state) => sum + this.#open[state], 0);
    const lists = await Promise.all(states.map((state) => enoughUploads({ state, limit: SHOWN }, 2)));
    const uploads = lists.flatMap((list) => list.uploads)
      .sort((a, b) => b.started.localeCompare(a.started) || b.uploadId.localeCompare(a.uploadId))
      .slice(0, SHOWN);
    this.#latestOf = -1;
    this.#table.show(uploads, 'They have just ended.');
    setText(byId('flight-note'), uploads.length === SHOWN && all > SHOWN ? `the newest ${SHOWN} of ${count(all)}` : '');
  }

  /** Asked for only when something has happened. */
  async #latest() {
    const happened = this.#happened;
    if (happened === this.#latestOf) {
      return;
    }
    const { uploads } = await enoughUploads({ limit: SHOWN }, 1);
    this.#latestOf = happened;
    this.#table.show(uploads, 'There are no uploads yet.');
    setText(byId('flight-note'), uploads.length > 0 ? 'none; these were the last' : 'none');
  }
}
