// A field for each column of a table.

import { number } from './csv.js';
import { element } from './dom.js';

export function fields(host, manifest, { changed }) {
  const columns = manifest.form.columns;
  const inputs = columns.map(({ name, values }, i) => {
    const id = `column-${i}`;
    const input = values
      ? element('select', { id }, values.map((value, place) => element('option', { value: place }, value)))
      : element('input', { id, type: 'text', value: '0', inputMode: 'decimal', autocomplete: 'off' });
    input.addEventListener('input', changed);
    return { input, row: element('p', { className: 'field' }, element('label', { htmlFor: id }, name), input) };
  });
  const note = element('p', { className: 'soft', role: 'status' });
  host.append(element('div', { className: 'fields' }, inputs.map(({ row }) => row)), note);

  // A value of several is one number, its place, or as many numbers with a 1 at its place.
  const numbersOf = (column, text) =>
    column.values && column.width > 1 ? column.values.map((_, place) => (text === `${place}` ? 1 : 0))
    : [number(text.trim())];

  const placeOf = ({ values }, text) => {
    const place = values.indexOf(text);
    if (place < 0 && text !== '') throw new Error(`'${text.slice(0, 40)}' is none of ${values.slice(0, 10).join(', ')}`);
    return place < 0 ? '' : `${place}`;
  };
  const named = (column, numbers) => {
    try {
      return numbers();
    } catch (error) {
      throw new Error(`${column.name}: ${error.message}`);
    }
  };
  return {
    value() {
      try {
        note.textContent = '';
        return Float32Array.from(columns.flatMap((column, i) => named(column, () => numbersOf(column, inputs[i].input.value))));
      } catch (error) {
        note.textContent = `${error.message}.`;
        return null;
      }
    },
    zeros: () => new Float32Array(columns.reduce((sum, column) => sum + (column.width ?? 1), 0)),
    isBlank: () => inputs.every(({ input }) => input.value === '0'),
    clear() {
      for (const { input } of inputs) input.value = '0';
    },
    thumbnail: (input) => element('span', { className: 'words' }, Array.from(input.slice(0, 4), (x) => Number(x.toPrecision(3))).join(', ')),

    // A row of a file with a header becomes a sample.
    row(cells, header) {
      const cell = (column, i) => cells[header ? header.indexOf(column.name) : i] ?? '';
      return Float32Array.from(
        columns.flatMap((column, i) => {
          const text = cell(column, i);
          return named(column, () => numbersOf(column, column.values ? placeOf(column, text) : text));
        }),
      );
    },
  };
}
