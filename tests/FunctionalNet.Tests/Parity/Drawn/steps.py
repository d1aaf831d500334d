"""What is done to gradients before a step, and what stands around one."""

import math

import torch
from torch import optim
from torch.optim import swa_utils

from drawing import records, text
from optimizers import trajectory


NORMS = {"L1": 1.0, "L2": 2.0, "LInfinity": math.inf}


def shorten(weights, limit, kind="L2"):
    """clip_grad_norm_ without the 1e-6 that it adds to the norm: g · min(1, limit / ‖g‖)."""
    if kind == "L2":
        norm = math.sqrt(sum(float((w.grad**2).sum()) for w in weights))
    else:
        norm = float(torch.linalg.vector_norm(torch.cat([w.grad.reshape(-1) for w in weights]), NORMS[kind]))
    for w in weights:
        w.grad.mul_(min(1.0, limit / norm) if norm else 1.0)


@records("optimizer", "ClipByValue", 16)
def clip_by_value(rng):
    limit = rng.choice([0.01, 0.5, 1.0, 1e9])
    make = [{"ClipByValue": {"limit": limit}}, {"Sgd": {"rate": 0.5}}]
    return trajectory(rng, make, lambda w: optim.SGD(w, 0.5), before=lambda w: torch.nn.utils.clip_grad_value_(w, limit))


@records("optimizer", "ClipByGlobalNorm", 16)
def clip_by_global_norm(rng):
    limit = rng.choice([0.01, 0.5, 1.0, 1e9])
    kind = rng.choice([None, "L1", "L2", "LInfinity"])
    make = [{"ClipByGlobalNorm": {"limit": limit} | ({"norm": kind} if kind else {})}, {"Sgd": {"rate": 0.5}}]
    return trajectory(rng, make, lambda w: optim.SGD(w, 0.5), before=lambda w: shorten(w, limit, kind or "L2"))


@records("optimizer", "ClipByNorm", 16)
def clip_by_norm(rng):
    limit = rng.choice([0.01, 0.5, 1.0, 1e9])
    kind = rng.choice([None, "L1", "L2", "LInfinity"])
    make = [{"ClipByNorm": {"limit": limit} | ({"norm": kind} if kind else {})}, {"Sgd": {"rate": 0.5}}]
    return trajectory(rng, make, lambda w: optim.SGD(w, 0.5), before=lambda w: [shorten([one], limit, kind or "L2") for one in w])


# What stands around a step.
@records("optimizer", "AccumulateGradients", 16)
def accumulate(rng):
    """PyTorch adds gradients up; the mean of them is stepped along."""
    every, decay = rng.randint(1, 4), rng.choice([0.9, 0.5])
    make = [{"AccumulateGradients": {"every": every, "inner": {"Sgd": {"rate": 0.1, "momentum": decay}}}}]

    class Every(optim.SGD):
        def __init__(self, weights):
            super().__init__(weights, 0.1, decay)
            self.seen, self.sums = 0, [torch.zeros_like(w) for w in weights]

        def step(self):
            self.seen += 1
            for w, total in zip(self.param_groups[0]["params"], self.sums):
                total += w.grad / every
                w.grad = total.clone()
            if self.seen % every == 0:
                super().step()
                for total in self.sums:
                    total.zero_()

    return trajectory(rng, make, Every)


class Groups:
    """An optimizer for each of some parameters."""

    def __init__(self, *each):
        self.each = each

    def step(self):
        for one in self.each:
            one.step()


@records("optimizer", "PartitionByPath", 12)
def for_paths(rng):
    """Groups of parameters; without a rest the others go on as they are."""
    path, adam, sgd = rng.choice(["weight", "bias"]), {"Adam": {"rate": 0.1}}, {"Sgd": {"rate": 0.3}}
    first, last = (slice(0, 1), slice(1, 2)) if path == "weight" else (slice(1, 2), slice(0, 1))
    if rng.random() < 0.5:
        make = [{"PartitionByPath": {"paths": path, "chosen": adam, "rest": sgd}}]
        return trajectory(rng, make, lambda w: Groups(optim.Adam(w[first], 0.1), optim.SGD(w[last], 0.3)))
    make = [{"PartitionByPath": {"paths": path, "chosen": {"Scale": {"factor": 2.0}}}}, sgd]
    return trajectory(rng, make, lambda w: Groups(optim.SGD(w[first], 0.6), optim.SGD(w[last], 0.3)))


@records("optimizer", "Freeze", 6)
def freeze(rng):
    """PyTorch's optimizer is not given what is frozen."""
    path = rng.choice(["weight", "bias"])
    kept = slice(1, 2) if path == "weight" else slice(0, 1)
    return trajectory(rng, [{"Freeze": {"paths": path}}, {"Sgd": {"rate": 0.3}}], lambda w: optim.SGD(w[kept], 0.3))


@records("optimizer", "ScaleBySchedule", 12)
def by_schedule(rng):
    """PyTorch's schedulers set the rate of a step; momentum keeps what is behind it."""
    factor, every = rng.choice([0.1, 0.5, 2.0]), rng.randint(1, 3)
    make = [{"Sgd": {"rate": 0.5, "momentum": 0.9}}, {"ScaleBySchedule": {"factor": {"StepDecay": {"rate": 1.0, "every": every, "factor": factor}}}}]
    make = rng.choice([make, [{"Sgd": {"rate": {"StepDecay": {"rate": 0.5, "every": every, "factor": factor}}, "momentum": 0.9}}]])

    class Scheduled(optim.SGD):
        def __init__(self, weights):
            super().__init__(weights, 0.5, 0.9)
            self.schedule = optim.lr_scheduler.StepLR(self, every, factor)

        def step(self, *closure):
            super().step(*closure)
            if hasattr(self, "schedule"):
                self.schedule.step()

    return trajectory(rng, make, Scheduled)


@records("optimizer", "AverageWeights", 12)
def average_weights(rng):
    """PyTorch's AveragedModel takes the first weights that it sees as they are: here those before the first step."""
    decay = rng.choice([0.0, 0.5, 0.999])
    make = [{"Sgd": {"rate": 0.5}}, {"AverageWeights": {"decay": decay}}]
    averages = []

    class Averaging(optim.SGD):
        def __init__(self, weights):
            super().__init__(weights, 0.5)
            self.model = torch.nn.ParameterList(weights)
            ema = lambda average, weight, _: decay * average + (1 - decay) * weight
            self.average = swa_utils.AveragedModel(self.model, avg_fn=ema)
            self.average.update_parameters(self.model)

        def step(self):
            super().step()
            self.average.update_parameters(self.model)
            averages.append(torch.cat([p.detach().reshape(-1) for p in self.average.parameters()]))

    return trajectory(rng, make, Averaging) | {"averages": [text(row) for row in averages]}
