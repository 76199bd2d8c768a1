"""The Dockerfile, as far as it can be judged without building it."""

import re

import chart
import pytest

TEXT = (chart.CHECKOUT / "Dockerfile").read_text()
ALWAYS_THERE = {"libc6", "libgcc-s1"}  # in every Debian


def final_stage():
    return TEXT.rpartition("\nFROM ")[2]


def installed():
    (words,) = re.findall(r"apt-get install -y --no-install-recommends ([^&]+)", final_stage().replace("\\\n", " "))
    return set(words.split())


def needed():
    """The packages of the libraries that the program names."""
    names = re.findall(r"\(NEEDED\).*\[(.*)\]", chart.run("readelf", "-d", chart.BINARY).stdout)
    packages = set()
    for name in names:
        if name.startswith(("libasan", "libubsan", "ld-linux")):
            continue
        done = chart.run("dpkg-query", "-S", f"*-linux-gnu/{name}")
        assert done.returncode == 0, f"{name} is in no package"
        packages.add(done.stdout.splitlines()[0].partition(":")[0])
    return packages


def test_libraries():
    if not chart.BINARY.exists():
        pytest.skip(f"{chart.BINARY} is not built")
    assert needed() - ALWAYS_THERE <= installed(), "the program would not start in the image"


def test_nothing_else_is_in_it():
    """Of what is installed, libcap2-bin is taken away again and the authorities are data; the rest are libraries of the program."""
    assert {one for one in installed() if not one.startswith("lib")} == {"ca-certificates"}
    assert "apt-get purge -y --auto-remove libcap2-bin" in final_stage()


def test_it_runs_as_nobody_in_particular():
    assert "\nUSER 65532:65532\n" in final_stage()
    assert re.search(r'ENTRYPOINT \["/usr/local/bin/vigilcast"\]\nCMD \["run", "-c", "/etc/vigilcast/vigilcast.yaml"\]\n$', TEXT)


def test_the_program_itself_has_no_capability():
    """A program with one does not start where the container lacks it: only the copies that listen, and hear routers, have some."""
    listens, hears = ("cap_net_bind_service=ep", "/usr/local/bin/vigilcast-listen"), ("cap_net_bind_service,cap_net_raw=ep", "/usr/local/bin/vigilcast-link")
    assert re.findall(r"setcap (\S+) (\S+)", TEXT) == [listens, hears]


def test_the_chart_starts_what_is_there(rendered):
    made = set(re.findall(r"/usr/local/bin/[\w-]+", final_stage()))
    for _, pod in chart.pods(rendered):
        for container in pod["containers"]:
            if container["name"] != "beside":
                assert container["command"][0] in made


def test_sources_are_in_the_context():
    """What the build reads is not left out of it."""
    ignored = [line for line in (chart.CHECKOUT / ".dockerignore").read_text().splitlines() if line and line[0] not in "#!"]
    folders = {path.split("/")[0] for path in re.findall(r"vigilcast_library\((\S+)", (chart.CHECKOUT / "CMakeLists.txt").read_text())} | {"cmd", "CMakeLists.txt", "CMakePresets.json", "Makefile"}
    assert not folders & set(ignored)
    assert {"build", ".git"} <= set(ignored)
