// The uploads that did not go well, with their reasons.

import { byId, setText } from './dom.js';
import { enoughUploads } from './api.js';
import { choice } from './choice.js';
import { poll } from './poll.js';
import { UploadTable } from './uploadtable.js';

const KINDS = {
  rejected: { queries: [{ state: 'rejected' }], none: 'No upload was rejected.' },
  failed: { queries: [{ state: 'failed' }], none: 'No upload failed.' },
  // those that have not ended are asked for by their state: with one, the auditor finds them behind any number of newer ones
  stalled: {
    queries: [{ state: 'verifying', stalled: true }, { state: 'linking', stalled: true }, { stalled: true }],
    none: 'No upload is or was stalled.',
  },
};
const OPTIONS = [
  { value: 'all', name: 'All' },
  { value: 'rejected', name: 'Rejected' },
  { value: 'failed', name: 'Failed' },
  { value: 'stalled', name: 'Stalled' },
];
const SHOWN = 10;

/** An upload may have left the auditor, or have ended, without any count telling: it is asked for this often at least. */
const ANYWAY = 30_000;

/** Keeps the list; `update` takes an answer of /stats, which tells whether there is anything new to ask for. */
export class Trouble {
  #table = new UploadTable(byId('trouble'), 'Uploads that were rejected, failed or stalled, newest first');
  #kind = 'all';
  #counted = '';
  #seen = null;
  #askedAt = 0;
  #again = poll(2000, () => this.#ask());

  constructor() {
    choice(byId('trouble-choice'), OPTIONS, 'all', (kind) => {
      this.#kind = kind;
      this.#seen = null;
      this.#again();
    });
  }

  update({ totals, stalled }) {
    const of = (step) => totals.steps[step] ?? 0;
    const isFirst = this.#counted === '';
    this.#counted = `${of('upload.rejected')} ${of('upload.failed')} ${of('upload.stalled')} ${stalled}`;
    if (isFirst) {
      this.#again();
    }
  }

  async #ask() {
    const counted = this.#counted;
    if (counted === '' || (counted === this.#seen && Date.now() - this.#askedAt < ANYWAY)) {
      return;
    }
    const kind = this.#kind;
    const kinds = kind === 'all' ? Object.keys(KINDS) : [kind];
    const queries = kinds.flatMap((each) => KINDS[each].queries);
    const note = byId('trouble-note');
    try {
      const lists = await Promise.all(queries.map((query) => enoughUploads({ ...query, limit: SHOWN }, 1)));
      if (kind !== this.#kind) {
        return;
      }
      const byUpload = new Map(lists.flatMap((list) => list.uploads).map((upload) => [upload.uploadId, upload]));
      const uploads = [...byUpload.values()].sort((a, b) => b.updated.localeCompare(a.updated)).slice(0, SHOWN);
      // the auditor looks at some for a page, not at all: older ones are found by a search
      const none = kind === 'all' ? 'No upload was rejected, failed or stalled.' : KINDS[kind].none;
      this.#table.show(uploads, lists.some((list) => list.next) ? 'None among the uploads that were started last.' : none);
      this.#seen = counted;
      this.#askedAt = Date.now();
      note.hidden = true;
    } catch (e) {
      setText(note, `not up to date: ${e.message}`);
      note.hidden = false;
      throw e;
    }
  }
}
