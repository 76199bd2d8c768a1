# make deps   install what is missing (Debian 12 packages; test tools from PyPI into build/venv)
# make build  the release program: build/release/vigilcast
# make run    build it and show it at work: the lab (ARGS=--once plays it through and stops)
# make test   every suite, sanitized (LABEL=unit runs one suite; ARGS are passed on to tests/run)
# make lint   clang-format and clang-tidy (ARGS=--all looks at every file, not only at changed ones)
# make e2e-nodes   the chart on real nodes: kubelet, containerd and kube-proxy
# make manifests   what is rendered from the chart: manifests/vigilcast.yaml and more
# make bench  micro-benchmarks        make fuzz   every fuzz target for a minute (ARGS=--seconds=600 for ten)

ARGS ?=
LABEL ?=

.PHONY: deps deps-build build run test lint bench fuzz clean manifests e2e-nodes

deps:
	@tests/deps/install build test

deps-build:
	@tests/deps/install build

build: deps-build
	cmake --preset release
	cmake --build --preset release --target vigilcast

run: build
	build/release/vigilcast lab $(ARGS)

test: deps
	tests/run $(if $(LABEL),--label $(LABEL)) $(ARGS)

lint: deps
	tests/run --label lint $(ARGS)

bench: deps
	tests/run --label bench $(ARGS)

fuzz: deps
	tests/run --label fuzz $(ARGS)

e2e-nodes: deps
	@tests/deps/install nodes
	tests/run --label e2e-nodes $(ARGS)

manifests:
	tests/tools/build helm
	manifests/generate

clean:
	rm -rf build
