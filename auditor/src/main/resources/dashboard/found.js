// Search: by upload id, digest or repository; and the lists that the pipeline leads to.

import { byId, el, setText } from './dom.js';
import { enoughUploads, following } from './api.js';
import { clockTime } from './format.js';
import { UploadTable } from './uploadtable.js';
import { stateLabel } from './states.js';

const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]+$/i;
const BARE_DIGEST = { 64: 'sha256', 128: 'sha512' };
const LIMIT = 25;

/** Where on this page to look for what somebody typed. */
export function searchRoute(text) {
  const asked = text.trim();
  if (UPLOAD_ID.test(asked)) {
    return `#/uploads/${asked.toLowerCase()}`;
  }
  const algorithm = /^[0-9a-f]+$/i.test(asked) && BARE_DIGEST[asked.length];
  if (algorithm) {
    return `#/find?${new URLSearchParams({ digest: `${algorithm}:${asked.toLowerCase()}` })}`;
  }
  return `#/find?${new URLSearchParams(DIGEST.test(asked) ? { digest: asked.toLowerCase() } : { repository: asked })}`;
}

/** The panel of what was found. */
export class Found {
  #panel = byId('found');
  #table = new UploadTable(byId('found-list'), 'Uploads found, newest first');
  #more = el('button', { type: 'button', class: 'more', hidden: true }, 'More');
  #query = '';
  #uploads = [];
  #next = null;

  constructor() {
    byId('found-list').append(this.#more);
    this.#more.addEventListener('click', () => this.#goOn());
    byId('found-again').addEventListener('click', () => this.#ask());
  }

  /** Looks for what the query (as in a URL) says, and brings the panel into view. */
  show(query) {
    if (query === this.#query && !this.#panel.hidden) {
      return;
    }
    this.#query = query;
    this.#panel.hidden = false;
    setText(byId('found-title'), title(new URLSearchParams(query)));
    this.#table.show([], '');
    this.#panel.scrollIntoView({ block: 'nearest' });
    this.#ask();
  }

  hide() {
    this.#panel.hidden = true;
    this.#query = '';
  }

  async #ask() {
    await this.#answer(async () => {
      const page = await enoughUploads({ ...Object.fromEntries(new URLSearchParams(this.#query)), limit: LIMIT }, 8);
      return { uploads: page.uploads, next: page.next };
    });
  }

  async #goOn() {
    await this.#answer(async () => {
      const page = await following(this.#next);
      return { uploads: [...this.#uploads, ...page.uploads], next: page.next };
    });
  }

  async #answer(ask) {
    const query = this.#query;
    setText(byId('found-note'), 'Looking');
    try {
      const { uploads, next } = await ask();
      if (query !== this.#query) {
        return;
      }
      this.#uploads = uploads;
      this.#next = next;
      this.#table.show(uploads, next ? 'None among the uploads looked at so far.' : 'There is no such upload.');
      const number = uploads.length === 1 ? '1 upload' : `${uploads.length} uploads`;
      setText(byId('found-note'), `${number}${next ? ' so far' : ''}, as of ${clockTime(Date.now())}`);
      this.#more.hidden = !next;
    } catch (e) {
      if (query === this.#query) {
        this.#table.show([], e.unreachable ? `The auditor cannot be reached (${e.message}).` : e.message);
        setText(byId('found-note'), '');
        this.#more.hidden = true;
      }
    }
  }
}

function title(query) {
  if (query.has('repository')) {
    return `Uploads to ${query.get('repository')}`;
  }
  if (query.has('digest')) {
    return `Uploads of ${query.get('digest')}`;
  }
  return query.has('stalled') ? 'Uploads that are or were stalled' : `Uploads: ${stateLabel(query.get('state') ?? 'all').toLowerCase()}`;
}
