"""Records values and slopes of PyTorch's activations and losses for the tests beside it.

Run with any PyTorch from 1.12 on:  python3 record_catalogue.py > catalogue.json
All numbers are float64; JSON keeps them to the last bit.
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)
F = torch.nn.functional


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def slopes(function, x):
    """Slopes of Σ c y with uneven c."""
    x = torch.tensor(x, requires_grad=True)
    y = function(x)
    (torch.arange(1.0, y.numel() + 1).reshape(y.shape) * y).sum().backward()
    return {"x": flat(x), "y": flat(y), "dx": flat(x.grad)}


def loss(function, prediction, target):
    """What each of the reductions gives, and the slopes of the mean."""
    x = torch.tensor(prediction, requires_grad=True)
    t = torch.tensor(target)
    mean = function(x, t, "mean")
    mean.backward()
    return {
        "x": flat(x),
        "t": flat(t),
        "mean": mean.item(),
        "sum": function(x, t, "sum").item(),
        "none": flat(function(x, t, "none")),
        "dx": flat(x.grad),
    }


def reduced(terms):
    """A reduction over terms that PyTorch has no function for, or another mean."""

    def function(x, t, reduction):
        each = terms(x, t)
        return each if reduction == "none" else each.sum() if reduction == "sum" else each.mean()

    return function


def focal(gamma, alpha):
    def terms(x, t):
        entropy = F.binary_cross_entropy_with_logits(x, t, reduction="none")
        p = torch.sigmoid(x)
        right = p * t + (1 - p) * (1 - t)
        return (alpha * t + (1 - alpha) * (1 - t)) * (1 - right) ** gamma * entropy

    return terms


def gaussian(x, t, reduction):
    mean, log = x.chunk(2, -1)
    return F.gaussian_nll_loss(mean, t, log.exp(), reduction=reduction, eps=1e-300)


def channels(function):
    """PyTorch's classes lie on axis 1."""
    return lambda x, t, reduction: function(x.transpose(1, 2), t, reduction)


POINTS = [-1e4, -30.0, -8.0, -3.0, -2.5, -1.0, -0.3, -1e-3, 0.0, 1e-3, 0.2, 0.9, 1.7, 3.0, 5.0, 6.0, 12.0, 30.0, 1e4]
# PyTorch's slopes at the bounds are those from within, and its hard sigmoid takes 1/6 from float32.
SMOOTH = [x for x in POINTS if abs(x) != 3]
GATES = [[math.sin(1.3 * i + 0.7 * j) * 3 for j in range(6)] for i in range(3)]
NUMBERS = [[-2.0, 0.3, 1.5], [0.0, -0.25, 4.0], [1e4, -1e4, 0.75]]
TRUTHS = [[0.5, 0.3, -1.5], [2.0, 1.0, 3.0], [-1e4, 1e4, 0.5]]
LOGITS = [[-1e4, 1e4, -3.0], [0.0, 2.0, -0.5], [1e4, -1e4, 0.25]]
YES = [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
SIGNS = [[1.0, -1.0, -1.0], [1.0, 1.0, -1.0], [1.0, -1.0, 1.0]]
ROWS = [[0.5, -1.0, 2.0, 0.0], [7.0, -7.5, 10.0, 3.0], [1e4, -1e4, 99.5, 0.0], [0.1, 0.2, -0.3, 0.0]]
LABELS = [2, 0, 1, 3]
WEIGHTS = torch.tensor([1.0, 0.5, 2.0, 3.0])
SHARES = [[0.1, 0.2, 0.3, 0.4], [1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.5, 0.0], [0.7, 0.1, 0.1, 0.1]]
LOGP = torch.tensor([[0.5, -1.0, 2.0, 0.0], [7.0, -7.5, 10.0, 3.0], [1.0, 0.5, 0.0, -2.0], [0.1, 0.2, -0.3, 0.0]])
LOGP = F.log_softmax(LOGP, -1).tolist()
SEQUENCE = [[[math.sin(i + 2 * j + 3 * k) * 4 for k in range(3)] for j in range(4)] for i in range(2)]
POSITIONS = [[0, 1, 2, 0], [2, 0, 0, 1]]
TRIPLES = [[[math.cos(i + 1.7 * j + 0.6 * k) for k in range(4)] for j in range(3)] for i in range(5)]
PAIRS = [[math.sin(2 * i + j) for j in range(6)] for i in range(4)]
AIMS = [[math.cos(i + j) for j in range(3)] for i in range(4)]

RECORD = {
    "activations": {
        "Relu6": slopes(F.relu6, POINTS),
        "PRelu": slopes(lambda x: F.prelu(x, torch.tensor([0.25])), POINTS),
        "Selu": slopes(F.selu, POINTS),
        "Celu": slopes(F.celu, POINTS),
        "Celu 0.5": slopes(lambda x: F.celu(x, 0.5), POINTS),
        "Silu": slopes(F.silu, POINTS),
        "Mish": slopes(F.mish, POINTS),
        "Softsign": slopes(F.softsign, POINTS),
        "HardSigmoid": slopes(F.hardsigmoid, SMOOTH),
        "HardSwish": slopes(F.hardswish, SMOOTH),
        "HardTanh": slopes(F.hardtanh, POINTS),
        "LogSigmoid": slopes(F.logsigmoid, POINTS),
        "LogSoftmax": slopes(lambda x: F.log_softmax(x, -1), GATES),
        "Glu": slopes(lambda x: F.glu(x, -1), GATES),
        "SwiGlu": slopes(lambda x: F.silu(x.chunk(2, -1)[0]) * x.chunk(2, -1)[1], GATES),
    },
    "losses": {
        "MeanSquaredError": loss(lambda x, t, r: F.mse_loss(x, t, reduction=r), NUMBERS, TRUTHS),
        "MeanAbsoluteError": loss(lambda x, t, r: F.l1_loss(x, t, reduction=r), NUMBERS, TRUTHS),
        "Huber": loss(lambda x, t, r: F.huber_loss(x, t, reduction=r), NUMBERS, TRUTHS),
        "Huber 0.4": loss(lambda x, t, r: F.huber_loss(x, t, reduction=r, delta=0.4), NUMBERS, TRUTHS),
        "LogCosh": loss(
            reduced(lambda x, t: (x - t) + F.softplus(-2 * (x - t), threshold=500) - math.log(2)), NUMBERS, TRUTHS
        ),
        "BinaryCrossEntropy": loss(lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, reduction=r), LOGITS, YES),
        "BinaryCrossEntropyOfProbabilities": loss(
            lambda x, t, r: F.binary_cross_entropy(x, t, reduction=r),
            [[0.1, 0.9, 1e-6], [0.5, 0.3, 0.999]],
            [[0.0, 1.0, 1.0], [0.3, 0.0, 1.0]],
        ),
        "SoftmaxCrossEntropy": loss(lambda x, t, r: F.cross_entropy(x, t, reduction=r), ROWS, LABELS),
        "SoftmaxCrossEntropy smooth": loss(
            lambda x, t, r: F.cross_entropy(x, t, reduction=r, label_smoothing=0.1), ROWS, LABELS
        ),
        "SoftmaxCrossEntropy weights": loss(lambda x, t, r: F.cross_entropy(x, t, WEIGHTS, reduction=r), ROWS, LABELS),
        "SoftmaxCrossEntropy ignore": loss(
            lambda x, t, r: F.cross_entropy(x, t, reduction=r, ignore_index=1), ROWS, LABELS
        ),
        "SoftmaxCrossEntropy all": loss(
            lambda x, t, r: F.cross_entropy(x, t, WEIGHTS, reduction=r, ignore_index=0, label_smoothing=0.3),
            ROWS,
            LABELS,
        ),
        "SoftmaxCrossEntropy sequence": loss(
            channels(lambda x, t, r: F.cross_entropy(x, t, reduction=r)), SEQUENCE, POSITIONS
        ),
        "DistributionCrossEntropy": loss(lambda x, t, r: F.cross_entropy(x, t, reduction=r), ROWS, SHARES),
        "DistributionCrossEntropy smooth": loss(
            lambda x, t, r: F.cross_entropy(x, t, WEIGHTS, reduction=r, label_smoothing=0.2), ROWS, SHARES
        ),
        "NegativeLogLikelihood": loss(lambda x, t, r: F.nll_loss(x, t, reduction=r), LOGP, LABELS),
        "KullbackLeibler": loss(reduced(lambda x, t: F.kl_div(x, t, reduction="none").sum(-1)), LOGP, SHARES),
        "Hinge": loss(reduced(lambda x, t: F.relu(1 - t * x)), LOGITS, SIGNS),
        "MultiClassHinge": loss(lambda x, t, r: F.multi_margin_loss(x, t, reduction=r), ROWS, LABELS),
        "CosineDistance": loss(reduced(lambda x, t: 1 - F.cosine_similarity(x, t, -1)), ROWS, SHARES),
        "PoissonNegativeLogLikelihood": loss(
            lambda x, t, r: F.poisson_nll_loss(x, t, reduction=r), [[0.3, -1e4, 2.0]], [[1.0, 0.0, 5.0]]
        ),
        "GaussianNegativeLogLikelihood": loss(gaussian, PAIRS, AIMS),
        "Focal": loss(reduced(focal(2, 0.25)), LOGITS, YES),
        "Focal 1": loss(reduced(focal(1, 0.5)), LOGITS, YES),
        "Triplet": loss(
            lambda x, t, r: F.triplet_margin_loss(x[:, 0], x[:, 1], x[:, 2], margin=0.5, reduction=r),
            TRIPLES,
            [0.0] * 5,
        ),
    },
}

# One line for each record, so that a change shows as a change of its line.
GROUPS = (
    f" {json.dumps(group)}: {{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in members.items()) + "\n }"
    for group, members in RECORD.items()
)
print("{\n" + ",\n".join(GROUPS) + "\n}")
