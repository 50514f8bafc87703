// The HTTP API of the auditor. One function for each question; whatever goes wrong is a Problem.

const TIMEOUT = 10_000;

/** Why there is no answer, for people. */
export class Problem extends Error {
  /** @param status of the answer; 0 when there was none */
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    /** Seconds after which to ask again; 0 when the answer does not say. */
    this.retryAfter = retryAfter;
  }

  /** Whether the auditor did not answer at all. */
  get unreachable() {
    return this.status === 0;
  }
}

/** Counts, totals and the windows of the last minutes. */
export function stats(minutes) {
  return get('/stats', { minutes });
}

/** One upload with its events. */
export function upload(id) {
  return get(`/uploads/${encodeURIComponent(id)}`);
}

/** A page of uploads, newest first: `{uploads, next?}`. */
export function uploads(query) {
  return get('/uploads', query);
}

/** A page of repositories by name: `{repositories, next?}`. */
export function repositories(query) {
  return get('/repositories', query);
}

/** The page that the one before calls `next`. */
export function following(next) {
  return get(next);
}

/**
 * Uploads until there are enough, or no more, or so many pages were read: a page may be short although there is more,
 * because the auditor looks at a bounded number of uploads for each.
 */
export async function enoughUploads(query, pages = 4) {
  let page = await uploads(query);
  const found = [...page.uploads];
  for (let read = 1; page.next && found.length < query.limit && read < pages; read++) {
    page = await following(page.next);
    found.push(...page.uploads);
  }
  return { uploads: found, next: page.next };
}

async function get(path, query = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, value);
  }
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (e) {
    throw new Problem(0, e.name === 'TimeoutError' ? `no answer within ${TIMEOUT / 1000} s` : 'no connection');
  }
  if (!answer.ok) {
    throw await problem(answer);
  }
  try {
    return await answer.json();
  } catch {
    throw new Problem(0, 'the answer broke off');
  }
}

/** RFC 9457, as far as the answer is that. */
async function problem(answer) {
  const body = await answer.json().catch(() => ({}));
  const message = body.detail || body.title || `the answer is ${answer.status}`;
  return new Problem(answer.status, message, Number(answer.headers.get('Retry-After')) || 0);
}
