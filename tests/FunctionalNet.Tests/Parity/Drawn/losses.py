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


@records("loss", "BinaryCrossEntropy", 50)
def binary_cross_entropy(rng):
    sizes, drawn = shape(rng), options(rng, reduction=REDUCTIONS)
    given = rng.choice([None, [rng.choice([0.0, 0.5, 3.0])], [rng.choice([0.0, 0.5, 1.0, 3.0]) for _ in range(sizes[-1])]])
    drawn |= {"positiveWeights": given} if given else {}
    weight = torch.tensor(given) if given else None
    # PyTorch's ∞ - ∞ and 0 · ∞ are NaN, which is not looked at.
    of = lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=weight, reduction=short(drawn))
    return loss({"BinaryCrossEntropy": drawn}, of, numbers(rng, sizes), shares(rng, sizes))


# PyTorch ends its logarithms at -100 and ours end at -87.3; its slope is divided by at least 1e-12. Between they are the same.
elementwise(
    "BinaryCrossEntropyOfProbabilities",
    lambda x, t, o: F.binary_cross_entropy(x, t, reduction=short(o)),
    shares,
    predictions=lambda rng, sizes: chosen(rng, sizes, [1e-11, 1e-3, 0.1, 0.25, 0.5, 0.9, 0.999999, 1 - 1e-11]),
)
elementwise("Hinge", lambda x, t, o: reduced(F.relu(o.get("margin", 1.0) - t * x), o), signs, margin=[None, 0.0, 0.5, 2.0, -1.0])
elementwise(
    "SquaredHinge",
    lambda x, t, o: reduced(F.relu(o.get("margin", 1.0) - t * x) ** 2, o),
    signs,
    margin=[None, 0.0, 0.5, 2.0, -1.0],
)
elementwise(
    "HingeEmbedding",
    lambda x, t, o: F.hinge_embedding_loss(x, t, o.get("margin", 1.0), reduction=short(o)),
    signs,
    predictions=lambda rng, sizes: chosen(rng, sizes, [-1.0, 0.3, 0.5, 2.5, 40.0, 1e4]),
    margin=[None, 0.0, 2.0],
)


@records("loss", "CosineEmbedding", 30)
def cosine_embedding(rng):
    """PyTorch adds 1e-12 to the squares of the lengths: the vectors are not short."""
    count, width = rng.randint(1, 4), rng.randint(1, 4)
    drawn = options(rng, margin=[None, 0.3, -0.5], reduction=REDUCTIONS)
    x = (tensor(rng, [count, 2, width], PLAIN) + 0.005) * 1e3
    of = lambda x, t: F.cosine_embedding_loss(x[:, 0], x[:, 1], t, margin=drawn.get("margin", 0.0), reduction=short(drawn))
    return loss({"CosineEmbedding": drawn}, of, x, signs(rng, [count]))


@records("loss", "InfoNce", 20)
def info_nce(rng):
    """The cross entropy of all cosines with their own one as the label."""
    count, width = rng.randint(1, 5), rng.randint(2, 4)
    drawn = options(rng, temperature=[None, 0.07, 1.0], symmetric=[None, True, False], reduction=REDUCTIONS)

    def of(x, t):
        a, b = (F.normalize(x[:, i], dim=-1) for i in range(2))
        scores, own = a @ b.t() / drawn.get("temperature", 0.1), torch.arange(count)
        terms = F.cross_entropy(scores, own, reduction="none")
        if drawn.get("symmetric"):
            terms = (terms + F.cross_entropy(scores.t(), own, reduction="none")) / 2
        return reduced(terms, drawn)

    return loss({"InfoNce": drawn}, of, tensor(rng, [count, 2, width], PLAIN) + 0.005, torch.zeros(count))


def areas(name, of):
    @records("loss", name, 20)
    def draw(rng):
        """PyTorch has none: by the formula, over the places of each sample and channel."""
        sizes = [rng.randint(1, 3), rng.randint(1, 2), *shape(rng, 2, 3)]
        drawn = options(rng, smooth=[None, 0.5, 1e-3], reduction=REDUCTIONS)
        x = chosen(rng, sizes, [0.0, 1e-6, 0.25, 0.5, 0.9, 1.0])

        def terms(x, t):
            p, t = x.flatten(2), t.flatten(2)
            return reduced(1 - of((p * t).sum(-1), p.sum(-1) + t.sum(-1), drawn.get("smooth", 1.0)), drawn)

        return loss({name: drawn}, terms, x, shares(rng, sizes))


areas("Dice", lambda common, both, s: (2 * common + s) / (both + s))
areas("Jaccard", lambda common, both, s: (common + s) / (both - common + s))
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
