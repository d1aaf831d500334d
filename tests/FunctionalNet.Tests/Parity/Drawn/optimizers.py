"""Optimizers: what weights become along drawn gradients, step by step."""

import torch
from torch import optim

from drawing import TIES, options, records, tensor, text

SHAPES = {"weight": [2, 3], "bias": [2]}
STEPS = 8


def gradients(rng, count, steps):
    """Of one kind for all steps, or of a kind of their own in each: some 0, some huge, some tiny, some that keep their sign."""
    way = rng.choice(["plain", "plain", "zeros", "mixed", "one sign", "overflow"])
    plain = lambda: round(rng.gauss(0, 1), 2)
    one = {
        "plain": plain,
        "zeros": lambda: rng.choice([0.0, 0.0, -0.0, plain(), plain()]),
        "mixed": lambda: plain() * rng.choice([1.0, 2.0**-30, 2.0**20, 0.0]),
        "overflow": lambda: plain() * rng.choice([1.0, 1.0, 1.0, 1e160]),
        "one sign": lambda: abs(plain()) + 0.01,
    }[way]
    return [[one() for _ in range(count)] for _ in range(steps)]


def trajectory(rng, make, build, steps=STEPS, before=None, after=None):
    """build gives PyTorch's optimizer of the weights; before looks at them with their gradients, after may give what else is kept."""
    weights = {path: tensor(rng, sizes, rng.choice(["plain", TIES])) for path, sizes in SHAPES.items()}
    count = sum(w.numel() for w in weights.values())
    record = {"make": make, "weights": {path: text(w) for path, w in weights.items()}}
    parameters = [w.clone().requires_grad_() for w in weights.values()]
    optimizer, seen, kept = build(parameters), gradients(rng, count, steps), []
    for step, row in enumerate(seen):
        flat = torch.tensor(row)
        for parameter, part in zip(parameters, flat.split([p.numel() for p in parameters])):
            parameter.grad = part.reshape(parameter.shape).clone()
        if before:
            before(parameters)
        optimizer.step()
        if after:
            after(step, parameters)
        kept.append(torch.cat([p.detach().reshape(-1) for p in parameters]))
    return record | {"gradients": [text(row) for row in seen], "after": [text(row) for row in kept]}


def chain(decay, maximize, *links):
    """PyTorch turns the gradient where it climbs, and adds the decay behind that."""
    first = ([{"Scale": {"factor": -1.0}}] if maximize else []) + ([{"AddWeightDecay": {"decay": decay}}] if decay else [])
    return first + list(links)


BETAS = dict(beta1=[None, 0.0, 0.5, 0.999999], beta2=[None, 0.0, 0.5, 0.9, 0.999999], epsilon=[None, 0.0, 1e-3, 10.0])
DECAYS = [0.0, 0.0, 0.1, 1.0]
RATES = [0.0, 1e-3, 0.1, 2.0]


def betas(drawn):
    # The mean square of the last gradient alone, with nothing added, is what a mean of all would be divided by: x / 0 in PyTorch.
    if drawn.get("beta2") == 0 and drawn.get("epsilon") == 0:
        del drawn["beta2"]
    return {"betas": (drawn.get("beta1", 0.9), drawn.get("beta2", 0.999)), "eps": drawn.get("epsilon", 1e-8)}


def adamlike(name, build, count=40, more=None, can_climb=True):
    """Options by PyTorch's names, from ours."""

    @records("optimizer", name, count)
    def draw(rng):
        rate, decay = rng.choice(RATES), rng.choice(DECAYS)
        drawn = options(rng, **{**BETAS, **(more or {})})
        climbs = can_climb and rng.random() < 0.3
        theirs = {"lr": rate, "weight_decay": decay} | betas(drawn) | ({"maximize": True} if climbs else {})
        make = chain(decay, climbs, {name: {"rate": rate, **drawn}})
        return trajectory(rng, make, lambda w: build(w, drawn, theirs))


adamlike("Adam", lambda w, o, theirs: optim.Adam(w, **theirs))
adamlike("AmsGrad", lambda w, o, theirs: optim.Adam(w, amsgrad=True, **theirs))
adamlike("Adamax", lambda w, o, theirs: optim.Adamax(w, **theirs))
# The rectification is only defined for a memory of more than 4 steps, and PyTorch takes 2 t β₂ᵗ / (1 - β₂ᵗ) from ρ∞, which for a β₂ near 1
# loses the digits that ours keeps.
adamlike("RAdam", lambda w, o, theirs: optim.RAdam(w, **theirs), more={"beta2": [None, 0.75, 0.9, 0.99]}, can_climb=False)


@records("optimizer", "AdamW", 40)
def adamw(rng):
    rate, amsgrad, climbs = rng.choice(RATES), rng.random() < 0.3, rng.random() < 0.3
    drawn = options(rng, decay=[None, 0.0, 0.1, 1.0], **BETAS)
    decay = drawn.get("decay", 0.01)
    theirs = {"lr": rate, "weight_decay": decay, "amsgrad": amsgrad, "maximize": climbs} | betas(drawn)
    inner = {key: value for key, value in drawn.items() if key != "decay"}
    links = [{"AdamW": {"rate": rate, **drawn}}]
    if amsgrad:
        links = [{"ScaleByAmsGrad": inner}, {"AddWeightDecay": {"decay": decay}}, {"ScaleByLearningRate": {"rate": rate}}]
    return trajectory(rng, chain(0, climbs, *links), lambda w: optim.AdamW(w, **theirs))


class NAdam(optim.Optimizer):
    """As PyTorch documents it. Its code up to 1.13 multiplies the product of the momenta by the present one twice."""

    def __init__(self, weights, lr, betas, eps, weight_decay, momentum_decay):
        super().__init__(weights, {})
        self.options = lr, betas, eps, weight_decay, momentum_decay
        self.steps, self.product = 0, 1.0

    @torch.no_grad()
    def step(self):
        lr, (beta1, beta2), eps, decay, psi = self.options
        self.steps += 1
        mu, ahead = (beta1 * (1 - 0.5 * 0.96 ** (t * psi)) for t in (self.steps, self.steps + 1))
        self.product *= mu
        for w in self.param_groups[0]["params"]:
            state = self.state[w]
            if not state:
                state |= {"m": torch.zeros_like(w), "v": torch.zeros_like(w)}
            g = w.grad + decay * w
            state["m"], state["v"] = beta1 * state["m"] + (1 - beta1) * g, beta2 * state["v"] + (1 - beta2) * g * g
            m = ahead * state["m"] / (1 - self.product * ahead) + (1 - mu) * g / (1 - self.product)
            w -= lr * m / ((state["v"] / (1 - beta2**self.steps)).sqrt() + eps)


adamlike(
    "NAdam",
    lambda w, o, theirs: NAdam(w, momentum_decay=o.get("momentumDecay", 0.004), **theirs),
    more={"momentumDecay": [None, 0.0, 0.1, 5.0]},
    can_climb=False,
)


@records("optimizer", "Sgd", 50)
def sgd(rng):
    rate, decay, climbs = rng.choice(RATES), rng.choice(DECAYS), rng.random() < 0.3
    drawn = options(rng, momentum=[None, 0.0, 0.5, 0.9, 0.999999])
    drawn |= options(rng, nesterov=[None, True, False]) if drawn.get("momentum") else {}
    # PyTorch has dampening without Nesterov's step only.
    dampening = rng.choice([0.0, 0.0, 0.3, 1.0]) if drawn.get("momentum") and not drawn.get("nesterov") else 0.0
    theirs = dict(lr=rate, momentum=drawn.get("momentum", 0), nesterov=drawn.get("nesterov", False), weight_decay=decay, maximize=climbs)
    theirs |= {"dampening": dampening}
    # Under a constant rate it is the same within the momentum.
    name = "HeavyBall" if "momentum" in drawn and not dampening and rng.random() < 0.4 else "Sgd"
    drawn |= {"dampening": dampening} if dampening else {}
    return trajectory(rng, chain(decay, climbs, {name: {"rate": rate, **drawn}}), lambda w: optim.SGD(w, **theirs))


@records("optimizer", "AdaGrad", 30)
def adagrad(rng):
    rate, decay, climbs = rng.choice(RATES), rng.choice(DECAYS), rng.random() < 0.3
    drawn = options(rng, epsilon=[None, 0.0, 1e-3, 10.0], initial=[None, 0.0, 0.1, 4.0])
    theirs = dict(lr=rate, weight_decay=decay, eps=drawn.get("epsilon", 1e-10), maximize=climbs)
    theirs |= {"initial_accumulator_value": drawn.get("initial", 0.0)}
    return trajectory(rng, chain(decay, climbs, {"AdaGrad": {"rate": rate, **drawn}}), lambda w: optim.Adagrad(w, **theirs))


@records("optimizer", "AdaDelta", 30)
def adadelta(rng):
    rate, decay, climbs = rng.choice(RATES), rng.choice(DECAYS), rng.random() < 0.3
    drawn = options(rng, decay=[None, 0.0, 0.5, 0.999999], epsilon=[None, 0.0, 1e-3, 10.0])
    theirs = dict(lr=rate, weight_decay=decay, rho=drawn.get("decay", 0.9), eps=drawn.get("epsilon", 1e-6), maximize=climbs)
    return trajectory(rng, chain(decay, climbs, {"AdaDelta": {"rate": rate, **drawn}}), lambda w: optim.Adadelta(w, **theirs))


@records("optimizer", "RmsProp", 50)
def rmsprop(rng):
    rate, decay, climbs = rng.choice(RATES), rng.choice(DECAYS), rng.random() < 0.3
    drawn = options(
        rng, decay=[None, 0.0, 0.5, 0.999999], epsilon=[None, 1e-3, 10.0], momentum=[None, 0.0, 0.9], centered=[None, True, False]
    )
    # The variance of one gradient is 0, of which PyTorch has the root of the rounding.
    if drawn.get("centered") and drawn.get("decay") == 0:
        del drawn["decay"]
    theirs = dict(lr=rate, weight_decay=decay, alpha=drawn.get("decay", 0.99), eps=drawn.get("epsilon", 1e-8), maximize=climbs)
    theirs |= dict(momentum=drawn.get("momentum", 0), centered=drawn.get("centered", False))
    return trajectory(rng, chain(decay, climbs, {"RmsProp": {"rate": rate, **drawn}}), lambda w: optim.RMSprop(w, **theirs))


@records("optimizer", "Rprop", 30)
def rprop(rng):
    drawn = options(
        rng,
        first=[None, 0.1, 1e-3],
        shrink=[None, 0.1, 0.9],
        grow=[None, 1.01, 3.0],
        smallest=[None, 0.005, 0.0],
        largest=[None, 0.02, 1.0],
    )
    etas = drawn.get("shrink", 0.5), drawn.get("grow", 1.2)
    sizes = drawn.get("smallest", 1e-6), drawn.get("largest", 50)
    return trajectory(rng, [{"Rprop": drawn}], lambda w: optim.Rprop(w, lr=drawn.get("first", 0.01), etas=etas, step_sizes=sizes))


@records("optimizer", "Asgd", 24)
def asgd(rng):
    """Its weights, and the average that it keeps as ax."""
    drawn = options(rng, rate=[None, 0.1, 2.0], decay=[None, 0.1, 1.0], power=[None, 0.0, 1.0], start=[None, 0, 2, 5])
    averages = []

    class Averaged(optim.ASGD):
        def step(self, *closure):
            super().step(*closure)
            averages.append(torch.cat([self.state[w]["ax"].detach().reshape(-1) for w in self.param_groups[0]["params"]]))

    theirs = dict(lr=drawn.get("rate", 0.01), lambd=drawn.get("decay", 1e-4), alpha=drawn.get("power", 0.75), t0=drawn.get("start", 1e6))
    record = trajectory(rng, [{"Asgd": drawn}], lambda w: Averaged(w, **theirs))
    return record | {"averages": [text(row) for row in averages]}


class ScheduleFree(optim.Optimizer):
    """As the paper has it, around plain gradient descent: PyTorch has none."""

    def __init__(self, weights, rate, beta, weight):
        super().__init__(weights, {})
        self.rate, self.beta, self.weight, self.steps, self.total = rate, beta, weight, 0, 0.0

    @torch.no_grad()
    def step(self):
        weight = self.weight(self.steps) ** 2
        self.steps, self.total = self.steps + 1, self.total + weight
        for y in self.param_groups[0]["params"]:
            state = self.state[y]
            if not state:
                state |= {"z": y.clone(), "x": y.clone()}
            state["z"] = state["z"] - self.rate * y.grad
            share = weight / self.total if self.total else 0.0
            state["x"] = (1 - share) * state["x"] + share * state["z"]
            y.copy_((1 - self.beta) * state["z"] + self.beta * state["x"])


@records("optimizer", "ScheduleFree", 24)
def schedule_free(rng):
    rate, beta, falls = rng.choice([0.1, 1.0]), rng.choice([None, 0.0, 0.5, 0.98]), rng.choice([None, 0.5, 0.0])
    drawn = ({"beta": beta} if beta is not None else {}) | ({"weight": {"ExponentialDecay": {"rate": 0.3, "factor": falls}}} if falls is not None else {})
    averages = []

    class Averaged(ScheduleFree):
        def step(self):
            super().step()
            averages.append(torch.cat([self.state[w]["x"].reshape(-1) for w in self.param_groups[0]["params"]]))

    weight = lambda step: 1.0 if falls is None else 0.3 * falls**step
    make = [{"Sgd": {"rate": rate}}, {"ScheduleFree": drawn}]
    record = trajectory(rng, make, lambda w: Averaged(w, rate, 0.9 if beta is None else beta, weight))
    return record | {"averages": [text(row) for row in averages]}
