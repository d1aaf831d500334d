// The training step as an ONNX model: a fold over batches of examples. The state lies in arrays by path, so that any engine takes it.

import { Key } from './random.js';
import * as onnx from './onnx.js';
import * as safetensors from './safetensors.js';

const pause = () => new Promise((go) => setTimeout(go));

// How often the page is told, in milliseconds.
const telling = 200;

export class Learning {
  // The state of the start: what the folder's files hold, and what is filled with one number.
  static async begin(manifest, model, fetched) {
    const { training } = manifest;
    const places = onnx.weights(model);
    const stored = training.start ? safetensors.read(await fetched(training.start)) : new Map();
    const state = new Map();
    for (const { path, shape, fill } of training.state) {
      const count = shape.reduce((product, size) => product * size, 1);
      const value = fill !== undefined ? new Float32Array(count).fill(fill)
        : stored.get(path) ?? (places.has(path) ? onnx.read(model, places.get(path)) : undefined);
      if (value?.length !== count) throw new Error(`The start of ${path} is not there: the folder is not whole.`);
      state.set(path, { shape, value });
    }

    return new Learning(manifest, places, state, await fetched(training.file));
  }

  constructor(manifest, places, state, file) {
    Object.assign(this, { training: manifest.training, places, state, file });
    this.inputShape = manifest.input.shape;
    this.key = Key.parse(this.training.key);
    this.step = this.training.step;
    this.loss = NaN;
  }

  // Has an engine take the steps from now on.
  async compute(engine) {
    if (this.engine === engine) return;
    this.session = await engine.session(this.file, this.training.file);
    this.engine = engine;
  }

  stop() {
    this.isStopped = true;
  }

  // Takes steps on batches of the examples, each a pair of input and target, in another order in each epoch.
  async learn(examples, steps, tell) {
    const { batch } = this.training;
    const count = Math.ceil(examples.length / batch);
    const shuffle = this.key.split('shuffle');
    let [losses, order, epoch, told, busy, done] = [[], [], -1, performance.now(), 0, 0];
    this.isStopped = false;
    while (done < steps && !this.isStopped) {
      const number = Math.floor(this.step / count);
      if (number !== epoch) [epoch, order] = [number, shuffle.split(number).permutation(examples.length)];
      const from = (this.step % count) * batch;
      const begin = performance.now();
      losses.push(await this.take(order.slice(from, from + batch).map((place) => examples[place])));
      busy += performance.now() - begin;
      done++;
      if (!Number.isFinite(this.loss)) this.isStopped = true;
      if (performance.now() - told > telling || done === steps || this.isStopped) {
        await tell({ losses, step: this.step, milliseconds: busy / done });
        losses = [];
        await pause();
        told = performance.now();
      }
    }

    // Stopped while the page was told.
    if (losses.length > 0) await tell({ losses, step: this.step, milliseconds: busy / done });
  }

  // One step.
  async take(examples) {
    const { training, engine } = this;
    const [rows, feeds] = [examples.length, {}];
    for (const [path, { shape, value }] of this.state) feeds[path] = engine.tensor('float32', value, shape);
    const drawn = this.key.split('noise').split(this.step);
    for (const { path, shape, low, range, deviation } of training.noise) {
      const sizes = shape.map((size) => size ?? rows);
      const noise = this.noise(drawn.split(path), sizes, low, range, deviation);
      feeds[path] = engine.tensor('float32', noise, sizes);
    }

    const flat = (which) => examples.flatMap((example) => Array.from(example[which]));
    feeds[training.input.name] = engine.tensor(training.input.type, this.seen(flat('input')), [rows, ...this.inputShape]);
    feeds[training.target.name] = engine.tensor(training.target.type, flat('target'), [rows, ...training.target.shape]);
    const results = await engine.run(this.session, feeds);
    for (const [path, entry] of this.state) entry.value = results[`${path}/next`].data;
    this.loss = results.loss.data[0];
    this.step++;
    return this.loss;
  }

  noise(key, sizes, low, range, deviation) {
    const count = sizes.reduce((product, size) => product * size, 1);
    return deviation === undefined
      ? key.uniform(count).map((value) => low + Math.fround(value * range))
      : key.normal(count).map((value) => value * deviation);
  }

  // What the model sees of raw numbers, as float32 has it.
  seen(numbers) {
    const { normalization } = this.training;
    if (!normalization) return numbers;
    const [mean, scale] = [Float32Array.from(normalization.mean), Float32Array.from(normalization.scale)];
    return Float32Array.from(numbers, (number, i) =>
      Number.isNaN(number) ? 0 : Math.fround(Math.fround(number) - mean[i % mean.length]) / scale[i % scale.length],
    );
  }

  // The inference file with the weights of this moment.
  into(model) {
    return onnx.replaced(model, this.places, new Map([...this.state].map(([path, { value }]) => [path, value])));
  }

  tensors() {
    return [...this.state].map(([path, { shape, value }]) => ({ name: path, shape, values: value }));
  }

  notes() {
    return { ...this.training.notes, step: String(this.step), loss: String(this.loss) };
  }
}
