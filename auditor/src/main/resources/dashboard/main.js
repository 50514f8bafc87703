// Puts the page together: who shows what, and what the address of the page means.

import { byId, setText } from './dom.js';
import { stats } from './api.js';
import { choice } from './choice.js';
import { setClock } from './clock.js';
import { Found, searchRoute } from './found.js';
import { answered, failed, watchFreshness } from './freshness.js';
import { InFlight } from './flight.js';
import { Pipeline } from './stages.js';
import { Plots } from './plots.js';
import { poll } from './poll.js';
import { showRepositories } from './repositories.js';
import { Ticker } from './ticker.js';
import { Timeline } from './timeline.js';
import { Trouble } from './trouble.js';

const SPANS = [
  { value: '15', name: '15 min' },
  { value: '60', name: '1 h' },
  { value: '360', name: '6 h' },
  { value: '1440', name: '24 h' },
];

const pipeline = new Pipeline(byId('pipeline'));
const plots = new Plots(byId('throughput'), byId('latency'));
const flight = new InFlight();
const trouble = new Trouble();
const found = new Found();
const timeline = new Timeline(() => go(beneath));

let minutes = 60;
/** What the page shows beneath the drawer. */
let beneath = '#/';

/** The counts of now are asked for often, and with the fewest windows; the windows, which are many, seldom. */
poll(2_000, async () => {
  try {
    const answer = await stats(1);
    setClock(answer.now);
    pipeline.update(answer);
    flight.update(answer);
    trouble.update(answer);
    answered();
  } catch (e) {
    failed(e);
    throw e;
  }
});

const askWindows = poll(10_000, async () => {
  const asked = minutes;
  const note = byId('plots-note');
  try {
    const answer = await stats(asked);
    if (asked === minutes) {
      plots.update(answer, asked);
      setText(note, '');
    }
  } catch (e) {
    setText(note, `not up to date: ${e.message}`);
    throw e;
  }
});

choice(byId('span'), SPANS, String(minutes), (value) => {
  minutes = Number(value);
  askWindows();
});

/** `#/uploads/<id>` is one upload, `#/find?...` a list of them, everything else the page itself. */
function route() {
  const hash = location.hash;
  const id = hash.match(/^#\/uploads\/([^/?]+)$/)?.[1];
  if (id) {
    timeline.show(id);
    return;
  }
  timeline.hide();
  beneath = hash.startsWith('#/find?') ? hash : '#/';
  if (beneath === '#/') {
    found.hide();
  } else {
    found.show(hash.slice('#/find?'.length));
  }
}

function go(hash) {
  if (location.hash !== hash) {
    location.hash = hash;
  }
}

byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('search-text').value;
  go(text.trim() ? searchRoute(text) : '#/');
});

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input:not([type=radio]), textarea, dialog');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId('search-text').focus();
  }
});

window.addEventListener('hashchange', route);
route();
watchFreshness();
showRepositories();
new Ticker();
