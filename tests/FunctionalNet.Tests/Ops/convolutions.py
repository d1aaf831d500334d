"""Writes convolutions.txt: what PyTorch gives for convolutions and pools and their gradients, in double.

A line is a name and numbers: for each tensor of a case, the value and then the gradients of sum(y * c), where operands
and c are drawn by the formula of wave(). Run it beside the file: python3 convolutions.py > convolutions.txt
"""

import torch
import torch.nn.functional as F


def wave(seed, *shape):
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) * 0.7368 + seed).reshape(shape)


def write(name, function, *operands):
    operands = [operand.requires_grad_() for operand in operands]
    y = function(*operands)
    (y * wave(9, *y.shape)).sum().backward()
    for part, tensor in [("y", y), *((f"d{i}", operand.grad) for i, operand in enumerate(operands))]:
        print(name, part, *(f"{value:.17g}" for value in tensor.detach().flatten().tolist()))


write("conv", lambda x, w: F.conv2d(x, w, stride=(2, 1), padding=(1, 2), dilation=(1, 2)), wave(1, 2, 3, 6, 7), wave(2, 4, 3, 3, 2))
write("conv in groups", lambda x, w: F.conv2d(x, w, padding=1, groups=2), wave(1, 2, 4, 4, 5), wave(2, 6, 2, 3, 3))
write("depthwise", lambda x, w: F.conv2d(x, w, stride=2, padding=1, groups=3), wave(1, 2, 3, 5, 6), wave(2, 3, 1, 3, 3))
write("conv of one axis", lambda x, w: F.conv1d(x, w, stride=2, padding=1), wave(1, 2, 3, 9), wave(2, 4, 3, 3))
write("conv of three axes", lambda x, w: F.conv3d(x, w, padding=1), wave(1, 1, 2, 3, 4, 3), wave(2, 3, 2, 2, 3, 2))
write("transposed", lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1, output_padding=1), wave(1, 2, 3, 3, 4), wave(2, 3, 4, 3, 3))
write("max pool", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), wave(1, 2, 3, 6, 7))
write("max pool of ties", lambda x: F.max_pool2d(x, 2), torch.round(wave(1, 1, 2, 6, 8)))
write("average pool", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1), wave(1, 2, 3, 6, 7))
write("average pool, rounded up", lambda x: F.avg_pool2d(x, 2, stride=3, padding=1, ceil_mode=True), wave(1, 1, 2, 6, 8))
