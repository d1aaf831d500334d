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
DEVICE = torch.device(sys.argv[1] if len(sys.argv) > 1 else "cpu")


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

    def __init__(self, model, optimizer, batch, inputs, classes, weights=None):
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if name.endswith("bias"):
                    parameter.zero_()
            matrices = weights or [parameter for parameter in model.parameters() if parameter.dim() > 1]
            for seed, parameter in enumerate(matrices, 2):
                parameter.copy_(weight(parameter, seed))
        self.model = model.to(DEVICE)
        self.x = pattern([batch, *inputs], 1).to(DEVICE)
        self.y = labels(batch, classes).to(DEVICE)
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


def make_cnn(batch, optimizer):
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(32, 64, 3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(64 * 7 * 7, 128),
        torch.nn.ReLU(),
        torch.nn.Linear(128, 10),
    )
    return Step(model, optimizer, batch, [1, 28, 28], 10)


class Transformer(torch.nn.Module):
    """PyTorch's own block, the mean over the tokens and a linear layer."""

    def __init__(self, width, heads):
        super().__init__()
        self.block = torch.nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0, activation="gelu", batch_first=True, norm_first=True
        )
        self.head = torch.nn.Linear(width, 10)

    def forward(self, x):
        return self.head(self.block(x).mean(1))


def make_transformer(width, heads, tokens, batch, optimizer):
    model = Transformer(width, heads)
    attention, block = model.block.self_attn, model.block
    # Queries, keys and values are one matrix here.
    weights = [*attention.in_proj_weight.detach().split(width), attention.out_proj.weight]
    weights += [block.linear1.weight, block.linear2.weight, model.head.weight]
    return Step(model, optimizer, batch, [tokens, width], 10, weights)


class Lstm(torch.nn.Module):
    """The last state of PyTorch's own LSTM and a linear layer."""

    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = torch.nn.LSTM(inputs, units, batch_first=True)
        self.head = torch.nn.Linear(units, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def make_lstm(tokens, inputs, units, batch, optimizer):
    model = Lstm(inputs, units)
    step = Step(model, optimizer, batch, [tokens, inputs], 10, [model.head.weight] * 3)
    with torch.no_grad():
        for parameter, seed in ((model.lstm.weight_ih_l0, 2), (model.lstm.weight_hh_l0, 3)):
            # The gates are i, o, f, c in ONNX and in this library; here they are i, f, c, o.
            i, o, f, c = pattern(parameter.shape, seed, 0.1).split(units)
            parameter.copy_(torch.cat([i, f, c, o]))
        for parameter in (model.lstm.bias_ih_l0, model.lstm.bias_hh_l0):
            parameter.zero_()
    return step


def finish():
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()


WORKS = {
    "mlp": make_mlp,
    "cnn": make_cnn,
    "transformer": make_transformer,
    "lstm": make_lstm,
    "user_layer": make_user_layer,
}


def main():
    current = None
    # In convolutions it is on by default, in products it is not.
    torch.backends.cudnn.allow_tf32 = False
    where = torch.cuda.get_device_name() if DEVICE.type == "cuda" else "the processor"
    print(f"PyTorch {torch.__version__} on {where}", flush=True)
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
                finish()
                start = time.perf_counter()
                for _ in range(question["times"]):
                    current.run()
                finish()
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
