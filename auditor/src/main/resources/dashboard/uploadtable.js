// A table of uploads. One that stays keeps its row, so that the keyboard does not lose its place. The roles are those that
// the elements have anyway: on a narrow screen the style sheet lays rows out as a grid, and would take them away.

import { el, fill, keyed, setText } from './dom.js';
import { age, bytes, dateTime, duration, shortDigest, shortDigests, shortId } from './format.js';
import { since } from './clock.js';
import { Arrivals, arrivalBar, isArriving, updateBar } from './arrival.js';
import { badge, isEnd, reason, track } from './states.js';

/** A table with a caption for screen readers, and what it says when there is nothing to list. Ages go on by themselves. */
export class UploadTable {
  #uploads = [];
  #arrivals = new Arrivals();
  #body = el('tbody', { role: 'rowgroup' });
  #empty = el('p', { class: 'empty', hidden: true });
  #table;

  constructor(parent, caption) {
    this.#table = el('table', { class: 'uploads', role: 'table' },
      el('caption', { class: 'unseen' }, caption),
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
        el('th', { scope: 'col', role: 'columnheader' }, 'Upload'),
        el('th', { scope: 'col', role: 'columnheader' }, 'Stage'),
        el('th', { scope: 'col', role: 'columnheader', class: 'number' }, 'Size'),
        el('th', { scope: 'col', role: 'columnheader', class: 'number' }, 'Age'))),
      this.#body);
    this.#table.hidden = true;
    fill(parent, this.#table, this.#empty);
    setInterval(() => document.hidden || this.#draw(), 1000);
  }

  /** Lists these, or says this when there are none. */
  show(uploads, emptyText) {
    this.#uploads = uploads;
    this.#arrivals.take(uploads);
    this.#draw();
    this.#table.hidden = uploads.length === 0;
    this.#empty.hidden = uploads.length > 0;
    setText(this.#empty, emptyText);
  }

  #draw() {
    keyed(this.#body, this.#uploads, (upload) => upload.uploadId, row, (tr, upload) => update(tr, upload, this.#arrivals.text(upload)));
  }
}

function row(upload) {
  return el('tr', { role: 'row' },
    el('th', { scope: 'row', role: 'rowheader' },
      el('a', { class: 'repository', href: `#/uploads/${encodeURIComponent(upload.uploadId)}` }, upload.repository),
      el('span', { class: 'ids' })),
    el('td', { class: 'stage-cell', role: 'cell' }),
    el('td', { class: 'number', role: 'cell' }),
    el('td', { class: 'number', role: 'cell' }, el('time', { datetime: upload.started, title: dateTime(upload.started) })));
}

/** @param arrived how the bytes arrive; null when nothing was told of that */
function update(tr, upload, arrived) {
  const [name, stage, size, started] = tr.children;
  setText(name.querySelector('.ids'), `${shortId(upload.uploadId)}${upload.digest ? `  ${shortDigest(upload.digest)}` : ''}`);
  const shown = `${upload.state} ${upload.stalled} ${reason(upload)} ${isArriving(upload)}`;
  if (stage.dataset.shown !== shown) {
    stage.dataset.shown = shown;
    fill(stage, ...stageCell(upload));
  }
  if (arrived) {
    updateBar(stage, arrived);
  }
  setText(size, upload.size === undefined ? '' : bytes(upload.size));
  setText(started.firstElementChild, age(since(upload.started)));
}

function stageCell(upload) {
  const why = reason(upload);
  return [
    badge(upload.state),
    upload.stalled && !isEnd(upload) && badge('stalled'),
    !isEnd(upload) && track(upload),
    isArriving(upload) && arrivalBar(),
    upload.state === 'linked' && el('span', { class: 'took' }, `in ${duration(Date.parse(upload.ended) - Date.parse(upload.started))}`),
    why && el('span', { class: 'reason', title: why }, shortDigests(why)),
  ].filter(Boolean);
}
