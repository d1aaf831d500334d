"""Records what PyTorch makes of zeros, infinities, NaN, the largest, smallest and denormal numbers, and of ties.

Run with any PyTorch from 1.12 on:  python3 record_specials.py > specials.json
Values and slopes in float64 and in float32, as text, for JSON has no infinities. A slope is that of the sum of y.
"""

import json
import math

import torch

F = torch.nn.functional
inf, nan = math.inf, math.nan
TYPES = {"float64": torch.float64, "float32": torch.float32}


def text(value):
    return "NaN" if math.isnan(value) else "Infinity" if value == inf else "-Infinity" if value == -inf else repr(value)


def flat(tensor):
    return [text(value) for value in tensor.detach().double().reshape(-1).tolist()]


def points(dtype):
    """Both signs of numbers of all kinds."""
    info = torch.finfo(dtype)
    large = [info.max, 1e30, 1e10, 800, 100, 20, 3, 2.5, 1, 0.5]
    small = [1e-3, 1e-10, 1e-30, info.tiny, info.tiny / 1024, 0.0]
    positive = [inf, *large, *small]
    return positive + [-value for value in positive] + [nan]


def pairs(dtype):
    info = torch.finfo(dtype)
    values = [0.0, -0.0, 1, -1, 0.5, 2, -2, 3, 1e30, info.max, info.tiny / 1024, inf, -inf, nan]
    return [(x, y) for x in values for y in values]


ROWS = [
    [3.0, 1, 3, 1],
    [-1.0, -1, -1, -1],
    [0.0, 0, 0, 0],
    [-0.0, 0, -0.0, 0],
    [0.0, 2, 3, 4],
    [0.0, 2, 0, 4],
    [-inf, 0, 1, 2],
    [-inf, -inf, -inf, -inf],
    [inf, 1, 2, 3],
    [inf, inf, 1, -inf],
    [inf, 0, 2, 3],
    [nan, 1, 2, 3],
    [1e30, 1e-30, 2, 3],
    [1e-30, 1e-30, 0, 0],
    [1000.0, 999, -1000, 0],
    [1e-42, 2, 3, 4],
]


def record(function, dtype, *operands):
    xs = [torch.tensor(x, dtype=dtype, requires_grad=True) for x in operands]
    y = function(*xs)
    y.sum().backward()
    grads = [torch.zeros_like(x) if x.grad is None else x.grad for x in xs]
    return {"y": flat(y), "dx": [flat(g) for g in grads]}


# PyTorch's own take 1/6 from float32, add before they bound, and lose digits near 0.
def line(x):
    return F.hardtanh(x * (1 / 6) + 0.5, 0, 1)


def elu(x, above, below, width):
    return torch.where(x > 0, above * x, below * torch.expm1(torch.where(x > 0, 0, x) / width))


def softplus(x):
    return torch.where(
        x > 0,
        x + torch.log1p(torch.exp(-torch.where(x > 0, x, 0))),
        torch.log1p(torch.exp(torch.where(x > 0, 0, x))),
    )


def power(exponent):
    return lambda x: torch.pow(x, torch.full_like(x, exponent))


UNARIES = {
    "Abs": torch.abs,
    "Acos": torch.acos,
    "Acosh": torch.acosh,
    "Asin": torch.asin,
    "Asinh": torch.asinh,
    "Atan": torch.atan,
    "Atanh": torch.atanh,
    "Ceil": torch.ceil,
    "Celu": lambda x: elu(x, 1, 0.5, 0.5),
    "Clip": lambda x: F.hardtanh(x, -1.0, 0.5),
    "Clip above": lambda x: x.clamp(max=0.7),
    "Clip below": lambda x: x.clamp(min=0.7),
    "Cosh": torch.cosh,
    "Elu": lambda x: elu(x, 1, 1, 1),
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Floor": torch.floor,
    "Gelu": F.gelu,
    "Gelu tanh": lambda x: F.gelu(x, approximate="tanh"),
    "HardSigmoid": line,
    "HardSwish": lambda x: x * line(x),
    "LeakyRelu": lambda x: F.leaky_relu(x, 0.25),
    "Log": torch.log,
    "LogSigmoid": F.logsigmoid,
    "Mish": F.mish,
    "Neg": torch.neg,
    "PRelu": lambda x: F.prelu(x, torch.tensor([0.25], dtype=x.dtype)),
    "Pow 0": power(0.0),
    "Pow 1": lambda x: x * 1,
    "Pow 2": power(2.0),
    "Pow 3": power(3.0),
    "Pow -1": power(-1.0),
    "Pow 0.5": power(0.5),
    "Reciprocal": torch.reciprocal,
    "Relu": F.relu,
    "Relu6": F.relu6,
    "Round": torch.round,
    "Selu": lambda x: elu(x, 1.0507009873554805, 1.0507009873554805 * 1.6732632423543772, 1),
    "Sigmoid": torch.sigmoid,
    "Sign": lambda x: torch.where(x.isnan(), x, torch.sign(x)),
    "Silu": F.silu,
    "Sinh": torch.sinh,
    "Softplus": softplus,
    "Softsign": F.softsign,
    "Sqrt": torch.sqrt,
    "Tanh": torch.tanh,
}

BINARIES = {
    "Add": torch.add,
    "Sub": torch.sub,
    "Mul": torch.mul,
    "Div": torch.div,
    "Max": torch.maximum,
    "Min": torch.minimum,
    "Pow": torch.pow,
}

# Of each row.
REDUCTIONS = {
    "ReduceL1": lambda x: x.abs().sum(-1),
    "ReduceL2": lambda x: x.norm(dim=-1),
    "ReduceLogSumExp": lambda x: x.logsumexp(-1),
    "ReduceMax": lambda x: x.amax(-1),
    "ReduceMean": lambda x: x.mean(-1),
    "ReduceMin": lambda x: x.amin(-1),
    "ReduceProd": lambda x: x.prod(-1),
    "ReduceSum": lambda x: x.sum(-1),
    "ReduceSumSquare": lambda x: (x * x).sum(-1),
    "CumSum": lambda x: x.cumsum(-1),
    "LogSoftmax": lambda x: x.log_softmax(-1),
    "Softmax": lambda x: x.softmax(-1),
}


def group(functions, dtype, *operands):
    """The operands once, and what each function makes of them."""
    return {
        "x": [flat(torch.tensor(x, dtype=dtype)) for x in operands],
        "functions": {name: record(function, dtype, *operands) for name, function in functions.items()},
    }


def main():
    of = {}
    for name, dtype in TYPES.items():
        left, right = zip(*pairs(dtype))
        of[name] = {
            "unary": group(UNARIES, dtype, points(dtype)),
            "binary": group(BINARIES, dtype, left, right),
            "rows": group(REDUCTIONS, dtype, ROWS),
        }
    print(json.dumps(of, separators=(",", ":")))


main()
