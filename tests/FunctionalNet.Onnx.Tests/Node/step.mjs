// Trains with stock ONNX Runtime: node step.mjs step.onnx start.onnx batches.json
// Prints one loss a line, and then the parameters and slots as JSON.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const [stepFile, startFile, batchesFile] = process.argv.slice(2);
const step = await ort.InferenceSession.create(stepFile);
const start = await ort.InferenceSession.create(startFile);

const batches = JSON.parse(readFileSync(batchesFile)).map((batch) =>
  Object.fromEntries(
    Object.entries(batch).map(([name, { type, dims, data }]) => {
      const values = type === 'int64' ? BigInt64Array.from(data.map(BigInt)) : Float32Array.from(data);
      return [name, new ort.Tensor(type, values, dims)];
    }),
  ),
);

// The start is a model without inputs; its outputs are the state by path.
let state = await start.run({});
for (const batch of batches) {
  const next = await step.run({ ...state, ...batch });
  console.log(next.loss.data[0]);
  state = Object.fromEntries(Object.keys(state).map((path) => [path, next[`${path}/next`]]));
}

console.log(JSON.stringify(Object.fromEntries(Object.entries(state).map(([path, value]) => [path, [...value.data]]))));
