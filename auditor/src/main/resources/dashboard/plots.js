// Throughput and latency over the last minutes.

import uPlot from '/webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { el, fill, setText } from './dom.js';
import { bytes, count, duration, minuteTime } from './format.js';

const MINUTE = 60_000;
const MIB = 1024 * 1024;

/** Steps between the marks of an axis: such that bytes and times are round numbers. */
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, at) => 2 ** (at - 20));
const ROUND_TIMES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 3e5, 6e5, 18e5, 36e5, 216e5, 864e5];
const WHOLE = [1, 2, 5].flatMap((each) => Array.from({ length: 8 }, (_, at) => each * 10 ** at)).sort((a, b) => a - b);

const linked = { name: 'Uploads linked', colour: '--plot-1', bars: true, show: (value) => `${count(value)}/min` };
const moved = { name: 'Data linked', colour: '--plot-2', scale: 'size', show: (value) => `${bytes(value * MIB)}/min` };
/** There is no latency in a minute in which nothing was linked: a minute alone is a point. */
const p50 = { name: 'p50', colour: '--plot-1', scattered: true, show: duration };
const p95 = { name: 'p95', colour: '--plot-2', scattered: true, dash: [6, 4], show: duration };
const p99 = { name: 'p99', colour: '--plot-3', scattered: true, dash: [2, 3], show: duration };

/** Both plots; `update` takes an answer of /stats. */
export class Plots {
  #throughput;
  #latency;

  constructor(throughput, latency) {
    this.#throughput = new Plot(throughput, 'Throughput', [linked, moved], {
      y: { incrs: WHOLE, show: (value) => count(value) },
      size: { incrs: POWERS_OF_TWO, show: (value) => (value === 0 ? '0' : bytes(value * MIB)) },
    });
    this.#latency = new Plot(latency, 'Latency, completed to linked', [p50, p95, p99], {
      y: { incrs: ROUND_TIMES, show: (value) => (value === 0 ? '0' : duration(value)) },
    });
  }

  update(stats, minutes) {
    const windows = new Map(stats.windows.map((window) => [Date.parse(window.start), window]));
    const last = Math.floor(Date.parse(stats.now) / MINUTE) * MINUTE;
    const starts = Array.from({ length: minutes }, (_, at) => last - (minutes - 1 - at) * MINUTE);
    const column = (of) => starts.map((start) => of(windows.get(start)));
    const x = starts.map((start) => start / 1000);
    this.#throughput.show([x, column((window) => window?.linked ?? 0), column((window) => (window?.bytes ?? 0) / MIB)]);
    this.#latency.show([x, ...['p50', 'p95', 'p99'].map((name) => column((window) => window?.[name] ?? null))], overall(stats.latency));
  }
}

function overall({ count: number, p50: median, p95: most, p99: worst }) {
  return number ? [median, most, worst] : [null, null, null];
}

/** One plot with a legend that tells the values: those under the pointer, otherwise those of all the time or the last minute. */
class Plot {
  #series;
  #axes;
  #values;
  #when = el('span', { class: 'plot-when' });
  #canvas = el('div', { class: 'canvas', role: 'img' });
  #plot = null;
  #data = null;
  #resting = [];
  #title;

  constructor(parent, title, series, axes) {
    this.#series = series;
    this.#axes = axes;
    this.#title = title;
    this.#values = series.map(() => el('span', { class: 'plot-value' }, '–'));
    fill(parent,
      el('header', {},
        el('h3', {}, title),
        el('p', { class: 'plot-legend' },
          series.map(({ name, colour, bars }, at) => el('span', { class: 'plot-key' },
            el('i', { class: `swatch swatch${bars ? '-bar' : ''}${colour}`, 'aria-hidden': 'true' }), `${name} `, this.#values[at])),
          this.#when)),
      this.#canvas);
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  /** @param resting what the legend tells when the pointer is elsewhere; the values of the last minute that is over if left out */
  show(data, resting) {
    const over = Math.max(0, data[0].length - 2);
    this.#resting = resting ?? data.slice(1).map((column) => column[over]);
    const span = data[0].length;
    const sameSpan = this.#data?.[0].length === span;
    this.#data = data;
    if (this.#plot && sameSpan) {
      this.#plot.setData(data);
    } else {
      this.#draw();
    }
    this.#tell(this.#plot.cursor.idx);
    this.#canvas.setAttribute('aria-label', `${this.#title}: ${this.#series.map(({ name }, at) => `${name} ${this.#text(at, this.#resting[at])}`).join(', ')}`);
  }

  #draw() {
    this.#plot?.destroy();
    this.#plot = this.#data && new uPlot(this.#options(), this.#data, this.#canvas);
  }

  #options() {
    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), font: `11px ${style.fontFamily}`, ticks: { show: false }, grid: { stroke: colour('--grid'), width: 1 } };
    const sizes = Object.keys(this.#axes);
    return {
      ...this.#size(),
      padding: [8, sizes.length > 1 ? 0 : 20, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { range: (plot, min, max) => [min - 30, max + 30] },
        ...Object.fromEntries(sizes.map((name) => [name, { range: (plot, min, max) => [0, max > 0 ? max * 1.12 : 1] }])),
      },
      axes: [
        { ...axis, grid: { show: false }, size: 28, values: (plot, splits) => splits.map((at) => minuteTime(at * 1000)) },
        ...sizes.map((name, at) => ({
          ...axis, scale: name, side: at === 0 ? 3 : 1, size: 62, space: 34,
          grid: at === 0 ? axis.grid : { show: false },
          incrs: this.#axes[name].incrs,
          values: (plot, splits) => splits.map(this.#axes[name].show),
        })),
      ],
      series: [{}, ...this.#series.map((series) => line(series, colour, this.#data[0].length > 60 ? 2.5 : 4))],
      hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx)] },
    };
  }

  #size() {
    return { width: Math.max(120, this.#canvas.clientWidth), height: 180 };
  }

  #tell(at) {
    const pointed = at !== null && at !== undefined;
    this.#values.forEach((value, series) => setText(value, this.#text(series, pointed ? this.#data[series + 1][at] : this.#resting[series])));
    setText(this.#when, pointed ? `at ${minuteTime(this.#data[0][at] * 1000)}` : '');
  }

  #text(series, value) {
    return value === null || value === undefined ? '–' : this.#series[series].show(value);
  }
}

function line({ name, colour: variable, dash, bars, scale, scattered }, colour, pointSize) {
  const stroke = colour(variable);
  return {
    label: name,
    scale: scale ?? 'y',
    stroke,
    width: bars ? 0 : 1.75,
    dash,
    points: { show: scattered === true, size: pointSize, fill: stroke, dash: [] },
    ...(bars && { fill: stroke, paths: uPlot.paths.bars({ size: [0.7, 24] }) }),
  };
}
