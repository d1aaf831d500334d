"""Schedules: their rates at the steps at which PyTorch tells them."""

import math

import torch
from torch import optim
from torch.optim import lr_scheduler

from drawing import options, records, text


def rates(build, rate, steps):
    """The rates of the first steps. A rate of 0 would stay so: PyTorch goes from one to the next by factors."""
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler, seen = build(optimizer), []
    for step in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return seen


def schedule(make, build, rate=1.0, steps=40):
    return {"make": make, "rates": text(rates(build, rate, steps))}


def formula(make, of, steps=40):
    """A schedule that PyTorch has by its formula only: LambdaLR."""
    return schedule(make, lambda o: lr_scheduler.LambdaLR(o, of), 1.0, steps)


HEIGHTS = [1e-6, 0.1, 1.0, 30.0]


@records("schedule", "ConstantRate", 4)
def constant(rng):
    rate = rng.choice([0.0, *HEIGHTS])
    return formula({"ConstantRate": {"rate": rate}}, lambda t: rate, 5)


@records("schedule", "StepDecay", 20)
def step_decay(rng):
    rate, every = rng.choice(HEIGHTS), rng.randint(1, 9)
    drawn = {"rate": rate, "every": every} | options(rng, factor=[None, 0.0, 0.5, 0.999, 1.0, 1.5])
    return schedule({"StepDecay": drawn}, lambda o: lr_scheduler.StepLR(o, every, drawn.get("factor", 0.1)), rate)


@records("schedule", "ExponentialDecay", 20)
def exponential(rng):
    rate = rng.choice(HEIGHTS)
    drawn = {"rate": rate, "factor": rng.choice([0.0, 0.3, 0.9, 0.9999, 1.0, 1.2])} | options(rng, every=[None, 1, 3, 10], last=[None, 0.05])
    factor, every, last = drawn["factor"], drawn.get("every", 1), drawn.get("last", 0)
    if every == 1 and not last:
        return schedule({"ExponentialDecay": drawn}, lambda o: lr_scheduler.ExponentialLR(o, factor), rate)
    return formula({"ExponentialDecay": drawn}, lambda t: max(last, rate * factor ** (t / every)))


@records("schedule", "PolynomialDecay", 20)
def polynomial(rng):
    rate, total = rng.choice(HEIGHTS), rng.choice([1, 2, 7, 30, 100])
    drawn = {"rate": rate, "total": total} | options(rng, power=[None, 0.0, 0.5, 2.0, 3.7], last=[None, 0.0, 0.01, 2.0])
    power, last = drawn.get("power", 1.0), drawn.get("last", 0.0)
    if not last and power:
        return schedule({"PolynomialDecay": drawn}, lambda o: lr_scheduler.PolynomialLR(o, total, power), rate)
    return formula({"PolynomialDecay": drawn}, lambda t: last + (rate - last) * (1 - min(t, total) / total) ** power)


@records("schedule", "CosineDecay", 20)
def cosine(rng):
    """PyTorch's rises again behind the end; ours stays."""
    rate, total = rng.choice(HEIGHTS), rng.choice([1, 2, 7, 30, 100])
    drawn = {"rate": rate, "total": total} | options(rng, last=[None, 0.0, 0.01, 2.0])
    build = lambda o: lr_scheduler.CosineAnnealingLR(o, total, drawn.get("last", 0.0))
    return schedule({"CosineDecay": drawn}, build, rate, min(40, total + 1))


@records("schedule", "CosineRestarts", 24)
def restarts(rng):
    rate, period = rng.choice(HEIGHTS), rng.randint(1, 9)
    drawn = {"rate": rate, "period": period} | options(rng, multiply=[None, 1, 2, 3], last=[None, 0.0, 0.01, 2.0])
    build = lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, period, drawn.get("multiply", 1), drawn.get("last", 0.0))
    return schedule({"CosineRestarts": drawn}, build, rate, 90)


@records("schedule", "OneCycle", 24)
def one_cycle(rng):
    peak, total = rng.choice(HEIGHTS), rng.choice([5, 10, 17, 60])
    drawn = {"peak": peak, "total": total} | options(rng, warmupShare=[None, 0.25, 0.5, 0.9], startDivisor=[None, 2.0, 100.0], endDivisor=[None, 1.0, 1e6])
    build = lambda o: lr_scheduler.OneCycleLR(
        o,
        peak,
        total_steps=total,
        pct_start=drawn.get("warmupShare", 0.3),
        div_factor=drawn.get("startDivisor", 25),
        final_div_factor=drawn.get("endDivisor", 1e4),
        cycle_momentum=False,
    )
    return schedule({"OneCycle": drawn}, build, peak, total)


@records("schedule", "InverseSquareRoot", 8)
def inverse_square_root(rng):
    rate, scale = rng.choice(HEIGHTS), rng.choice([1, 10, 4000])
    return formula({"InverseSquareRoot": {"rate": rate, "scale": scale}}, lambda t: rate * math.sqrt(scale / (scale + t)))


@records("schedule", "Warmup", 20)
def warmup(rng):
    """LinearLR before another; from 0, where PyTorch cannot start, by the formula."""
    steps, gamma = rng.randint(1, 9), rng.choice([0.5, 0.9])
    drawn = options(rng, first=[None, 0.0, 0.1, 0.5, 1.0])
    first = drawn.get("first", 0.0)
    make = {"Warmup": {"steps": steps, "next": {"ExponentialDecay": {"rate": 0.3, "factor": gamma}}, **drawn}}
    if not first:
        return formula(make, lambda t: 0.3 * (t / steps if t < steps else gamma ** (t - steps)))
    both = lambda o: [lr_scheduler.LinearLR(o, first, 1.0, steps), lr_scheduler.ExponentialLR(o, gamma)]
    return schedule(make, lambda o: lr_scheduler.SequentialLR(o, both(o), [steps]), 0.3)


@records("schedule", "WarmupCosine", 16)
def warmup_cosine(rng):
    """Optax's: from 0 to the peak, and a cosine behind."""
    peak, total = rng.choice(HEIGHTS), rng.choice([1, 5, 30])
    warm = rng.randint(0, total)
    drawn = {"peak": peak, "warmup": warm, "total": total} | options(rng, last=[None, 0.0, 0.01])
    last, behind = drawn.get("last", 0.0), max(1, total - warm)
    down = lambda t: last + (peak - last) * (1 + math.cos(math.pi * min(t, behind) / behind)) / 2
    return formula({"WarmupCosine": drawn}, lambda t: peak * t / warm if t < warm else down(t - warm))


def points(rng, ways):
    steps = sorted(rng.sample(range(1, 30), rng.randint(1, 4)))
    return [[0, rng.choice(ways)]] + [[step, rng.choice(ways)] for step in steps]


@records("schedule", "PiecewiseConstant", 10)
def piecewise_constant(rng):
    gamma = rng.choice([0.1, 0.5, 3.0])
    steps = sorted(rng.sample(range(1, 30), rng.randint(1, 4)))
    make = {"PiecewiseConstant": {"points": [[0, 0.7]] + [[step, 0.7 * gamma ** (i + 1)] for i, step in enumerate(steps)]}}
    return schedule(make, lambda o: lr_scheduler.MultiStepLR(o, steps, gamma), 0.7)


@records("schedule", "PiecewiseLinear", 10)
def piecewise_linear(rng):
    given = points(rng, [0.0, 0.1, 0.5, 2.0])

    def between(t):
        for (a, low), (b, high) in zip(given, given[1:]):
            if a <= t < b:
                return low + (high - low) * (t - a) / (b - a)
        return given[-1][1]

    return formula({"PiecewiseLinear": {"points": given}}, between)


@records("schedule", "Then", 8)
def then(rng):
    after, every = rng.randint(1, 9), rng.randint(1, 4)
    make = {"Then": {"first": {"ConstantRate": {"rate": 0.4}}, "after": after, "next": {"StepDecay": {"rate": 0.4, "every": every}}}}
    both = lambda o: [lr_scheduler.ConstantLR(o, 1.0, 0), lr_scheduler.StepLR(o, every)]
    return schedule(make, lambda o: lr_scheduler.SequentialLR(o, both(o), [after]), 0.4, 30)


@records("schedule", "Product", 8)
def product(rng):
    every, gamma = rng.randint(1, 9), rng.choice([0.5, 0.95])
    left = {"StepDecay": {"rate": 0.2, "every": every, "factor": 0.5}}
    make = {"Product": {"left": left, "right": {"ExponentialDecay": {"rate": 1.0, "factor": gamma}}}}
    both = lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.StepLR(o, every, 0.5), lr_scheduler.ExponentialLR(o, gamma)])
    return schedule(make, both, 0.2)


@records("schedule", "InverseTime", 16)
def inverse_time(rng):
    """Keras's, and with a power that of PyTorch's ASGD."""
    rate = rng.choice(HEIGHTS)
    drawn = {"rate": rate, "decay": rng.choice([0.0, 0.5, 2.0])} | options(rng, every=[None, 1, 10], power=[None, 0.0, 0.75, 2.0])
    of = lambda t: rate / (1 + drawn["decay"] * t / drawn.get("every", 1)) ** drawn.get("power", 1.0)
    return formula({"InverseTime": drawn}, of)


@records("schedule", "Cyclic", 24)
def cyclic(rng):
    low, peak, up = rng.choice([1e-6, 0.01]), rng.choice([0.1, 3.0]), rng.randint(1, 7)
    drawn = {"low": low, "peak": peak, "up": up} | options(rng, down=[None, 1, 4])
    way = rng.choice(["triangular", "triangular2", "exp_range"])
    drawn |= {"factor": 0.5} if way == "triangular2" else {"decay": 0.9} if way == "exp_range" else {}
    build = lambda o: lr_scheduler.CyclicLR(
        o, low, peak, step_size_up=up, step_size_down=drawn.get("down"), mode=way, gamma=drawn.get("decay", 1.0), cycle_momentum=False
    )
    return schedule({"Cyclic": drawn}, build, low)
