// The stored weights of an ONNX file: where they lie, what they are, and the file with others in their place.
// A file is a protobuf message. Weights of the same size are written over the old ones, so that nothing else has to be understood.

import { toHalves, toSingles } from './halves.js';

const [float32, float16] = [1, 10];

// Fields of a message: number, wire type, and either the value or where the bytes begin and end.
function* fields(bytes, begin, end) {
  let at = begin;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };

  while (at < end) {
    const tag = varint();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) yield { number, value: varint() };
    else if (type === 2) {
      const length = varint();
      yield { number, begin: at, end: at + length };
      at += length;
    } else if (type === 5) at += 4;
    else if (type === 1) at += 8;
    else throw new Error('it is no ONNX file, or a damaged one');
  }
}

// Each stored tensor of float32 or float16 by its name: its type, and the place of its bytes.
export function weights(bytes) {
  const found = new Map();
  for (const graph of fields(bytes, 0, bytes.length)) {
    if (graph.number !== 7) continue;
    for (const initializer of fields(bytes, graph.begin, graph.end)) {
      if (initializer.number !== 5) continue;
      const tensor = { type: 0, name: '', begin: 0, end: 0 };
      for (const field of fields(bytes, initializer.begin, initializer.end)) {
        if (field.number === 2) tensor.type = field.value;
        else if (field.number === 8) tensor.name = new TextDecoder().decode(bytes.subarray(field.begin, field.end));
        // Raw bytes, or floats side by side, which are the same bytes.
        else if (field.number === 9 || (field.number === 4 && field.end)) [tensor.begin, tensor.end] = [field.begin, field.end];
      }

      if (tensor.type === float32 || tensor.type === float16) found.set(tensor.name, tensor);
    }
  }

  return found;
}

export function read(bytes, tensor) {
  const raw = bytes.slice(tensor.begin, tensor.end).buffer;
  return tensor.type === float32 ? new Float32Array(raw) : toSingles(new Uint16Array(raw));
}

// The file with other values for some of its weights.
export function replaced(bytes, places, values) {
  const copy = bytes.slice();
  for (const [name, value] of values) {
    const place = places.get(name);
    if (!place) continue;
    const stored = place.type === float32 ? value : toHalves(value);
    if (stored.byteLength !== place.end - place.begin) throw new Error(`the weight ${name} has another size in the file`);
    copy.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), place.begin);
  }

  return copy;
}
