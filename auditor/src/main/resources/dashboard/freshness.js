// Whether the numbers are those of now, and if not, why.

import { byId, setText, fill } from './dom.js';
import { age, clockTime } from './format.js';

/** Numbers that are older than this are said to be old. */
const OLD = 8_000;

let lastAnswer = 0;
let trouble = null;

/** The auditor answered just now. */
export function answered() {
  lastAnswer = Date.now();
  trouble = null;
  show();
}

/** The auditor did not answer, or not with what was asked for. */
export function failed(problem) {
  trouble = problem;
  show();
}

/** Shows how old the numbers are, from now on. */
export function watchFreshness() {
  setInterval(show, 1000);
  document.addEventListener('visibilitychange', show);
}

function show() {
  if (document.hidden) {
    return;
  }
  const old = Date.now() - lastAnswer;
  const isOld = lastAnswer > 0 && old > OLD;
  const state = trouble ? 'broken' : lastAnswer === 0 ? 'waiting' : isOld ? 'old' : 'live';
  byId('freshness').dataset.state = state;
  document.body.classList.toggle('is-old', state === 'broken' || state === 'old');
  setText(byId('freshness-text'), label(state, old));
  const banner = byId('banner');
  const message = trouble ? bannerText() : '';
  if (banner.textContent !== message) {
    fill(banner, message);
  }
  banner.hidden = !trouble;
}

function label(state, old) {
  switch (state) {
    case 'waiting':
      return 'Connecting';
    case 'live':
      return old < 5000 ? 'Live' : `Live, ${age(old)} old`;
    default:
      return lastAnswer ? `${age(old)} old` : 'No numbers';
  }
}

/** It changes only when the trouble does: a screen reader says it once. */
function bannerText() {
  const numbers = lastAnswer ? `The numbers below are those of ${clockTime(lastAnswer)}.` : 'There are no numbers to show yet.';
  const what = trouble.unreachable
    ? `The auditor cannot be reached (${trouble.message}).`
    : trouble.status === 503
      ? `The auditor is not ready: ${trouble.message}.`
      : `The auditor answers ${trouble.status}: ${trouble.message}.`;
  return `${what.replace(/\.\.$/, '.')} ${numbers} The page goes on asking.`;
}
