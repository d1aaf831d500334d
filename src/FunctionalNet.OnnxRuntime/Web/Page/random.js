// The counter-based generator of FunctionalNet: the same key gives the same bits here as there.
// Philox 4x32 with 10 rounds: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011.

const words = new Uint32Array(4);
const splitting = 0x5851f42d4c957f2dn;
const word = 0xffffffffn;

// The upper 32 bits of a product of 32 by 32 bits, in halves that a double holds exactly.
function high(a, b) {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const lower = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(lower / 65536)) >>> 0;
}

function rounds(x, y, z, w, k0, k1) {
  for (let round = 0; round < 10; round++) {
    const [upperX, lowerX] = [high(0xd2511f53, x), Math.imul(0xd2511f53, x) >>> 0];
    const [upperZ, lowerZ] = [high(0xcd9e8d57, z), Math.imul(0xcd9e8d57, z) >>> 0];
    x = (upperZ ^ y ^ k0) >>> 0;
    y = lowerZ;
    z = (upperX ^ w ^ k1) >>> 0;
    w = lowerX;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }

  words[0] = x;
  words[1] = y;
  words[2] = z;
  words[3] = w;
}

function block(low, upper, key) {
  const half = (number, shift) => Number((number >> shift) & word);
  rounds(half(low, 0n), half(low, 32n), half(upper, 0n), half(upper, 32n), half(key, 0n), half(key, 32n));
  return words;
}

const join = (upper, lower) => (BigInt(upper) << 32n) | BigInt(lower);
const wrapped = (number) => BigInt.asUintN(64, number);

export class Key {
  constructor(low, upper) {
    [this.low, this.upper] = [low, upper];
  }

  // 32 hexadecimal digits, the upper half first.
  static parse(digits) {
    return new Key(BigInt(`0x${digits.slice(16)}`), BigInt(`0x${digits.slice(0, 16)}`));
  }

  // An independent key for each number or name.
  split(part) {
    const number = typeof part === 'string' ? hash(part) : BigInt(part);
    const [x, y, z, w] = block(this.low ^ number, this.upper, splitting);
    const [a, b, c, d] = block(join(y, x), join(w, z) ^ number, wrapped(this.low + splitting));
    return new Key(join(b, a), join(d, c));
  }

  // Evenly from [0, 1), by 24 bits.
  uniform(count) {
    const values = new Float32Array(count);
    const [z, w] = [Number(this.upper & word), Number(this.upper >> 32n)];
    const [k0, k1] = [Number(this.low & word), Number(this.low >> 32n)];
    for (let i = 0; i < count; i += 4) {
      rounds(i / 4, 0, z, w, k0, k1);
      for (let j = 0; j < 4 && i + j < count; j++) values[i + j] = (words[j] >>> 8) / 16777216;
    }

    return values;
  }

  // Mean 0 and variance 1, by Box and Muller.
  normal(count) {
    const values = new Float32Array(count);
    const unit = (upper, lower) => (upper * 2097152 + (lower >>> 11)) / 9007199254740992;
    for (let i = 0; i < count; i += 2) {
      const [x, y, z, w] = block(BigInt(i / 2), this.upper, this.low);
      const radius = Math.sqrt(-2 * Math.log(unit(x, y) * (1 - 1e-16) + 1e-300));
      const angle = 2 * Math.PI * unit(z, w);
      values[i] = radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
    }

    return values;
  }

  // The numbers from 0 to count - 1 in random order.
  permutation(count) {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const [x, y] = block(BigInt(i), this.upper, this.low);
      const other = Number((join(x, y) * BigInt(i + 1)) >> 64n);
      [order[i], order[other]] = [order[other], order[i]];
    }

    return order;
  }
}

// FNV-1a over the characters.
function hash(name) {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < name.length; i++) value = wrapped((value ^ BigInt(name.charCodeAt(i))) * 0x100000001b3n);
  return value;
}
