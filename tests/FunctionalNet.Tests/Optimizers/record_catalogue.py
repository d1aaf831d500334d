"""Records trajectories and rates of those of PyTorch's optimizers and schedulers that record_torch.py leaves out.

Run with PyTorch 1.12 or later:  python3 record_catalogue.py > catalogue.json
The problem is that of record_torch.py. All numbers are float64; JSON keeps them to the last bit.
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)

STEPS = 30
X = torch.tensor([[math.sin(1.3 * i + 0.7 * j) for j in range(3)] for i in range(6)])
Y = torch.tensor([[math.cos(0.9 * i - 0.4 * j) * 2 for j in range(2)] for i in range(6)])
optim, lr = torch.optim, torch.optim.lr_scheduler


def loss_at(a, b, c, d):
    """tanh(x a + b) c + d under the mean squared error."""
    return torch.nn.functional.mse_loss(torch.tanh(X @ a + b) @ c + d, Y)


def trajectory(optimizer, before=None, scheduler=None):
    """The losses before each step, and the weights after the last."""
    hidden = [[0.6 * math.cos(2.1 * i + 1.1 * j) for j in range(4)] for i in range(3)]
    output = [[0.8 * math.sin(1.7 * i - 0.6 * j) for j in range(2)] for i in range(4)]
    weights = [w.requires_grad_() for w in (torch.tensor(hidden), torch.zeros(4), torch.tensor(output), torch.zeros(2))]
    optimizer = optimizer(weights)
    scheduler = scheduler(optimizer) if scheduler else None
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_at(*weights)
        loss.backward()
        if before:
            before(weights)
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {"losses": losses, "last": [v for w in weights for v in w.detach().reshape(-1).tolist()]}


def sharpness_aware(radius):
    """Puts the gradient at w + ρ g / ‖g‖ in place of the gradient."""

    def before(weights):
        norm = math.sqrt(sum(float((w.grad**2).sum()) for w in weights))
        there = [(w + radius * w.grad / norm).detach().requires_grad_() for w in weights]
        loss_at(*there).backward()
        for w, at in zip(weights, there):
            w.grad.copy_(at.grad)

    return before


def rates(scheduler, steps=STEPS):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = optim.SGD([weight], lr=0.2)
    scheduler, seen = scheduler(optimizer), []
    for step in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return seen


RECORD = {
    "optimizers": {
        "adadelta": trajectory(lambda w: optim.Adadelta(w, lr=1.0)),
        "adadelta 0.95": trajectory(lambda w: optim.Adadelta(w, lr=0.5, rho=0.95, eps=1e-4)),
        "adamax": trajectory(lambda w: optim.Adamax(w, lr=0.05)),
        "adamax betas": trajectory(lambda w: optim.Adamax(w, lr=0.02, betas=(0.7, 0.9), eps=1e-3)),
        "amsgrad": trajectory(lambda w: optim.Adam(w, lr=0.05, amsgrad=True)),
        "amsgrad betas": trajectory(lambda w: optim.Adam(w, lr=0.1, betas=(0.8, 0.7), amsgrad=True)),
        "radam": trajectory(lambda w: optim.RAdam(w, lr=0.05)),
        "radam betas": trajectory(lambda w: optim.RAdam(w, lr=0.05, betas=(0.8, 0.95), eps=1e-4)),
        "rprop": trajectory(lambda w: optim.Rprop(w, lr=0.01)),
        "rprop etas": trajectory(lambda w: optim.Rprop(w, lr=0.2, etas=(0.4, 1.5), step_sizes=(1e-2, 0.3))),
        "rmsprop centered": trajectory(lambda w: optim.RMSprop(w, lr=0.01, centered=True)),
        "rmsprop momentum": trajectory(lambda w: optim.RMSprop(w, lr=0.005, alpha=0.9, momentum=0.8)),
        "rmsprop both": trajectory(lambda w: optim.RMSprop(w, lr=0.005, alpha=0.95, momentum=0.5, centered=True)),
        "nesterov decayed": trajectory(
            lambda w: optim.SGD(w, lr=0.03, momentum=0.8, nesterov=True, weight_decay=0.02)
        ),
        "momentum one cycle": trajectory(
            lambda w: optim.SGD(w, lr=0.1, momentum=0.8),
            scheduler=lambda o: lr.OneCycleLR(o, 0.1, total_steps=40, cycle_momentum=False),
        ),
        "sam": trajectory(lambda w: optim.SGD(w, lr=0.1), sharpness_aware(0.2)),
        "sam momentum": trajectory(lambda w: optim.SGD(w, lr=0.05, momentum=0.9), sharpness_aware(0.05)),
    },
    "schedules": {
        "exponential": rates(lambda o: lr.ExponentialLR(o, 0.9)),
        "polynomial": rates(lambda o: lr.PolynomialLR(o, total_iters=20, power=2.0)),
        "linear": rates(lambda o: lr.PolynomialLR(o, total_iters=20, power=1.0)),
        "restarts": rates(lambda o: lr.CosineAnnealingWarmRestarts(o, 7, 1, eta_min=0.01)),
        "doubling restarts": rates(lambda o: lr.CosineAnnealingWarmRestarts(o, 4, 2, eta_min=0.01)),
        "tripling restarts": rates(lambda o: lr.CosineAnnealingWarmRestarts(o, 3, 3), 120),
        "one cycle": rates(lambda o: lr.OneCycleLR(o, 0.5, total_steps=STEPS, cycle_momentum=False)),
        "one cycle 0.4": rates(
            lambda o: lr.OneCycleLR(
                o, 0.5, total_steps=STEPS, pct_start=0.4, div_factor=5, final_div_factor=50, cycle_momentum=False
            )
        ),
        "milestones": rates(lambda o: lr.MultiStepLR(o, [5, 12], 0.5)),
        "warm-up": rates(
            lambda o: lr.SequentialLR(
                o, [lr.LinearLR(o, start_factor=0.25, total_iters=6), lr.ExponentialLR(o, 0.8)], [6]
            )
        ),
        "product": rates(lambda o: lr.ChainedScheduler([lr.StepLR(o, 10, 0.5), lr.ExponentialLR(o, 0.95)])),
    },
}

GROUPS = (
    f" {json.dumps(group)}: {{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in members.items()) + "\n }"
    for group, members in RECORD.items()
)
print("{\n" + ",\n".join(GROUPS) + "\n}")
