"""Layers that slide a window: convolutions and pools, and those that take a whole channel."""

import math

import torch
import torch.nn.functional as F

from drawing import chosen, options, records, shape, tensor
from layers import layer, parameter


def per_axis(rng, axes, values):
    """One number for all axes, or one for each: as the option, and for each axis."""
    if rng.random() < 0.4:
        one = rng.choice(values)
        return one, [one] * axes
    each = [rng.choice(values) for _ in range(axes)]
    return (each if axes > 1 else each[0]), each


def reach(kernel, dilation):
    return [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]


def padding(rng, axes, most):
    """The option, and what is put before and behind each axis; None where it fits itself to the axes."""
    way = rng.choice(["none", "number", "sides", "Same", "SameLower"])
    if way == "none":
        return None, [0] * axes, [0] * axes
    if way in ("Same", "SameLower"):
        return way, None, None
    before = [rng.randint(0, m) for m in most]
    if way == "number":
        return (before if axes > 1 else before[0]), before, before
    behind = [rng.randint(0, m) for m in most]
    return {"before": before, "after": behind}, before, behind


def fitted(way, sizes, window, stride):
    """ONNX's SAME_UPPER and SAME_LOWER, which PyTorch's "same" is for a stride of 1."""
    totals = [max(0, (-(-n // s) - 1) * s + w - n) for n, s, w in zip(sizes, stride, window)]
    halves = [t // 2 for t in totals]
    others = [t - h for t, h in zip(totals, halves)]
    return (halves, others) if way == "Same" else (others, halves)


def around(x, before, behind, value=0.0):
    return F.pad(x, [n for pair in zip(reversed(before), reversed(behind)) for n in pair], value=value)


def places(rng, window, before, behind):
    return [max(1, w - b - e) + rng.randint(0, 4) for w, b, e in zip(window, before or [w // 2 for w in window], behind or [0] * len(window))]


def convolution(axes):
    name, function = f"Conv{axes}d", [F.conv1d, F.conv2d, F.conv3d][axes - 1]

    @records("layer", name, [30, 40, 16][axes - 1])
    def draw(rng):
        groups = rng.choice([1, 1, 1, 2, 3])
        inputs, filters = groups * rng.randint(1, 2), groups * rng.randint(1, 2)
        kernel, kernels = per_axis(rng, axes, [1, 2, 3] if axes < 3 else [1, 2])
        stride, strides = per_axis(rng, axes, [1, 1, 2, 3])
        dilation, dilations = per_axis(rng, axes, [1, 1, 2, 3] if axes < 3 else [1, 2])
        window = reach(kernels, dilations)
        pads, before, behind = padding(rng, axes, window)
        sizes = places(rng, window, before, behind)
        if before is None:
            before, behind = fitted(pads, sizes, window, strides)
        drawn = {"filters": filters, "kernel": kernel} | options(rng, bias=[None, True, False])
        drawn |= {} if rng.random() < 0.2 and strides == [1] * axes else {"stride": stride}
        drawn |= {} if dilations == [1] * axes else {"dilation": dilation}
        drawn |= {} if groups == 1 else {"groups": groups}
        drawn |= {} if pads is None else {"padding": pads}
        parameters = {"weight": parameter(rng, filters, inputs // groups, *kernels)}
        if drawn.get("bias", True):
            parameters["bias"] = parameter(rng, filters)
        return layer(
            {name: drawn},
            lambda x, p: function(around(x, before, behind), p["weight"], p.get("bias"), strides, 0, dilations, groups),
            tensor(rng, [rng.randint(0, 3), inputs, *sizes]),
            parameters,
        )


def transposed(axes):
    name, function = f"ConvTranspose{axes}d", [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][axes - 1]

    @records("layer", name, 30)
    def draw(rng):
        groups = rng.choice([1, 1, 1, 2, 3])
        inputs, filters = groups * rng.randint(1, 2), groups * rng.randint(1, 2)
        kernel, kernels = per_axis(rng, axes, [1, 2, 3])
        stride, strides = per_axis(rng, axes, [1, 2, 3])
        dilation, dilations = per_axis(rng, axes, [1, 1, 2])
        window = reach(kernels, dilations)
        # PyTorch has it below the dilation too, ours below the stride; what is beyond is what Pad appends.
        more = [rng.randint(0, s - 1) for s in strides]
        pads = [rng.randint(0, w - 1) for w in window]
        sizes = [rng.randint(1, 3) + p for p in pads]
        drawn = {"filters": filters, "kernel": kernel, "stride": stride} | options(rng, bias=[None, True, False])
        drawn |= {} if dilations == [1] * axes else {"dilation": dilation}
        drawn |= {} if groups == 1 else {"groups": groups}
        drawn |= {"padding": pads if axes > 1 else pads[0]} if any(pads) else {}
        drawn |= {"outputPadding": more if axes > 1 else more[0]} if any(more) else {}
        parameters = {"weight": parameter(rng, inputs, filters // groups, *kernels)}
        if drawn.get("bias", True):
            parameters["bias"] = parameter(rng, filters)
        return layer(
            {name: drawn},
            lambda x, p: function(x, p["weight"], p.get("bias"), strides, pads, more, groups, dilations),
            tensor(rng, [rng.randint(1, 3), inputs, *sizes]),
            parameters,
        )


    @records("layer", name, 16)
    def draw_cut(rng):
        """PyTorch cuts the same off on both sides: here what is whole is cut behind."""
        filters, inputs = rng.randint(1, 2), rng.randint(1, 2)
        kernels, strides = [rng.randint(1, 4) for _ in range(axes)], [rng.randint(1, 3) for _ in range(axes)]
        sizes, one = [rng.randint(2, 4) for _ in range(axes)], (lambda values: values) if axes > 1 else (lambda values: values[0])
        way = rng.choice(["Same", "SameLower", "sides"])
        if way == "sides":
            before, behind = ([rng.randint(0, k - 1) for k in kernels] for _ in range(2))
        else:
            totals = [max(0, k - s) for k, s in zip(kernels, strides)]
            halves, others = [t // 2 for t in totals], [t - t // 2 for t in totals]
            before, behind = (halves, others) if way == "Same" else (others, halves)
        # n · stride, also where the stride is above the kernel.
        more = [max(0, s - k) if way != "sides" else 0 for k, s in zip(kernels, strides)]
        cut = lambda y: around(y, [-n for n in before], [m - n for m, n in zip(more, behind)])
        drawn = {"filters": filters, "kernel": one(kernels), "stride": one(strides), "bias": False}
        drawn |= {"padding": {"before": before, "after": behind} if way == "sides" else way}
        parameters = {"weight": parameter(rng, inputs, filters, *kernels)}
        x = tensor(rng, [rng.randint(1, 2), inputs, *sizes])
        return layer({name: drawn}, lambda x, p: cut(function(x, p["weight"], None, strides)), x, parameters)


def pools(axes):
    most = [F.max_pool1d, F.max_pool2d, F.max_pool3d][axes - 1]
    mean = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][axes - 1]

    def window(rng, dilated):
        kernel, kernels = per_axis(rng, axes, [1, 2, 3] if axes < 3 else [1, 2])
        stride, strides = per_axis(rng, axes, [1, 2, 3])
        dilation, dilations = per_axis(rng, axes, [1, 1, 2]) if dilated else (1, [1] * axes)
        drawn = {"kernel": kernel}
        if rng.random() < 0.25:
            strides = kernels
        else:
            drawn["stride"] = stride
        drawn |= {} if dilations == [1] * axes else {"dilation": dilation}
        # No window lies in the padding alone: PyTorch takes half a kernel at most.
        pads = [rng.randint(0, k // 2) for k in kernels]
        drawn |= {"padding": pads if axes > 1 else pads[0]} if any(pads) else {}
        drawn |= options(rng, ceiling=[None, True, False])
        # Nor does a dilated one step over all places: PyTorch then writes its slope out of bounds.
        sizes = [w - p + rng.randint(0, 4) for w, p in zip(reach(kernels, dilations), pads)]
        return drawn, kernels, strides, pads, dilations, [rng.randint(1, 2), rng.randint(1, 2), *sizes]

    @records("layer", f"MaxPool{axes}d", [30, 40, 16][axes - 1])
    def max_pool(rng):
        drawn, kernels, strides, pads, dilations, sizes = window(rng, True)
        ceiling = drawn.get("ceiling", False)
        return layer(
            {f"MaxPool{axes}d": drawn},
            lambda x, _: most(x, kernels, strides, pads, dilations, ceiling),
            tensor(rng, sizes) if rng.random() < 0.7 else chosen(rng, sizes, [-math.inf, -1.0, -0.0, 0.0, 1e300]),
        )

    @records("layer", f"MaxPool{axes}d", 8)
    def max_pool_fitted(rng):
        way = rng.choice(["Same", "SameLower"])
        kernels, strides = [rng.randint(1, 3) for _ in range(axes)], [rng.randint(1, 2) for _ in range(axes)]
        sizes = [rng.randint(1, 5) for _ in range(axes)]
        before, behind = fitted(way, sizes, kernels, strides)
        one = (lambda values: values) if axes > 1 else (lambda values: values[0])
        return layer(
            {f"MaxPool{axes}d": {"kernel": one(kernels), "stride": one(strides), "padding": way}},
            lambda x, _: most(around(x, before, behind, -math.inf), kernels, strides),
            tensor(rng, [rng.randint(1, 2), 2, *sizes]),
        )

    @records("layer", f"AveragePool{axes}d", [30, 40, 16][axes - 1])
    def average_pool(rng):
        drawn, kernels, strides, pads, _, sizes = window(rng, False)
        drawn |= options(rng, countPadding=[None, True, False])
        ceiling, counted = drawn.get("ceiling", False), drawn.get("countPadding", False)

        # PyTorch's avg_pool3d wants a whole window within the places.
        sizes = sizes if axes < 3 else sizes[:2] + [max(n, k) for n, k in zip(sizes[2:], kernels)]
        return layer(
            {f"AveragePool{axes}d": drawn},
            lambda x, _: mean(x, kernels, strides, pads, ceiling, counted),
            tensor(rng, sizes),
        )


    @records("layer", f"AveragePool{axes}d", 12)
    def average_pool_around(rng):
        """PyTorch's padding is the same on both sides: what is around is put there, and counted by a pool of ones."""
        way = rng.choice(["Same", "SameLower", "sides"])
        kernels, strides = [rng.randint(1, 3) for _ in range(axes)], [rng.randint(1, 2) for _ in range(axes)]
        sizes = [rng.randint(3, 6) for _ in range(axes)]
        before, behind = ([rng.randint(0, k - 1) for k in kernels] for _ in range(2))
        if way != "sides":
            before, behind = fitted(way, sizes, kernels, strides)
        one = (lambda values: values) if axes > 1 else (lambda values: values[0])
        drawn = {"kernel": one(kernels), "stride": one(strides)}
        drawn |= {"padding": {"before": before, "after": behind} if way == "sides" else way}
        drawn |= options(rng, countPadding=[None, True, False])
        value = 1.0 if drawn.get("countPadding") else 0.0
        shares = lambda x: mean(around(torch.ones_like(x), before, behind, value), kernels, strides)
        return layer(
            {f"AveragePool{axes}d": drawn},
            lambda x, _: mean(around(x, before, behind), kernels, strides) / shares(x),
            tensor(rng, [rng.randint(1, 2), 2, *sizes]),
        )


for axes in (1, 2, 3):
    convolution(axes)
    pools(axes)
    transposed(axes)


def distinct(rng, sizes):
    count = math.prod(sizes)
    return torch.tensor(rng.sample(range(-count, count), count), dtype=torch.float64).reshape(sizes) / 8


def adaptive(name, functions, numbers=tensor):
    @records("layer", name, 24)
    def draw(rng):
        axes = rng.randint(1, 3)
        sizes = [rng.randint(1, 5) for _ in range(axes)]
        x = numbers(rng, [rng.randint(1, 2), rng.randint(1, 2), *(rng.randint(1, 6) for _ in range(axes))])
        return layer({name: {"sizes": sizes}}, lambda x, _: functions[axes - 1](x, sizes), x)


adaptive("AdaptiveAveragePool", [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d])
# Of equal elements PyTorch gives the first the whole slope, ours, as PyTorch's amax, each its share: no two are equal here.
adaptive("AdaptiveMaxPool", [F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d], distinct)


def whole(name, function, count=12, least_axes=3, most_axes=5):
    """Layers without options, or with those that function gives beside the result."""

    @records("layer", name, count)
    def draw(rng):
        x = tensor(rng, shape(rng, most_axes, 3, least_axes))
        drawn, of = function(rng, x)
        return layer({name: drawn}, lambda x, _: of(x), x)


def over_places(x):
    return list(range(2, x.dim()))


whole("GlobalAveragePool", lambda rng, x: ({}, lambda x: x.mean(over_places(x), keepdim=True)))
whole("GlobalMaxPool", lambda rng, x: ({}, lambda x: x.amax(over_places(x), keepdim=True)))
whole("Flatten", lambda rng, x: ({}, lambda x: x.flatten(1)), least_axes=2, most_axes=4)
