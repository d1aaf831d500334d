// Numbers of 16 bits (float16) and of 32.

export function toSingles(halves) {
  return Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(bits >>> 10) & 31, bits & 1023];
    return exponent === 31 ? (fraction ? NaN : sign * Infinity)
      : exponent === 0 ? sign * fraction * 2 ** -24
      : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

// To the nearest, of two as near the even one. What is too large is infinite.
export function toHalves(singles) {
  return Uint16Array.from(singles, (value) => {
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (Number.isNaN(value)) return 0x7e00;
    if (size >= 65520) return sign | 0x7c00;
    const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
    const steps = even(size / 2 ** (exponent - 10));
    // A fraction that is rounded up to the next power carries into the exponent by itself.
    return sign | (size < 2 ** -14 ? steps : ((exponent + 15) << 10) + (steps - 1024));
  });
}

function even(number) {
  const floor = Math.floor(number);
  const rest = number - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
