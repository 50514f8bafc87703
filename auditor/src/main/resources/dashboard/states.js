// The states of an upload: what they are called, and how far they are.

import { el } from './dom.js';
import { since } from './clock.js';
import { age } from './format.js';

/** The states that an upload goes through on its good way, in order. */
export const WAY = ['spooling', 'verifying', 'linking', 'linked'];

const LABELS = {
  spooling: 'Spooling',
  verifying: 'Verifying',
  linking: 'Linking',
  linked: 'Linked',
  rejected: 'Rejected',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',
  stalled: 'Stalled',
};

/** For people. */
export function stateLabel(state) {
  return LABELS[state] ?? state;
}

/** Whether nothing more is to come. */
export function isEnd(upload) {
  return Boolean(upload.ended);
}

/** A word, a sign and a colour. */
export function badge(state) {
  return el('span', { class: 'badge', 'data-state': state }, stateLabel(state));
}

/** How far an upload is on its way: three steps to do. */
export function track(upload) {
  const done = WAY.indexOf(upload.state);
  return done < 0
    ? null
    : el('span', { class: 'track', 'data-state': upload.state, 'aria-hidden': 'true' },
        [1, 2, 3].map((step) => el('i', { class: step <= done ? 'done' : step === done + 1 ? 'doing' : '' })));
}

/** Why an upload is where it is, as far as that needs saying; null when it does not. */
export function reason(upload) {
  if (upload.reason) {
    return upload.reason;
  }
  if (!upload.stalled) {
    return null;
  }
  return isEnd(upload)
    ? `It was stalled before it was ${upload.state}.`
    : `Waits for the ${upload.state === 'linking' ? 'linker' : 'verifier'} for too long; the last step was ${age(since(upload.updated))} ago.`;
}
