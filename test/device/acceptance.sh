#!/usr/bin/env bash
# Acceptance on a machine with an NVIDIA GPU: every part by itself, each under nine minutes, results as text and JSON.
#
#   acceptance.sh OUT             all parts into the folder OUT
#   acceptance.sh OUT bench rank  these parts only
#
# Lies in the portable bundle (`npm run bundle`) beside `evoke`, and runs from a checkout too. A part that finds something
# missing says so and is counted as left out, not as passed. One that is cut off by its limit leaves what it had, which says
# that it is not whole. OUT/summary.txt and OUT/summary.jsonl have one line a part, OUT/<part>.out what it said. After every part
# all results but the database are packed into OUT/results.tar.gz, so that one file brings them back. In which order to call the
# parts where minutes are few, and what is proven before this ran on a card: README.md beside this file.
#
# EVOKE_ACCEPTANCE_TOTAL (seconds of this call: what no longer fits is not begun), _DEVICE, _MEMORY (of a bench's arrays), _SECONDS
# (of an evolution), _GATHER, _POOLING, _INTERACTION (the workloads of the evolutions), _BENCH, _TABLES and _PEERS (those of the
# benches), _VARIANTS (of each kernel that is ranked) and _KERNELS (that are verified) change what is done; the defaults are for a
# large card.
set -u

parts_known="machine contract verify bench peers evolve-pool-sum evolve-gather evolve-interact-dot bench-evolved peers-evolved rank bench-tables webgpu"
limit=${EVOKE_ACCEPTANCE_LIMIT:-530}
total=${EVOKE_ACCEPTANCE_TOTAL:-}
# What is not worth beginning.
least=15
# What a part keeps for writing down what it has once its work was cut off.
reserve=10

out=${1:?usage: acceptance.sh OUT [PART...]; parts: $parts_known}
shift
[ $# -eq 0 ] && set -- $parts_known
for part in "$@"; do
  case " $parts_known " in *" $part "*) ;; *) echo "$part: unknown part; parts: $parts_known" >&2; exit 2 ;; esac
done
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

# Seconds that the work of the part under way still has.
left() { local have=$((part_end - SECONDS - reserve)); echo $((have > 1 ? have : 1)); }

# Runs a command within what is left, with all that it started: 124 where it was cut off, 77 where it says (exit code 3) that
# something is missing here. What it says goes to the file, and what it says on stderr to one beside it.
whom=
within() {
  local file=$1 log=$1.log; shift
  timeout $whom -k "$reserve" "$(left)" "$@" >"$file" 2>"$log"
  local status=$?
  [ $status -eq 137 ] && [ $((part_end - SECONDS)) -le "$reserve" ] && status=124
  case $status in
    0) ;;
    3) echo "left out: $(tail -n 1 "$log" | sed 's/^error: //')"; status=77 ;;
    124) echo 'CUT OFF by its time limit' ;;
    *) tail -n 3 "$log" ;;
  esac
  return $status
}

json() { "$node" --input-type=module -e "import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'; const read = (file) => JSON.parse(readFileSync(file, 'utf8')); $1" "${@:2}"; }

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
    timeout 60 "${EVOKE_PYTHON:-python3}" -c 'import torch, sys; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "Python", sys.version.split()[0])' 2>&1 | tail -n 1
    echo "Evoke $("${evoke[@]}" --version)"
  } 2>&1 | tee "$out/machine.txt"
  within "$out/devices.txt" "${evoke[@]}" devices && cat "$out/devices.txt"
}

contract() {
  local on=$1 name=$2 vitest=$app/node_modules/vitest/vitest.mjs
  [ -f "$vitest" ] || { echo "left out: no vitest in $app/node_modules"; return 77; }
  rm -f "$out/$name.json"
  (cd "$app" && EVOKE_DEVICE=$on within "$out/$name.txt" "$node" "$vitest" run --config vitest.device.config.ts --reporter=verbose --reporter=json --outputFile.json="$out/$name.json")
  local status=$?
  tail -n 12 "$out/$name.txt"
  return $status
}
part_contract() { contract "$device" contract; }

# Every kernel that the device has all for, a few at a time; a kernel that was not come to is counted as not verified.
verify() {
  local on=$1 name=$2 kernel
  rm -rf "${out:?}/$name" && mkdir -p "$out/$name"
  "${evoke[@]}" kernels --json >"$out/$name/kernels.json" || return 1
  json 'const [, folder, devices, name, only] = process.argv;
    const { capabilities } = read(devices).devices.find((each) => each.name === name);
    const all = read(`${folder}/kernels.json`).filter((each) => only === "" || only.split(" ").includes(each.name));
    const lacking = ({ needs, devices }) => (devices.includes(name.split(":")[0]) ? needs.filter((each) => !capabilities.includes(each)) : [name]);
    for (const each of all) if (lacking(each).length > 0) console.error(`${each.name}: left out, needs ${lacking(each).join(", ")}`);
    console.log(all.filter((each) => lacking(each).length === 0).map((each) => each.name).join("\n"));' \
    "$out/$name" "$out/devices.json" "$on" "${EVOKE_ACCEPTANCE_KERNELS:-}" >"$out/$name/names" 2>"$out/$name/left" || return 1
  while read -r kernel; do
    while [ "$(jobs -rp | wc -l)" -ge 4 ]; do wait -n; done
    [ "$(left)" -gt 1 ] || break
    within "$out/$name/$kernel.json" "${evoke[@]}" verify "$kernel" --device "$on" --json >/dev/null &
  done <"$out/$name/names"
  wait
  json 'const [, folder, out] = process.argv;
    const names = readFileSync(`${folder}/names`, "utf8").trim().split("\n");
    const results = names.map((kernel) => {
      try { return { ...read(`${folder}/${kernel}.json`), kernel }; } catch { /* it ended without a verdict, or was not come to */ }
      const log = existsSync(`${folder}/${kernel}.json.log`) ? readFileSync(`${folder}/${kernel}.json.log`, "utf8").trim().split("\n").at(-1) : "";
      return { kernel, verified: false, gates: [{ gate: "none", ok: false, detail: log || (existsSync(`${folder}/${kernel}.json`) ? "no verdict: cut off" : "not come to") }] };
    });
    writeFileSync(`${out}.json`, `${JSON.stringify(results, null, 2)}\n`);
    const lines = results.map(({ kernel, verified, gates }) => {
      const failed = gates.find(({ ok }) => !ok);
      return verified ? `${kernel}: verified` : `${kernel}: NOT verified: ${failed?.gate}: ${failed?.detail}`;
    });
    lines.push(...readFileSync(`${folder}/left`, "utf8").split("\n").filter((line) => line !== ""));
    writeFileSync(`${out}.txt`, `${lines.join("\n")}\n`);
    console.log(lines.join("\n"));
    process.exit(results.length > 0 && results.every(({ verified }) => verified) ? 0 : results.some(({ gates }) => /cut off|not come to/.test(gates.at(-1)?.detail ?? "")) ? 124 : 1);' \
    "$out/$name" "$out/$name"
}
part_verify() { verify "$device" verify; }

# A bench leaves OUT/NAME.json and OUT/NAME.md, anew with everything that it has measured; what is not whole says so.
bench() {
  local name=$1; shift
  rm -f "$out/$name.json" "$out/$name.md"
  within "$out/$name.said" "${evoke[@]}" bench "$@" --out "$out/$name.json"
  local status=$?
  rm -f "$out/$name.said" # the same as what it left
  [ -s "$out/$name.md" ] && cat "$out/$name.md"
  return $status
}
runs_of() { local each; for each in gather pool-sum interact-dot; do [ -s "$out/evolve-$each.json" ] && json 'console.log(read(process.argv[1]).runId)' "$out/evolve-$each.json"; done 2>/dev/null; }
# With the evolved kernels of this folder's runs.
evolved() {
  local name=$1 runs; shift
  mapfile -t runs < <(runs_of)
  [ ${#runs[@]} -gt 0 ] && [ -s "$db" ] || { echo "left out: no evolution in $out (parts evolve-pool-sum, evolve-gather, evolve-interact-dot)"; return 77; }
  bench "$name" "$@" --evolved "${runs[@]}" --db "$db"
}
bench_workloads=${EVOKE_ACCEPTANCE_BENCH:-cuembed-sweep-uniform-32x64 cuembed-sweep-zipf105-128x16 cuembed-sweep-zipf115-128x64 dot-27x128}
peers_workloads=${EVOKE_ACCEPTANCE_PEERS:-cuembed-sweep-uniform-32x64 cuembed-sweep-zipf105-128x16 fbgemm-device dot-27x128}
part_bench() { bench bench --device "$device" --memory "$memory" --workload $bench_workloads; }
part_bench-evolved() { evolved bench-evolved --device "$device" --memory "$memory" --workload $bench_workloads; }
part_bench-tables() { bench bench-tables --device "$device" --memory "$memory" --workload ${EVOKE_ACCEPTANCE_TABLES:-mlperf-dcnv2-c11 mlperf-dcnv2-c20 mlperf-dcnv2-c21 fbgemm-device deeprecsys-rm1 deeprecsys-rm2 deeprecsys-rm3}; }
part_peers() { bench peers --peers --memory "$memory" --workload $peers_workloads; }
part_peers-evolved() { evolved peers-evolved --peers --memory "$memory" --workload $peers_workloads; }
part_rank() { bench rank --ranking "${EVOKE_ACCEPTANCE_VARIANTS:-60}" --device "$device" --memory "$memory"; }

# A published workload with other sizes, in OUT/workloads: far above the caches, yet made, uploaded and compared in moments.
sized() {
  mkdir -p "$out/workloads"
  json 'const [, folder, name, called, sizes, out] = process.argv;
    const { tables, sweep, ...spec } = read(`${folder}/full/${name}.json`);
    writeFileSync(out, JSON.stringify({ ...spec, name: called, scaledFrom: name, sizes: { ...spec.sizes, ...JSON.parse(sizes) } }));' \
    "$app/corpus" "$1" "$2" "$3" "$out/workloads/$2.json" && printf '%s\n' "$out/workloads/$2.json"
}

# The run alone is told to end, which it does with its workers once it has written down what it has: cut off, it still tells what
# it had ("status": "interrupted"), and the database holds every evaluation.
evolve() {
  local kernel=$1 workload=$2 have=$seconds
  [ -n "$workload" ] || { echo 'no workload could be written'; return 1; }
  [ "$have" -gt $(($(left) - 60)) ] && have=$(($(left) - 60)) # what comes after the search takes its time too
  [ "$have" -ge 10 ] || { echo 'not begun: too few seconds are left'; return 124; }
  whom=--foreground within "$out/evolve-$kernel.json" "${evoke[@]}" run "$kernel" --workload "$workload" --device "$device" --seconds "$have" --seed 1 --db "$db" --json
  local status=$?
  if [ ! -s "$out/evolve-$kernel.json" ]; then # it was killed before it could say
    "${evoke[@]}" runs --db "$db" --json >"$out/evolve-$kernel-runs.json" && rm -f "$out/evolve-$kernel.json"
    return $status
  fi
  within "$out/evolve-$kernel.txt" "${evoke[@]}" lineage --db "$db" "$(json 'console.log(read(process.argv[1]).runId)' "$out/evolve-$kernel.json")"
  json 'const r = read(process.argv[1]); console.log(`${r.kernel} on ${r.workload}: ${r.status}, ${r.speedup.estimate.toFixed(2)}x (${r.speedup.low.toFixed(2)} to ${r.speedup.high.toFixed(2)}), ${r.verdict}, ${r.evaluations} evaluations in ${process.argv[2]} s`)' "$out/evolve-$kernel.json" "$have"
  return $status
}
part_evolve-gather() { evolve gather "${EVOKE_ACCEPTANCE_GATHER:-$(sized micro24 micro24-gather '{"rows":200000,"bags":512}')}"; }
part_evolve-pool-sum() { evolve pool-sum "${EVOKE_ACCEPTANCE_POOLING:-$(sized micro24 micro24-pooling '{"rows":200000,"bags":2048}')}"; }
part_evolve-interact-dot() { evolve interact-dot "${EVOKE_ACCEPTANCE_INTERACTION:-$(sized dot-27x128 dot-27x128-4k '{"batch":4096}')}"; }

part_webgpu() {
  if ! "${evoke[@]}" devices | grep -E '^[* ] *webgpu ' | grep -qv -e 'not here' -e software; then echo 'left out: no WebGPU on a GPU here (a Vulkan loader and the driver'\''s Vulkan part are needed)'; return 77; fi
  contract webgpu contract-webgpu
  local status=$?
  verify webgpu verify-webgpu || status=$?
  return $status
}

# Why the device is not here; nothing where it is.
why_missing() {
  "${evoke[@]}" devices --json >"$out/devices.json" || { echo 'evoke devices failed'; return; }
  json 'const found = read(process.argv[1]).devices.find(({ name }) => name === process.argv[2]);
    if (found === undefined) console.log("there is no such device"); else if ("reason" in found) console.log(`${found.reason}; ${found.remedy}`);' "$out/devices.json" "$device"
}

note() {
  printf '%s\n' "$2" | tee -a "$out/summary.txt"
  printf '{"part":"%s","result":"%s","exitCode":%d,"seconds":%d}\n' "$part" "$1" "$status" "$took" >>"$out/summary.jsonl"
}

# Each takes the place of the one before when it is whole. The database holds every mutant's text and may be large.
pack() {
  local made
  made=$(mktemp -d) || return
  find "$out" -name '*.log' -empty -delete
  tar -czf "$made/results.tar.gz" -C "$out" --exclude=results.tar.gz --exclude='evoke.db*' . && mv "$made/results.tar.gz" "$out/results.tar.gz"
  [ -s "$db" ] && gzip -c "$db" >"$made/evoke.db.gz" && mv "$made/evoke.db.gz" "$out/evoke.db.gz"
  rm -rf "$made"
}

missing=$(why_missing)
failed=0
for part in "$@"; do
  begun=$SECONDS
  part_end=$((SECONDS + limit))
  [ -n "$total" ] && [ "$part_end" -gt "$total" ] && part_end=$total
  took=0
  status=124
  if [ $((part_end - SECONDS)) -lt $((least + reserve)) ]; then
    failed=1
    note 'not begun' "$part: NOT BEGUN, the $total s of this call are used up"
    continue
  fi
  echo "== $part"
  case $part in
    contract | verify | bench | bench-evolved | bench-tables | rank | evolve-*)
      if [ -n "$missing" ]; then echo "left out: device $device: $missing" | tee "$out/$part.out"; status=77; else "part_$part" 2>&1 | tee "$out/$part.out"; status=${PIPESTATUS[0]}; fi ;;
    *) "part_$part" 2>&1 | tee "$out/$part.out"; status=${PIPESTATUS[0]} ;;
  esac
  took=$((SECONDS - begun))
  case $status in
    0) note done "$part: done in $took s" ;;
    77) note 'left out' "$part: LEFT OUT: $(grep -m 1 'left out' "$out/$part.out" | sed 's/^left out: //')" ;;
    124) failed=1; note 'over time' "$part: OVER TIME after $took s; what it had is kept" ;;
    *) failed=1; note failed "$part: FAILED with exit code $status after $took s" ;;
  esac
  pack
done
[ -s "$out/results.tar.gz" ] && echo "$out/results.tar.gz: $(wc -c <"$out/results.tar.gz") bytes"
[ -s "$out/evoke.db.gz" ] && echo "$out/evoke.db.gz: $(wc -c <"$out/evoke.db.gz") bytes"
exit $failed
