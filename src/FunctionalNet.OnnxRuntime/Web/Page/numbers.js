// Any numbers of a sample, written side by side: for what has no form of its own.

import { element } from './dom.js';

export function numbers(host, manifest, { changed }) {
  const count = manifest.input.shape.reduce((product, size) => product * size, 1);
  const text = element('textarea', { id: 'numbers', rows: 5, spellcheck: false, value: new Array(count).fill(0).join(' ') });
  const note = element('p', { className: 'soft', role: 'status' });
  const read = () => text.value.split(/[\s,;]+/).filter((word) => word.length > 0);
  host.append(element('label', { htmlFor: 'numbers' }, `${count} numbers [${manifest.input.shape.join(', ')}]`), text, note);
  text.addEventListener('input', changed);
  return {
    value() {
      const words = read();
      const parsed = Float32Array.from(words, Number);
      const wrong = words.find((word) => !Number.isFinite(Number(word)));
      note.textContent = wrong !== undefined ? `'${wrong}' is no number.` : parsed.length === count ? '' : `${parsed.length} of ${count} numbers.`;
      return note.textContent ? null : parsed;
    },
    zeros: () => new Float32Array(count),
    isBlank: () => read().every((word) => Number(word) === 0),
    clear() {
      text.value = new Array(count).fill(0).join(' ');
    },
    thumbnail: (input) => element('span', { className: 'words' }, Array.from(input.slice(0, 4), (x) => Number(x.toPrecision(3))).join(', ')),
  };
}
