// Asking again and again, while somebody looks.

import { Problem } from './api.js';

const SLOWEST = 30_000;

/**
 * Runs `ask` now and again so many milliseconds after it has ended, never twice at once, and not while the tab is hidden. When
 * it fails the pause doubles each time, or is what the failure says (`retryAfter`, in seconds). Returns a function that
 * makes it ask at once.
 */
export function poll(millis, ask) {
  let timer = 0;
  let asking = false;
  let again = false;
  let pause = millis;

  async function run() {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    if (document.hidden) {
      return;
    }
    asking = true;
    try {
      await ask();
      pause = millis;
    } catch (e) {
      if (!(e instanceof Problem)) {
        console.error(e);
      }
      pause = Math.min(SLOWEST, e.retryAfter ? e.retryAfter * 1000 : pause * 2);
    }
    asking = false;
    timer = setTimeout(run, again ? 0 : pause);
    again = false;
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      run();
    }
  });
  run();
  return run;
}
