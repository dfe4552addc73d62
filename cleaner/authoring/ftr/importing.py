"""Files of site configs to files of rules: which are meant, what is written, and what became of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from cleaner.authoring.as_yaml import mapping_lines, rule_lines
from cleaner.authoring.ftr.carrying import COMMENT, Carried, Fate, carry
from cleaner.authoring.ftr.configs import Config, ConfigError, host_of, read_config
from cleaner.authoring.showing import visible
from cleaner.errors import InputError, OutputError
from cleaner.rulebook.book import load_rules
from cleaner.rulebook.files import read_text


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a config: the file that was written, or why there is none, and the fate of each line.

    `failed`: it could not be read or written; without, it is no config of a site that rules could be for. `owner` is the
    shipped source that has its host already.
    """

    config: str
    written: str | None = None
    problem: str = ""
    failed: bool = False
    owner: str | None = None
    fates: tuple[Fate, ...] = ()


def configs_in(name: str) -> tuple[Path, ...]:
    """The config that a user names, or those of a folder, sorted by name. Raises `InputError`."""
    path = Path(name)
    if path.is_dir():
        found = tuple(sorted(path.glob("*.txt"), key=lambda file: (file.name.lstrip("."), file.name.startswith("."))))
        if not found:
            raise InputError(name, "no site config is in this folder", "they are called `example.com.txt`")
        return found
    if not path.is_file():
        raise InputError(name, "no such file or folder", "name a site config, or a folder of them")
    return (path,)


def refuse_files(configs: Sequence[Path], folder: Path) -> None:
    """Raise `InputError` where a rule file is there already."""
    there = [path for path in (_target(config, folder) for config in configs) if path is not None and path.exists()]
    if there:
        more = f", and {len(there) - 1} more are" if len(there) > 1 else " is"
        raise InputError(str(there[0]), f"it{more} there already", "take another folder, or replace with --overwrite")


def _target(config: Path, folder: Path) -> Path | None:
    host = host_of(config)
    return None if host is None else folder / f"{host}.yaml"


def import_configs(configs: Sequence[Path], folder: Path) -> Iterator[Imported]:
    """Write the rule file of each config, one after the other; one that fails is said so, and the rest goes on."""
    shipped = {host: rules.source for rules in load_rules(late=True).sources() for host in rules.hosts}
    owners: dict[Path, str] = {}
    for path in configs:
        target = _target(path, folder)
        if target is None:
            yield Imported(config=path.name, problem="its name is no host's; name it for its site: `example.com.txt`")
        elif (owner := owners.setdefault(target, path.name)) != path.name:
            yield Imported(config=path.name, problem=f"`{owner}` has its host, and all below it; join them by hand")
        else:
            yield _imported(path, target, shipped.get(target.stem))


def _imported(path: Path, target: Path, owner: str | None) -> Imported:
    try:
        config = read_config(path)
    except ConfigError as error:
        return Imported(config=path.name, problem=f"{error.what}; {error.fix}", failed=True)
    carried = carry(config)
    if not carried.rules:
        return Imported(config=path.name, problem="nothing of it could be carried over", fates=carried.fates)
    name = target.stem
    text = rule_file(config, name, carried, owner)
    _, mistakes, _ = read_text(text, str(target), name)
    try:
        if mistakes:
            return _failed(config, carried, f"its rules would not load: {mistakes[0].where}: {mistakes[0].what}")
        _write(target, text)
    except OutputError as error:
        return _failed(config, carried, str(error))
    return Imported(config=path.name, written=str(target), owner=owner, fates=carried.fates)


def _failed(config: Config, carried: Carried, problem: str) -> Imported:
    return Imported(config=config.file, problem=problem, failed=True, fates=carried.fates)


def _write(target: Path, text: str) -> None:
    """Write a file aside and rename it, so that nothing half-written stands under its name."""
    aside = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(text.encode())
        os.replace(aside, target)  # noqa: PTH105
    except OSError as error:
        raise OutputError(str(target), error.strerror or str(error)) from None


def rule_file(config: Config, host: str, carried: Carried, owner: str | None = None) -> str:
    """The text of a rule file: the same for the same config. A host that a shipped source owns is left to that."""
    lines = [f"# From the site config {visible(config.file)}; the numbers in ids are its lines."]
    lines += [f"# {visible(fate.directive.text)}" for fate in carried.of_kind(COMMENT)]
    hosts = f"# hosts: [{host}]  # left to the shipped source `{owner}`" if owner else f"hosts: [{host}]"
    lines += [*mapping_lines({"source": host}, 0), hosts, *mapping_lines({"rest": carried.rest}, 0), "rules:"]
    for rule in carried.rules:
        lines += rule_lines(rule)
    return "\n".join(lines) + "\n"
