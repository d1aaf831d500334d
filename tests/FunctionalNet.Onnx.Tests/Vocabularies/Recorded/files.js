// Files of tokenizers: those of published models in small, and one for each part that changes tokens.
const { bytePairs, plainPairs, spacedPairs, pieces } = require("./vocabularies");

const bytes = Array.from({ length: 256 }, (_, one) => `<0x${one.toString(16).toUpperCase().padStart(2, "0")}>`);
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const o200k =
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const cl100k =
  "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";
const deepSeek =
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const clip = "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

const split = (pattern, behavior = "Isolated", invert = false) => ({
  type: "Split",
  pattern: typeof pattern === "string" ? { Regex: pattern } : pattern,
  behavior,
  invert,
});
const byteLevel = (add_prefix_space, use_regex = true) => ({ type: "ByteLevel", add_prefix_space, trim_offsets: true, use_regex });
const metaspace = (prepend_scheme, splits = true) => ({ type: "Metaspace", replacement: "▁", prepend_scheme, split: splits });
const bert = (options) => ({ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true, ...options });
const sequence = (field) => (...parts) => ({ type: "Sequence", [field]: parts });
const [normalizers, pretokenizers, processors, decoders] = ["normalizers", "pretokenizers", "processors", "decoders"].map(sequence);
const added = (content, options) => ({ content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...options });
const replace = (pattern, content) => ({ type: "Replace", pattern, content });

const bpe = ({ vocab, merges }, options) => ({
  type: "BPE",
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
  vocab,
  merges,
  ...options,
});
const wordPiece = (vocab, options) => ({
  type: "WordPiece",
  unk_token: "[UNK]",
  continuing_subword_prefix: "##",
  max_input_chars_per_word: 100,
  vocab,
  ...options,
});
const withTokens = (model, names) => {
  let next = Object.keys(model.vocab).length;
  names.filter((name) => !(name in model.vocab)).forEach((name) => (model.vocab[name] = next++));
  return model;
};

// Numbers of added tokens: those of the vocabulary, or the next ones.
function file(parts) {
  let next = Object.keys(parts.model.vocab).length;
  const added_tokens = (parts.added_tokens ?? []).map((token) => ({ id: parts.model.vocab[token.content] ?? next++, ...token }));
  return { version: "1.0", truncation: null, padding: null, normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts, added_tokens };
}

const bertSpecials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map((name) => added(name));
const template = (model, before, after) => ({
  type: "TemplateProcessing",
  single: [
    ...before.map((id) => ({ SpecialToken: { id, type_id: 0 } })),
    { Sequence: { id: "A", type_id: 0 } },
    ...after.map((id) => ({ SpecialToken: { id, type_id: 0 } })),
  ],
  pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
  special_tokens: Object.fromEntries([...before, ...after].map((id) => [id, { id, ids: [model.vocab[id]], tokens: [id] }])),
});
const ends = (type, model, cls, sep, options) => ({ type, sep: [sep, model.vocab[sep]], cls: [cls, model.vocab[cls]], ...options });

function bertFile(normalizer, options = {}, parts = {}) {
  const model = wordPiece(pieces(options.continuing_subword_prefix), options);
  return file({
    added_tokens: bertSpecials,
    normalizer,
    pre_tokenizer: { type: "BertPreTokenizer" },
    model,
    post_processor: template(model, ["[CLS]"], ["[SEP]"]),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    ...parts,
  });
}

function byteFile(pre_tokenizer, parts = {}, options = {}) {
  return file({ pre_tokenizer, model: bpe(bytePairs(), options), decoder: byteLevel(true), ...parts });
}

function spacedFile(parts, options = {}, tokens = ["<unk>", "<s>", "</s>", ...bytes]) {
  const model = bpe(spacedPairs({ alphabet: tokens }), { unk_token: "<unk>", ...options });
  return file({
    added_tokens: ["<unk>", "<s>", "</s>"].map((name) => added(name)),
    model,
    post_processor: template(model, ["<s>"], []),
    decoder: decoders(replace({ String: "▁" }, " "), { type: "ByteFallback" }, { type: "Fuse" }, { type: "Strip", content: " ", start: 1, stop: 0 }),
    ...parts,
  });
}

function published() {
  const roberta = withTokens(bpe(bytePairs()), ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]);
  const llama = withTokens(bpe(bytePairs(), { ignore_merges: true }), ["<s>", " the lowest"]);
  const clipModel = bpe(bytePairs({ suffix: "</w>" }), { unk_token: "<|endoftext|>", end_of_word_suffix: "</w>" });
  withTokens(clipModel, ["<|startoftext|>", "<|endoftext|>"]);
  return {
    gpt2: byteFile(byteLevel(false), { added_tokens: [added("<|endoftext|>", { normalized: true })], post_processor: byteLevel(true) }),
    roberta: file({
      added_tokens: ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].map((name) => added(name, { normalized: true, lstrip: name === "<mask>" })),
      pre_tokenizer: byteLevel(true),
      model: roberta,
      post_processor: ends("RobertaProcessing", roberta, "<s>", "</s>", { trim_offsets: true, add_prefix_space: true }),
      decoder: byteLevel(true),
    }),
    llama3: file({
      added_tokens: [added("<s>"), added("<|end|>")],
      pre_tokenizer: pretokenizers(split(llama3), byteLevel(false, false)),
      model: llama,
      post_processor: processors(byteLevel(false), template(llama, ["<s>"], [])),
      decoder: byteLevel(true),
    }),
    qwen2: byteFile(pretokenizers(split(llama3), byteLevel(false, false)), { normalizer: { type: "NFC" }, added_tokens: [added("<|endoftext|>"), added("<|end|>")] }),
    o200k: byteFile(pretokenizers(split(o200k), byteLevel(false, false))),
    cl100k: byteFile(pretokenizers(split(cl100k), byteLevel(false, false))),
    deepseek: byteFile(
      pretokenizers(split("\\p{N}{1,3}"), split("[一-龥\u3040-ゟ゠-ヿ]+"), split(deepSeek), byteLevel(false, false)),
    ),
    starcoder: byteFile(pretokenizers({ type: "Digits", individual_digits: true }, byteLevel(false)), { added_tokens: [added("<|endoftext|>")] }),
    clip: file({
      added_tokens: [added("<|startoftext|>", { normalized: true }), added("<|endoftext|>")],
      normalizer: normalizers({ type: "NFC" }, replace({ Regex: "\\s+" }, " "), { type: "Lowercase" }),
      pre_tokenizer: pretokenizers(split(clip, "Removed", true), byteLevel(false)),
      model: clipModel,
      post_processor: ends("RobertaProcessing", clipModel, "<|startoftext|>", "<|endoftext|>", { trim_offsets: false, add_prefix_space: false }),
      decoder: byteLevel(true),
    }),
    llama2: spacedFile({ normalizer: normalizers({ type: "Prepend", prepend: "▁" }, replace({ String: " " }, "▁")) }, { byte_fallback: true, fuse_unk: true }),
    mistral: spacedFile({ pre_tokenizer: metaspace("first", false) }, { byte_fallback: true, fuse_unk: true }),
    gemma: spacedFile(
      { normalizer: replace({ String: " " }, "▁"), pre_tokenizer: split({ String: " " }, "MergedWithPrevious") },
      { byte_fallback: true, fuse_unk: true },
    ),
    bert: bertFile(bert()),
    bertCased: bertFile(bert({ lowercase: false }), {}, { post_processor: { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] } }),
  };
}

function parts() {
  const files = {
    "no normalizer": bertFile(null),
    "no clean_text": bertFile(bert({ clean_text: false })),
    "no handle_chinese_chars": bertFile(bert({ handle_chinese_chars: false })),
    "strip_accents, cased": bertFile(bert({ strip_accents: true, lowercase: false })),
    "no strip_accents, lowercase": bertFile(bert({ strip_accents: false })),
    "max_input_chars_per_word": bertFile(bert(), { max_input_chars_per_word: 4 }),
    "continuing_subword_prefix": bertFile(bert(), { continuing_subword_prefix: "@@" }, { decoder: { type: "WordPiece", prefix: "@@", cleanup: false } }),
    "no post_processor, no added tokens": bertFile(bert(), {}, { post_processor: null, added_tokens: [], decoder: null }),
    "processors in a row": bertFile(bert(), {}, {
      post_processor: processors(
        byteLevel(true),
        { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] },
        { ...template({ vocab: { "[MASK]": 4 } }, ["[MASK]"], []), special_tokens: { "[MASK]": { id: "[MASK]", ids: [4, 0], tokens: ["[MASK]", "[PAD]"] } } },
        byteLevel(true),
      ),
    }),
    "added tokens": bertFile(bert(), {}, {
      added_tokens: [
        ...bertSpecials, added("<raw>"), added("<left>", { lstrip: true }), added("<right>", { rstrip: true }), added("<both>", { lstrip: true, rstrip: true }),
        added("<word>", { single_word: true }), added("Day", { single_word: true, normalized: true, special: false }), added("Éclair", { normalized: true, special: false }),
        added("<Norm>", { normalized: true }), added("<longer"), added("<longer>"), added("a", { single_word: true, special: false }), added("!", { lstrip: true, rstrip: true, special: false }),
      ],
    }),
    "added tokens over bytes": byteFile(byteLevel(true), {
      added_tokens: [
        added("<raw>"), added("<left>", { lstrip: true }), added("<right>", { rstrip: true, normalized: true }), added("<both>", { lstrip: true, rstrip: true, normalized: true }),
        added("<word>", { single_word: true }), added("Day", { single_word: true, special: false }), added("low", { special: false }), added("  ", { special: false }),
      ],
    }),
    "Whitespace": bertFile(bert({ clean_text: false }), {}, { pre_tokenizer: { type: "Whitespace" } }),
    "WhitespaceSplit": bertFile({ type: "NFKC" }, {}, { pre_tokenizer: pretokenizers({ type: "WhitespaceSplit" }, { type: "Punctuation", behavior: "MergedWithPrevious" }) }),
    "Digits": bertFile({ type: "NFKD" }, {}, { pre_tokenizer: pretokenizers({ type: "WhitespaceSplit" }, { type: "Digits", individual_digits: false }) }),
    "Punctuation": bertFile(normalizers({ type: "NFD" }, { type: "StripAccents" }, { type: "Lowercase" }), {}, { pre_tokenizer: pretokenizers({ type: "WhitespaceSplit" }, { type: "Punctuation", behavior: "Contiguous" }) }),
    "CharDelimiterSplit": bertFile({ type: "Strip", strip_left: true, strip_right: true }, {}, { pre_tokenizer: { type: "CharDelimiterSplit", delimiter: " " } }),
    "Strip": bertFile(normalizers({ type: "Strip", strip_left: true, strip_right: false }, { type: "NFC" }), {}, { pre_tokenizer: pretokenizers({ type: "Punctuation", behavior: "MergedWithNext" }, { type: "WhitespaceSplit" }) }),
    "WordLevel": file({ pre_tokenizer: { type: "Whitespace" }, model: { type: "WordLevel", vocab: pieces(), unk_token: "[UNK]" }, added_tokens: bertSpecials }),
    "normalizer over bytes": file({ normalizer: normalizers({ type: "Lowercase" }, { type: "ByteLevel" }), model: bpe(bytePairs()), decoder: byteLevel(true) }),
    "unknown characters": spacedFile({ pre_tokenizer: metaspace("always") }),
    "fused unknown characters": spacedFile({ pre_tokenizer: metaspace("never"), decoder: metaspace("never") }, { fuse_unk: true }),
    "some bytes": spacedFile({ pre_tokenizer: metaspace("first"), decoder: metaspace("first") }, { byte_fallback: true, fuse_unk: true }, ["<unk>", "<s>", "</s>", ...bytes.slice(0, 0xe0)]),
    "some bytes, each unknown": spacedFile({ pre_tokenizer: metaspace("always", false) }, { byte_fallback: true }, ["<unk>", "<s>", "</s>", ...bytes.slice(0, 0xe0)]),
    "prefix inside": file({ pre_tokenizer: { type: "BertPreTokenizer" }, model: bpe(plainPairs({ prefix: "##", alphabet: ["<unk>"] }), { unk_token: "<unk>", continuing_subword_prefix: "##" }), decoder: { type: "WordPiece", prefix: "##", cleanup: true } }),
    "suffix behind": file({ pre_tokenizer: { type: "WhitespaceSplit" }, model: bpe(plainPairs({ suffix: "</w>", alphabet: ["<unk>"] }), { unk_token: "<unk>", end_of_word_suffix: "</w>", fuse_unk: true }), decoder: { type: "BPEDecoder", suffix: "</w>" } }),
    "no pre-tokenizer": file({ model: bpe(plainPairs({ alphabet: ["<unk>"] }), { unk_token: "<unk>" }) }),
  };
  for (const behavior of ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]) {
    for (const invert of [false, true]) {
      const pattern = invert ? "\\w+\\s?" : "\\s|[.,!-]";
      files[`Split ${behavior}${invert ? ", inverted" : ""}`] = bertFile(null, {}, { pre_tokenizer: split(pattern, behavior, invert) });
    }
  }
  return files;
}

module.exports = { files: () => ({ ...published(), ...parts() }), file, bpe, split, byteLevel };
