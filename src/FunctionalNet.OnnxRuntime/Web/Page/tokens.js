// Text to tokens and back: the labels are the characters, or tokens are bytes and pairs of tokens before them.

const utf8 = [new TextEncoder(), new TextDecoder()];

// Tokens are the characters that the model has as labels; others are left out.
function characters(labels) {
  const places = new Map(labels.map((label, i) => [label, i]));
  return {
    encode: (text) => Array.from(text, (one) => places.get(one)).filter((token) => token !== undefined),
    decode: (tokens) => tokens.map((token) => labels[token]).join(''),
  };
}

function bytePairs(pairs) {
  const joined = new Map(pairs.map(([first, second], i) => [first * 2 ** 24 + second, 256 + i]));

  // The pair that was learned first is joined first, in each word with the space before it.
  function word(text) {
    let tokens = [...utf8[0].encode(text)];
    for (;;) {
      const next = tokens.slice(1).reduce((best, second, i) => Math.min(best, joined.get(tokens[i] * 2 ** 24 + second) ?? Infinity), Infinity);
      if (next === Infinity) return tokens;
      const [first, second] = pairs[next - 256];
      const shorter = [];
      for (let i = 0; i < tokens.length; i++) {
        const isPair = tokens[i] === first && tokens[i + 1] === second;
        shorter.push(isPair ? next : tokens[i]);
        if (isPair) i++;
      }

      tokens = shorter;
    }
  }

  const bytes = (token) => (token < 256 ? [token] : pairs[token - 256].flatMap(bytes));
  return {
    encode: (text) => (text.match(/^\S+|\s+\S*/g) ?? []).flatMap(word),
    decode: (tokens) => utf8[1].decode(Uint8Array.from(tokens.flatMap(bytes))),
  };
}

export const tokenizer = ({ labels, form }) => (form.pairs ? bytePairs(form.pairs) : characters(labels));

// A token by its scores or probabilities, the bolder the higher the temperature; 0 takes the likeliest.
export function pick(row, temperature, isProbability) {
  const scores = Array.from(row, (value) => (isProbability ? Math.log(value) : value));
  const top = Math.max(...scores);
  if (temperature === 0) return scores.indexOf(top);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  let left = Math.random() * powers.reduce((sum, power) => sum + power, 0);
  const found = powers.findIndex((power) => (left -= power) <= 0);
  return found < 0 ? scores.indexOf(top) : found;
}
