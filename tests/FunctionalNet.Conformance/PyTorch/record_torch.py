"""Exports small PyTorch models at opsets 13 to 17, with their values and slopes, for the tests beside it.

Run with PyTorch 1.13:  python3 record_torch.py
Each folder gets opset13.onnx to opset17.onnx, free.onnx (with a free batch axis) and folded.onnx (as PyTorch exports by
default), all in float64, and a data set in the layout of `fnet verify` and `fnet grad`: input_0.pb, output_0.pb,
cotangent_0.pb, grad_input_x.pb and grad_param_<name>.pb.
"""

import os
import shutil
import struct
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))


def varint(value):
    data = b""
    while value > 127:
        data += bytes([value & 127 | 128])
        value >>= 7
    return data + bytes([value])


def save(path, name, tensor):
    """A TensorProto of float64: dims, data type, name, raw data."""
    raw = struct.pack(f"<{tensor.numel()}d", *tensor.detach().contiguous().flatten().tolist())
    data = b"".join(b"\x08" + varint(size) for size in tensor.shape) + b"\x10\x0b"
    data += b"\x42" + varint(len(name)) + name.encode() + b"\x4a" + varint(len(raw)) + raw
    with open(path, "wb") as file:
        file.write(data)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(3, 4, 3)
        self.fc1, self.fc2 = nn.Linear(16, 8), nn.Linear(8, 5)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = x.view(x.size(0), -1)
        return torch.log_softmax(self.fc2(torch.relu(self.fc1(x))), dim=1)


class ResNetBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4)
        self.conv2, self.bn2 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.down, self.bn3 = nn.Conv2d(3, 4, 1, stride=2, bias=False), nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)) + self.bn3(self.down(x)))
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(y, 1), 1))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.middle = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(3, 4, 3, padding=1)
        self.up, self.merge = nn.ConvTranspose2d(4, 3, 2, stride=2), nn.Conv2d(6, 3, 3, padding=1)
        self.head = nn.Conv2d(3, 2, 1)

    def forward(self, x):
        skip = nn.functional.elu(self.down(x))
        y = nn.functional.elu(self.middle(nn.functional.avg_pool2d(skip, 2)))
        y = nn.functional.elu(self.merge(torch.cat([self.up(y), skip], dim=1)))
        y = nn.functional.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
        return torch.sigmoid(self.head(y))


class Recurrent(nn.Module):
    def __init__(self, cell, **options):
        super().__init__()
        self.cell = cell(3, 4, batch_first=True, **options)
        self.head = nn.Linear(4 * (2 if options.get("bidirectional") else 1), 2)

    def forward(self, x):
        outputs, states = self.cell(x)
        hidden, *others = states if isinstance(states, tuple) else (states,)
        last = hidden[-1] + sum(other[-1].tanh() for other in others)
        return torch.cat([self.head(outputs).flatten(1), last], dim=1)


class Attention(nn.Module):
    def __init__(self, width=6, heads=2):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 8), nn.Linear(8, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = (
            part.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm1(x)).chunk(3, dim=-1)
        )
        scores = q @ k.transpose(-2, -1) / (width // self.heads) ** 0.5
        later = torch.arange(tokens)[None, :] > torch.arange(tokens)[:, None]
        weights = scores.masked_fill(later, float("-inf")).softmax(dim=-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(batch, tokens, width))
        return x + self.down(nn.functional.gelu(self.up(self.norm2(x))))


MODELS = {
    "mlp": (lambda: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3)), (3, 4)),
    "lenet": (LeNet, (2, 1, 12, 12)),
    "resnet": (ResNetBlock, (2, 3, 6, 6)),
    "unet": (UNet, (2, 1, 6, 6)),
    "lstm": (lambda: Recurrent(nn.LSTM), (2, 5, 3)),
    "gru": (lambda: Recurrent(nn.GRU, bidirectional=True), (2, 5, 3)),
    "attention": (Attention, (2, 5, 6)),
}


def export(model, x, path, opset, **options):
    torch.onnx.export(
        model,
        x,
        path,
        opset_version=opset,
        input_names=["x"],
        output_names=["y"],
        **options,
    )


def record(name, make, shape):
    torch.manual_seed(7)
    folder = os.path.join(HERE, name)
    shutil.rmtree(folder, ignore_errors=True)
    data = os.path.join(folder, "data")
    os.makedirs(data)
    model = make().eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 1.5)
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            # Equal ones would become one initializer.
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)

    # Named parameters stay what they are where nothing is folded or fused.
    plain = {"do_constant_folding": False, "training": torch.onnx.TrainingMode.PRESERVE}
    x = torch.randn(shape)
    for opset in range(13, 18):
        export(model, x, os.path.join(folder, f"opset{opset}.onnx"), opset, **plain)
    export(model, x, os.path.join(folder, "free.onnx"), 17, dynamic_axes={"x": [0], "y": [0]}, **plain)
    export(model, x, os.path.join(folder, "folded.onnx"), 15)

    x.requires_grad_()
    y = model(x)
    cotangent = torch.randn_like(y)
    y.backward(cotangent)
    save(os.path.join(data, "input_0.pb"), "x", x)
    save(os.path.join(data, "output_0.pb"), "y", y)
    save(os.path.join(data, "cotangent_0.pb"), "y", cotangent)
    save(os.path.join(data, "grad_input_x.pb"), "x", x.grad)
    for parameter, value in model.named_parameters():
        save(os.path.join(data, f"grad_param_{parameter}.pb"), parameter, value.grad)


for name, (make, shape) in MODELS.items():
    record(name, make, shape)
