# podman build -t localhost/vigilcast:0.1.0 .     (docker build works alike)
#
# The program is built as `make build` does it anywhere; the image holds it and the libraries that it is linked with, nothing else.
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS build
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Compilers and libraries first: this layer is made again only when the list of packages changes.
COPY Makefile ./
COPY tests/deps tests/deps
RUN make deps-build
COPY . .
# Objects are kept between builds where the builder has a place for them.
RUN --mount=type=cache,target=/ccache CCACHE_DIR=/ccache make build && install -D --strip build/release/vigilcast /out/vigilcast

FROM ${BASE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="vigilcast" \
      org.opencontainers.image.description="Announces over BGP what is healthy, and withdraws what is not" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /out/vigilcast /usr/local/bin/vigilcast
# Libraries as the program names them (tests/charts compares), and the authorities that https checks trust.
#
# Listening on port 179 as a user other than root takes a program with a capability of its own. Such a program does not start at all where the container
# may not have that capability, so it is a second file: /usr/local/bin/vigilcast-listen. Without passive peers nobody needs it. Likewise for hearing the
# routers of a link, which sessions by interface alone need: /usr/local/bin/vigilcast-link.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates libc-ares2 libcpp-httplib0.11 libfmt9 libprometheus-cpp-core1.0 libre2-9 libspdlog1.10 libssl3 libstdc++6 libyaml-cpp0.7 \
      libcap2-bin \
 && cp /usr/local/bin/vigilcast /usr/local/bin/vigilcast-listen \
 && cp /usr/local/bin/vigilcast /usr/local/bin/vigilcast-link \
 && setcap cap_net_bind_service=ep /usr/local/bin/vigilcast-listen \
 && setcap cap_net_bind_service,cap_net_raw=ep /usr/local/bin/vigilcast-link \
 && apt-get purge -y --auto-remove libcap2-bin \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
 && ln -s vigilcast /usr/local/bin/exabgp \
 && groupadd --system --gid 65532 vigilcast \
 && useradd --system --uid 65532 --gid 65532 --home-dir /nonexistent --shell /usr/sbin/nologin vigilcast \
 && install -d -o vigilcast -g vigilcast -m 0700 /run/vigilcast \
 && install -d /etc/vigilcast
USER 65532:65532
# The control socket answers whether the agent runs. A cluster asks /livez and /readyz instead.
# podman keeps it with --format docker only, and warns otherwise.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["/usr/local/bin/vigilcast", "status"]
ENTRYPOINT ["/usr/local/bin/vigilcast"]
CMD ["run", "-c", "/etc/vigilcast/vigilcast.yaml"]
