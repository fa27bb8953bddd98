"""Look up known vulnerabilities of the locked dependencies, and write a bill of materials (CycloneDX).

    python -m bench.audit [requirements.txt …]

Both tools run in environments of their own, so that nothing of theirs is among what they audit. Exit status: 0 nothing
is known, 1 a vulnerability is, 2 no advisory database could be asked, or a tool could not run.
"""

import json
import subprocess
import sys
from pathlib import Path

# Pinned, so that what was found does not depend on the day; both were the newest when this was written.
_AUDIT = "pip-audit==2.10.1"
_BILL = "cyclonedx-bom==7.5.0"
_UV = Path(sys.executable).with_name("uv")
_BILL_FOLDER = Path("dist")


def main(files: list[str]) -> int:
    """Audit the requirement files; return the exit status."""
    return max([_audit(Path(file)) for file in files or ["requirements.txt"]])


def _audit(requirements: Path) -> int:
    _BILL_FOLDER.mkdir(exist_ok=True)
    bill = _BILL_FOLDER / f"{requirements.stem}.cdx.json"
    options = ("--output-reproducible", "--output-format", "JSON", "--output-file", str(bill))
    made = _run(_BILL, "cyclonedx-py", "requirements", *options, str(requirements))
    if made.returncode:
        return _report(f"no bill of materials of {requirements}: {_last_line(made.stderr)}")
    n_components = len(json.loads(bill.read_text(encoding="utf-8")).get("components", []))
    sys.stdout.write(f"{bill}: {n_components} components of {requirements}\n")
    # The file is complete and has hashes: nothing is resolved or downloaded for the audit.
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    asked = _run(_AUDIT, "pip-audit", "--requirement", str(requirements), *options)
    try:
        dependencies = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _report(
            f"{requirements}: no advisory database could be asked, so nothing is known about "
            f"vulnerabilities ({_last_line(asked.stderr)})"
        )
    known = [(found, entry) for found in dependencies for entry in found.get("vulns", [])]
    for found, entry in known:
        fixed = ", ".join(entry.get("fix_versions", [])) or "none"
        sys.stdout.write(f"{found['name']} {found['version']}: {entry['id']}, fixed in: {fixed}\n")
    skipped = [found for found in dependencies if "vulns" not in found]
    n_asked = len(dependencies) - len(skipped)
    if n_asked and not known:
        sys.stdout.write(f"{requirements}: no known vulnerability in {n_asked} packages\n")
    if skipped:  # a registry without advisories says that it does not know the package
        _report(
            f"{requirements}: no advisory database was reached for {len(skipped)} of {len(dependencies)} packages, so "
            f"nothing is known about them ({skipped[0].get('skip_reason', 'no reason')})"
        )
    return 1 if known else 2 if skipped else 0


def _run(package: str, *command: str) -> subprocess.CompletedProcess[str]:
    tool = [str(_UV), "--quiet", "tool", "run", "--from", package, *command]
    return subprocess.run(tool, capture_output=True, text=True, check=False)


def _report(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 2


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no message")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
