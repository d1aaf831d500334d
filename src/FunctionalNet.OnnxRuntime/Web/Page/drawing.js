// A frame to draw on, for images of one channel: by pen, by the keys, or from a picture. The model sees a few grey cells.

import { announce, element } from './dom.js';
import { brightness, canvas, opened, pixels } from './pixels.js';

// The pen's width, of the frame's.
const pen = 0.1;

// The steps between paper and ink that a key takes.
const shades = 16;

export function drawing(host, manifest, { changed }) {
  const { width, height, low, high } = manifest.form;
  const [strokes, keyed, cursor] = [[], new Float32Array(width * height), { x: 0, y: 0, isShown: false }];
  let cells = new Float32Array(width * height);

  const frame = element('canvas', {
    width: 448,
    height: Math.round((448 * height) / width),
    tabIndex: 0,
    className: 'frame',
    role: 'application',
    'aria-label': `A drawing of ${width} by ${height} cells. Arrows move, space fills a cell or empties it, plus and minus change its shade, escape clears.`,
  });
  const seen = element('canvas', { width, height, className: 'seen', role: 'img', 'aria-label': 'What the model sees' });
  const fit = element('input', { type: 'checkbox', id: 'fit', checked: true });
  const file = element('input', { type: 'file', accept: 'image/*', id: 'picture', className: 'unseen' });
  const note = element('p', { className: 'soft', role: 'status' });
  host.append(
    element('div', { className: 'draw' }, frame, element('figure', {}, seen, element('figcaption', { className: 'soft' }, 'What the model sees'))),
    element(
      'p',
      { className: 'buttons' },
      element('button', { type: 'button', onclick: () => clear() }, 'Clear'),
      file,
      element('label', { htmlFor: 'picture', className: 'button' }, 'Picture…'),
      element('span', { className: 'option' }, fit, element('label', { htmlFor: 'fit' }, 'Fit to the frame')),
    ),
    note,
  );

  function clear(isQuiet) {
    strokes.length = 0;
    keyed.fill(0);
    note.textContent = '';
    render();
    if (!isQuiet) changed();
  }

  const edited = () => {
    render();
    changed();
  };

  // Where the pen is, of the frame's width and height.
  const point = (event) => {
    const box = frame.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * (width / height), y: (event.clientY - box.top) / box.height };
  };

  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    cursor.isShown = false;
    strokes.push([point(event)]);
    edited();
  });
  frame.addEventListener('pointermove', (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1).push(...(event.getCoalescedEvents?.() ?? [event]).map(point), point(event));
    edited();
  });
  frame.addEventListener('blur', () => {
    cursor.isShown = false;
    render();
  });
  fit.addEventListener('change', edited);

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const inks = { ' ': (ink) => (ink > 0 ? 0 : 1), Enter: (ink) => (ink > 0 ? 0 : 1), '+': (ink) => ink + 1 / shades, '=': (ink) => ink + 1 / shades, '-': (ink) => ink - 1 / shades, Delete: () => 0, Backspace: () => 0 };
  frame.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') clear();
    else if (event.key in moves) {
      const [right, down] = moves[event.key];
      cursor.x = Math.min(width - 1, Math.max(0, cursor.x + (cursor.isShown ? right : 0)));
      cursor.y = Math.min(height - 1, Math.max(0, cursor.y + (cursor.isShown ? down : 0)));
      cursor.isShown = true;
      render();
    } else if (event.key in inks) {
      const place = cursor.y * width + cursor.x;
      keyed[place] = Math.min(1, Math.max(0, inks[event.key](keyed[place])));
      cursor.isShown = true;
      edited();
    } else return;
    event.preventDefault();
    announce(`row ${cursor.y + 1}, column ${cursor.x + 1}: ${Math.round(keyed[cursor.y * width + cursor.x] * shades)} of ${shades}`);
  });

  file.addEventListener('change', async () => {
    try {
      const data = pixels(await opened(file.files[0]), width, height);
      clear(true);
      const light = Float32Array.from(keyed, (_, i) => brightness(data, i));

      // The lighter of a page is paper; where the border is dark, ink is light.
      const border = light.filter((_, i) => i % width === 0 || i % width === width - 1 || i < width || i >= width * (height - 1));
      const isPaper = border.reduce((sum, value) => sum + value, 0) / border.length > 0.5;
      light.forEach((value, i) => (keyed[i] = isPaper ? 1 - value : value));
      edited();
    } catch (error) {
      note.textContent = error.message;
    }

    file.value = '';
  });

  // Strokes as lines, moved and scaled; a point is a dot.
  function lines(context, scale, { x = 0, y = 0, by = 1 } = {}) {
    [context.lineCap, context.lineJoin, context.lineWidth] = ['round', 'round', pen * scale];
    for (const stroke of strokes) {
      context.beginPath();
      for (const [i, place] of [stroke[0], ...stroke].entries()) {
        const [across, down] = [(place.x * by + x) * scale, (place.y * by + y) * scale];
        if (i === 0) context.moveTo(across, down);
        else context.lineTo(across, down);
      }

      context.stroke();
    }
  }

  // What brings a drawing to the middle, as large as those that the model has learned from: small images fill their frame, larger ones have a border.
  function fitting() {
    const all = strokes.flat();
    const [left, right] = [Math.min(...all.map((p) => p.x)), Math.max(...all.map((p) => p.x))];
    const [top, bottom] = [Math.min(...all.map((p) => p.y)), Math.max(...all.map((p) => p.y))];
    const border = (height > 16 ? 8 / 28 : 0) + pen;
    const by = Math.min(4, (1 - border) / Math.max(bottom - top, (right - left) * (height / width), 0.01));
    return { by, x: width / height / 2 - (by * (left + right)) / 2, y: 0.5 - (by * (top + bottom)) / 2 };
  }

  // The share of each cell that is inked, from a larger picture.
  function inked() {
    const shares = new Float32Array(width * height);
    if (strokes.length === 0) return shares;
    const each = Math.max(4, Math.ceil(96 / height));
    const context = canvas(width * each, height * each);
    lines(context, height * each, fit.checked ? fitting() : {});
    const { data } = context.getImageData(0, 0, width * each, height * each);
    for (let i = 0; i < data.length / 4; i++) {
      const [column, row] = [i % (width * each), Math.floor(i / (width * each))];
      shares[Math.floor(row / each) * width + Math.floor(column / each)] += (1 - data[4 * i] / 255) / (each * each);
    }

    return shares;
  }

  function render() {
    const shares = inked();
    cells = keyed.map((ink, i) => Math.max(ink, shares[i]));
    const context = frame.getContext('2d');
    const style = getComputedStyle(frame);
    const size = frame.width / width;
    context.fillStyle = style.backgroundColor;
    context.fillRect(0, 0, frame.width, frame.height);
    context.fillStyle = context.strokeStyle = style.color;
    keyed.forEach((ink, i) => {
      if (ink === 0) return;
      context.globalAlpha = ink;
      context.fillRect((i % width) * size, Math.floor(i / width) * size, size, size);
    });
    context.globalAlpha = 1;
    lines(context, frame.height);
    if (cursor.isShown) {
      [context.strokeStyle, context.lineWidth] = [style.outlineColor, 4];
      context.strokeRect(cursor.x * size + 2, cursor.y * size + 2, size - 4, size - 4);
    }

    paint(seen, cells);
  }

  function paint(where, inks) {
    const context = where.getContext('2d');
    const image = context.createImageData(width, height);
    inks.forEach((ink, i) => image.data.set([0, 0, 0].fill(Math.round(255 * (1 - ink))).concat(255), 4 * i));
    context.putImageData(image, 0, 0);
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render);
  render();
  return {
    value: () => cells.map((ink) => low + (high - low) * ink),
    zeros: () => new Float32Array(width * height).fill(low),
    isBlank: () => cells.every((ink) => ink === 0),
    clear: () => clear(true),
    thumbnail(input) {
      const small = element('canvas', { width, height, className: 'thumbnail' });
      paint(small, Float32Array.from(input, (value) => (value - low) / (high - low)));
      return small;
    },
  };
}
