// Texts drawn at random from fragments on which tokenizers differ.

// A generator of numbers in [0, 1) from a seed (mulberry32).
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const fragments = [
  ["the", "The", "low", "lower", "LOWEST", "hello", "world", "can't", "I'm", "we'VE", "don't", "newer", "o'clock", "a", "x", "ab", "unbelievable"],
  ["straße", "STRASSE", "héllo", "he\u0301llo", "na\u00efve", "Ångström", "A\u030angstro\u0308m", "İstanbul", "ΣΑΣ", "ǅ", "ﬁne", "ſet", "o\u0323\u0302", "e\u0302\u0323", "\u1e69"],
  ["漢字", "日本語", "カタカナ", "ﾊﾝｶｸ", "가나다", "\u1100\u1161\u11a8", "中", "𠀀𠀁", "\u{2b825}", "㍿", "豈"],
  ["Привет", "שלום", "مرحبا", "हिन्दी", "ไทย", "ქართული", "𝒜𝓑", "𝟘𝟙", "\u{10400}", "\u{1e922}"],
  ["1", "42", "1234567", "3.14", "٣٤", "½", "Ⅷ", "Ⓐ", "²", "৪"],
  [".", ",", "!", "?!", "...", "-", "--", "_", "$", "+", "<", ">", "|", "`", "~", "^", "=", "(", ")", "[x]", "«", "»", "“", "…", "、", "。", "§", "£", "\u037e", "#", "@", "&", "*", "/", "\\", "'", "\"", ":", ";", "%"],
  ["🙂", "👩‍👩‍👧", "🏳️‍🌈", "🇩🇪", "🥰", "\u{1faf8}", "☃", "\u{1f170}"],
  ["\t", "\n", "\r\n", "\u000b", "\u0000", "\u0007", "\u007f", "\u0085", "\u200b", "\u200d", "\ufeff", "\u00ad", "\ufffd", "\ue000", "\u0378", "\u001c"],
  [" ", " ", " ", "  ", "   ", "\u00a0", "\u3000", "\u2028", "\u2003", "\n\n", " \n ", "\t\t"],
  ["\u0301", "\u0327", "\u093e", "\u20dd", "\u0345", "\u05b0", "\u3099"],
  ["▁", "▁a", "Ġ", "##a", "</w>", "<0x0A>", "<0xE2>", "Ã©"],
];

const specials = [
  "[CLS]", "[SEP]", "[sep]", "[MASK]", "[UNK]", "[PAD]", "<s>", "</s>", "<S>", "<mask>", "<unk>", "<pad>", "<|endoftext|>", "<|end|>", "<|END|>", "Day",
  "day", "Éclair", "éclair", "<raw>", "<left>", "<right>", "<both>", "<word>", "<Norm>", "<norm>", "<longer", "<longer>",
];

function drawn(seed, count) {
  const next = numbers(seed);
  const one = (list) => list[Math.floor(next() * list.length)];
  const character = () => {
    const code = Math.floor(next() * [0x250, 0x3100, 0x10000, 0x20000, 0x110000][Math.floor(next() * 5)]);
    return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
  };
  const fragment = () =>
    next() < 0.12 ? one(specials) : next() < 0.1 ? character() + character() : one(next() < 0.35 ? fragments[0] : one(fragments));
  const between = () => (next() < 0.5 ? " " : next() < 0.75 ? "" : one(fragments[8]));
  const text = () => {
    let whole = next() < 0.15 ? one(fragments[8]) : "";
    for (let left = 1 + Math.floor(next() * 12); left > 0; left--) {
      whole += fragment() + (left > 1 || next() < 0.2 ? between() : "");
    }
    return whole;
  };
  return Array.from({ length: count }, text);
}

module.exports = { drawn, numbers, fragments };
