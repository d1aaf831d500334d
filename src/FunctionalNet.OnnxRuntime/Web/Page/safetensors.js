// Named tensors in the format safetensors, sealed by a SHA-256 of themselves as FunctionalNet's checkpoints are.

import { sha256 } from './sha256.js';

// From [{ name, shape, values }] and notes to the bytes of a file.
export function written(tensors, notes) {
  const inOrder = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  const header = { __metadata__: { sha256: '0'.repeat(64), ...notes } };
  let end = 0;
  for (const { name, shape, values } of inOrder) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }

  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(32);
  padded.set(text);
  const parts = inOrder.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digits = new TextEncoder().encode(sha256(padded, ...parts));
  padded.set(digits, '{"__metadata__":{"sha256":"'.length);

  const file = new Uint8Array(8 + padded.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  let at = 8 + padded.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }

  return file;
}

// From the bytes of a file to its tensors of float32 by name.
export function read(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensors = new Map();
  for (const [name, { data_offsets: [begin, end] = [] }] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, new Float32Array(bytes.slice(8 + length + begin, 8 + length + end).buffer));
  }

  return tensors;
}
