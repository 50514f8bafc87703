// The repositories and what they took.

import { byId, el, fill, keyed, setText } from './dom.js';
import { following, repositories } from './api.js';
import { bytes, count } from './format.js';
import { poll } from './poll.js';

const SHOWN = 8;

/** Keeps the table, and the names that the search proposes. */
export function showRepositories() {
  const body = el('tbody');
  const more = el('button', { type: 'button', class: 'more', hidden: true }, 'More');
  const table = el('table', { class: 'repositories' },
    el('caption', { class: 'unseen' }, 'Repositories by name'),
    el('thead', {}, el('tr', {},
      el('th', { scope: 'col' }, 'Repository'),
      el('th', { scope: 'col', class: 'number' }, 'Linked'),
      el('th', { scope: 'col', class: 'number' }, 'Rejected, failed'),
      el('th', { scope: 'col', class: 'number' }, 'Size'))),
    body);
  let wanted = SHOWN;
  const ask = poll(10_000, async () => {
    const page = await repositories({ limit: wanted });
    const listed = page.repositories;
    while (page.next && listed.length < wanted) {
      const next = await following(page.next);
      listed.push(...next.repositories);
      page.next = next.next;
    }
    keyed(body, listed, ({ repository }) => repository, row, update);
    fill(byId('search-repositories'), listed.map(({ repository }) => el('option', { value: repository })));
    setText(byId('repositories-note'), listed.length === 0 ? 'none yet' : '');
    more.hidden = !page.next;
  });
  more.addEventListener('click', () => {
    wanted = Math.min(1000, wanted * 4);
    ask();
  });
  fill(byId('repositories'), table, more);
}

function row({ repository }) {
  return el('tr', {},
    el('th', { scope: 'row' }, el('a', { href: `#/find?repository=${encodeURIComponent(repository)}` }, repository)),
    el('td', { class: 'number' }), el('td', { class: 'number' }), el('td', { class: 'number' }));
}

function update(tr, { linked, rejected, failed, bytes: size }) {
  setText(tr.children[1], count(linked));
  setText(tr.children[2], count(rejected + failed));
  tr.children[2].classList.toggle('is-bad', rejected + failed > 0);
  setText(tr.children[3], bytes(size));
}
