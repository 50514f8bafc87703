// Events as they happen: a few of them, however many there are.

import { byId, el, setText } from './dom.js';
import { clockTime, rate, shortId } from './format.js';

const TYPES = [
  'upload.started', 'upload.completed', 'upload.cancelled', 'upload.expired', 'upload.rejected', 'upload.failed',
  'upload.stalled', 'blob.verified', 'blob.linked', 'blob.mounted', 'blob.deleted', 'manifest.pushed',
  'manifest.deleted', 'tag.deleted',
];

/** What is never left out when there are too many to show. */
const NOTABLE = new Set(['upload.rejected', 'upload.failed', 'upload.stalled', 'manifest.pushed']);

const KEPT = 60;
const BEAT = 500;
const EACH_BEAT = 2;
const PAUSE = 5_000;

/** Listens as long as the page is seen, and connects again when the connection is lost. */
export class Ticker {
  #list = byId('live');
  #source = null;
  #waiting = [];
  #received = 0;
  #dropped = 0;
  #since = performance.now();
  #paused = false;
  #retry = 0;
  #state = 'Connecting';

  constructor() {
    byId('live-pause').addEventListener('click', (event) => this.#pause(event.currentTarget));
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#close() : this.#connect()));
    setInterval(() => this.#beat(), BEAT);
    if (!document.hidden) {
      this.#connect();
    }
  }

  #connect() {
    this.#close();
    this.#source = new EventSource('/events');
    this.#source.onopen = () => (this.#state = 'open');
    this.#source.onerror = () => this.#broken();
    for (const type of TYPES) {
      this.#source.addEventListener(`spoolway.${type}`, ({ data }) => this.#take(type, data));
    }
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
  }

  /** The browser tries again by itself, unless the answer was an error, such as that there are too many clients. */
  #broken() {
    this.#state = 'Connection lost, trying again';
    if (this.#source.readyState === EventSource.CLOSED) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#connect(), PAUSE);
    }
  }

  #take(type, data) {
    this.#received++;
    if (this.#paused) {
      return;
    }
    this.#waiting.push({ type, data });
    if (this.#waiting.length > EACH_BEAT) {
      const least = this.#waiting.findIndex((event) => !NOTABLE.has(event.type));
      this.#waiting.splice(Math.max(0, least), 1);
      this.#dropped++;
    }
  }

  #beat() {
    const now = performance.now();
    for (const { type, data } of this.#waiting.splice(0)) {
      this.#list.prepend(entry(type, JSON.parse(data)));
    }
    while (this.#list.children.length > KEPT) {
      this.#list.lastElementChild.remove();
    }
    if (now - this.#since >= 2000) {
      this.#note((this.#received / (now - this.#since)) * 1000);
      this.#since = now;
      this.#received = 0;
      this.#dropped = 0;
    } else if (this.#state !== 'open') {
      this.#note(0);
    }
  }

  #note(perSecond) {
    const few = this.#dropped > 0 && !this.#paused ? ', a few of them shown' : '';
    setText(byId('live-note'), this.#state === 'open' ? `${rate(perSecond)}${few}` : this.#state);
  }

  #pause(button) {
    this.#paused = !this.#paused;
    button.setAttribute('aria-pressed', String(this.#paused));
    setText(button, this.#paused ? 'Go on' : 'Pause');
  }
}

function entry(type, event) {
  const repository = event.data?.repository ?? '';
  const isUpload = /^(upload|blob\.verified|blob\.linked)/.test(type);
  return el('li', { 'data-type': type },
    el('time', { datetime: event.time }, clockTime(event.time)),
    el('span', { class: 'event-type' }, type),
    el('span', { class: 'event-what' },
      isUpload
        ? el('a', { href: `#/uploads/${encodeURIComponent(event.subject)}` }, shortId(event.subject))
        : el('span', {}, shortId(subject(event))),
      ' ', el('span', { class: 'event-repository' }, repository)));
}

/** What an event of the registry is about: the tag, if there is one. */
function subject({ subject: about = '', data = {} }) {
  return data.tag ?? (data.tags?.length ? data.tags.join(', ') : about);
}
