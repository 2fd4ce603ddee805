#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a string of the program has no finished translation, or a translation lost a placeholder.

usage: check_translations.py [--update]      --update writes new strings into translations/*.ts first
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%(?:L?\d+|n)")


def lupdate():
    for name in ("/usr/lib/qt6/bin/lupdate", "lupdate6", "lupdate"):
        if path := shutil.which(name):
            return path
    sys.exit("lupdate is missing (package qt6-l10n-tools)")


def collect(folder):
    for language, plural in (("en", True), ("zh_CN", False)):
        ts = folder / f"likeness_{language}.ts"
        # Without -I lupdate cannot see the classes' namespaces, and contexts would not be those that tr() asks for at run time.
        command = [lupdate(), "-silent", "-I", str(ROOT), "-no-obsolete", "-locations", "none", "-source-language", "en_US", "-target-language", language]
        command += ["-pluralonly"] if plural else []
        command += [str(ROOT / "app"), str(ROOT / "widgets"), "-ts", str(ts)]
        said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stderr.strip()
        if said:
            sys.exit(f"lupdate could not place a string:\n{said}")


def problems(ts):
    for context in ET.parse(ts).getroot().iter("context"):
        where = f"{ts.name}: {context.findtext('name')}"
        for message in context.iter("message"):
            source, node = message.findtext("source") or "", message.find("translation")
            forms = [f.text or "" for f in node.iter("numerusform")] or [node.text or ""]
            if node.get("type") == "unfinished" or not all(forms):
                yield f"{where}: not translated: {source!r}"
                continue
            wanted = set(PLACEHOLDER.findall(source))
            for form in forms:
                if set(PLACEHOLDER.findall(form)) - {"%n"} != wanted - {"%n"}:
                    yield f"{where}: placeholders differ: {source!r} / {form!r}"


def main():
    folder = ROOT / "translations"
    if "--update" in sys.argv[1:]:
        collect(folder)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        copy = pathlib.Path(temporary)
        for ts in folder.glob("*.ts"):
            shutil.copy(ts, copy)
        collect(copy)
        bad = [p for ts in sorted(copy.glob("*.ts")) for p in problems(ts)]
    print("\n".join(bad[:50]) or "translations: complete")
    if len(bad) > 50:
        print(f"… and {len(bad) - 50} more")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
