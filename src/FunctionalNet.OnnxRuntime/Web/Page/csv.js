// Rows of a text whose cells stand between commas, semicolons or tabs; quotes may stand around a cell.

export function rows(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim().length > 0);
  const separator = [',', ';', '\t'].reduce((best, one) => (count(lines[0], one) > count(lines[0], best) ? one : best));
  return lines.map((line) => cells(line, separator));
}

const count = (line, separator) => (line ?? '').split(separator).length;

function cells(line, separator) {
  const found = [''];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) found.push('');
    else found[found.length - 1] += letter;
  }

  return found.map((cell) => cell.trim());
}

// Samples with their targets from a file: a table finds its columns by their names; of others all columns are numbers of the sample
// but the target, which is called so, or stands last.
export function samples(text, size, form, target) {
  const all = rows(text);
  if (all.length === 0) throw new Error('The file is empty.');
  const isHeader = all[0].filter((cell) => cell !== '' && !Number.isFinite(Number(cell))).length > 1 || /^(label|class|target)$/i.test(all[0].at(-1));
  const header = isHeader ? all.shift() : null;
  const names = form.columns?.map(({ name }) => name) ?? [];
  const isNamed = form.row && header && names.every((name) => header.includes(name));
  const named = header?.findIndex((name) => (isNamed ? !names.includes(name) : /^(label|class|target)$/i.test(name))) ?? -1;
  const last = named >= 0 ? named : all[0].length - 1;
  return all.map((cells, i) => {
    const rest = cells.filter((_, column) => column !== last);
    const input = isNamed ? form.row(cells, header) : form.row ? form.row(rest) : Float32Array.from(rest, Number);
    const wrong = input.length !== size ? `it has ${input.length} numbers for ${size}` : input.some(Number.isNaN) && !form.row ? 'a cell is no number' : null;
    if (wrong) throw new Error(`Row ${i + 1}: ${wrong}.`);
    return { input, target: target(cells[last], i + 1) };
  });
}
