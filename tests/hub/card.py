"""The metadata block of a dataset card: the YAML between two lines of `---` at the start of README.md."""

import re
from typing import Any

import yaml

_BLOCK = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|code|multilingual")
_SIZES = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B", "n>1T"}


def read_card(text: str) -> dict[str, Any]:
    """The metadata of a card, empty if there is none or it is broken."""
    block = _BLOCK.match(text)
    try:
        data = yaml.safe_load(block[1]) if block else None
    except yaml.YAMLError:
        return {}
    return data if isinstance(data, dict) else {}


def check_card(text: str) -> tuple[list[str], list[str]]:
    """(errors, warnings) of a card's metadata, one line each."""
    block = _BLOCK.match(text)
    if not block:
        if text.startswith("---"):
            return ["the YAML metadata block has no end"], []
        return [], ["empty or missing yaml metadata in repo card"]
    try:
        data = yaml.safe_load(block[1])
    except yaml.YAMLError as error:
        return [f"YAML metadata error: {' '.join(str(error).split())}"], []
    if data is None:
        return [], ["empty or missing yaml metadata in repo card"]
    if not isinstance(data, dict):
        return ["the YAML metadata must be a mapping"], []
    return [*_check_values(data), *_check_configs(data.get("configs"))], []


def _check_values(data: dict[str, Any]) -> list[str]:
    errors = []
    for key in ("license", "language", "tags", "task_categories", "size_categories", "annotations_creators"):
        value = data.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        errors += [f'"{key}[{n}]" must be a string' for n, item in enumerate(values) if not isinstance(item, str)]
    for key, pattern in (("language", _LANGUAGE), ("license", re.compile(r"[a-z0-9.-]+"))):
        value = data.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and not pattern.fullmatch(item):
                errors.append(f'"{key}" must be a known identifier, not {item!r}')
    sizes = data.get("size_categories")
    for item in sizes if isinstance(sizes, list) else [sizes]:
        if isinstance(item, str) and item not in _SIZES:
            errors.append(f'"size_categories" must be one of {sorted(_SIZES)}, not {item!r}')
    if not isinstance(data.get("pretty_name", ""), str):
        errors.append('"pretty_name" must be a string')
    if not isinstance(data.get("dataset_info", {}), dict | list):
        errors.append('"dataset_info" must be a mapping or a list')
    return errors


def _check_configs(configs: Any) -> list[str]:
    if configs is None:
        return []
    if not isinstance(configs, list) or not all(isinstance(config, dict) for config in configs):
        return ['"configs" must be a list of mappings']
    errors = []
    names = [config.get("config_name") for config in configs]
    for n, (config, name) in enumerate(zip(configs, names, strict=True)):
        if not isinstance(name, str) or not name:
            errors.append(f'"configs[{n}].config_name" must be a string')
        if not isinstance(config.get("data_files", []), str | list):
            errors.append(f'"configs[{n}].data_files" must be a string or a list')
    errors += [f'"configs" names {name!r} twice' for name in sorted({str(n) for n in names if names.count(n) > 1})]
    if sum(config.get("default") is True for config in configs) > 1:
        errors.append('"configs" has more than one default')
    return errors
