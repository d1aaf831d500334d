"""Layers: their outputs, slopes and running statistics, in this library's paths and layouts."""

import math

import math

import torch
import torch.nn.functional as F

from drawing import INFINITE, LARGE, PLAIN, SPECIAL, TIES, chosen, flow, options, records, shape, tensor, text


def layer(make, function, x, parameters=None, training=True, tokens=False):
    """A record of function(x, parameters), which gives y, or y and what slots go on with. Slots start at what a record adds."""
    parameters = {path: value.requires_grad_() for path, value in (parameters or {}).items()}
    record = {"make": make, "training": training, "shape": list(x.shape), "x": text(x)}
    x = x if tokens else x.requires_grad_()
    results = function(x, parameters)
    y, slots = results if isinstance(results, tuple) else (results, {})
    sources = ([] if tokens else [x]) + list(parameters.values())
    slopes = torch.autograd.grad(y, sources, flow(y), allow_unused=True) if y.requires_grad else [None] * len(sources)
    slopes = [torch.zeros_like(source) if slope is None else slope for source, slope in zip(sources, slopes)]
    record |= {"parameters": {path: text(value) for path, value in parameters.items()}, "result": list(y.shape), "y": text(y)}
    if not tokens:
        record["dx"] = text(slopes.pop(0))
    record["slopes"] = {path: text(slope) for path, slope in zip(parameters, slopes)}
    record["slots"] = {path: text(value) for path, value in slots.items()}
    return record


def parameter(rng, *sizes):
    return tensor(rng, sizes, rng.choice([PLAIN, PLAIN, PLAIN, TIES]))


# Activations: elementwise over any shape, at all of the line.
def activation(name, function, count=20, values=None, **choices):
    @records("layer", name, count)
    def draw(rng):
        drawn = options(rng, **choices)
        if rng.random() < 0.5:
            x = tensor(rng, shape(rng))
        else:
            x = chosen(rng, (rng.randint(1, 3), rng.randint(4, 12)), values or SPECIAL + INFINITE)
        return layer({name: drawn}, lambda x, _: function(x, drawn), x)


activation("Relu", lambda x, o: F.relu(x))
activation("LeakyRelu", lambda x, o: F.leaky_relu(x, o.get("alpha", 0.01)), alpha=[None, 0.0, 0.2, 1.0, -0.5, 3.0])
activation("Elu", lambda x, o: F.elu(x, o.get("alpha", 1.0)), alpha=[None, 0.0, 0.5, 2.0])
# PyTorch takes α and 1 / α of celu in float32: they are such that these are exact.
activation("Celu", lambda x, o: F.celu(x, o.get("alpha", 1.0)), alpha=[None, 0.03125, 0.5, 20.0])
activation("Gelu", lambda x, o: F.gelu(x, approximate="tanh" if o.get("approximate") else "none"), approximate=[None, True, False])
activation("Sigmoid", lambda x, o: torch.sigmoid(x))
activation("Tanh", lambda x, o: torch.tanh(x))
# PyTorch's softplus is x from 20 on, where the formula differs by 2e-9: the limit is put where e^x still is a number.
activation("Softplus", lambda x, o: F.softplus(x, o.get("beta", 1.0), threshold=709), beta=[None, 0.5, 4.0])
activation("Relu6", lambda x, o: F.relu6(x))
activation("Selu", lambda x, o: F.selu(x))
activation("Silu", lambda x, o: F.silu(x))
activation("Mish", lambda x, o: F.mish(x))
activation("Softsign", lambda x, o: F.softsign(x))
# At its two bends the slope is a choice: PyTorch 1.13 has that from within, ours that from without.
activation("HardSwish", lambda x, o: F.hardswish(x), values=[x for x in SPECIAL if abs(x) != 3])
# PyTorch 1.13's softshrink and hardshrink are the same at all of these, its tanhshrink is x - tanh(x) too.
activation("SoftShrink", lambda x, o: F.softshrink(x, o.get("threshold", 0.5)), threshold=[None, 0.0, 1.5])
activation("HardShrink", lambda x, o: F.hardshrink(x, o.get("threshold", 0.5)), threshold=[None, 0.0, 1.5])
activation("TanhShrink", lambda x, o: F.tanhshrink(x))
activation("LogSigmoid", lambda x, o: F.logsigmoid(x))
activation("Lambda", lambda x, o: torch.sin(x * x), 8, [0.0, -0.0, 1.0, -2.5, 1e-200])


@records("layer", "HardTanh", 30)
def hard_tanh(rng):
    low, high = rng.choice([(-1.0, 1.0), (0.0, 6.0), (-0.5, 0.25), (-2.0, -2.0), (-1e4, 3.0)])
    drawn = {"low": low, "high": high} if (low, high) != (-1, 1) else {}
    x = chosen(rng, (2, 8), SPECIAL + INFINITE + [low, high])
    return layer({"HardTanh": drawn}, lambda x, _: F.hardtanh(x, low, high), x)


@records("layer", "HardSigmoid", 30)
def hard_sigmoid(rng):
    """PyTorch has one slope and takes it from float32, so that the formula is written with its hardtanh."""
    drawn = options(rng, alpha=[None, 0.2, 1.0, 0.0, -0.5], beta=[None, 0.0, 0.3, 1.5])
    x = chosen(rng, (2, 8), SPECIAL + [-2.999, 2.999])
    return layer(
        {"HardSigmoid": drawn},
        lambda x, _: F.hardtanh(drawn.get("alpha", 1 / 6) * x + drawn.get("beta", 0.5), 0, 1),
        x,
    )


@records("layer", "PRelu", 24)
def prelu(rng):
    drawn = options(rng, alpha=[None, 0.0, -0.5, 1.5], shared=[None, True, False], axis=[None, -1, 1, 0])
    sizes = shape(rng, 3, 4, 2)
    axis = drawn.get("axis", -1) % len(sizes)
    weight = parameter(rng, *([] if drawn.get("shared", True) else [sizes[axis]] + [1] * (len(sizes) - axis - 1)))

    def of(x, p):
        """PyTorch's channels lie on axis 1."""
        moved = x.movedim(axis, -1)
        return F.prelu(moved.reshape(-1, sizes[axis]), p["weight"].reshape(-1)).reshape(moved.shape).movedim(-1, axis)

    return layer({"PRelu": drawn}, of, tensor(rng, sizes), {"weight": weight})


def rows(name, function, even=False, has_axis=False):
    @records("layer", name, 20)
    def draw(rng):
        sizes = shape(rng, 3, 4)
        sizes[-1] *= 2 if even else 1
        drawn = options(rng, axis=[None, -1, 0, len(sizes) - 1]) if has_axis else {}
        of = (lambda x, _: function(x, drawn.get("axis", -1))) if has_axis else (lambda x, _: function(x))
        x = tensor(rng, sizes) if rng.random() < 0.7 else chosen(rng, sizes, [0.0, -0.0, 1.0, 1.0, -30.0, 40.0, 700.0, -1e4, 1e300, -math.inf])
        return layer({name: drawn}, of, x)


rows("Softmax", torch.softmax, has_axis=True)
rows("LogSoftmax", torch.log_softmax, has_axis=True)
rows("Softmin", F.softmin, has_axis=True)
rows("Glu", lambda x: F.glu(x, -1), even=True)
rows("SwiGlu", lambda x: F.silu(x.chunk(2, -1)[0]) * x.chunk(2, -1)[1], even=True)


@records("layer", "L2Normalize", 20)
def l2_normalize(rng):
    """Of vectors that are longer than ε: below it PyTorch's slope at 0 is that of the norm."""
    sizes = shape(rng, 3, 4)
    drawn = options(rng, axis=[None, -1, 0], epsilon=[None, 1e-3])
    x = tensor(rng, sizes, rng.choice([PLAIN, PLAIN, LARGE])) + 0.005
    of = lambda x, _: F.normalize(x, dim=drawn.get("axis", -1), eps=drawn.get("epsilon", 1e-12))
    return layer({"L2Normalize": drawn}, of, x)


@records("layer", "Maxout", 16)
def maxout(rng):
    """PyTorch has none: the largest of each group."""
    pieces, sizes = rng.randint(1, 3), shape(rng, 3, 3)
    sizes[-1] *= pieces
    of = lambda x, _: x.reshape(*sizes[:-1], -1, pieces).amax(-1)
    return layer({"Maxout": {"pieces": pieces}}, of, tensor(rng, sizes))


@records("layer", "Bilinear", 20)
def bilinear(rng):
    sizes, left, units = shape(rng, 3, 4), rng.randint(1, 3), rng.randint(1, 3)
    right = sizes[-1]
    sizes[-1] += left
    drawn = {"units": units, "left": left} | options(rng, bias=[None, True, False])
    parameters = {"weight": parameter(rng, units, left, right)}
    if drawn.get("bias", True):
        parameters["bias"] = parameter(rng, units)
    of = lambda x, p: F.bilinear(x[..., :left], x[..., left:], p["weight"], p.get("bias"))
    return layer({"Bilinear": drawn}, of, tensor(rng, sizes, rng.choice([PLAIN, TIES])), parameters)


@records("layer", "Einsum", 20)
def einsum(rng):
    n, t, w, h, d = (rng.randint(1, 3) for _ in range(5))
    equation, x, weight = rng.choice(
        [
            ("ntw,wd->ntd", [n, t, w], [w, d]),
            ("ntw, hwd -> nhtd", [n, t, w], [h, w, d]),
            ("...w,w->...", [n, t, w], [w]),
            ("nhw,hwd->nhd", [n, h, w], [h, w, d]),
            ("nw,nwd", [n, w], [n, w, d]),
            ("ntw,hd->nh", [n, t, w], [h, d]),
        ]
    )
    of = lambda x, p: torch.einsum(equation, x, p["weight"])
    make = {"Einsum": {"equation": equation, "weight": weight}}
    return layer(make, of, tensor(rng, x, rng.choice([PLAIN, TIES])), {"weight": parameter(rng, *weight)})


@records("layer", "Dense", 24)
def dense(rng):
    sizes, units = [rng.randint(0, 3), *shape(rng, 3, 4)], rng.randint(1, 4)
    drawn = {"units": units} | options(rng, bias=[None, True, False])
    parameters = {"weight": parameter(rng, sizes[-1], units)}
    if drawn.get("bias", True):
        parameters["bias"] = parameter(rng, units)
    return layer({"Dense": drawn}, lambda x, p: F.linear(x, p["weight"].t(), p.get("bias")), tensor(rng, sizes), parameters)


# Normalizations.
def spread(rng, sizes):
    """Also far from 0, and all the same."""
    way = rng.choice(["drawn", "drawn", "drawn", "far", "same"])
    if way == "same":
        return torch.full(sizes, rng.choice([0.0, 1.0]))
    return tensor(rng, sizes, PLAIN) + 64 if way == "far" else tensor(rng, sizes)


def scaled(rng, *sizes, bias=True, scale=True):
    named = {"scale": parameter(rng, *sizes)} if scale else {}
    return named | ({"bias": parameter(rng, *sizes)} if bias else {})


def both(p, channels):
    """PyTorch 1.13 takes both or none of them where there is a slope."""
    return p.get("scale", torch.ones(channels)), p.get("bias", torch.zeros(channels))


def wanted(drawn):
    return {"scale": drawn.get("scale", True), "bias": drawn.get("bias", True)}


@records("layer", "LayerNorm", 30)
def layer_norm(rng):
    sizes = shape(rng, 4, 4, 2)
    drawn = options(rng, scale=[None, False, True], axes=[None, 1, 2], bias=[None, True, False], epsilon=[None, 1e-3, 1.0, 1e-12])
    axes = min(drawn.get("axes", 1), len(sizes) - 1)
    drawn = {**drawn, "axes": axes} if "axes" in drawn else drawn
    last, epsilon = sizes[len(sizes) - axes :], drawn.get("epsilon", 1e-5)
    parameters = scaled(rng, *last, bias=drawn.get("bias", True), scale=drawn.get("scale", True))
    x = spread(rng, sizes)
    return layer({"LayerNorm": drawn}, lambda x, p: F.layer_norm(x, last, p.get("scale", torch.ones(last)), p.get("bias"), epsilon), x, parameters)


@records("layer", "RmsNorm", 24)
def rms_norm(rng):
    """PyTorch 1.13 has none: x / √(mean(x²) + ε) · scale."""
    sizes = shape(rng, 4, 4, 2)
    drawn = options(rng, axes=[None, 1, 2], epsilon=[None, 1e-3, 1.0, 1e-12], scale=[None, True, False])
    axes = min(drawn.get("axes", 1), len(sizes) - 1)
    drawn = {**drawn, "axes": axes} if "axes" in drawn else drawn
    over = list(range(-axes, 0))
    root = lambda x: (x.square().mean(over, keepdim=True) + drawn.get("epsilon", 1e-5)).sqrt()
    x = spread(rng, sizes)
    return layer({"RmsNorm": drawn}, lambda x, p: x / root(x) * p.get("scale", 1), x, scaled(rng, *sizes[-axes:], bias=False, scale=drawn.get("scale", True)))


@records("layer", "GroupNorm", 24)
def group_norm(rng):
    groups = rng.randint(1, 3)
    drawn = {"groups": groups} | options(rng, epsilon=[None, 1e-3, 1.0], scale=[None, True, False], bias=[None, True, False])
    sizes = [rng.randint(1, 3), groups * rng.randint(1, 2), *shape(rng, 2, 4, 1)]
    x = spread(rng, sizes)
    epsilon = drawn.get("epsilon", 1e-5)
    return layer(
        {"GroupNorm": drawn}, lambda x, p: F.group_norm(x, groups, *both(p, sizes[1]), epsilon), x, scaled(rng, sizes[1], **wanted(drawn))
    )


@records("layer", "InstanceNorm", 24)
def instance_norm(rng):
    drawn = options(rng, epsilon=[None, 1e-3, 1.0], scale=[None, True, False], bias=[None, True, False])
    sizes = [rng.randint(1, 3), rng.randint(1, 3), 1 + rng.randint(1, 4), *shape(rng, 2, 3, 1)][: rng.randint(3, 5)]
    x = spread(rng, sizes)
    epsilon = drawn.get("epsilon", 1e-5)
    normalized = lambda x, p: F.instance_norm(x, None, None, *both(p, sizes[1]), eps=epsilon)
    return layer({"InstanceNorm": drawn}, normalized, x, scaled(rng, sizes[1], **wanted(drawn)))


@records("layer", "BatchNorm", 36)
def batch_norm(rng):
    drawn = options(rng, momentum=[None, 0.0, 0.3, 1.0], epsilon=[None, 1e-3, 1.0], scale=[None, True, False], bias=[None, True, False])
    sizes = [rng.randint(2, 4), rng.randint(1, 3), *shape(rng, 3, 3, 0)]
    training = rng.random() < 0.7
    x = spread(rng, sizes)
    momentum, epsilon = drawn.get("momentum", 0.1), drawn.get("epsilon", 1e-5)
    start = {"mean": parameter(rng, sizes[1]), "variance": parameter(rng, sizes[1]).abs()}

    def normalized(x, p):
        mean, variance = start["mean"].clone(), start["variance"].clone()
        y = F.batch_norm(x, mean, variance, *both(p, sizes[1]), training, momentum, epsilon)
        return y, ({"mean": mean, "variance": variance} if training else {})

    record = layer({"BatchNorm": drawn}, normalized, x, scaled(rng, sizes[1], **wanted(drawn)), training)
    return record | {"starts": {path: text(value) for path, value in start.items()}}


# What draws noise is the identity at inference, and where it drops nothing.
def quiet(name, make, function=lambda x: x):
    @records("layer", name, 8)
    def draw(rng):
        rate = rng.choice([0.0, 0.3, 0.9])
        return layer(make(rate), lambda x, _: function(x), tensor(rng, shape(rng, 4, 3, 2)), training=rate == 0 and rng.random() < 0.5)


quiet("Dropout", lambda rate: {"Dropout": {"rate": rate}})
quiet("SpatialDropout", lambda rate: {"SpatialDropout": {"rate": rate}})
quiet("StochasticDepth", lambda rate: {"StochasticDepth": {"rate": rate, "inner": {"Tanh": {}}}}, lambda x: x + torch.tanh(x))
