# Sourced by bench/ready and bench/restarts: a daemon over mutual TLS in a directory of its own.
rotakeep="$PWD/cli/target/dist/bin/rotakeep"
./rotakeep version >&2
home="$(mktemp -d)"
daemon=
end_daemon() {
  [ -z "$daemon" ] || kill "-${1:-KILL}" "$daemon" 2>/dev/null || true
  [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
  daemon=
}
trap 'end_daemon; rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$home/config"
# The shipped file, but on any free ports.
sed 's#^  grpc:#  http: {address: "127.0.0.1:0"}\
  grpc:\
    address: 127.0.0.1:0#' config/rotakeep.yaml >"$home/config/rotakeep.yaml"
cd "$home"
"$rotakeep" pki init --dir run/tls >/dev/null
"$rotakeep" pki issue server --dns localhost --ip 127.0.0.1 --dir run/tls >/dev/null
"$rotakeep" operator init --config config/rotakeep.yaml >/dev/null

# Starts it and returns when it is ready, or ends this script with what it said.
start_daemon() {
  start_process "$rotakeep" server --config config/rotakeep.yaml
}

# The same for any command that says it is ready.
start_process() {
  : >out
  "$@" >out 2>err &
  daemon=$!
  waited=0
  until grep -q 'is ready' out; do
    waited=$((waited + 1))
    if ! kill -0 "$daemon" 2>/dev/null || [ "$waited" -ge 12000 ]; then
      cat err >&2
      exit 1
    fi
    sleep 0.01
  done
}
