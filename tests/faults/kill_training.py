#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a training (SIGKILL) again and again, at moments spread over it and at its N-th call that writes, and resumes it each
time. After each kill: the checkpoint is there whole or not at all, no event but a torn last line is lost. In the end the run
must equal one that was never killed, to the bit: the loss of every step, the model, the tensors of the checkpoint.
"""
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time

from common import Work, arguments, must, run

SETTINGS = ["model.backbone=mobilefacenet_small", "model.embedding=64", "train.epochs=2", "train.batch_size=16",
            "train.threads=1", "train.device=cpu", "verify.max_pairs=200", "train.checkpoint_minutes=0"]


def tensors(path):
    """Name -> bytes of a safetensors file. Raises ValueError when it is not whole."""
    with open(path, "rb") as f:
        data = f.read()
    size, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + size])
    out = {}
    for name, t in header.items():
        if name != "__metadata__":
            begin, end = t["data_offsets"]
            out[name] = data[8 + size + begin:8 + size + end]
            if len(out[name]) != end - begin:
                raise ValueError(f"{path}: tensor {name} is cut off")
    return out


def events(run_folder):
    """What is recorded, and how many lines cannot be read."""
    good, bad = [], 0
    try:
        with open(os.path.join(run_folder, "metrics.jsonl"), "rb") as f:
            for line in f:
                try:
                    good.append(json.loads(line))
                except ValueError:
                    bad += 1
    except FileNotFoundError:
        pass
    return good, bad


def losses(run_folder):
    return {e["step"]: e["loss"] for e in events(run_folder)[0] if e["type"] == "step"}


class Training:
    def __init__(self, args, project):
        self.args, self.project, self.folder = args, project, None

    def words(self):
        if self.folder:
            return ["train", self.project, "--resume", os.path.basename(self.folder)]
        return ["train", self.project, *[w for s in SETTINGS for w in ("--set", s)]]

    def runs(self):
        base = os.path.join(self.project, "runs")
        return {os.path.join(base, n) for n in os.listdir(base) if os.path.exists(os.path.join(base, n, "run.json"))} \
            if os.path.isdir(base) else set()

    def kill(self, after=None, at=None, torn=False):
        """True when it was killed, False when it had ended before."""
        before = self.runs()
        env = dict(os.environ)
        if at is not None:
            env.update(LD_PRELOAD=self.args.shim, LIKENESS_KILL_AT=str(at), **({"LIKENESS_KILL_TORN": "1"} if torn else {}))
        process = subprocess.Popen([self.args.cli, *self.words(), "--json"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, start_new_session=True)
        if after is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        killed = process.wait(600) == -signal.SIGKILL
        new = self.runs() - before
        if new and not self.folder:
            self.folder = new.pop()
        return killed

    def look(self):
        """What is wrong right after a kill."""
        wrong = []
        if not self.folder:
            return wrong
        for name in ("last.ckpt", "best.ckpt", "model.safetensors"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                try:
                    tensors(path)
                except (ValueError, KeyError, struct.error) as e:
                    wrong.append(f"{name}: {e}")
        return wrong


def main():
    args = arguments(__doc__, shim={"help": "kill_at.so", "default": ""}, kills={"type": int, "default": 30})
    rng = random.Random(args.seed)
    with Work(args) as work:
        project = work / "p.likeness"
        must(run(args, "new", project, "--demo"))
        must(run(args, "prepare", project))
        start = time.perf_counter()
        whole = run(args, *Training(args, project).words(), timeout=900)
        must(whole)
        seconds = time.perf_counter() - start
        reference = whole.json["folder"]
        expected, state = losses(reference), tensors(os.path.join(reference, "last.ckpt"))
        with open(os.path.join(reference, "model.safetensors"), "rb") as f:
            model = f.read()
        print(f"a run of {len(expected)} steps in {seconds:.1f} s", flush=True)
        kills = trainings = 0
        failures = []
        while kills < args.kills:
            training, mine = Training(args, project), 0
            while kills < args.kills and mine < 12:
                if args.shim and mine % 3 == 2:
                    killed = training.kill(at=rng.randrange(1, 40), torn=mine % 2 == 0)
                else:
                    killed = training.kill(after=rng.uniform(0.3, seconds * 0.6))
                failures += training.look()
                if not killed:
                    break
                kills += 1
                mine += 1
            done = run(args, *training.words(), timeout=900)
            trainings += 1
            if done.status != 0 or done.json.get("state") != "completed":
                failures.append(f"a run was lost: {done}")
                continue
            training.folder = done.json["folder"]
            if losses(training.folder) != expected:
                failures.append(f"{training.folder}: other losses")
            if tensors(os.path.join(training.folder, "last.ckpt")) != state:
                failures.append(f"{training.folder}: another checkpoint")
            with open(os.path.join(training.folder, "model.safetensors"), "rb") as f:
                if f.read() != model:
                    failures.append(f"{training.folder}: another model")
            print(f"{mine:3} kills, then completed; {kills} of {args.kills} in all", flush=True)
        print(f"{kills} kills in {trainings} runs: {len(failures)} failures")
        for failure in failures:
            print(failure)
        sys.exit(1 if failures else 0)


main()
