"""PyTorch as a peer: reads a question in JSON a line, answers one in JSON a line.

A new work is a function here, named in WORKS, and a family in Works/ that asks for it.
"""

import gc
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

MASK = 0xFFFFFFFF


def pattern(shape, seed, scale=1.0):
    """The same numbers as Pattern.cs, bit for bit: an integer hash of the place, spread over [-scale, scale)."""
    h = (torch.arange(math.prod(shape), dtype=torch.int64) + seed * 1_000_003) & MASK
    h = (h * 0x9E3779B1) & MASK
    h = h ^ (h >> 15)
    h = (h * 0x85EBCA77) & MASK
    h = h ^ (h >> 13)
    return ((h.to(torch.float64) / 2**31 - 1) * scale).to(torch.float32).reshape(shape)


def labels(count, classes):
    return torch.arange(count) * 7 % classes


class Step:
    """A training step of a network that ends in logits."""

    def __init__(self, model, optimizer, batch, inputs, classes):
        seed = 2
        for parameter in model.parameters():
            with torch.no_grad():
                if parameter.dim() > 1:
                    parameter.copy_(weight(parameter, seed))
                    seed += 1
                else:
                    parameter.zero_()
        self.model = model
        self.x = pattern([batch, *inputs], 1)
        self.y = labels(batch, classes)
        rate = 1e-3
        if optimizer == "adam":
            self.optimizer = torch.optim.Adam(model.parameters(), lr=rate)
        else:
            self.optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        self.loss = None

    def run(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss = F.cross_entropy(self.model(self.x), self.y)
        self.loss.backward()
        self.optimizer.step()

    def result(self):
        losses = []
        for _ in range(3):
            self.run()
            losses.append(self.loss.item())
        return losses


def weight(parameter, seed):
    """Matrices are [in, out] in this library and [out, in] in PyTorch; filters are [out, in, ...] in both."""
    scale = math.sqrt(3 / parameter[0].numel())
    if parameter.dim() == 2:
        return pattern([parameter.shape[1], parameter.shape[0]], seed, scale).t()
    return pattern(parameter.shape, seed, scale)


def mlp(widths):
    layers = [torch.nn.Linear(widths[0], widths[1])]
    for width, following in zip(widths[1:], widths[2:]):
        layers += [torch.nn.ReLU(), torch.nn.Linear(width, following)]
    return torch.nn.Sequential(*layers)


def make_mlp(widths, batch, optimizer):
    return Step(mlp(widths), optimizer, batch, [widths[0]], widths[-1])


class PowerRoot(torch.nn.Module):
    """The user-written layer of UserLayerWorks.cs: plain operators, no fused kernel anywhere."""

    def forward(self, x):
        y = x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5)
        return y * torch.sigmoid(1.5 * y) + torch.tanh(y) * torch.exp(-(y * y))


def make_user_layer(widths, batch, optimizer):
    first, second = torch.nn.Linear(widths[0], widths[1]), torch.nn.Linear(widths[1], widths[2])
    return Step(torch.nn.Sequential(first, PowerRoot(), second), optimizer, batch, [widths[0]], widths[-1])


WORKS = {"mlp": make_mlp, "user_layer": make_user_layer}


def main():
    current = None
    print(f"PyTorch {torch.__version__}", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        try:
            if question["ask"] == "threads":
                torch.set_num_threads(question["threads"])
                torch.set_flush_denormal(True)
            elif question["ask"] == "make":
                current = WORKS[question["work"]](**question["arguments"])
            elif question["ask"] == "run":
                current.run()
                start = time.perf_counter()
                for _ in range(question["times"]):
                    current.run()
                answer = {"seconds": time.perf_counter() - start}
            elif question["ask"] == "result":
                answer = {"result": current.result()}
            else:
                current = None
                gc.collect()
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


main()
