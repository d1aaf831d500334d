// Small vocabularies, learned from a few sentences.

const sentences = [
  "the low lower lowest slow slower newest wider world hello can't don't I'm we'VE unbelievable o'clock day Day",
  "Hello world, the straße is naïve! héllo Ångström 漢字 日本語 カタカナ 가나다 Привет 42 1234 3.14 ... -- 🙂 🥰",
  "the the low low lower newer new new  two  spaces\n\nlines\tand tabs (in) [brackets] éclair Éclair fine set",
];

// The letters of bytes in GPT-2's vocabularies.
const letters = (() => {
  const printed = (one) => (one >= 33 && one <= 126) || (one >= 161 && one <= 172) || one >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, one) => String.fromCodePoint(printed(one) ? one : next++));
})();
const inLetters = (text) => [...Buffer.from(text, "utf8")].map((one) => letters[one]).join("");

// Joins the pair that occurs most often, again and again; the earlier one of two that occur as often.
function learned(words, count, { prefix = "", suffix = "", alphabet = [] } = {}) {
  let parts = words.map((word) => {
    const characters = [...word];
    return characters.map((one, i) => (i > 0 ? prefix : "") + one + (i === characters.length - 1 ? suffix : ""));
  });
  const [vocabulary, merges] = [new Set([...alphabet, ...parts.flat()]), []];
  while (merges.length < count) {
    const counts = new Map();
    for (const word of parts) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]} ${word[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const [best] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [];
    if (!best) {
      break;
    }
    const [first, second] = best.split(" ");
    const joined = first + second.slice(prefix.length);
    merges.push([first, second]);
    vocabulary.add(joined);
    parts = parts.map((word) => {
      const next = [];
      for (let i = 0; i < word.length; i++) {
        const isPair = word[i] === first && word[i + 1] === second;
        next.push(isPair ? joined : word[i]);
        i += isPair ? 1 : 0;
      }
      return next;
    });
  }
  return { vocab: Object.fromEntries([...vocabulary].map((one, i) => [one, i])), merges };
}

const words = (pattern) => sentences.flatMap((sentence) => sentence.match(pattern));
const byteWords = words(/ ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+/gu).map(inLetters);

const bytePairs = (options) => learned(byteWords, 120, { alphabet: letters, ...options });
const plainPairs = (options) => learned(words(/[^\s]+/gu), 100, options);
const spacedPairs = (options) => learned(words(/ ?[^\s]+/gu).map((word) => word.replace(" ", "▁")), 100, options);

// Special tokens, then whole words, beginnings and single characters, each also inside of a word.
function pieces(prefix = "##", special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]) {
  const all = words(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{N}]/gu);
  const tokens = new Set(special);
  for (const word of [...all, ...all.map((one) => one.toLowerCase()), "hello", "strasse", "eclair", "can", "don", "t", "s", "x", "a"]) {
    tokens.add(word);
    tokens.add(word.slice(0, 3));
    for (const one of word) {
      tokens.add(one);
      tokens.add(prefix + one);
    }
    tokens.add(prefix + word.slice(2));
  }
  [prefix, ""].forEach((empty) => tokens.delete(empty));
  return Object.fromEntries([...tokens].map((one, i) => [one, i]));
}

module.exports = { bytePairs, plainPairs, spacedPairs, pieces };
