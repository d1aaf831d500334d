// Rows of a text whose cells stand between commas, semicolons or tabs; quotes may stand around a cell, two for one within.

export function rows(text) {
  const first = text.split(/\r?\n/).find((line) => line.trim().length > 0);
  const separator = [',', ';', '\t'].reduce((best, one) => (count(first, one) > count(first, best) ? one : best));
  const found = [];
  let [cells, cell, line, begun, quoted] = [[], '', 1, 1, 0];
  const close = () => {
    cells.push(cell.trim());
    if (cells.length > 1 || cells[0] !== '') found.push({ cells, line: begun });
    [cells, cell, begun] = [[], '', line];
  };
  const letters = text.replaceAll('\r\n', '\n');
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i];
    if (letter === '\n') line++;
    if (letter === '"' && quoted && letters[i + 1] === '"') cell += letters[i++];
    else if (letter === '"') quoted = quoted ? 0 : line;
    else if (quoted) cell += letter;
    else if (letter === '\n') close();
    else if (letter === separator) [cells, cell] = [[...cells, cell.trim()], ''];
    else cell += letter;
  }

  if (quoted) throw new Error(`The quote in line ${quoted} is not closed.`);
  close();
  return found;
}

const count = (line, separator) => (line ?? '').split(separator).length;

// A number as the tool reads it; a missing one is NaN.
export function number(text) {
  if (text === '') return NaN;
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  const why = Number.isNaN(value) ? 'is not a number' : 'is beyond the numbers of 32 bits';
  throw new Error(`'${text.slice(0, 40)}' ${why}${/^[-+]?\d+,\d+$/.test(text) ? `: write ${text.replace(',', '.')}` : ''}`);
}

const isNumber = (cell) => cell === '' || Number.isFinite(Number(cell));

// Samples with their targets from a file: a table finds its columns by their names; of others all columns are numbers of the sample
// but the target, which is called so, or stands last.
export function samples(text, size, form, target) {
  const all = rows(text);
  if (all.length === 0) throw new Error('The file is empty.');
  const [first] = all;
  const uneven = all.find(({ cells }) => cells.length !== first.cells.length);
  if (uneven) throw new Error(`Line ${uneven.line}: it has ${uneven.cells.length} cells, and line ${first.line} has ${first.cells.length}.`);
  const isHeader = first.cells.filter((cell) => !isNumber(cell)).length > 1 || /^(label|class|target)$/i.test(first.cells.at(-1));
  const header = isHeader ? all.shift().cells : null;
  if (all.length === 0) throw new Error(`The file has one line, '${first.cells.join(', ').slice(0, 80)}', which is read as the names of its columns.`);
  const names = form.columns?.map(({ name }) => name) ?? [];
  const isNamed = form.row && header && names.every((name) => header.includes(name));
  const width = form.row ? names.length : size;
  if (!isNamed && first.cells.length !== width + 1) {
    throw new Error(`The file has ${first.cells.length} columns, not ${width} and a target${names.length > 0 ? `: ${names.slice(0, 10).join(', ')}` : ''}.`);
  }

  const named = header?.findIndex((name) => (isNamed ? !names.includes(name) : /^(label|class|target)$/i.test(name))) ?? -1;
  if (isNamed && named < 0) throw new Error(`The file has no column of the target beside ${names.slice(0, 10).join(', ')}.`);
  const last = named >= 0 ? named : first.cells.length - 1;
  return all.map(({ cells, line }) => {
    const rest = cells.filter((_, column) => column !== last);
    try {
      const input = isNamed ? form.row(cells, header) : form.row ? form.row(rest) : Float32Array.from(rest, number);
      if (!form.row && input.some(Number.isNaN)) throw new Error('a cell is empty');
      return { input, target: target(cells[last]) };
    } catch (error) {
      throw new Error(`Line ${line}: ${error.message.replace(/\.$/, '')}.`);
    }
  });
}
