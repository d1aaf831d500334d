"""Records trajectories of PyTorch's optimizers, and values and slopes of its functions, for the tests beside it.

Run with any PyTorch from 1.12 on:  python3 record_torch.py > torch.json
All numbers are float64; JSON keeps them to the last bit.
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)

STEPS = 25
INPUTS = [[math.sin(1.3 * i + 0.7 * j) for j in range(3)] for i in range(6)]
TARGETS = [[math.cos(0.9 * i - 0.4 * j) * 2 for j in range(2)] for i in range(6)]
HIDDEN = [[0.6 * math.cos(2.1 * i + 1.1 * j) for j in range(4)] for i in range(3)]
OUTPUT = [[0.8 * math.sin(1.7 * i - 0.6 * j) for j in range(2)] for i in range(4)]


def clip_as_optax(weights, limit):
    """g · min(1, limit / ‖g‖), without the 1e-6 that PyTorch adds to the norm."""
    norm = math.sqrt(sum(float((w.grad**2).sum()) for w in weights))
    for w in weights:
        w.grad.mul_(min(1.0, limit / norm))


def trajectory(optimizer, before=None, scheduler=None):
    """tanh(x W + b) V + c under the mean squared error: losses, and the weights after the first and the last step."""
    x, y = torch.tensor(INPUTS), torch.tensor(TARGETS)
    weights = [torch.tensor(HIDDEN), torch.zeros(4), torch.tensor(OUTPUT), torch.zeros(2)]
    for w in weights:
        w.requires_grad_()
    optimizer = optimizer(weights)
    scheduler = scheduler(optimizer) if scheduler else None
    losses, first = [], None
    for _ in range(STEPS):
        optimizer.zero_grad()
        prediction = torch.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3]
        loss = torch.nn.functional.mse_loss(prediction, y)
        loss.backward()
        if before:
            before(weights)
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
        first = first or flat(weights)
    return {"losses": losses, "first": first, "last": flat(weights)}


def flat(tensors):
    return [value for tensor in tensors for value in tensor.detach().reshape(-1).tolist()]


def slopes(function, x):
    x = torch.tensor(x, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return {"x": flat([x]), "y": flat([y]), "dx": flat([x.grad])}


def weighted(function, x):
    """A row function: slopes of Σ c y with uneven c, since the plain sum of a softmax is constant."""
    x = torch.tensor(x, requires_grad=True)
    c = torch.arange(1.0, x.numel() + 1).reshape(x.shape)
    y = function(x)
    (c * y).sum().backward()
    return {"x": flat([x]), "y": flat([y]), "dx": flat([x.grad])}


def loss(function, prediction, target):
    prediction = torch.tensor(prediction, requires_grad=True)
    value = function(prediction, torch.tensor(target))
    value.backward()
    return {"loss": value.item(), "x": flat([prediction]), "dx": flat([prediction.grad])}


def rates(scheduler, steps):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.2)
    scheduler, seen = scheduler(optimizer), []
    for _ in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return seen


F, optim = torch.nn.functional, torch.optim
clip_norm, clip_value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
POINTS = [-30.0, -8.0, -2.5, -1.0, -0.3, -1e-3, 0.0, 1e-3, 0.2, 0.9, 1.7, 5.0, 12.0, 30.0]
ROWS = [[0.5, -1.0, 2.0, 0.0], [7.0, -7.5, 10.0, 3.0], [100.0, -300.0, 99.5, 0.0]]
LOGITS = [-1e4, -30.0, -1.2, 0.0, 0.4, 25.0, 1e4, 1e4, -1e4]
TRUTH = [0.0, 1.0, 0.0, 1.0, 0.3, 0.0, 0.0, 1.0, 1.0]

RECORD = {
    "optimizers": {
        "sgd 0.1": trajectory(lambda w: optim.SGD(w, lr=0.1)),
        "sgd 0.01": trajectory(lambda w: optim.SGD(w, lr=0.01)),
        "sgd decayed": trajectory(lambda w: optim.SGD(w, lr=0.1, weight_decay=0.05)),
        "momentum": trajectory(lambda w: optim.SGD(w, lr=0.03, momentum=0.9)),
        "momentum decayed": trajectory(lambda w: optim.SGD(w, lr=0.03, momentum=0.5, weight_decay=0.1)),
        "nesterov": trajectory(lambda w: optim.SGD(w, lr=0.03, momentum=0.9, nesterov=True)),
        "adagrad": trajectory(lambda w: optim.Adagrad(w, lr=0.1)),
        "adagrad epsilon": trajectory(lambda w: optim.Adagrad(w, lr=0.3, eps=1e-2)),
        "rmsprop": trajectory(lambda w: optim.RMSprop(w, lr=0.01)),
        "rmsprop 0.9": trajectory(lambda w: optim.RMSprop(w, lr=0.02, alpha=0.9, eps=1e-3)),
        "adam": trajectory(lambda w: optim.Adam(w, lr=0.05)),
        "adam betas": trajectory(lambda w: optim.Adam(w, lr=0.01, betas=(0.8, 0.95), eps=1e-4)),
        "adam with L2": trajectory(lambda w: optim.Adam(w, lr=0.05, weight_decay=0.1)),
        "adamw": trajectory(lambda w: optim.AdamW(w, lr=0.05, weight_decay=0.1)),
        "adamw 0.002": trajectory(lambda w: optim.AdamW(w, lr=0.002, weight_decay=0.01)),
        "clip value": trajectory(lambda w: optim.SGD(w, lr=0.1), lambda w: clip_value(w, 0.2)),
        "clip value adam": trajectory(lambda w: optim.Adam(w, lr=0.05), lambda w: clip_value(w, 0.1)),
        "clip norm as PyTorch": trajectory(lambda w: optim.SGD(w, lr=0.1), lambda w: clip_norm(w, 0.5)),
        "clip norm": trajectory(lambda w: optim.SGD(w, lr=0.1), lambda w: clip_as_optax(w, 0.5)),
        "clip norm adamw": trajectory(
            lambda w: optim.AdamW(w, lr=0.05, weight_decay=0.01), lambda w: clip_as_optax(w, 0.5)
        ),
        "sgd stepped": trajectory(
            lambda w: optim.SGD(w, lr=0.1), scheduler=lambda o: optim.lr_scheduler.StepLR(o, 7, 0.3)
        ),
        "adam cosine": trajectory(
            lambda w: optim.Adam(w, lr=0.05),
            scheduler=lambda o: optim.lr_scheduler.CosineAnnealingLR(o, STEPS, 0.001),
        ),
    },
    "activations": {
        "Relu": slopes(F.relu, POINTS),
        "Sigmoid": slopes(torch.sigmoid, POINTS),
        "Tanh": slopes(torch.tanh, POINTS),
        "Softplus": slopes(lambda x: F.softplus(x, threshold=500), POINTS),
        "Gelu": slopes(F.gelu, POINTS),
        "Gelu tanh": slopes(lambda x: F.gelu(x, approximate="tanh"), POINTS),
        "Elu": slopes(F.elu, POINTS),
        "Elu 0.5": slopes(lambda x: F.elu(x, alpha=0.5), POINTS),
        "LeakyRelu": slopes(F.leaky_relu, POINTS),
        "LeakyRelu 0.2": slopes(lambda x: F.leaky_relu(x, 0.2), POINTS),
        "Softmax": weighted(lambda x: F.softmax(x, -1), ROWS),
        "Softmax columns": weighted(lambda x: F.softmax(x, 0), ROWS),
        "LogSoftmax": weighted(lambda x: F.log_softmax(x, -1), ROWS),
        "LogSoftmax columns": weighted(lambda x: F.log_softmax(x, 0), ROWS),
    },
    "losses": {
        "MeanSquaredError": loss(F.mse_loss, INPUTS, [[0.5, -1.0, 0.0]] * 6),
        "BinaryCrossEntropy": loss(F.binary_cross_entropy_with_logits, LOGITS, TRUTH),
        "SoftmaxCrossEntropy": loss(F.cross_entropy, ROWS, [2, 0, 1]),
        "SoftmaxCrossEntropy extreme": loss(F.cross_entropy, [[1e4, -1e4, 0.0], [-1e4, 0.0, 1e4]], [1, 2]),
    },
    "schedules": {
        "StepDecay": rates(lambda o: optim.lr_scheduler.StepLR(o, 4, 0.5), 13),
        "CosineDecay": rates(lambda o: optim.lr_scheduler.CosineAnnealingLR(o, 10, 0.02), 11),
    },
}

# One line for each record, so that a change shows as a change of its line.
GROUPS = (
    f" {json.dumps(group)}: {{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in members.items()) + "\n }"
    for group, members in RECORD.items()
)
print("{\n" + ",\n".join(GROUPS) + "\n}")
