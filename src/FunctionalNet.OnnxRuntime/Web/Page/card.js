// What the model tells of itself.

import { element } from './dom.js';

export function card(list, manifest) {
  const whole = (number) => number.toLocaleString('en');
  const shape = ({ name, type, shape: sizes }) => `${name}: ${type} [batch${sizes.map((size) => `, ${size}`).join('')}]`;
  const rows = [
    ['Input', shape(manifest.input)],
    ['Output', shape(manifest.output)],
    ['Labels', manifest.labels.length > 60 ? `${manifest.labels.length}` : manifest.labels.join(', ')],
    ['Parameters', whole(manifest.parameters)],
    ['File', `${manifest.file}, ${whole(manifest.bytes)} bytes, opset ${manifest.opset}`],
    ['Written by', manifest.producer],
    ...Object.entries(manifest.metadata),
    ['Training step', manifest.training && `${manifest.training.file}; ${manifest.training.notes.training}`],
    ['Computed by', `ONNX Runtime Web ${manifest.runtime.version}`],
  ];
  for (const [name, text] of rows) if (text) list.append(element('dt', {}, name), element('dd', {}, text));
}
