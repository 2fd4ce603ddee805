#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""FGSM against verification pairs in plain PyTorch: one step of epsilon grey levels along the sign of the cosine's gradient
for the first crop's pixels, down for genuine pairs, up for impostors; the feature is that of crop and mirrored crop added.
Needs python3-torch; for an ONNX file also python3-onnx and python3-opencv.

With --network it draws the weights of a twin (reference_backbones.py), makes four pairs of pictures that need no random
generator, attacks them (the first and the third are genuine), writes FOLDER/weights.pth and FOLDER/changed.bin (the changed
crops, height x width x RGB, epsilon by epsilon) and prints the cosines before and after.
With --onnx it attacks the pairs of a verification pack, and prints for each epsilon how many right decisions turn at the
threshold: what `likeness-cli robustness --method fgsm` says of the same files.

usage: attack_torch.py --network NAME:EMBEDDING:SIDE --out FOLDER [--eps 2 8]
       attack_torch.py --onnx FILE --pack PACK.bin --threshold T [--eps 2 8] [--first N]
"""
import argparse
import json
import pathlib
import pickle
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def feature(embed, pixels):
    total = embed(pixels) + embed(pixels.flip(3))
    return (total.double() / total.double().norm(dim=1, keepdim=True))


def fgsm(embed, a, b, same, epsilons):
    """Cosines before, and for every epsilon the changed crops and their cosines. Crops: float N x 3 x S x S, 0..255."""
    with torch.no_grad():
        target = feature(embed, b)
    pixels = a.clone().requires_grad_(True)
    before = (feature(embed, pixels) * target).sum(1)
    gradient, = torch.autograd.grad(before.sum(), pixels)
    away = torch.where(same, -1.0, 1.0)[:, None, None, None]
    changed, after = [], []
    for epsilon in epsilons:
        changed.append((a + epsilon * away * gradient.sign()).clamp(0, 255))
        with torch.no_grad():
            after.append((feature(embed, changed[-1]) * target).sum(1))
    return before.detach(), changed, after


def pictures(count, side):
    """The test makes the same."""
    k = torch.arange(count * side * side * 3, dtype=torch.int64)
    return ((k * k % 1013) * 7 % 256).to(torch.float32).reshape(count, side, side, 3).permute(0, 3, 1, 2).contiguous()


def twin(a):
    import reference_backbones as reference
    name, embedding, side = a.network.split(":")
    torch.manual_seed(1)
    net = reference.NETWORKS[name](int(embedding), int(side), False).eval()
    reference.draw(net)
    torch.save(net.state_dict(), a.out / "weights.pth")
    crops = pictures(8, int(side))
    same = torch.tensor([True, False, True, False])
    before, changed, after = fgsm(lambda x: net((x - 127.5) / 127.5), crops[0::2], crops[1::2], same, a.eps)
    (a.out / "changed.bin").write_bytes(
        b"".join(c.permute(0, 2, 3, 1).to(torch.uint8).contiguous().numpy().tobytes() for c in changed))
    return {"before": before.tolist(), "after": [x.tolist() for x in after]}


def pack(a):
    import cv2
    import numpy as np
    import onnx
    import onnx_opencv

    class Network(onnx_opencv.Plain):
        """Its nodes on a tensor that may want a gradient; the first output."""

        def embed(self, x):
            values = dict(self.constants)
            values[next(i.name for i in self.graph.input if i.name not in self.constants)] = x
            for node in self.graph.node:
                inputs = [values[i] if i else None for i in node.input]
                attributes = {t.name: onnx.helper.get_attribute_value(t) for t in node.attribute}
                values[node.output[0]] = getattr(self, node.op_type)(attributes, *inputs)
            return values[self.graph.output[0].name].flatten(1)

    network = Network(onnx.load(a.onnx))
    spec = json.loads(pathlib.Path(str(a.onnx) + ".json").read_text())["input"]
    left, top, right, bottom = spec["crop"]

    def embed(x):
        x = x[:, :, top:bottom, left:right]
        assert list(x.shape[2:]) == spec["size"]
        return network.embed(((x.flip(1) if spec["color"] == "BGR" else x) - spec["mean"]) / spec["std"])

    images, same = pickle.loads(a.pack.read_bytes(), encoding="bytes")
    images, same = images[:2 * a.first], same[:a.first]
    decode = lambda data: cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1].copy()
    crops = torch.from_numpy(np.stack([decode(i) for i in images])).float().permute(0, 3, 1, 2).contiguous()
    same = torch.tensor([bool(s) for s in same])
    before, after = [], [[] for _ in a.eps]
    for n in range(0, len(same), 16):
        part = slice(n, n + 16)
        b, _, f = fgsm(embed, crops[0::2][part], crops[1::2][part], same[part], a.eps)
        before.append(b)
        for k, x in enumerate(f):
            after[k].append(x)
    before, after = torch.cat(before), [torch.cat(x) for x in after]
    right = (before >= a.threshold) == same
    points = []
    for epsilon, x in zip(a.eps, after):
        turned = right & ((x >= a.threshold) != same)

        def of(kind):
            attacked = right & (same == kind)
            shift = (x - before)[attacked].mean().item() if attacked.any() else None
            return {"attacked": int(attacked.sum()), "flipped": int((turned & attacked).sum()), "mean_shift": shift}

        points.append({"epsilon": epsilon, "genuine": of(True), "impostor": of(False)})
    return {"pairs": len(same), "right": int(right.sum()), "threshold": a.threshold, "points": points,
            "before": before.tolist(), "after": [x.tolist() for x in after]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--onnx", type=pathlib.Path)
    parser.add_argument("--pack", type=pathlib.Path)
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--first", type=int, default=10**9, metavar="N", help="only the first N pairs")
    parser.add_argument("--eps", type=int, nargs="+", default=[2, 8])
    a = parser.parse_args()
    if a.network and a.out:
        print(json.dumps(twin(a)))
    elif a.onnx and a.pack and a.threshold is not None:
        print(json.dumps(pack(a)))
    else:
        parser.error("--network with --out, or --onnx with --pack and --threshold")


if __name__ == "__main__":
    main()
