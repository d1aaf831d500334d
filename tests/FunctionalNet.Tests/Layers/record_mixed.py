"""Records gradients of PyTorch where saved tensors are packed in 16 bits, in float64, for MixedPrecisionTests.

Run with any PyTorch from 1.12 on:  python3 record_mixed.py > mixed.json
Each record: the gradients of a mean squared error, by this library's paths and in its layout. Inputs, targets and weights follow from the
formulas below.
"""

import json

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def table(rows, columns, a, b, scale):
    i = torch.arange(float(rows)).reshape(-1, 1)
    j = torch.arange(float(columns)).reshape(1, -1)
    return scale * torch.sin(a * i + b * j + 0.3)


def record(kept):
    layers = [nn.Linear(12, 24), nn.Linear(24, 24), nn.Linear(24, 6)]
    for number, layer in enumerate(layers):
        columns, rows = layer.weight.shape
        layer.weight.data = table(rows, columns, 1.7 + number, 0.9, 0.5).t().contiguous()
        layer.bias.data = torch.zeros(columns)
    net = nn.Sequential(layers[0], nn.Tanh(), layers[1], nn.GELU(), layers[2])
    x, target = table(32, 12, 0.7, 1.1, 1.5), table(32, 6, 0.4, 1.9, 1.0)

    def pack(tensor):
        base = tensor if tensor._base is None else tensor._base
        is_parameter = isinstance(base, nn.Parameter)
        if kept is None or is_parameter or base is x or tensor.numel() < 256:
            return tensor
        return tensor.to(torch.float32).to(kept)

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor.to(torch.float64)):
        y = net(x)
    ((y - target) ** 2).mean().backward()
    names = {0: "0", 2: "2", 4: "4"}
    return {
        f"{names[place]}/{kind}": value.reshape(-1).tolist()
        for place, layer in enumerate(net)
        if place in names
        for kind, value in (("weight", layer.weight.grad.t()), ("bias", layer.bias.grad))
    }


print(
    json.dumps(
        {
            name: {path: [float(f"{v:.15g}") for v in values] for path, values in record(kept).items()}
            for name, kept in (("Float32", None), ("Float16", torch.float16), ("BFloat16", torch.bfloat16))
        }
    )
)
