# docker build -t vigilcast .
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make build && install -D --strip build/release/vigilcast /out/vigilcast

FROM debian:12-slim
# Exactly what the program is linked with, and the certificate authorities that https checks trust.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libssl3 libstdc++6 libspdlog1.10 libyaml-cpp0.7 libcpp-httplib0.11 libprometheus-cpp-core1.0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 65532 --home-dir /nonexistent --shell /usr/sbin/nologin vigilcast \
 && install -d -o vigilcast -m 0700 /run/vigilcast \
 && install -d /etc/vigilcast
COPY --from=build /out/vigilcast /usr/local/bin/vigilcast
RUN ln -s vigilcast /usr/local/bin/exabgp
USER 65532
# We connect to routers, so no port is exposed. Listening on port 179 needs NET_BIND_SERVICE.
ENTRYPOINT ["/usr/local/bin/vigilcast"]
CMD ["run", "-c", "/etc/vigilcast/vigilcast.yaml"]
