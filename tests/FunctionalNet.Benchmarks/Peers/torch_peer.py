"""PyTorch as a peer: reads a question in JSON a line, answers one in JSON a line."""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F


def pattern(shape, phase, scale=1.0):
    """The same numbers as Pattern.cs: scale * sin(0.37 i + phase), in row-major order."""
    count = math.prod(shape)
    values = torch.sin(torch.arange(count, dtype=torch.float64) * 0.37 + phase) * scale
    return values.to(torch.float32).reshape(shape)


def labels(count, classes):
    return torch.arange(count) * 7 % classes


class Step:
    """A training step of a network that ends in logits."""

    def __init__(self, model, optimizer, batch, inputs, classes):
        for phase, parameter in enumerate(model.parameters()):
            with torch.no_grad():
                if parameter.dim() > 1:
                    fan_in = parameter[0].numel()
                    parameter.copy_(weight(parameter, phase, 1 / math.sqrt(fan_in)))
                else:
                    parameter.zero_()
        self.model = model
        self.x = pattern([batch, *inputs], 1.0)
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


def weight(parameter, phase, scale):
    """Ours are [in, out], PyTorch's [out, in]."""
    if parameter.dim() == 2:
        return pattern([parameter.shape[1], parameter.shape[0]], 2.0 + phase // 2, scale).t()
    return pattern(parameter.shape, 2.0 + phase // 2, scale)


def mlp(widths, activation="relu"):
    kinds = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU, "tanh": torch.nn.Tanh}
    layers = []
    for i in range(len(widths) - 1):
        if i > 0:
            layers.append(kinds[activation]())
        layers.append(torch.nn.Linear(widths[i], widths[i + 1]))
    return torch.nn.Sequential(*layers)


def make_mlp(widths, batch, optimizer, activation="relu"):
    return Step(mlp(widths, activation), optimizer, batch, [widths[0]], widths[-1])


class PowerRoot(torch.nn.Module):
    """The user-written layer of UserLayerWorks.cs: plain operators, no fused kernel anywhere."""

    def forward(self, x):
        scale = torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5)
        y = x / scale
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
        try:
            if question["ask"] == "threads":
                torch.set_num_threads(question["threads"])
                torch.set_flush_denormal(True)
                answer = {}
            elif question["ask"] == "make":
                current = WORKS[question["work"]](**question["arguments"])
                answer = {}
            elif question["ask"] == "run":
                start = time.perf_counter()
                for _ in range(question["times"]):
                    current.run()
                answer = {"seconds": time.perf_counter() - start}
            else:
                answer = {"result": current.result()}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


main()
