// What the model gives: bars of probabilities with their labels, or numbers.

import { announce, element } from './dom.js';

const most = 12;

export class Result {
  constructor(host, manifest) {
    [this.host, this.manifest] = [host, manifest];
    const count = manifest.output.shape.at(-1) ?? 1;
    this.labels = manifest.labels.length === count ? manifest.labels : Array.from({ length: count }, (_, i) => `${i}`);
  }

  // Shows the values for one sample; of a blank one they mean nothing yet.
  show(values, isBlank) {
    this.values = values;
    const shares = this.shares(values);
    this.host.classList.toggle('blank', isBlank);
    if (values.some(Number.isNaN)) return this.nothing();
    if (shares) this.bars(shares, isBlank);
    else this.numbers(values);
  }

  // An input that is missing something, or a model that is broken.
  nothing() {
    this.list = null;
    this.host.replaceChildren(element('p', { className: 'soft' }, 'The model gives no number (NaN) for this input.'));
  }

  // The probabilities of classes; null where the values are numbers.
  shares(values) {
    if (values.length < 2) return null;
    const sum = values.reduce((total, value) => total + value, 0);
    if (values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-2) return values;
    if (this.manifest.labels.length !== values.length) return null;
    const top = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - top));
    const total = powers.reduce((all, power) => all + power, 0);
    return powers.map((power) => power / total);
  }

  bars(shares, isBlank) {
    const order = [...shares.keys()];
    if (shares.length > most) order.sort((a, b) => shares[b] - shares[a]).splice(most);
    const best = shares.indexOf(Math.max(...shares));
    const rows = order.map((i) => this.bar(this.labels[i], shares[i], i === best && !isBlank));
    if (this.list?.children.length === rows.length && shares.length <= most) {
      rows.forEach((row, i) => this.update(this.list.children[i], shares[order[i]], order[i] === best && !isBlank));
    } else {
      this.list = element('ol', { className: 'bars', role: 'list' }, rows);
      this.host.replaceChildren(this.list);
    }

    const told = isBlank ? '' : `${this.labels[best]}, ${percent(shares[best])}`;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => announce(told), 600);
  }

  bar(label, share, isBest) {
    const row = element(
      'li',
      {},
      element('span', { className: 'label' }, label),
      element('span', { className: 'track', 'aria-hidden': 'true' }, element('span', { className: 'bar' })),
      element('span', { className: 'share' }),
    );
    this.update(row, share, isBest);
    return row;
  }

  update(row, share, isBest) {
    row.classList.toggle('best', isBest);
    row.dataset.value = share;
    row.querySelector('.bar').style.width = `${100 * share}%`;
    row.querySelector('.share').textContent = percent(share);
  }

  numbers(values) {
    const rows = Array.from(values.slice(0, 100), (value, i) => {
      const row = element('li', {}, values.length > 1 ? `${this.labels[i]}: ` : '', element('strong', {}, rounded(value)));
      row.dataset.value = value;
      return row;
    });
    this.host.replaceChildren(element('ol', { className: 'numbers' }, rows));
    clearTimeout(this.telling);
    this.telling = setTimeout(() => announce(rounded(values[0])), 600);
  }
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const rounded = (value) => (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7 ? Number(value.toPrecision(6)).toString() : value.toString());
