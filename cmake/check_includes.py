#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the seams: which folder may include what. Prints every line that breaks a rule; exit status 1 if there is one."""
import pathlib
import re
import sys

# A folder of core/ may include itself and what is listed here (and base).
LAYERS = {
    "base": [],
    "jobs": [], "crops": [], "image": [], "db": [], "graph": [],
    "codecs": ["image"],
    "run": [], "eval": [],
    "neighbours": ["jobs"],
    "index": ["neighbours"],
    "cluster": ["jobs", "neighbours"],
    "layout": ["jobs", "neighbours"],
    "synth": ["image"],
    "onnx": ["graph"],
    "nn": ["graph", "crops"],
    "train": ["graph", "crops", "run", "eval", "nn"],
    "module": ["graph", "crops", "run", "eval", "nn", "train"],
    "compute": ["jobs", "crops", "graph", "run", "onnx", "module"],  # of module only its C interface
    "formats": ["jobs", "image"],
    "dataset": ["jobs", "crops", "image", "db", "synth", "run", "formats"],
    "faces": ["jobs", "crops", "image", "formats", "dataset"],
    "curate": ["jobs", "crops", "image", "formats", "dataset", "faces", "compute", "eval", "neighbours", "cluster", "layout"],
    "launch": ["jobs", "crops", "graph", "dataset", "run", "compute", "image", "faces"],
    "verify": ["jobs", "crops", "graph", "image", "formats", "dataset", "faces", "compute", "eval", "run", "neighbours", "curate"],
    "report": ["image", "eval", "verify"],
}
TORCH = re.compile(r"[<\"](torch|ATen|c10)[/.]")
RULES = [  # (pattern, folders that may, reason)
    (TORCH, ("core/nn/", "core/train/", "core/module/", "tests/core/nn/", "tests/core/train/"), "torch stays inside the module"),
    (re.compile(r"[<\"]sqlite3"), ("core/db/",), "SQLite only in core/db"),
    (re.compile(r"[<\"]dlib/"), ("core/faces/", "tests/"), "dlib only in core/faces"),
    (re.compile(r"[<\"]opencv2/"), ("core/image/", "core/codecs/", "core/faces/", "core/curate/", "tests/"), "OpenCV only where pixels are"),
    (re.compile(r"[<\"]faiss/"), ("core/index/",), "faiss only in core/index"),
    (re.compile(r"[<\"]onnx/"), ("core/onnx/", "tests/core/onnx/"), "protobuf only in core/onnx"),
    (re.compile(r"[<\"]qcustomplot"), ("widgets/plot/",), "QCustomPlot's macros clash; only widgets/plot"),
]
QT = re.compile(r"[<\"](Q[A-Z]\w*|Qt\w+/\S+)[>\"]")
OWN = re.compile(r"\"(core|app|widgets)/([a-z_]+)/")


def check(root):
    bad = []
    for folder in ("core", "app", "widgets", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            name = path.relative_to(root).as_posix()
            parts = name.split("/")
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not line.startswith("#include"):
                    continue
                what = line[len("#include"):].strip()
                where = f"{name}:{number}: {what}"
                for pattern, allowed, reason in RULES:
                    if pattern.search(what) and not name.startswith(allowed):
                        bad.append(f"{where}: {reason}")
                if folder == "core" and QT.search(what):
                    bad.append(f"{where}: no Qt in core/")
                if parts[:2] in (["app", "cli"], ["app", "engine_cli"]) and QT.search(what):
                    bad.append(f"{where}: the command line has no Qt")
                own = OWN.search(what)
                if not own:
                    continue
                layer, target = own.groups()
                if folder == "core":
                    if layer != "core":
                        bad.append(f"{where}: core/ knows nothing above it")
                    elif target not in ("base", parts[1]) and target not in LAYERS.get(parts[1], []):
                        bad.append(f"{where}: core/{parts[1]} may not include core/{target}")
                    elif parts[1] == "compute" and target == "module" and "compute_api.h" not in what:
                        bad.append(f"{where}: of core/module only compute_api.h crosses")
                elif folder == "widgets" and layer == "app":
                    bad.append(f"{where}: widgets/ knows nothing of app/")
                elif folder in ("app", "widgets") and layer == "core" and target in ("nn", "train", "module") and parts[1] != "engine_cli":
                    bad.append(f"{where}: {folder}/ reaches the module through core/compute")
                elif folder == "widgets" and layer == "core" and target not in ("base", "image", "eval"):
                    bad.append(f"{where}: widgets/ know values, not engines")
    return bad


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    bad = check(root)
    print("\n".join(bad) or "includes: every seam holds")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
