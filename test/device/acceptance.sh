#!/usr/bin/env bash
# Acceptance on a machine with an NVIDIA GPU: every part by itself, each under nine minutes, results as text and JSON.
#
#   acceptance.sh OUT             all parts into the folder OUT
#   acceptance.sh OUT bench rank  these parts only
#
# Lies in the portable bundle (`npm run bundle`) beside `evoke`, and runs from a checkout too. A part that finds something
# missing says so and is counted as left out, not as passed. OUT/summary.txt has one line a part. At the end all results but
# the database are packed into OUT/results.tar.gz, so that one file brings them back. What is proven and what is not before
# this ran on a card: README.md beside this file.
#
# EVOKE_ACCEPTANCE_DEVICE, _MEMORY (of a bench's arrays), _SECONDS (of an evolution), _GATHER, _POOLING, _INTERACTION (the
# workloads of the evolutions), _BENCH and _TABLES (those of the benches) change what is done; the defaults are for a large card.
set -u

parts_known="machine contract verify evolve-gather evolve-pool-sum evolve-interact-dot rank bench bench-tables peers webgpu"
limit=530

out=${1:?usage: acceptance.sh OUT [PART...]; parts: $parts_known}
shift
mkdir -p "$out" || exit 2
out=$(cd "$out" && pwd)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -x "$here/evoke" ]; then
  app=$here/app
  evoke=("$here/evoke")
  node=$here/node
else
  app=$(cd "$here/../.." && pwd)
  node=$(command -v node)
  evoke=("$node" "$app/dist/main.js")
fi
device=${EVOKE_ACCEPTANCE_DEVICE:-cuda}
memory=${EVOKE_ACCEPTANCE_MEMORY:-2GB}
seconds=${EVOKE_ACCEPTANCE_SECONDS:-240}
db=$out/evoke.db

note() { printf '%s\n' "$*" | tee -a "$out/summary.txt"; }

# What is said on stdout goes to OUT/<part>.txt (or .json), what is said on stderr beside it.
say() { local name=$1; shift; timeout "$limit" "$@" >"$out/$name" 2>"$out/$name.log"; local status=$?; tail -n 3 "$out/$name.log"; return $status; }

part_machine() {
  {
    date -u +%FT%TZ
    uname -a
    nproc
    free -g 2>/dev/null
    if command -v nvidia-smi >/dev/null; then
      nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem,power.limit,temperature.gpu,mig.mode.current,compute_mode --format=csv
      nvidia-smi --query-compute-apps=pid,used_memory --format=csv
    else
      echo 'nvidia-smi: missing'
    fi
    for each in nvcc /usr/local/cuda/bin/nvcc; do command -v "$each" >/dev/null && "$each" --version | tail -n 2 && break; done || echo 'nvcc: missing'
    "${EVOKE_PYTHON:-python3}" -c 'import torch, sys; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "Python", sys.version.split()[0])' 2>&1 | tail -n 1
  } 2>&1 | tee "$out/machine.txt"
  say devices.json "${evoke[@]}" devices --json && say devices.txt "${evoke[@]}" devices && cat "$out/devices.txt"
}

part_contract() {
  local vitest=$app/node_modules/vitest/vitest.mjs
  [ -f "$vitest" ] || { echo "left out: no vitest in $app/node_modules"; return 77; }
  (cd "$app" && EVOKE_DEVICE=$device timeout "$limit" "$node" "$vitest" run --config vitest.device.config.ts --reporter=verbose --reporter=json --outputFile.json="$out/contract.json") >"$out/contract.txt" 2>&1
  local status=$?
  tail -n 12 "$out/contract.txt"
  return $status
}

part_verify() {
  local status=0 kernel
  for kernel in $("${evoke[@]}" kernels --json | "$node" -e 'let text = ""; process.stdin.on("data", (part) => text += part).on("end", () => console.log(JSON.parse(text).map((each) => each.name ?? each.kernel).join("\n")))'); do
    if say "verify-$kernel.txt" "${evoke[@]}" verify "$kernel" --device "$device"; then echo "$kernel: verified"; else echo "$kernel: NOT verified"; tail -n 4 "$out/verify-$kernel.txt"; status=1; fi
  done
  return $status
}

# A published workload with other sizes, in OUT/workloads: far above the caches, yet made, uploaded and compared in moments.
sized() {
  mkdir -p "$out/workloads"
  "$node" --input-type=module -e '
    import { readFileSync, writeFileSync } from "node:fs";
    const [folder, name, called, sizes, out] = process.argv.slice(1);
    const { tables, sweep, ...spec } = JSON.parse(readFileSync(`${folder}/full/${name}.json`, "utf8"));
    writeFileSync(out, JSON.stringify({ ...spec, name: called, scaledFrom: name, sizes: { ...spec.sizes, ...JSON.parse(sizes) } }));
  ' "$app/corpus" "$1" "$2" "$3" "$out/workloads/$2.json" && printf '%s\n' "$out/workloads/$2.json"
}

evolve() {
  local kernel=$1 workload=$2
  [ -n "$workload" ] || { echo 'no workload could be written'; return 1; }
  say "evolve-$kernel.json" "${evoke[@]}" run "$kernel" --workload "$workload" --device "$device" --seconds "$seconds" --seed 1 --db "$db" --json || return $?
  say "evolve-$kernel-edits.txt" "${evoke[@]}" lineage --db "$db" "$("$node" -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).runId' "$out/evolve-$kernel.json")"
  "$node" -p 'const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); `${r.kernel} on ${r.workload}: ${r.speedup.estimate.toFixed(2)}x (${r.speedup.low.toFixed(2)} to ${r.speedup.high.toFixed(2)}), ${r.verdict}, ${r.evaluations} evaluations`' "$out/evolve-$kernel.json"
}
part_evolve-gather() { evolve gather "${EVOKE_ACCEPTANCE_GATHER:-$(sized micro24 micro24-gather '{"rows":200000,"bags":512}')}"; }
part_evolve-pool-sum() { evolve pool-sum "${EVOKE_ACCEPTANCE_POOLING:-$(sized micro24 micro24-pooling '{"rows":200000,"bags":2048}')}"; }
part_evolve-interact-dot() { evolve interact-dot "${EVOKE_ACCEPTANCE_INTERACTION:-$(sized dot-27x128 dot-27x128-4k '{"batch":4096}')}"; }

part_rank() { say rank.md "${evoke[@]}" bench --ranking 60 --device "$device" --out "$out/rank.json" && cat "$out/rank.md"; }

runs_of() { local each; for each in gather pool-sum interact-dot; do [ -s "$out/evolve-$each.json" ] && "$node" -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).runId' "$out/evolve-$each.json"; done 2>/dev/null; }
card_bench() {
  local name=$1; shift
  local evolved=() run
  for run in $(runs_of); do evolved+=("$run"); done
  [ ${#evolved[@]} -gt 0 ] && evolved=(--evolved "${evolved[@]}" --db "$db")
  say "$name.md" "${evoke[@]}" bench --device "$device" --memory "$memory" "${evolved[@]}" "$@" --out "$out/$name.json" && cat "$out/$name.md"
}
part_bench() { card_bench bench --workload ${EVOKE_ACCEPTANCE_BENCH:-cuembed-sweep-uniform-32x64 cuembed-sweep-zipf105-128x16 cuembed-sweep-zipf115-128x64 dot-27x128}; }
part_bench-tables() { card_bench bench-tables --workload ${EVOKE_ACCEPTANCE_TABLES:-mlperf-dcnv2-c11 mlperf-dcnv2-c20 mlperf-dcnv2-c21 fbgemm-device deeprecsys-rm1 deeprecsys-rm2 deeprecsys-rm3}; }

part_peers() {
  local evolved=() run
  for run in $(runs_of); do evolved+=("$run"); done
  [ ${#evolved[@]} -gt 0 ] && evolved=(--evolved "${evolved[@]}" --db "$db")
  say peers.md "${evoke[@]}" bench --peers --memory "$memory" "${evolved[@]}" --out "$out/peers.json"
  local status=$?
  if [ $status -eq 3 ]; then echo "left out: $(tail -n 1 "$out/peers.md.log")"; return 77; fi
  [ $status -eq 0 ] && cat "$out/peers.md"
  return $status
}

part_webgpu() {
  if ! "${evoke[@]}" devices | grep -E '^[* ] *webgpu ' | grep -qv -e 'not here' -e software; then echo 'left out: no WebGPU on a GPU here (a Vulkan loader and the driver'\''s Vulkan part are needed)'; return 77; fi
  device=webgpu part_contract && device=webgpu part_verify
}

[ $# -eq 0 ] && set -- $parts_known
failed=0
for part in "$@"; do
  case " $parts_known " in *" $part "*) ;; *) note "$part: unknown part; parts: $parts_known"; exit 2 ;; esac
  echo "== $part"
  begun=$(date +%s)
  "part_$part"
  status=$?
  took=$(($(date +%s) - begun))
  case $status in
    0) note "$part: done in $took s" ;;
    77) note "$part: LEFT OUT, see above" ;;
    124) note "$part: OVER TIME after $took s"; failed=1 ;;
    *) note "$part: FAILED with exit code $status after $took s"; failed=1 ;;
  esac
done

# What was said on stderr and nothing else is not worth a file; the database holds every mutant's text and may be large.
find "$out" -name '*.log' -empty -delete
tar -czf "$out/results.tar.gz" -C "$out" --exclude=results.tar.gz --exclude='evoke.db*' . && echo "$out/results.tar.gz: $(wc -c <"$out/results.tar.gz") bytes"
if [ -s "$db" ]; then gzip -c "$db" >"$out/evoke.db.gz" && echo "$out/evoke.db.gz: $(wc -c <"$out/evoke.db.gz") bytes"; fi
exit $failed
