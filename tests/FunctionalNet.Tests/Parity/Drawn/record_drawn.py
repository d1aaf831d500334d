"""Records what PyTorch gives for every layer, loss, optimizer and schedule, and the definitions of metrics, over drawn options and numbers.

Run with PyTorch 1.13:  python3 record_drawn.py
It writes drawn.jsonl.gz beside this file, a record on each line, the same bytes each time.
"""

import pathlib
import warnings

import torch

warnings.simplefilter("ignore")
torch.set_num_threads(1)

import attention  # noqa: E402, F401
import labels  # noqa: E402, F401
import layers  # noqa: E402, F401
import losses  # noqa: E402, F401
import metrics  # noqa: E402, F401
import optimizers  # noqa: E402, F401
import schedules  # noqa: E402, F401
import sequences  # noqa: E402, F401
import steps  # noqa: E402, F401
import structure  # noqa: E402, F401
import windows  # noqa: E402, F401
from drawing import write  # noqa: E402

write(pathlib.Path(__file__).with_name("drawn.jsonl.gz"))
