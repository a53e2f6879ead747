# golive in a container: one static binary, and git, which it asks what is ignored and what a commit holds.
#
#   docker build --tag golive .
#   docker run --rm --read-only --network none --user "$(id -u):$(id -g)" --volume "$PWD:/repo:ro" golive check --stage commit
#
# --user is whoever the repository belongs to: git refuses to read another user's.
# The base images are named by exact version; a release pins them by digest, which only a registry can tell.

FROM rust:1.95.0-alpine3.22 AS build
# A C compiler for libgit2 and ring. Rust on Alpine builds for musl, statically.
RUN apk add --no-cache musl-dev gcc make perl
WORKDIR /src
COPY . .
RUN cargo build --locked --release --bin golive \
    && ! ldd target/release/golive 2>/dev/null | grep -q '=>' \
    && target/release/golive --version

FROM alpine:3.22.2
RUN apk add --no-cache git \
    && adduser -D -H -u 65532 golive
COPY --from=build /src/target/release/golive /usr/local/bin/golive
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/licenses/golive/
USER 65532:65532
WORKDIR /repo
ENTRYPOINT ["/usr/local/bin/golive"]
CMD ["check"]
