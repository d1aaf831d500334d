// A text that the model writes on, token by token.

import { element } from './dom.js';
import { pick, tokenizer } from './tokens.js';

export function writer(host, manifest, { ask, result }) {
  const [length, tokens] = [manifest.input.shape[0], tokenizer(manifest)];
  const count = manifest.output.shape.at(-1);
  const text = element('textarea', { id: 'text', rows: 8, spellcheck: false, value: manifest.form.beginning ?? '' });
  const boldness = element('input', { id: 'temperature', type: 'range', min: 0, max: 1.5, step: 0.1, value: 0.7 });
  const amount = element('input', { id: 'amount', type: 'number', min: 1, max: 10000, value: 200 });
  const write = element('button', { type: 'button', className: 'first' }, 'Write on');
  const note = element('p', { className: 'soft', role: 'status' });
  host.append(
    element('label', { htmlFor: 'text' }, 'The text so far'),
    text,
    element('p', { className: 'field' }, element('label', { htmlFor: 'temperature' }, 'Temperature'), boldness),
    element('p', { className: 'field' }, element('label', { htmlFor: 'amount' }, 'Tokens'), amount),
    element('p', { className: 'buttons' }, write),
    note,
  );

  let isWriting = false;
  const window = (all) => Array.from({ length }, (_, i) => BigInt(all.slice(-length)[i] ?? 0));

  // What may follow the tokens so far.
  async function next(all) {
    const { values, milliseconds } = await ask('predict', { input: BigInt64Array.from(window(all)) });
    const at = Math.min(all.length, length) - 1;
    const row = values.length === count ? values : values.slice(at * count, (at + 1) * count);
    result.show(row, false);
    return { row, milliseconds };
  }

  const isProbability = (row) => row.every((value) => value >= 0) && Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-2;

  async function run() {
    const begun = tokens.encode(text.value);
    if (begun.length === 0) {
      note.textContent = 'Write at least one character that the model knows.';
      return;
    }

    [isWriting, write.textContent, note.textContent] = [true, 'Stop', ''];
    const [before, all, start] = [text.value, [...begun], performance.now()];
    for (let i = 0; i < Number(amount.value) && isWriting; i++) {
      const { row } = await next(all);
      all.push(pick(row, Number(boldness.value), isProbability(row)));
      text.value = before + tokens.decode(all.slice(begun.length));
      text.scrollTop = text.scrollHeight;
      note.textContent = `${Math.round((1000 * (i + 1)) / (performance.now() - start))} tokens a second`;
    }

    [isWriting, write.textContent] = [false, 'Write on'];
  }

  write.addEventListener('click', () => {
    if (isWriting) isWriting = false;
    else run().catch((error) => (note.textContent = error.message));
  });
  return {
    value: () => null,
    zeros: () => new BigInt64Array(length),
    isBlank: () => text.value.length === 0,
    clear() {
      text.value = '';
    },
    thumbnail: (input) => element('span', { className: 'words' }, tokens.decode(Array.from(input, Number)).slice(0, 12)),

    // Pieces of a text, each with the token that follows each of its tokens.
    pieces(told) {
      const all = tokens.encode(told);
      const found = [];
      for (let i = 0; i + length < all.length; i += length) {
        found.push({ input: window(all.slice(i, i + length)), target: all.slice(i + 1, i + 1 + length) });
      }

      return found;
    },
  };
}
