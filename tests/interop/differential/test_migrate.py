"""What `exabgp migrate conf` makes of the older files of the corpus is read by the newer ExaBGP itself."""

import os
import subprocess

import pytest

from lab.agent import ROOT

from . import older

READERS = {"4": ["/usr/sbin/exabgp", "--validate"], "5": [ROOT / "build/venv/bin/exabgp", "validate"]}
QUIET = {"PATH": "/usr/bin:/bin:/usr/sbin", "EXABGP_ENVFILE": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1", "exabgp_daemon_user": "root"}
# What no version reads: behind the brace that ends the file there is text that is no statement, and ExaBGP looks at it all the same.
REFUSED = {"extra_brace.in"}


@pytest.mark.parametrize("versions", ["3.4 4", "3.4 5", "4 5"])
def test_the_newer_exabgp_reads_it(tmp_path, versions):
    before, after = versions.split()
    reader = READERS[after]
    if not os.path.exists(reader[0]):
        pytest.skip(f"{reader[0]} is not there")
    wrong, read = [], 0
    for name, old in older.corpus().items():
        text = older.migrated(old, before, after, tmp_path)
        if text is None or name in REFUSED:
            continue
        (tmp_path / "new.conf").write_text(text, encoding="utf-8")
        done = subprocess.run([*reader, tmp_path / "new.conf"], capture_output=True, text=True, timeout=60, check=False, env=QUIET)
        read += done.returncode == 0
        if done.returncode != 0:
            wrong.append(f"{name}\n{(done.stdout + done.stderr)[-1500:]}\n{text}")
    assert not wrong, f"{len(wrong)} files are refused\n" + "\n".join(wrong)
    assert read >= 5
