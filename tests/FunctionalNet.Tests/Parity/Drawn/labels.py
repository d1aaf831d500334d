"""Losses of classes, and those that are made of other losses."""

import math

import torch
import torch.nn.functional as F

from drawing import PLAIN, chosen, options, records, shape, tensor
from losses import FAR, REDUCTIONS, loss, reduced, short


def scores(rng, sizes):
    way = rng.random()
    return tensor(rng, sizes, PLAIN) if way < 0.5 else tensor(rng, sizes) if way < 0.75 else chosen(rng, sizes, FAR + ([-math.inf] if way < 0.85 else []))


def labels(rng, sizes, ignored=()):
    """Labels of scores; at times all that are ignored."""
    values = [float(i) for i in range(sizes[-1])] + list(ignored)
    return chosen(rng, sizes[:-1], values).long()


def behind(x):
    """PyTorch's classes lie on axis 1."""
    return x if x.dim() < 3 else x.movedim(-1, 1)


def classes(rng):
    return [*shape(rng, 2, 4), rng.randint(1, 5)]


def weights(rng, sizes):
    return rng.choice([None, [rng.choice([0.0, 0.5, 1.0, 2.0, 3.5]) for _ in range(sizes[-1])]])


def ignored(rng, sizes, drawn):
    """The option, and the labels that it allows beside the classes."""
    way = rng.choice(["default", "other", "class", "null"])
    if way == "default":
        return -1, [-1.0, -1.0]
    if way == "null":
        drawn["ignore"] = None
        return -100, []
    drawn["ignore"] = -7 if way == "other" else rng.randrange(sizes[-1])
    return drawn["ignore"], [float(drawn["ignore"])]


@records("loss", "SoftmaxCrossEntropy", 60)
def softmax_cross_entropy(rng):
    sizes = classes(rng)
    drawn = options(rng, smoothing=[None, None, 0.1, 0.5, 1.0], reduction=REDUCTIONS)
    ignore, more = ignored(rng, sizes, drawn)
    given = weights(rng, sizes)
    drawn |= {"weights": given} if given else {}
    weight = torch.tensor(given) if given else None
    smoothing, way = drawn.get("smoothing", 0.0), short(drawn)
    of = lambda x, t: F.cross_entropy(behind(x), t, weight, ignore_index=ignore, reduction=way, label_smoothing=smoothing)
    return loss({"SoftmaxCrossEntropy": drawn}, of, scores(rng, sizes), labels(rng, sizes, more))


@records("loss", "NegativeLogLikelihood", 30)
def negative_log_likelihood(rng):
    sizes, drawn = classes(rng), options(rng, reduction=REDUCTIONS)
    ignore, more = ignored(rng, sizes, drawn)
    given = weights(rng, sizes)
    drawn |= {"weights": given} if given else {}
    weight = torch.tensor(given) if given else None
    of = lambda x, t: F.nll_loss(behind(x), t, weight, ignore_index=ignore, reduction=short(drawn))
    return loss({"NegativeLogLikelihood": drawn}, of, -scores(rng, sizes).abs(), labels(rng, sizes, more))


@records("loss", "MultiClassHinge", 30)
def multi_class_hinge(rng):
    """PyTorch takes [n, classes], and has no label that does not count: such rows are left out of what it is given."""
    sizes = classes(rng)
    drawn = options(rng, margin=[None, 0.0, 0.5, 3.0], reduction=REDUCTIONS)
    ignore, more = ignored(rng, sizes, drawn)

    def of(x, t):
        rows, flat = x.reshape(-1, sizes[-1]), t.reshape(-1)
        known = flat != ignore
        terms = F.multi_margin_loss(rows, torch.where(known, flat, 0), margin=drawn.get("margin", 1.0), reduction="none")
        terms = torch.where(known, terms, torch.zeros(())).reshape(t.shape)
        return reduced(terms, drawn, max(1, int(known.sum())))

    return loss({"MultiClassHinge": drawn}, of, scores(rng, sizes), labels(rng, sizes, more))


def distributions(rng, sizes):
    drawn = torch.tensor([rng.choice([0.0, 0.0, 1.0, 2.0, 5.0]) for _ in range(math.prod(sizes))]).reshape(sizes)
    total = drawn.sum(-1, keepdim=True)
    return torch.where(total > 0, drawn / total.clamp(min=1), 1 / sizes[-1])


@records("loss", "DistributionCrossEntropy", 30)
def distribution_cross_entropy(rng):
    sizes, drawn = classes(rng), options(rng, smoothing=[None, 0.1, 0.5, 1.0], reduction=REDUCTIONS)
    given = weights(rng, sizes)
    drawn |= {"weights": given} if given else {}
    weight = torch.tensor(given) if given else None
    smoothing = drawn.get("smoothing", 0.0)
    of = lambda x, t: reduced(
        F.cross_entropy(behind(x), behind(t), weight, reduction="none", label_smoothing=smoothing), drawn
    )
    return loss({"DistributionCrossEntropy": drawn}, of, scores(rng, sizes), distributions(rng, sizes))


@records("loss", "KullbackLeibler", 30)
def kullback_leibler(rng):
    sizes, drawn = classes(rng), options(rng, reduction=REDUCTIONS, byElement=[None, None, True, False])
    each = lambda x, t: F.kl_div(x, t, reduction="none")
    of = (lambda x, t: reduced(each(x, t), drawn)) if drawn.get("byElement") else (lambda x, t: reduced(each(x, t).sum(-1), drawn))
    return loss({"KullbackLeibler": drawn}, of, -scores(rng, sizes).abs(), distributions(rng, sizes))


@records("loss", "Weighted", 30)
def weighted(rng):
    """Σ w l / Σ w, and 0 where nothing counts: PyTorch's losses with reduction "none"."""
    way = rng.choice(["numbers", "labels"])
    count, drawn = rng.randint(1, 5), options(rng, reduction=REDUCTIONS)
    weight = chosen(rng, [count, 1], [0.0, 0.5, 1.0, 3.0])
    if way == "numbers":
        width = rng.randint(1, 3)
        x, t = tensor(rng, [count, width], PLAIN), tensor(rng, [count, width], PLAIN)
        terms, inner = lambda x, t: F.huber_loss(x, t[:, :-1], reduction="none") * t[:, -1:], "Huber"
        total = weight.sum() * width
    else:
        x, t = tensor(rng, [count, 3], PLAIN), labels(rng, [count, 3])[:, None].double()
        terms, inner = lambda x, t: F.cross_entropy(x, t[:, 0].long(), reduction="none") * t[:, 1], "SoftmaxCrossEntropy"
        total = weight.sum()
    of = lambda x, t: reduced(terms(x, t), drawn, total if total else 1)
    return loss({"Weighted": {"inner": {inner: drawn}}}, of, x, torch.cat([t, weight], 1))


@records("loss", "ForOutputs", 12)
def for_outputs(rng):
    count, first, second = rng.randint(1, 4), rng.randint(2, 3), rng.randint(1, 2)
    one, two = rng.choice([0.0, 1.0, 0.5]), rng.choice([1.0, 2.0])
    x = tensor(rng, [count, first + second], PLAIN)
    t = torch.cat([labels(rng, [count, first])[:, None].double(), tensor(rng, [count, second], PLAIN)], 1)
    of = lambda x, t: one * F.cross_entropy(x[:, :first], t[:, 0].long()) + two * F.huber_loss(x[:, first:], t[:, 1:])
    make = {"ForOutputs": {"parts": [[first, {"SoftmaxCrossEntropy": {}}, one], [second, {"Huber": {}}, two]]}}
    return loss(make, of, x, t)


@records("loss", "Ctc", 40)
def ctc(rng):
    """PyTorch's of the log-softmax, frames first; its mean divides each sample by its labels, ours is that of the samples."""
    count, frames, kinds, most = rng.randint(1, 3), rng.randint(1, 6), rng.randint(2, 4), rng.randint(1, 3)
    drawn = options(rng, blank=[None, 0, kinds - 1], zeroInfinity=[None, True, False], lengths=[None, True, False], reduction=REDUCTIONS)
    blank, named = drawn.get("blank", 0), drawn.get("lengths", False)
    lengths = [rng.randint(1, frames) if named else frames for _ in range(count)]
    spelled = [[rng.choice([c for c in range(kinds) if c != blank]) for _ in range(rng.randint(0, most))] for _ in range(count)]
    # What cannot be spelled has no slope in PyTorch that is a number: only where it is to count as 0.
    if not drawn.get("zeroInfinity"):
        fits = lambda labels, n: len(labels) + sum(a == b for a, b in zip(labels, labels[1:])) <= n
        spelled = [labels if fits(labels, n) else [] for labels, n in zip(spelled, lengths)]
    rows = [([n] if named else []) + labels + [-1] * (most - len(labels)) for labels, n in zip(spelled, lengths)]

    def of(x, t):
        flat = torch.tensor([label for labels in spelled for label in labels], dtype=torch.long)
        terms = F.ctc_loss(
            torch.log_softmax(x, -1).transpose(0, 1), flat, tuple(lengths), tuple(map(len, spelled)), blank, "none", drawn.get("zeroInfinity", False)
        )
        return reduced(terms, drawn)

    return loss({"Ctc": drawn}, of, tensor(rng, [count, frames, kinds], PLAIN), torch.tensor(rows))


@records("loss", "LossSum", 12)
def loss_sum(rng):
    """Two losses of the same numbers, each with its weight; one of them has a name."""
    sizes, (one, two) = shape(rng), rng.choice([(1.0, 0.5), (0.0, 2.0), (-0.5, 1.0)])
    make = {"LossSum": {"parts": [[{"MeanSquaredError": {}}, one], [{"NamedLoss": {"name": rng.choice(["a", "b"]), "inner": {"Huber": {}}}}, two]]}}
    return loss(make, lambda x, t: one * F.mse_loss(x, t) + two * F.huber_loss(x, t), tensor(rng, sizes, PLAIN), tensor(rng, sizes, PLAIN))
