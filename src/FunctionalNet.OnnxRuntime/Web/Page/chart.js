// The curve of the loss, step by step, and its numbers as a table.

import { drawn, element } from './dom.js';

const [height, left, bottom] = [220, 52, 26];

export class Chart {
  constructor(host) {
    this.losses = [];
    this.svg = drawn('svg', { role: 'img', class: 'chart' });
    this.table = element('tbody');
    const head = element('thead', {}, element('tr', {}, element('th', {}, 'step'), element('th', {}, 'loss')));
    this.details = element('details', {}, element('summary', {}, 'Each loss'), element('div', { className: 'scroll' }, element('table', {}, head, this.table)));
    this.details.addEventListener('toggle', () => this.list());
    host.append(this.svg, this.details);
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  add(losses, last) {
    losses.forEach((loss, i) => this.losses.push({ step: last - losses.length + i + 1, loss }));
    this.draw();
    this.list();
  }

  clear() {
    this.losses = [];
    this.table.replaceChildren();
    this.draw();
  }

  list() {
    if (!this.details.open) return;
    const rows = this.losses.slice(this.table.children.length);
    this.table.append(...rows.map(({ step, loss }) => element('tr', {}, element('td', {}, `${step}`), element('td', {}, `${loss}`))));
  }

  // A unit of the drawing is a pixel, whatever the width, so that its words are as large as others.
  draw() {
    const width = this.svg.clientWidth || 640;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const finite = this.losses.filter(({ loss }) => Number.isFinite(loss));
    this.svg.setAttribute('aria-label', finite.length ? `Loss, ${finite[0].loss.toPrecision(3)} at first and ${finite.at(-1).loss.toPrecision(3)} now` : 'Loss, nothing yet');
    const top = Math.max(1e-6, ...finite.map(({ loss }) => loss)) * 1.05;
    const [first, last] = [finite[0]?.step ?? 0, finite.at(-1)?.step ?? 0];
    const x = (step) => left + ((step - first) / Math.max(1, last - first)) * (width - left - 12);
    const y = (loss) => 10 + (1 - loss / top) * (height - bottom - 10);
    const words = (text, across, down, anchor) => drawn('text', { x: across, y: down, 'text-anchor': anchor }, text);
    const lines = (finite.length ? [0, 0.5, 1] : []).map((share) => drawn('line', { x1: left, x2: width - 12, y1: y((share * top) / 1.05), y2: y((share * top) / 1.05), class: 'grid' }));
    const marks = [0, 0.5, 1].map((share) => words(finite.length ? ((share * top) / 1.05).toPrecision(2) : '', left - 8, y((share * top) / 1.05) + 4, 'end'));
    const ends = finite.length ? [words(`step ${first}`, left, height - 6, 'start'), words(`step ${last}`, width - 12, height - 6, 'end')] : [words('The loss is drawn here, step by step.', width / 2, height / 2, 'middle')];
    const every = Math.max(1, Math.floor(finite.length / 1000));
    const points = finite.filter((_, i) => i % every === 0 || i === finite.length - 1).map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`);
    this.svg.replaceChildren(...lines, ...marks, ...ends, drawn('polyline', { points: points.join(' '), class: 'curve' }));
  }
}
