// The network, in a thread of its own: predictions, steps of learning, files. Requests are numbered; each is answered once, and a
// learning tells how far it is meanwhile.

import { Engine } from './engine.js';
import { Learning } from './learning.js';
import { written } from './safetensors.js';
import { sha256 } from './sha256.js';

let manifest, model, learning;
const engines = {};

async function fetched(name) {
  const answer = await fetch(new URL(`../${name}`, import.meta.url)).catch(() => null);
  if (!answer?.ok) throw new Error(`${name} is not there: the folder is not whole${answer ? ` (${answer.status})` : ''}.`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function engine(name) {
  engines[name] ??= await Engine.start(manifest, name);
  return engines[name];
}

let chosen = 'wasm';

const does = {
  async open({ manifest: told }) {
    manifest = told;
    const [bytes, wasm] = await Promise.all([fetched(manifest.file), engine('wasm')]);
    model = bytes;
    await wasm.load(model);
  },

  // That the files of the training step are whole, which is told on opening rather than when learning begins.
  async check() {
    for (const [name, hash] of Object.entries(manifest.training.hashes)) {
      if (sha256(await fetched(name)) !== hash) throw new Error(`${name} is damaged: write the folder again.`);
    }
  },

  predict: ({ input }) => engines[chosen].predict(input),

  // Another engine computes from now on only if it gives what WebAssembly gives.
  async choose({ name, input }) {
    const wanted = await engine(name);
    await wanted.load(current());
    await engines.wasm.load(current());
    const [ours, theirs] = [await engines.wasm.predict(input), await wanted.predict(input)];
    const far = ours.values.findIndex((value, i) => !(Math.abs(value - theirs.values[i]) <= 1e-3 * (1 + Math.abs(value))));
    if (far >= 0) throw new Error(`${name} gives ${theirs.values[far]} where WebAssembly gives ${ours.values[far]}.`);
    await learning?.compute(wanted);
    chosen = name;
    return theirs;
  },

  async learn({ examples, steps }, tell) {
    learning ??= await Learning.begin(manifest, model, fetched);
    await learning.compute(engines[chosen]);
    await learning.learn(examples, steps, async (progress) => {
      await engines[chosen].load(current());
      tell(progress);
    });
  },

  stop: () => learning?.stop(),

  async undo() {
    learning = undefined;
    await engines[chosen].load(model);
  },

  onnx: () => current(),

  async state() {
    learning ??= await Learning.begin(manifest, model, fetched);
    return written(learning.tensors(), learning.notes());
  },
};

// The file with what was learned put into it.
const current = () => (learning ? learning.into(model) : model);

addEventListener('message', async ({ data: { id, kind, ...request } }) => {
  try {
    const result = await does[kind](request, (progress) => postMessage({ id, progress }));
    postMessage({ id, result });
  } catch (error) {
    postMessage({ id, error: error?.message ?? String(error) });
  }
});
