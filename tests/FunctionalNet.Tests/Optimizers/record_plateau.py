"""Records how PyTorch's ReduceLROnPlateau takes a rate down over given losses: python3 record_plateau.py > plateau.json"""

import json

import torch

LOSSES = [5.0, 4.0, 3.9999, 3.9, 3.95, 3.9, 3.91, 3.899, 3.8999, 3.9, 4.0, 3.0, 3.1, 3.2, 2.9999, 2.9, 2.95, 3, 3, 3, 3, 3, 2, 2, 2]
CASES = {
    "plain": dict(factor=0.5, patience=1, threshold=1e-4),
    "cooldown": dict(factor=0.5, patience=0, threshold=1e-3, cooldown=2),
    "floor": dict(factor=0.1, patience=2, threshold=0.01, min_lr=0.05),
}


def rates(case):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **case)
    taken = []
    for loss in LOSSES:
        taken.append(optimizer.param_groups[0]["lr"])
        schedule.step(loss)
    return taken


print(json.dumps({"losses": LOSSES, **{name: rates(case) for name, case in CASES.items()}}, indent=1))
