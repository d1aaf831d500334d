# Trains with stock ONNX Runtime: python3 step.py step.onnx start.onnx batches.json
# Prints one loss a line, and then the parameters and slots as JSON.
import json
import sys

import numpy as np
import onnxruntime as ort

step, start = (ort.InferenceSession(file, providers=["CPUExecutionProvider"]) for file in sys.argv[1:3])
with open(sys.argv[3]) as file:
    batches = [
        {name: np.array(fed["data"], fed["type"]).reshape(fed["dims"]) for name, fed in batch.items()}
        for batch in json.load(file)
    ]

# The start is a model without inputs; its outputs are the state by path.
state = dict(zip([output.name for output in start.get_outputs()], start.run(None, {})))
for batch in batches:
    loss, *values = step.run(["loss", *(f"{path}/next" for path in state)], {**state, **batch})
    print(loss)
    state = dict(zip(state, values))

print(json.dumps({path: value.ravel().tolist() for path, value in state.items()}))
