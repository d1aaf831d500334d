"""Attention, and the blocks that are made of it."""

import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.stateless import functional_call

from drawing import PLAIN, TIES, options, records, shape, tensor
from layers import layer, parameter
from sequences import rotated, sequence


def mapped(x, p, name):
    return F.linear(x, p[f"{name}/weight"].t(), p.get(f"{name}/bias"))


def attention(x, p, heads, causal=False, rotary=False):
    """By the formula: widths of heads, and turned tokens, are not in PyTorch's layer."""
    batch, tokens, _ = x.shape
    split = lambda z: z.reshape(batch, tokens, heads, -1).transpose(1, 2)
    query, key, value = (split(mapped(x, p, name)) for name in ("query", "key", "value"))
    if rotary:
        query, key = rotated(query), rotated(key)
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
    if causal:
        scores = scores.masked_fill(torch.triu(torch.ones(tokens, tokens, dtype=torch.bool), 1), -math.inf)
    seen = (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(batch, tokens, -1)
    return mapped(seen, p, "output")


def by_module(x, p, heads, causal):
    """By PyTorch's layer, whose three maps lie in one matrix."""
    module = nn.MultiheadAttention(x.shape[2], heads, bias="query/bias" in p, batch_first=True)
    names = ("query", "key", "value")
    weights = {"in_proj_weight": torch.cat([p[f"{name}/weight"].t() for name in names]), "out_proj.weight": p["output/weight"].t()}
    if "query/bias" in p:
        weights |= {"in_proj_bias": torch.cat([p[f"{name}/bias"] for name in names]), "out_proj.bias": p["output/bias"]}
    mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1) if causal else None
    return functional_call(module, weights, (x, x, x), {"attn_mask": mask, "need_weights": False})[0]


def maps(rng, width, inner, bias=True, under=""):
    named = {}
    for name, ins, outs in (("query", width, inner), ("key", width, inner), ("value", width, inner), ("output", inner, width)):
        named[f"{under}{name}/weight"] = parameter(rng, ins, outs)
        if bias:
            named[f"{under}{name}/bias"] = parameter(rng, outs)
    return named


@records("layer", "MultiHeadAttention", 36)
def multi_head(rng):
    heads, each = rng.randint(1, 3), rng.choice([1, 2, 4])
    sizes = sequence(rng)
    drawn = {"heads": heads} | options(
        rng, causal=[None, True, False], rotary=[None, None, True], bias=[None, True, False], dropout=[None, 0.0, 0.5]
    )
    if drawn.get("rotary") and each == 1:
        each = 2
    if rng.random() < 0.4:
        drawn["headWidth"] = each
    else:
        sizes[2] = heads * each
    causal, rotary = drawn.get("causal", False), drawn.get("rotary", False)
    parameters = maps(rng, sizes[2], heads * each, drawn.get("bias", True))
    plain = "headWidth" not in drawn and not rotary
    of = (lambda x, p: by_module(x, p, heads, causal)) if plain else (lambda x, p: attention(x, p, heads, causal, rotary))
    return layer({"MultiHeadAttention": drawn}, of, tensor(rng, sizes, rng.choice([PLAIN, TIES])) * rng.choice([1.0, 1.0, 1e3, 1e6]), parameters, training=False)


ACTIVATIONS = {"Gelu": F.gelu, "Relu": F.relu, "Tanh": torch.tanh}


def forward(rng, width, hidden, under=""):
    return {
        f"{under}0/weight": parameter(rng, width, hidden),
        f"{under}0/bias": parameter(rng, hidden),
        f"{under}3/weight": parameter(rng, hidden, width),
        f"{under}3/bias": parameter(rng, width),
    }


def fed(x, p, activation, under=""):
    return mapped(activation(mapped(x, p, f"{under}0")), p, f"{under}3")


@records("layer", "FeedForward", 16)
def feed_forward(rng):
    sizes, activation = shape(rng, 3, 3, 2), rng.choice([None, "Relu", "Tanh"])
    drawn = {"hidden": rng.randint(1, 4)} | options(rng, dropout=[None, 0.0, 0.5])
    drawn |= {"activation": {activation: {}}} if activation else {}
    of = ACTIVATIONS[activation or "Gelu"]
    parameters = forward(rng, sizes[-1], drawn["hidden"])
    return layer({"FeedForward": drawn}, lambda x, p: fed(x, p, of), tensor(rng, sizes, PLAIN), parameters, training=False)


def norm(rng, width, under):
    return {f"{under}/scale": parameter(rng, width), f"{under}/bias": parameter(rng, width)}


def normed(x, p, under):
    return F.layer_norm(x, x.shape[-1:], p[f"{under}/scale"], p[f"{under}/bias"])


@records("layer", "TransformerBlock", 30)
def transformer(rng):
    """PyTorch's TransformerEncoderLayer where it has the options, else the formula."""
    heads, activation = rng.randint(1, 2), rng.choice([None, "Relu", "Tanh"])
    sizes = [rng.randint(1, 2), rng.randint(1, 4), heads * rng.choice([2, 4])]
    drawn = {"heads": heads} | options(
        rng, hidden=[None, 1, 5], causal=[None, True, False], rotary=[None, True, False], dropout=[None, 0.0, 0.5]
    )
    drawn |= {"activation": {activation: {}}} if activation else {}
    rms = rng.random() < 0.3
    drawn |= {"norm": {"RmsNorm": {"epsilon": 0.01}}} if rms else {}
    hidden = drawn.get("hidden", 4 * sizes[2])
    parameters = maps(rng, sizes[2], sizes[2], under="attention/") | forward(rng, sizes[2], hidden, "feedforward/")
    for name in ("norm1", "norm2"):
        parameters |= {f"{name}/scale": parameter(rng, sizes[2])} if rms else norm(rng, sizes[2], name)
    causal, rotary, of = drawn.get("causal", False), drawn.get("rotary", False), ACTIVATIONS[activation or "Gelu"]

    def formula(x, p):
        scaled = lambda x, name: x / (x.square().mean(-1, keepdim=True) + 0.01).sqrt() * p[f"{name}/scale"]
        normal = scaled if rms else (lambda x, name: normed(x, p, name))
        inner = {path[len("attention/") :]: value for path, value in p.items() if path.startswith("attention/")}
        x = x + attention(normal(x, "norm1"), inner, heads, causal, rotary)
        return x + fed(normal(x, "norm2"), p, of, "feedforward/")

    def module(x, p):
        block = nn.TransformerEncoderLayer(sizes[2], heads, hidden, 0.0, of, batch_first=True, norm_first=True)
        names = ("query", "key", "value")
        weights = {f"{n}.{ours}": p[f"{n}/{theirs}"] for n in ("norm1", "norm2") for ours, theirs in (("weight", "scale"), ("bias", "bias"))}
        weights |= {"self_attn.in_proj_weight": torch.cat([p[f"attention/{n}/weight"].t() for n in names])}
        weights |= {"self_attn.in_proj_bias": torch.cat([p[f"attention/{n}/bias"] for n in names])}
        for theirs, ours in (("self_attn.out_proj", "attention/output"), ("linear1", "feedforward/0"), ("linear2", "feedforward/3")):
            weights |= {f"{theirs}.weight": p[f"{ours}/weight"].t(), f"{theirs}.bias": p[f"{ours}/bias"]}
        mask = torch.triu(torch.full((sizes[1], sizes[1]), -math.inf), 1) if causal else None
        return functional_call(block, weights, (x, mask))

    return layer(
        {"TransformerBlock": drawn}, formula if rms or rotary else module, tensor(rng, sizes, PLAIN), parameters, training=False
    )


@records("layer", "MixerBlock", 12)
def mixer(rng):
    """By the paper: each part over tokens and over channels is added to what it reads through a norm."""
    sizes = sequence(rng)
    drawn = {"tokens": rng.randint(1, 4), "channels": rng.randint(1, 4)} | options(rng, dropout=[None, 0.0, 0.5])
    parameters = norm(rng, sizes[2], "tokens/0") | forward(rng, sizes[1], drawn["tokens"], "tokens/2/")
    parameters |= norm(rng, sizes[2], "channels/0") | forward(rng, sizes[2], drawn["channels"], "channels/1/")

    def mixed(x, p):
        x = x + fed(normed(x, p, "tokens/0").transpose(1, 2), p, F.gelu, "tokens/2/").transpose(1, 2)
        return x + fed(normed(x, p, "channels/0"), p, F.gelu, "channels/1/")

    return layer({"MixerBlock": drawn}, mixed, tensor(rng, sizes, PLAIN), parameters, training=False)
