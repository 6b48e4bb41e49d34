"""Writes test/vectors/data, or compares what its files unpack to byte for byte."""

import argparse
import gzip
import importlib
import pkgutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from . import modules
from .table import tables_of

DATA = Path(__file__).resolve().parent.parent / "data"
MODULES = [module.name for module in pkgutil.iter_modules(modules.__path__)]


def make(name: str) -> tuple[dict[str, bytes], float]:
    """The files of one module by their names."""
    start = time.monotonic()
    module = importlib.import_module(f"{modules.__name__}.{name}")
    files = {f"{table.name}.csv.gz": table.render(name) for table in tables_of(module)}
    return files, time.monotonic() - start


def present_of(name: str) -> dict[str, bytes]:
    """What the folder of a module holds, unpacked: packed bytes depend on the version of zlib."""
    return {path.name: gzip.decompress(path.read_bytes()) for path in (DATA / name).glob("*")}


def compare(name: str, files: dict[str, bytes]) -> list[str]:
    """What the folder of a module holds otherwise."""
    present = present_of(name)
    differences = []
    for file in sorted(present.keys() | files.keys()):
        if present.get(file) != files.get(file):
            reason = "is missing" if file not in present else "has no source" if file not in files else "differs"
            differences.append(f"data/{name}/{file} {reason}")
    return differences


def write(name: str, files: dict[str, bytes]) -> None:
    folder = DATA / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*"):
        if path.name not in files:
            path.unlink()
    present = present_of(name)
    for file, content in files.items():
        if present.get(file) != content:
            (folder / file).write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def main() -> int:
    parser = argparse.ArgumentParser(prog="test/vectors/generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"only these of {', '.join(MODULES)}")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.modules) - set(MODULES))
    if unknown:
        parser.error(f"no module {', '.join(unknown)}; there are {', '.join(MODULES)}")
    names = arguments.modules or MODULES
    differences = []
    if arguments.check and not arguments.modules:
        extra = {folder.name for folder in DATA.iterdir()} - set(MODULES)
        differences += [f"data/{name} has no source" for name in sorted(extra)]
    with ProcessPoolExecutor() as pool:
        for name, (files, seconds) in zip(names, pool.map(make, names)):
            rows = sum(content.count(b"\n") - 1 for content in files.values())
            size = sum(map(len, files.values()))
            print(f"{name}: {len(files)} functions, {rows} rows, {size} bytes, {seconds:.1f} s")
            if arguments.check:
                differences += compare(name, files)
            else:
                write(name, files)
    for difference in differences:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
