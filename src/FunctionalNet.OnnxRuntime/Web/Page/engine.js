// ONNX Runtime Web by one of its ways to compute: WebAssembly in one thread, which every host serves, or WebGPU.

const settings = { wasm: { providers: ['wasm'] }, webgpu: { providers: ['webgpu', 'wasm'] } };

const arrays = { float32: Float32Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

export class Engine {
  // Starts the runtime whose files lie in this folder.
  static async start(manifest, name) {
    const folder = new URL('../runtime/', import.meta.url).href;
    const script = manifest.runtime[name];
    let ort;
    try {
      ort = await import(folder + script);
    } catch {
      throw new Error(`runtime/${script} cannot be loaded: the folder is not whole.`);
    }

    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = folder;
    return new Engine(ort, manifest, settings[name].providers, folder);
  }

  constructor(ort, manifest, providers, folder) {
    [this.ort, this.manifest, this.providers, this.folder] = [ort, manifest, providers, folder];
    this.last = Promise.resolve();
  }

  // One thing after the other: no session goes while it runs, and no two run at once.
  turn(act) {
    const next = this.last.then(act);
    this.last = next.catch(() => {});
    return next;
  }

  async session(bytes, name) {
    try {
      return await this.ort.InferenceSession.create(bytes, {
        executionProviders: this.providers,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
    } catch (error) {
      const missing = await this.missing();
      if (missing) throw new Error(`runtime/${missing} is not there: the folder is not whole.`);
      const told = error?.message ?? String(error);
      throw new Error(`${told.startsWith('no available backend') ? 'ONNX Runtime in runtime' : name} cannot be loaded: ${told}`);
    }
  }

  // The first file of the runtime that the folder lacks, as the runtime itself names none.
  async missing() {
    const { files } = this.manifest.runtime;
    const answers = await Promise.all(files.map((file) => fetch(this.folder + file, { method: 'HEAD' }).catch(() => null)));
    return files.find((_, i) => answers[i]?.status === 404);
  }

  // A tensor from numbers of any kind.
  tensor(type, values, shape) {
    const Kind = arrays[type];
    if (!Kind) throw new Error(`The page feeds no ${type}.`);
    const converted = values instanceof Kind ? values
      : type === 'int64' ? BigInt64Array.from(values, (value) => BigInt(Math.round(Number(value))))
      : Kind.from(values);
    return new this.ort.Tensor(type, converted, shape);
  }

  // Loads an inference model in place of the one before.
  load(bytes) {
    return this.turn(async () => {
      if (this.loaded === bytes) return;
      const next = await this.session(bytes, this.manifest.file);
      await this.model?.release();
      [this.model, this.loaded] = [next, bytes];
    });
  }

  run(session, feeds, outputs) {
    return this.turn(() => session.run(feeds, outputs));
  }

  // The numbers that the model gives for one sample, and how long it took.
  predict(sample) {
    const { input, output } = this.manifest;
    const tensor = this.tensor(input.type, sample, [1, ...input.shape]);
    return this.turn(async () => {
      const begin = performance.now();
      const results = await this.model.run({ [input.name]: tensor }, [output.name]);
      const milliseconds = performance.now() - begin;
      return { values: Float32Array.from(results[output.name].data, Number), milliseconds };
    });
  }
}
