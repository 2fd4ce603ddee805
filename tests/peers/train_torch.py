#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training images per second on the CPU: `likeness-cli bench train` beside the same networks in eager PyTorch, trained as
arcface_torch trains them (NCHW, ArcFace head, torch.optim.SGD, clip_grad_norm_, loss.item() each step), in turns. Both
run on random pixels with augmentation off the clock. Needs python3-torch.

usage: train_torch.py --cli likeness-cli [--backbones mobilefacenet iresnet50] [--batch 32] [--classes 1000] [--steps 10]
                      [--threads 2] [--rounds 3]
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def peer(a):
    import torch
    from torch.nn import functional as F
    import reference_backbones

    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    net = reference_backbones.NETWORKS[a.peer](a.embedding, 112, False)
    net.train()
    weight = torch.nn.Parameter(torch.randn(a.classes, a.embedding) * 0.01)
    parameters = [*net.parameters(), weight]
    optimizer = torch.optim.SGD(parameters, lr=0.01, momentum=0.9, weight_decay=5e-4)
    x = torch.rand(a.batch, 3, 112, 112) * 2 - 1
    y = torch.arange(a.batch) % a.classes
    cos_m, sin_m = math.cos(0.5), math.sin(0.5)

    def step():
        cosines = F.linear(F.normalize(net(x)), F.normalize(weight)).clamp(-1, 1)
        own = cosines[torch.arange(a.batch), y]
        target = own * cos_m - torch.sqrt(1 - own * own) * sin_m
        logits = cosines.scatter(1, y[:, None], target[:, None]) * 64
        loss = F.cross_entropy(logits, y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5)
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    for _ in range(2):
        step()
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(a.steps):
        loss = step()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps({"images_per_second": a.batch * a.steps / seconds,
                      "images_per_cpu_second": a.batch * a.steps / cpu, "loss": loss, "torch": torch.__version__}))


def run(*command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", type=pathlib.Path)
    p.add_argument("--backbones", nargs="+", default=["mobilefacenet", "iresnet50"])
    p.add_argument("--peer", help=argparse.SUPPRESS)
    for name, value in (("batch", 32), ("classes", 1000), ("embedding", 512), ("steps", 10), ("threads", 2), ("rounds", 3)):
        p.add_argument(f"--{name}", type=int, default=value)
    a = p.parse_args()
    if a.peer:
        return peer(a)
    sizes = [w for name in ("batch", "classes", "embedding", "steps", "threads") for w in (f"--{name}", getattr(a, name))]
    for backbone in a.backbones:
        ours, theirs = [], []
        for _ in range(a.rounds):
            ours.append(run(a.cli, "bench", "train", "--backbone", backbone, *sizes, "--device", "cpu", "--json"))
            theirs.append(run(sys.executable, __file__, "--peer", backbone, *sizes))
        best = lambda rows, key: max(r[key] for r in rows)
        for key in ("images_per_second", "images_per_cpu_second"):
            print(f"{backbone:16} {key:22} ours {best(ours, key):8.2f}  PyTorch {best(theirs, key):8.2f}  "
                  f"ratio {best(ours, key) / best(theirs, key):.2f}   "
                  f"(ours {' '.join(f'{r[key]:.1f}' for r in ours)}; PyTorch {' '.join(f'{r[key]:.1f}' for r in theirs)})")


main()
