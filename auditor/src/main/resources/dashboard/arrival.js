// How the bytes of an upload arrive: how many, and how fast. Their number is known when all are there, not before.

import { el, setText } from './dom.js';
import { since } from './clock.js';
import { age, bytes } from './format.js';

/** Reports come every two seconds, or with each chunk where that takes longer. */
const SILENT = 30_000;

/** What was told last of each upload, so that rates are of what came since. */
export class Arrivals {
  #last = new Map();

  /** Takes the uploads that are shown now; the others are forgotten. */
  take(uploads) {
    const before = this.#last;
    this.#last = new Map(uploads.filter(isArriving).map((upload) => [upload.uploadId, sample(upload, before.get(upload.uploadId))]));
  }

  /** Such as "24 MiB, 4.1 MiB/s"; null of an upload of which nothing was told. */
  text(upload) {
    if (!isArriving(upload)) {
      return null;
    }
    const silent = since(upload.receivedAt);
    const perSecond = this.#last.get(upload.uploadId)?.perSecond;
    const how = silent > SILENT ? `no more for ${age(silent)}` : perSecond > 0 && `${bytes(perSecond)}/s`;
    return [bytes(upload.received), how].filter(Boolean).join(', ');
  }
}

/** Whether it was told how many bytes have arrived, and more are to come. */
export function isArriving(upload) {
  return upload.state === 'spooling' && upload.received !== undefined;
}

/** The bar, which is not filled: nobody knows how many bytes there will be. */
export function arrivalBar() {
  return el('span', { class: 'arrival' }, el('progress', { 'aria-label': 'Bytes arrive' }), el('span', { class: 'arrived' }));
}

/** Shows the text beside the bar. */
export function updateBar(bar, text) {
  setText(bar.querySelector('.arrived'), text);
}

function sample(upload, before) {
  const bytesNow = upload.received;
  const at = Date.parse(upload.receivedAt);
  if (before && at <= before.at) {
    return before;
  }
  const from = before ?? { bytes: 0, at: Date.parse(upload.started) };
  return { bytes: bytesNow, at, perSecond: at > from.at ? ((bytesNow - from.bytes) / (at - from.at)) * 1000 : 0 };
}
