"""Losses under each reduction, and their slopes."""

import math

import torch
import torch.nn.functional as F

from drawing import INFINITE, LARGE, PLAIN, TIES, chosen, flow, options, records, shape, tensor, text


def loss(make, function, x, t):
    """A record of function(x, t), which gives the terms as they are reduced."""
    record = {"make": make, "shape": list(x.shape), "x": text(x), "targets": list(t.shape), "t": text(t.double())}
    x.requires_grad_()
    y = function(x, t)
    slope = torch.autograd.grad(y, x, flow(y) if y.dim() else torch.tensor(1.25))[0]
    return record | {"result": list(y.shape), "y": text(y), "dx": text(slope)}


REDUCTIONS = [None, "Mean", "Sum", "None"]


def short(drawn):
    return {"Sum": "sum", "None": "none"}.get(drawn.get("reduction"), "mean")


def reduced(terms, drawn, counts=None):
    """What is made of terms that PyTorch has no function for: the mean is over what counts."""
    way = drawn.get("reduction") or "Mean"
    if way == "None":
        return terms
    total = terms.sum()
    return total if way == "Sum" else total / (terms.numel() if counts is None else counts)


FAR = [-1e4, -800.0, -40.0, -5.0, -1.0, -0.5, -1e-3, -0.0, 0.0, 1e-3, 0.5, 1.0, 5.0, 40.0, 800.0, 1e4]


def numbers(rng, sizes):
    way = rng.random()
    return tensor(rng, sizes) if way < 0.5 else chosen(rng, sizes, FAR + INFINITE if way < 0.6 else FAR)


def elementwise(name, function, targets, count=30, predictions=numbers, **choices):
    @records("loss", name, count)
    def draw(rng):
        sizes, drawn = shape(rng), options(rng, reduction=REDUCTIONS, **choices)
        x, t = predictions(rng, sizes), targets(rng, sizes)
        return loss({name: drawn}, lambda x, t: function(x, t, drawn), x, t)


def shares(rng, sizes):
    return chosen(rng, sizes, [0.0, 0.0, 1.0, 1.0, 0.25, 0.9])


def truths(rng, sizes):
    return chosen(rng, sizes, [0.0, 1.0])


def signs(rng, sizes):
    return chosen(rng, sizes, [-1.0, 1.0])


def counts(rng, sizes):
    return chosen(rng, sizes, [0.0, 1.0, 2.0, 7.0, 1000.0])


# ln cosh e as |e| + ln(1 + e^(-2 |e|)) - ln 2; near 0 that loses its digits, where it is e² / 2 - e⁴ / 12 + e⁶ / 45.
def log_cosh(e):
    near = torch.where(e.abs() < 1e-2, e, torch.zeros(()))
    far = torch.where(e.abs() < 1e-2, torch.ones(()), e).abs()
    square = near * near
    series = square / 2 - square**2 / 12 + square**3 / 45 - 17 * square**4 / 2520
    return torch.where(e.abs() < 1e-2, series, far + torch.log1p(torch.exp(-2 * far)) - math.log(2))


elementwise("MeanSquaredError", lambda x, t, o: F.mse_loss(x, t, reduction=short(o)), numbers)
elementwise("MeanAbsoluteError", lambda x, t, o: F.l1_loss(x, t, reduction=short(o)), numbers)
elementwise(
    "Huber", lambda x, t, o: F.huber_loss(x, t, short(o), o.get("delta", 1.0)), numbers, 40, delta=[None, 0.01, 0.5, 1.5, 100.0]
)
elementwise("LogCosh", lambda x, t, o: reduced(log_cosh(x - t), o), numbers)
elementwise("BinaryCrossEntropy", lambda x, t, o: F.binary_cross_entropy_with_logits(x, t, reduction=short(o)), shares)
# PyTorch ends its logarithms at -100 and ours end at -87.3; its slope is divided by at least 1e-12. Between they are the same.
elementwise(
    "BinaryCrossEntropyOfProbabilities",
    lambda x, t, o: F.binary_cross_entropy(x, t, reduction=short(o)),
    shares,
    predictions=lambda rng, sizes: chosen(rng, sizes, [1e-11, 1e-3, 0.1, 0.25, 0.5, 0.9, 0.999999, 1 - 1e-11]),
)
elementwise("Hinge", lambda x, t, o: reduced(F.relu(o.get("margin", 1.0) - t * x), o), signs, margin=[None, 0.0, 0.5, 2.0, -1.0])
elementwise(
    "PoissonNegativeLogLikelihood",
    lambda x, t, o: F.poisson_nll_loss(x, t, reduction=short(o)),
    counts,
    predictions=lambda rng, sizes: chosen(rng, sizes, [-1e4, -800.0, -5.0, -0.5, -0.0, 0.0, 0.3, 1.0, 5.0, 30.0]),
)


def focal(x, t, o):
    """Torchvision's sigmoid_focal_loss, with 1 - σ(x) as σ(-x), which keeps its digits."""
    gamma, alpha = o.get("gamma", 2.0), o.get("alpha", 0.25)
    wrong = t * torch.sigmoid(-x) + (1 - t) * torch.sigmoid(x)
    entropy = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    return reduced((alpha * t + (1 - alpha) * (1 - t)) * wrong**gamma * entropy, o)


elementwise("Focal", focal, truths, 40, gamma=[None, 0.0, 1.0, 1.5, 5.0], alpha=[None, 0.0, 0.5, 1.0])


@records("loss", "CosineDistance", 30)
def cosine_distance(rng):
    sizes, drawn = shape(rng), options(rng, reduction=REDUCTIONS)
    # Of a vector shorter than its 1e-8, PyTorch's slope is not that of its value.
    x, t = (tensor(rng, sizes, rng.choice([PLAIN, LARGE, TIES])) for _ in range(2))
    of = lambda x, t: reduced(1 - F.cosine_similarity(x, t, -1), drawn)
    return loss({"CosineDistance": drawn}, of, x, t)


@records("loss", "GaussianNegativeLogLikelihood", 30)
def gaussian(rng):
    """PyTorch takes the variance, here as e^s, with a bound that is out of reach."""
    sizes, drawn = shape(rng), options(rng, reduction=REDUCTIONS)
    s = chosen(rng, sizes, [-300.0, -30.0, -5.0, -1.0, -0.0, 0.0, 0.5, 3.0, 30.0, 300.0])
    x, t = torch.cat([tensor(rng, sizes, PLAIN), s], -1), tensor(rng, sizes, PLAIN)

    def of(x, t):
        mean, log = x.chunk(2, -1)
        return F.gaussian_nll_loss(mean, t, log.exp(), eps=1e-300, reduction=short(drawn))

    return loss({"GaussianNegativeLogLikelihood": drawn}, of, x, t)


@records("loss", "Triplet", 30)
def triplet(rng):
    """PyTorch 1.13 adds its 1e-6 to each difference."""
    count, width = rng.randint(1, 4), rng.randint(1, 4)
    drawn = options(rng, margin=[None, 0.0, 0.2, 5.0], reduction=REDUCTIONS)
    x, t = tensor(rng, [count, 3, width], rng.choice([PLAIN, PLAIN, TIES])), torch.zeros(count)
    of = lambda x, t: F.triplet_margin_loss(
        x[:, 0], x[:, 1], x[:, 2], margin=drawn.get("margin", 1.0), reduction=short(drawn)
    )
    return loss({"Triplet": drawn}, of, x, t)
