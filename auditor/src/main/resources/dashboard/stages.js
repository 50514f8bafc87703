// The pipeline, drawn: the stages with what is in them now, and how much goes from one to the next.

import { el, svg, fill, setText, byId } from './dom.js';
import { bytes, count, rate } from './format.js';
import { Rates } from './rates.js';

const STAGES = [
  { state: 'spooling', name: 'Spooling', what: 'bytes arrive' },
  { state: 'verifying', name: 'Verifying', what: 'bytes are read again and hashed' },
  { state: 'linking', name: 'Linking', what: 'moved to the final path' },
  { state: 'linked', name: 'Linked', what: 'in all' },
];

/** From one stage to the next, and the step that takes uploads there. */
const FLOWS = [
  { step: 'upload.completed', name: 'completed' },
  { step: 'blob.verified', name: 'verified' },
  { step: 'blob.linked', name: 'linked' },
];

const BESIDE = [
  { state: 'rejected', name: 'Rejected', what: 'not the bytes that were promised' },
  { state: 'failed', name: 'Failed', what: 'tried again and again' },
  { state: 'stalled', query: 'stalled=true', name: 'Stalled', what: 'now, longer than they may' },
];

const SAMPLES = 60;
const DASH = '–';

/** The drawing; `update` takes an answer of /stats. */
export class Pipeline {
  #rates = new Rates();
  #numbers = new Map();
  #history = new Map();

  constructor(parent) {
    const way = STAGES.flatMap((stage, at) => (at === 0 ? [] : [this.#flow(FLOWS[at - 1])]).concat(this.#stage(stage)));
    fill(parent,
      el('div', { class: 'way' }, way),
      el('div', { class: 'beside' }, this.#givenUp(), BESIDE.map((end) => this.#stage(end))));
  }

  #stage({ state, query, name, what }) {
    const number = el('span', { class: 'stage-count' }, DASH);
    const detail = el('span', { class: 'stage-what' }, what);
    this.#numbers.set(state, { number, detail });
    return el('a', { class: 'stage', 'data-state': state, href: `#/find?${query ?? `state=${state}`}` },
      el('span', { class: 'stage-name' }, name), number, detail);
  }

  /** Two ends in one place: both leave from where bytes arrive. */
  #givenUp() {
    const number = el('span', { class: 'stage-count' }, DASH);
    this.#numbers.set('given-up', { number });
    const parts = ['cancelled', 'expired'].map((state) => {
      const part = el('span', {}, DASH);
      this.#numbers.set(state, { number: part });
      return el('a', { href: `#/find?state=${state}` }, part, ` ${state}`);
    });
    return el('div', { class: 'stage', 'data-state': 'given-up' },
      el('span', { class: 'stage-name' }, 'Given up'), number, el('span', { class: 'stage-what' }, parts[0], ', ', parts[1]));
  }

  #flow({ step, name }) {
    const number = el('span', { class: 'flow-rate' }, DASH);
    const line = svg('polyline', { points: '' });
    this.#numbers.set(step, { number, line });
    this.#history.set(step, []);
    return el('div', { class: 'flow' },
      svg('svg', { class: 'spark', viewBox: `0 0 ${SAMPLES - 1} 16`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line),
      number,
      el('span', { class: 'flow-name' }, name));
  }

  /** Shows these counts, and the rates since those before. */
  update(stats) {
    const steps = stats.totals.steps;
    this.#rates.add(Date.parse(stats.now), { ...steps, bytes: stats.totals.bytes });
    for (const state of ['spooling', 'verifying', 'linking']) {
      this.#count(state, stats.open[state]);
    }
    this.#count('linked', steps['blob.linked'] ?? 0);
    setText(this.#numbers.get('linked').detail, `in all, ${bytes(stats.totals.bytes)}`);
    this.#count('stalled', stats.stalled);
    const happened = (state) => steps[`upload.${state}`] ?? 0;
    for (const state of ['cancelled', 'expired', 'rejected', 'failed']) {
      this.#count(state, happened(state));
    }
    this.#count('given-up', happened('cancelled') + happened('expired'));
    FLOWS.forEach(({ step }) => this.#rate(step));
    this.#note();
  }

  #count(state, value) {
    const { number } = this.#numbers.get(state);
    setText(number, count(value));
    number.parentElement.classList.toggle('is-zero', value === 0);
  }

  #rate(step) {
    const perSecond = this.#rates.of(step);
    if (perSecond === null) {
      return;
    }
    const { number, line } = this.#numbers.get(step);
    setText(number, rate(perSecond));
    number.parentElement.classList.toggle('is-zero', perSecond === 0);
    const history = this.#history.get(step);
    history.push(perSecond);
    history.splice(0, history.length - SAMPLES);
    if (history.length < 3) {
      return;
    }
    const highest = Math.max(...history, 1e-9);
    const from = SAMPLES - history.length;
    line.setAttribute('points', history.map((y, at) => `${from + at},${(15 - (14 * y) / highest).toFixed(2)}`).join(' '));
  }

  #note() {
    const started = this.#rates.of('upload.started');
    const moved = this.#rates.of('bytes');
    if (started !== null && moved !== null) {
      setText(byId('pipeline-note'), `${rate(started)} started, ${bytes(moved)}/s linked`);
    }
  }
}
