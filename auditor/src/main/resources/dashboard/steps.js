// The steps of one upload on one scale of time: how long each waited, and how long the work took.

import { el } from './dom.js';
import { duration, exactTime, words } from './format.js';
import { now } from './clock.js';
import { isEnd, stateLabel } from './states.js';

/** The steps in order, each with its bar. */
export function steps(upload) {
  const list = upload.events.map((event) => step(event, upload.reason));
  const begin = Math.min(Date.parse(upload.started), ...list.map(({ from }) => from));
  const end = Math.max(isEnd(upload) ? 0 : now(), begin + 1, ...list.map(({ to }) => to));
  const at = (time) => (100 * (time - begin)) / (end - begin);
  return el('section', { class: 'steps', 'aria-labelledby': 'steps-title' },
    el('header', {},
      el('h3', { id: 'steps-title' }, 'Timeline'),
      el('p', { class: 'legend' },
        el('span', { class: 'key key-queue' }, 'waited'), el('span', { class: 'key key-work' }, 'worked'),
        el('span', { class: 'scale' }, `${duration(end - begin)} in all`))),
    el('ol', {},
      list.map((each) => item(each, begin, at)),
      !isEnd(upload) && pending(upload, list, at)));
}

/** From a CloudEvent; what is not there is taken for nothing, so that one odd event does not hide the others. */
function step({ time, type, spoolwaynode: node, spoolwaysubject: subject, data = {} }, reason) {
  const to = Date.parse(time);
  const work = data.workMillis ?? 0;
  const queue = data.queueMillis ?? 0;
  return {
    name: data.step ?? type.replace(/^spoolway\./, ''),
    node,
    subject,
    to,
    work,
    queue,
    from: to - work - queue,
    gap: data.gap,
    facts: Object.entries(data.facts ?? {}).filter(([, value]) => value !== reason).sort(([a], [b]) => a.localeCompare(b)),
  };
}

function item({ name, node, subject, to, from, work, queue, gap, facts }, begin, at) {
  const worked = name === 'upload.completed' ? 'the bytes came within' : 'worked';
  const times = [queue > 0 && `waited ${duration(queue)}`, work > 0 && `${worked} ${duration(work)}`].filter(Boolean).join(', ');
  return el('li', { 'data-step': name },
    el('div', { class: 'step-head' },
      el('span', { class: 'step-name' }, name),
      el('span', { class: 'step-offset' }, `+${duration(to - begin)}`),
      el('time', { datetime: new Date(to).toISOString() }, exactTime(to))),
    bars(bar('queue', at(from), at(from + queue)), bar('work', at(to - work), at(to)), mark(at(to))),
    el('p', { class: 'step-detail' }, [times || 'at once', node && `on ${node}`, subject && `for ${subject}`].filter(Boolean).join(', ')),
    gap && el('p', { class: 'step-gap' }, 'A step before this one was not read.'),
    facts.length > 0 && el('dl', { class: 'step-facts' },
      facts.map(([key, value]) => el('div', {}, el('dt', {}, words(key)), el('dd', {}, text(key, value))))));
}

/** What is under way now. */
function pending(upload, list, at) {
  const from = Math.max(Date.parse(upload.started), ...list.filter(({ name }) => name !== 'upload.stalled').map(({ to }) => to));
  return el('li', { 'data-step': 'pending' },
    el('div', { class: 'step-head' }, el('span', { class: 'step-name' }, `${stateLabel(upload.state)} now`)),
    bars(bar('pending', at(from), 100)),
    el('p', { class: 'step-detail' }, `for ${duration(now() - from)}`));
}

function bars(...children) {
  return el('div', { class: 'bars', 'aria-hidden': 'true' }, children);
}

function bar(kind, from, to) {
  return to > from && place(el('i', { class: `bar bar-${kind}` }), from, to - from);
}

function mark(at) {
  return place(el('i', { class: 'bar-mark' }), at);
}

/** Percentages of the width; numbers only ever. */
function place(node, left, width) {
  node.style.setProperty('--left', Math.min(100, Math.max(0, left)).toFixed(3));
  if (width !== undefined) {
    node.style.setProperty('--width', Math.min(100, Math.max(0, width)).toFixed(3));
  }
  return node;
}

function text(key, value) {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
    return exactTime(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
