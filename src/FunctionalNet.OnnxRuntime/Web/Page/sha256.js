// SHA-256 (FIPS 180-4). Browsers have it on https only, and this page runs on a plain local address too.

const constants = [];
const beginning = [];
const fraction = (number) => Math.floor((number % 1) * 4294967296);
for (let candidate = 2; constants.length < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate && isPrime; divisor++) isPrime = candidate % divisor !== 0;
  if (!isPrime) continue;
  if (beginning.length < 8) beginning.push(fraction(Math.sqrt(candidate)));
  constants.push(fraction(Math.cbrt(candidate)));
}

const rotated = (x, by) => (x >>> by) | (x << (32 - by));

// The digits of the hash, in hexadecimal, of some parts one after the other.
export function sha256(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }

  bytes[length] = 128;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(length / 536870912));
  view.setUint32(bytes.length - 4, (length * 8) >>> 0);

  const state = Int32Array.from(beginning);
  const w = new Int32Array(64);
  for (let begin = 0; begin < bytes.length; begin += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(begin + i * 4);
    for (let i = 16; i < 64; i++) {
      const s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }

    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i]) | 0;
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }

    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] += value));
  }

  return Array.from(state, (value) => (value >>> 0).toString(16).padStart(8, '0')).join('');
}
