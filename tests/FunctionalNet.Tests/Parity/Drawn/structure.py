"""Layers that move numbers, and those that put other layers together."""

import torch
import torch.nn.functional as F

from drawing import PLAIN, records, shape, tensor, text
from layers import layer, parameter


@records("layer", "Reshape", 10)
def reshape(rng):
    a, b, c = (rng.randint(1, 3) for _ in range(3))
    sample = rng.choice([[a, b * c], [a * b, c], [a * b * c], [1, a, b, c], [c, a, b]])
    x = tensor(rng, [rng.randint(1, 3), b, a, c])
    return layer({"Reshape": {"sample": sample}}, lambda x, _: x.reshape(-1, *sample), x)


@records("layer", "Transpose", 12)
def transpose(rng):
    x = tensor(rng, shape(rng, 4, 4, 1))
    order = rng.sample(range(x.dim()), x.dim())
    return layer({"Transpose": {"permutation": order}}, lambda x, _: x.permute(order), x)


@records("layer", "Pad", 30)
def pad(rng):
    axes, mode = rng.randint(1, 3), rng.choice([None, "Constant", "Reflect", "Edge"])
    sizes = [rng.randint(1, 2), rng.randint(1, 2), *(rng.randint(2, 4) for _ in range(axes))]
    most = [n - 1 for n in sizes[2:]] if mode == "Reflect" else [3] * axes
    before, after = [rng.randint(0, m) for m in most], [rng.randint(0, m) for m in most]
    value = rng.choice([None, 0.5, -7.0]) if mode in (None, "Constant") else None
    drawn = {"before": before, "after": after} | ({"mode": mode} if mode else {}) | ({} if value is None else {"value": value})
    sides = [n for pair in zip(reversed(before), reversed(after)) for n in pair]
    theirs = {"Reflect": "reflect", "Edge": "replicate"}.get(mode, "constant")
    return layer({"Pad": drawn}, lambda x, _: F.pad(x, sides, theirs, value or 0), tensor(rng, sizes))


@records("layer", "ZeroPad", 10)
def zero_pad(rng):
    axes = rng.randint(1, 2)
    around = [rng.randint(0, 2) for _ in range(axes)]
    sides = [n for one in reversed(around) for n in (one, one)]
    return layer({"ZeroPad": {"around": around}}, lambda x, _: F.pad(x, sides), tensor(rng, shape(rng, 4, 3, axes)))


@records("layer", "Upsample", 14)
def upsample(rng):
    scale = rng.choice([None, 1, 2, 3])
    x = tensor(rng, shape(rng, 5, 3, 3))
    drawn = {} if scale is None else {"scale": scale}
    return layer({"Upsample": drawn}, lambda x, _: F.interpolate(x, scale_factor=scale or 2, mode="nearest"), x)


@records("layer", "PixelShuffle", 10)
def pixel_shuffle(rng):
    scale = rng.randint(1, 3)
    x = tensor(rng, [rng.randint(1, 2), scale * scale * rng.randint(1, 2), rng.randint(1, 3), rng.randint(1, 3)])
    return layer({"PixelShuffle": {"scale": scale}}, lambda x, _: F.pixel_shuffle(x, scale), x)


def affine(rng, ins, outs, under):
    return {f"{under}/weight": parameter(rng, ins, outs), f"{under}/bias": parameter(rng, outs)}


def at(x, p, under):
    return x @ p[f"{under}/weight"] + p[f"{under}/bias"]


def dense(units):
    return {"Dense": {"units": units}}


@records("layer", "Concat", 12)
def concat(rng):
    sizes = shape(rng, 3, 3, 2)
    axis = rng.choice([-1, len(sizes) - 1, 0])
    one, two = (2, 3) if axis != 0 else (2, 2)
    parameters = affine(rng, sizes[-1], one, "0/0") | affine(rng, sizes[-1], two, "1")
    make = {"Concat": {"axis": axis, "layers": [[dense(one), {"Tanh": {}}], dense(two)]}}
    return layer(make, lambda x, p: torch.cat([torch.tanh(at(x, p, "0/0")), at(x, p, "1")], axis), tensor(rng, sizes), parameters)


@records("layer", "Sum", 10)
def added(rng):
    sizes, units = shape(rng, 3, 3, 2), rng.randint(1, 3)
    parameters = affine(rng, sizes[-1], units, "0") | affine(rng, sizes[-1], units, "1/0")
    make = {"Sum": {"layers": [dense(units), [dense(units), {"Relu": {}}]]}}
    return layer(make, lambda x, p: at(x, p, "0") + F.relu(at(x, p, "1/0")), tensor(rng, sizes), parameters)


@records("layer", "InParallel", 10)
def in_parallel(rng):
    first, second = rng.randint(1, 3), rng.randint(1, 3)
    axis = rng.choice([-1, 1])
    x = tensor(rng, [rng.randint(1, 3), first + second])
    make = {"InParallel": {"axis": axis, "parts": [[first, dense(2)], [second, {"Sigmoid": {}}]]}}
    of = lambda x, p: torch.cat([at(x[:, :first], p, "0"), torch.sigmoid(x[:, first:])], -1)
    return layer(make, of, x, affine(rng, first, 2, "0"))


@records("layer", "Inputs", 10)
def inputs(rng):
    rows, columns, other = (rng.randint(1, 3) for _ in range(3))
    x = tensor(rng, [rng.randint(1, 3), rows * columns + other])
    parts = [[[rows, columns], [{"Transpose": {"permutation": [0, 2, 1]}}, {"Flatten": {}}, dense(2)]], [[other], {"Tanh": {}}]]

    def of(x, p):
        first = x[:, : rows * columns].reshape(-1, rows, columns).transpose(1, 2).flatten(1)
        return torch.cat([at(first, p, "0/2"), torch.tanh(x[:, rows * columns :])], -1)

    return layer({"Inputs": {"parts": parts}}, of, x, affine(rng, rows * columns, 2, "0/2"))


@records("layer", "Named", 6)
def named(rng):
    sizes = shape(rng, 3, 3, 2)
    make = [{"Named": {"name": rng.choice(["head", "tail"]), "inner": dense(2)}}, {"Tanh": {}}]
    name = make[0]["Named"]["name"]
    return layer(make, lambda x, p: torch.tanh(at(x, p, name)), tensor(rng, sizes), affine(rng, sizes[-1], 2, name))


def around(name, count, function, **drawn):
    """A layer around one that keeps its shape, whose variables stay its own."""

    @records("layer", name, count)
    def draw(rng):
        sizes = shape(rng, 3, 3, 2)
        make = {name: {"inner": [dense(sizes[-1]), {"Tanh": {}}], **{key: rng.choice(values) for key, values in drawn.items()}}}
        return layer(make, lambda x, p: function(x, torch.tanh(at(x, p, "0"))), tensor(rng, sizes, PLAIN), affine(rng, sizes[-1], sizes[-1], "0"))


around("Residual", 8, lambda x, y: x + y)
around("Remat", 8, lambda x, y: y)


@records("layer", "WeightNorm", 16)
def weight_norm(rng):
    """PyTorch's norm is over all axes but the first, where it has the units of a matrix."""
    sizes, units = shape(rng, 3, 3, 2), rng.randint(1, 3)
    parameters = {
        "0/weight": parameter(rng, sizes[-1], units) + 0.005,
        "0/weight/gain": parameter(rng, 1, units),
        "0/bias": parameter(rng, units),
    }
    of = lambda p: torch._weight_norm(p["0/weight"].t(), p["0/weight/gain"].t(), 0)
    make = {"WeightNorm": {"inner": [dense(units), {"Tanh": {}}]}}
    return layer(make, lambda x, p: torch.tanh(F.linear(x, of(p), p["0/bias"])), tensor(rng, sizes, PLAIN), parameters)


@records("layer", "SpectralNorm", 24)
def spectral_norm(rng):
    """As PyTorch's spectral_norm does it with the u of the step before, which is here written out, since its start is random."""
    sizes, units = shape(rng, 3, 3, 2), rng.randint(1, 3)
    drawn = {key: value for key, value in {"iterations": rng.choice([None, 1, 3]), "epsilon": rng.choice([None, 1e-6])}.items() if value}
    least = drawn.get("epsilon", 1e-12)
    start = {"weight/u": parameter(rng, 1, units, 1) + 0.005}

    def of(x, p):
        matrix, u = p["weight"].t(), start["weight/u"].reshape(-1)
        with torch.no_grad():
            for _ in range(drawn.get("iterations", 1)):
                v = F.normalize(matrix.t() @ u, dim=0, eps=least)
                u = F.normalize(matrix @ v, dim=0, eps=least)
        return F.linear(x, matrix / (u @ (matrix @ v)), p["bias"]), {"weight/u": u}

    make = {"SpectralNorm": {"inner": dense(units), **drawn}}
    parameters = {"weight": tensor(rng, [sizes[-1], units], PLAIN) + 0.005, "bias": parameter(rng, units)}
    return layer(make, of, tensor(rng, sizes, PLAIN), parameters) | {"starts": {path: text(value) for path, value in start.items()}}
