#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each ONNX file's forward pass here, in OpenCV's DNN where that can read the file, and in a plain evaluation of the
same file with PyTorch (the interpreter below): the largest absolute difference of every output. Each file runs with the
batches and sizes that it leaves open.
Needs python3-opencv, python3-onnx and python3-torch.

usage: onnx_opencv.py --cli likeness-cli [--models ../shared/models] [FILE.onnx ...]
"""
import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import cv2
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


def save(path, array):
    """A safetensors file of one float32 tensor."""
    header = json.dumps({"input": {"dtype": "F32", "shape": array.shape, "data_offsets": [0, array.nbytes]}}).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + array.astype("<f4").tobytes())


def load(path):
    data = path.read_bytes()
    end = 8 + struct.unpack("<Q", data[:8])[0]
    tensors = json.loads(data[8:end])
    return {name: np.frombuffer(data[end + t["data_offsets"][0]:end + t["data_offsets"][1]], "<f4").reshape(t["shape"])
            for name, t in tensors.items()}


def ours(cli, model, array, folder):
    save(folder / "in.safetensors", array)
    subprocess.run([cli, "bench", "onnx", "--json", "--steps", "1", "--model", model, "--input", folder / "in.safetensors",
                    "--out", folder / "out.safetensors"], check=True, stdout=subprocess.PIPE)
    return load(folder / "out.safetensors")


class Plain:
    """The operators of these files, one call each, in float32."""

    def __init__(self, model):
        self.graph = model.graph
        self.constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}

    def __call__(self, array):
        values = dict(self.constants)
        name = next(i.name for i in self.graph.input if i.name not in self.constants)
        values[name] = torch.from_numpy(array)
        for node in self.graph.node:
            inputs = [values[i] if i else None for i in node.input]
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = getattr(self, node.op_type)(attributes, *inputs)
        return {o.name: values[o.name].numpy() for o in self.graph.output}

    def Constant(self, a):
        return torch.from_numpy(numpy_helper.to_array(a["value"]).copy())

    def Conv(self, a, x, w, b=None):
        top, left, bottom, right = a.get("pads", [0, 0, 0, 0])
        return F.conv2d(F.pad(x, (left, right, top, bottom)), w, b, a.get("strides", 1), 0, a.get("dilations", 1),
                        a.get("group", 1))

    def BatchNormalization(self, a, x, scale, shift, mean, variance):
        return F.batch_norm(x, mean, variance, scale, shift, False, 0, a.get("epsilon", 1e-5))

    def Relu(self, a, x):
        return x.clamp(min=0)

    def PRelu(self, a, x, slope):
        return torch.where(x > 0, x, x * slope)

    def Add(self, a, x, y):
        return x + y

    def Sigmoid(self, a, x):
        return 1 / (1 + torch.exp(-x))

    def Softmax(self, a, x):
        return x.flatten(a.get("axis", 1)).softmax(-1).reshape(x.shape)

    def MaxPool(self, a, x):
        top, left, bottom, right = a.get("pads", [0, 0, 0, 0])
        return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-np.inf), a["kernel_shape"], a.get("strides", 1))

    def AveragePool(self, a, x):
        assert not any(a.get("pads", []))
        return F.avg_pool2d(x, a["kernel_shape"], a.get("strides", 1))

    def Gemm(self, a, x, y, z):
        assert a.get("transB", 0) and not a.get("transA", 0)
        return a.get("alpha", 1.0) * x @ y.t() + a.get("beta", 1.0) * z

    def Shape(self, a, x):
        return torch.tensor(x.shape)

    def Gather(self, a, x, i):
        return torch.from_numpy(np.array(np.take(x.numpy(), i.numpy(), axis=a.get("axis", 0))))

    def Unsqueeze(self, a, x):
        return torch.from_numpy(np.expand_dims(x.numpy(), tuple(a["axes"])))

    def Concat(self, a, *parts):
        return torch.cat(parts, a["axis"])

    def Reshape(self, a, x, shape):
        return x.reshape([x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])

    def Transpose(self, a, x):
        return x.permute(*a["perm"])

    def Slice(self, a, x, starts, ends, axes, steps=None):
        for i, axis in enumerate(axes):
            assert steps is None or steps[i] == 1
            x = x.narrow(int(axis), int(starts[i]), min(int(ends[i]), x.shape[int(axis)]) - int(starts[i]))
        return x

    def Pad(self, a, x):
        n = x.dim()
        pairs = [(a["pads"][i], a["pads"][i + n]) for i in reversed(range(n))]
        return F.pad(x, [p for pair in pairs for p in pair], value=a.get("value", 0.0))

    def Resize(self, a, x, roi, scales, sizes=None):
        assert a["mode"] == b"nearest" and a["coordinate_transformation_mode"] == b"asymmetric" and a["nearest_mode"] == b"floor"
        wanted = [int(s) for s in sizes] if sizes is not None else [int(n * s) for n, s in zip(x.shape, scales.tolist())]
        for axis in (2, 3):
            places = torch.arange(wanted[axis]) * x.shape[axis] // wanted[axis]
            x = x.index_select(axis, places)
        return x


def cases(model, sidecar):
    """Shapes that the file allows: (batch, height, width)."""
    known = {t.name for t in model.graph.initializer}
    dims = next(i for i in model.graph.input if i.name not in known).type.tensor_type.shape.dim
    fixed = [d.dim_value or None for d in dims]
    height, width = sidecar["input"]["size"]
    for batch in ([fixed[0]] if fixed[0] else [1, 5]):
        yield batch, height, width
    if not fixed[2]:
        yield 1, 320, 480


def difference(a, b):
    return float(np.abs(a.astype(np.float64) - b).max()) if a.shape == b.shape else f"{a.shape} and {b.shape}"


def measure(cli, path):
    model, sidecar = onnx.load(path), json.loads(pathlib.Path(str(path) + ".json").read_text())
    random, plain = np.random.default_rng(1), Plain(model)
    names = [o.name for o in model.graph.output]
    out = []
    for batch, height, width in cases(model, sidecar):
        pixels = random.integers(0, 256, (batch, 3, height, width)).astype(np.float32)
        mean, std = sidecar["input"]["mean"], sidecar["input"]["std"]
        array = (pixels - np.float32(mean)) / np.float32(std)
        with tempfile.TemporaryDirectory() as folder:
            got = ours(cli, path, array, pathlib.Path(folder))
        row = {"input": [batch, 3, height, width], "outputs": len(got)}
        assert set(got) == set(names), (sorted(got), sorted(names))
        with torch.no_grad():
            expected = plain(array)
        row["plain"] = max((difference(got[n], expected[n]) for n in names), key=lambda d: (isinstance(d, str), d))
        try:
            net = cv2.dnn.readNetFromONNX(str(path))
            net.setInput(array)
            forward = dict(zip(names, net.forward(names)))
            row["opencv"] = max((difference(got[n].reshape(-1), forward[n].reshape(-1)) for n in names),
                                key=lambda d: (isinstance(d, str), d))
        except cv2.error as e:
            row["opencv"] = "cannot: " + str(e).strip().splitlines()[0][:120]
        out.append(row)
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True)
    p.add_argument("--models", default="../shared/models")
    p.add_argument("files", nargs="*")
    args = p.parse_args()
    files = args.files or sorted(str(f) for f in pathlib.Path(args.models).glob("*.onnx"))
    worst = 0.0
    for path in files:
        for row in measure(args.cli, path):
            print(pathlib.Path(path).name, json.dumps(row))
            worst = max(worst, row["plain"] if isinstance(row["plain"], float) else float("inf"))
    print(json.dumps({"files": len(files), "plain_max_abs_diff": worst}))
    return 0 if worst < 1e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
