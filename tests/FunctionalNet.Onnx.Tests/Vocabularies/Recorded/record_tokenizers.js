// Writes tokenizers.jsonl.gz: what Hugging Face's tokenizers give for files.js and texts.js, for RecordedTokenizersTests.
// Run it in this folder: npm install tokenizers@0.23.2 && node record_tokenizers.js [texts] [seed] [file]
const { writeFileSync } = require("node:fs");
const { gzipSync } = require("node:zlib");
const { Tokenizer } = require("tokenizers");
const { files } = require("./files");
const { drawn } = require("./texts");

async function record(count, seed, path) {
  const lines = [];
  let own = seed;
  for (const [name, file] of Object.entries(files())) {
    const tokenizer = Tokenizer.fromString(JSON.stringify(file));
    const cases = [];
    for (const text of ["", " ", ...drawn(own++, count)]) {
      const [whole, plain] = [await tokenizer.encode(text), await tokenizer.encode(text, null, { addSpecialTokens: false })];
      cases.push({
        text,
        tokens: whole.getIds(),
        plain: plain.getIds(),
        decoded: await tokenizer.decode(whole.getIds(), false),
      });
    }
    lines.push(JSON.stringify({ name, file, cases }));
  }
  writeFileSync(path, gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
}

const [count = "30", seed = "1", path = "tokenizers.jsonl.gz"] = process.argv.slice(2);
record(Number(count), Number(seed), path);
