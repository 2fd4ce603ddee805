#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Embeddings per second of an ONNX model's weights in plain eager PyTorch: float32, NCHW, no graph, as a Python program
would run them. The other side of `likeness-cli bench embed`. Needs python3-torch and python3-onnx.

usage: embed_eager.py MODEL.onnx [--batch 32] [--threads 2] [--steps 10] [--height 112] [--width 96]
"""
import argparse
import json
import time

import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F


class Eager(torch.nn.Module):
    """The operators of a MobileFaceNet or residual network, one PyTorch call for each node."""

    def __init__(self, model):
        super().__init__()
        self.nodes = list(model.graph.node)
        self.output = model.graph.output[0].name
        self.constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
        self.input = next(i.name for i in model.graph.input if i.name not in self.constants)

    def forward(self, x):
        v = dict(self.constants)
        v[self.input] = x
        for n in self.nodes:
            a = {p.name: onnx.helper.get_attribute_value(p) for p in n.attribute}
            i = [v[name] for name in n.input]
            if n.op_type == "Conv":
                y = F.conv2d(i[0], i[1], i[2] if len(i) > 2 else None, a["strides"], a["pads"][:2], a["dilations"],
                             a["group"])
            elif n.op_type == "PRelu":
                y = F.prelu(i[0], i[1].flatten())
            elif n.op_type == "BatchNormalization":
                y = F.batch_norm(i[0], i[3], i[4], i[1], i[2], eps=a.get("epsilon", 1e-5))
            elif n.op_type == "Add":
                y = i[0] + i[1]
            elif n.op_type == "Constant":
                y = torch.from_numpy(numpy_helper.to_array(a["value"]).copy())
            elif n.op_type in ("Shape", "Gather", "Unsqueeze", "Concat"):
                y = None  # the shape of the flattening, which is known
            elif n.op_type in ("Reshape", "Flatten"):
                y = i[0].flatten(1)
            elif n.op_type == "Gemm":
                y = F.linear(i[0], i[1] if a.get("transB") else i[1].t(), i[2])
            else:
                raise SystemExit(f"this peer does not know {n.op_type}")
            v[n.output[0]] = y
        return v[self.output]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("model")
    for name, value in (("batch", 32), ("threads", 2), ("steps", 10), ("height", 112), ("width", 96)):
        p.add_argument("--" + name, type=int, default=value)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    net = Eager(onnx.load(o.model)).eval()
    x = torch.randn(o.batch, 3, o.height, o.width)
    with torch.inference_mode():
        for _ in range(2):
            net(x)
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(o.steps):
            net(x)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    n = o.batch * o.steps
    print(json.dumps({"images_per_second": n / wall, "images_per_cpu_second": n / processor, "batch": o.batch,
                      "threads": o.threads, "library": "PyTorch " + torch.__version__}))


if __name__ == "__main__":
    main()
