"""Records outputs and gradients of PyTorch's layers in float64, for LayersAgainstTorchTests.

Run with any PyTorch from 1.12 on:  python3 record_layers.py > layers.json
Each record: x, the parameters by this library's paths and in its layout, y, and the slopes of sum(c * y), c = sin(1), sin(2), ...
"""

import json
import math

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def draw(layer):
    """All parameters away from their special starting values."""
    for parameter in layer.parameters():
        parameter.data = torch.randn_like(parameter) * 0.5


def record(layer, shape, paths, call=None, tokens=None, extra=None):
    """paths: from our path to a function from the tensors of PyTorch's parameters (or their gradients) to ours."""
    draw(layer)
    x = torch.randint(0, tokens, shape) if tokens else torch.randn(shape)
    if not tokens:
        x.requires_grad_()
    y = (call or layer)(x)
    c = torch.sin(torch.arange(1.0, y.numel() + 1)).reshape(y.shape)
    (c * y).sum().backward()
    named = dict(layer.named_parameters())
    slopes = {name: p.grad for name, p in named.items()}
    result = {"shape": list(shape), "x": flat(x), "y": flat(y)}
    if not tokens:
        result["dx"] = flat(x.grad)
    result["parameters"] = {path: flat(of(named)) for path, of in paths.items()}
    result["slopes"] = {path: flat(of(slopes)) for path, of in paths.items()}
    if extra:
        result["slots"] = {path: flat(value) for path, value in extra(layer).items()}
    return result


def take(name):
    return lambda p: p[name]


NORM = {"scale": take("weight"), "bias": take("bias")}


def rows(order, *names):
    """The gates of PyTorch in ONNX's order, for each direction."""

    def of(p):
        ways = []
        for name in names:
            gates = p[name].chunk(len(order))
            ways.append(torch.cat([gates[i] for i in order]))
        return torch.stack(ways)

    return of


def recurrent(layer, order, shape, ways):
    ends = ["_l0", "_l0_reverse"][:ways]
    biases = lambda p: torch.cat([rows(order, *(f"bias_{s}{e}" for e in ends))(p) for s in ("ih", "hh")], 1)
    paths = {
        "weight": rows(order, *(f"weight_ih{e}" for e in ends)),
        "recurrence": rows(order, *(f"weight_hh{e}" for e in ends)),
        "bias": biases,
    }
    return record(layer, shape, paths, call=lambda x: layer(x)[0])


def attention(heads, width, shape, causal):
    layer = nn.MultiheadAttention(width, heads, batch_first=True)
    tokens = shape[1]
    mask = torch.triu(torch.ones(tokens, tokens, dtype=torch.bool), 1) if causal else None
    paths = {}
    for i, name in enumerate(["query", "key", "value"]):
        paths[f"{name}/weight"] = lambda p, i=i: p["in_proj_weight"].chunk(3)[i].t()
        paths[f"{name}/bias"] = lambda p, i=i: p["in_proj_bias"].chunk(3)[i]
    paths["output/weight"] = lambda p: p["out_proj.weight"].t()
    paths["output/bias"] = take("out_proj.bias")
    return record(layer, shape, paths, call=lambda x: layer(x, x, x, attn_mask=mask, need_weights=False)[0])


def block(heads, width, hidden, shape):
    layer = nn.TransformerEncoderLayer(
        width, heads, hidden, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    )
    paths = {}
    for i, name in enumerate(["query", "key", "value"]):
        paths[f"attention/{name}/weight"] = lambda p, i=i: p["self_attn.in_proj_weight"].chunk(3)[i].t()
        paths[f"attention/{name}/bias"] = lambda p, i=i: p["self_attn.in_proj_bias"].chunk(3)[i]
    paths["attention/output/weight"] = lambda p: p["self_attn.out_proj.weight"].t()
    paths["attention/output/bias"] = take("self_attn.out_proj.bias")
    for norm in ["norm1", "norm2"]:
        paths[f"{norm}/scale"] = take(f"{norm}.weight")
        paths[f"{norm}/bias"] = take(f"{norm}.bias")
    for place, name in [("0", "linear1"), ("3", "linear2")]:
        paths[f"feedforward/{place}/weight"] = lambda p, name=name: p[f"{name}.weight"].t()
        paths[f"feedforward/{place}/bias"] = take(f"{name}.bias")
    return record(layer, shape, paths)


RUNNING = lambda layer: {"mean": layer.running_mean, "variance": layer.running_var}
RECORD = {
    "LayerNorm": record(nn.LayerNorm(6), (4, 6), NORM),
    "LayerNorm of two axes": record(nn.LayerNorm((3, 5), eps=0.01), (2, 3, 5), NORM),
    "GroupNorm": record(nn.GroupNorm(2, 4), (3, 4, 2, 3), NORM),
    "InstanceNorm": record(nn.InstanceNorm2d(3, affine=True), (2, 3, 2, 4), NORM),
    "BatchNorm": record(nn.BatchNorm1d(4), (5, 4), NORM, extra=RUNNING),
    "BatchNorm of images": record(nn.BatchNorm2d(3, momentum=0.3), (2, 3, 2, 4), NORM, extra=RUNNING),
    "Embedding": record(nn.Embedding(5, 3), (2, 4), {"weight": take("weight")}, tokens=5),
    "PixelShuffle": record(nn.PixelShuffle(2), (2, 8, 2, 3), {}),
    "Upsample": record(nn.Upsample(scale_factor=3), (2, 2, 3, 2), {}),
    "MultiHeadAttention": attention(2, 6, (3, 5, 6), causal=False),
    "MultiHeadAttention causal": attention(3, 6, (2, 4, 6), causal=True),
    "TransformerBlock": block(2, 4, 7, (3, 5, 4)),
    "Lstm": recurrent(nn.LSTM(3, 4, batch_first=True), [0, 3, 1, 2], (5, 6, 3), 1),
    "Lstm both ways": recurrent(nn.LSTM(2, 3, batch_first=True, bidirectional=True), [0, 3, 1, 2], (2, 4, 2), 2),
    "Gru": recurrent(nn.GRU(3, 4, batch_first=True), [1, 0, 2], (5, 6, 3), 1),
    "Gru both ways": recurrent(nn.GRU(2, 3, batch_first=True, bidirectional=True), [1, 0, 2], (2, 4, 2), 2),
    "Rnn": recurrent(nn.RNN(3, 4, batch_first=True), [0], (5, 6, 3), 1),
}

print("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in RECORD.items()) + "\n}")
