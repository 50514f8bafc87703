// One upload and all that happened to it, in a drawer beside the page.

import { byId, el, fill } from './dom.js';
import { upload as askFor } from './api.js';
import { bytes, dateTime, duration, words } from './format.js';
import { poll } from './poll.js';
import { since } from './clock.js';
import { Arrivals } from './arrival.js';
import { badge, isEnd, reason } from './states.js';
import { steps } from './steps.js';

/** The drawer. It asks again as long as it is open and the upload has not ended. */
export class Timeline {
  #dialog = byId('upload');
  #body = el('div', { class: 'drawer-body' });
  #title = el('h2', { id: 'upload-title' }, 'Upload');
  #id = null;
  #ended = false;
  #arrivals = new Arrivals();
  #ask;

  /** @param onClose called when it was closed by its button or by Escape */
  constructor(onClose) {
    const close = el('button', { type: 'button', class: 'close' }, 'Close');
    close.addEventListener('click', () => this.#dialog.close());
    fill(this.#dialog, el('header', {}, this.#title, close), this.#body);
    this.#dialog.addEventListener('close', () => {
      if (this.#id !== null) {
        this.#id = null;
        onClose();
      }
    });
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) {
        this.#dialog.close();
      }
    });
    this.#ask = poll(1500, () => this.#refresh());
  }

  /** Shows this upload. */
  show(id) {
    if (id === this.#id) {
      return;
    }
    this.#id = id;
    this.#ended = false;
    fill(this.#body, el('p', { class: 'empty', role: 'status' }, 'Looking'));
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }
    this.#dialog.scrollTop = 0;
    this.#ask();
  }

  hide() {
    this.#id = null;
    this.#dialog.close();
  }

  async #refresh() {
    const id = this.#id;
    if (id === null || this.#ended) {
      return;
    }
    try {
      const upload = await askFor(id);
      if (id === this.#id) {
        this.#ended = isEnd(upload);
        this.#arrivals.take([upload]);
        this.#keepingFocus(() => fill(this.#body, summary(upload, this.#arrivals.text(upload)), steps(upload), raw(upload)));
      }
    } catch (e) {
      if (id === this.#id) {
        this.#ended = e.status === 400 || e.status === 404;
        fill(this.#body, el('p', { class: 'empty', role: 'status' }, e.unreachable
          ? `The auditor cannot be reached (${e.message}). The page goes on asking.`
          : e.message));
      }
      if (e.status !== 404 && e.status !== 400) {
        throw e;
      }
    }
  }

  /** What is drawn anew loses the focus: it goes to the same place again. */
  #keepingFocus(draw) {
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    draw();
    if (focused) {
      this.#body.querySelector(`[data-focus="${focused}"]`)?.focus();
    }
  }
}

function summary(upload, arrived) {
  const took = isEnd(upload) ? Date.parse(upload.ended) - Date.parse(upload.started) : since(upload.started);
  const why = reason(upload);
  return el('div', { class: 'summary' },
    el('p', { class: 'summary-state' },
      badge(upload.state), upload.stalled && badge('stalled'),
      el('span', { class: 'took' }, isEnd(upload) ? `after ${duration(took)}` : `for ${duration(took)} now`)),
    why && el('p', { class: 'why', 'data-state': isEnd(upload) ? upload.state : 'stalled' }, why),
    el('dl', { class: 'facts' },
      fact('Upload', copyable(upload.uploadId, 'upload id')),
      fact('Repository', el('a', { href: `#/find?repository=${encodeURIComponent(upload.repository)}`, 'data-focus': 'repository' }, upload.repository)),
      upload.digest && fact('Digest', copyable(upload.digest, 'digest')),
      upload.size !== undefined && fact('Size', `${bytes(upload.size)} (${upload.size.toLocaleString('en')} bytes)`),
      arrived && fact('Received', arrived),
      upload.subject && fact('Pushed by', upload.subject),
      fact('Started', dateTime(upload.started)),
      upload.ended && fact('Ended', dateTime(upload.ended)),
      ...Object.entries(upload.client ?? {}).filter(([, value]) => value !== '' && value !== null).map(([key, value]) => fact(`Client ${words(key)}`, String(value)))));
}

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function copyable(text, what) {
  const value = el('code', {}, text);
  if (!navigator.clipboard) {
    return value;
  }
  const button = el('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${what}`, 'data-focus': what }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  return el('span', { class: 'copyable' }, value, button);
}

function raw(upload) {
  return el('p', { class: 'raw' },
    el('a', { href: `/uploads/${encodeURIComponent(upload.uploadId)}`, 'data-focus': 'raw' }, 'This as JSON, with the CloudEvents'));
}
