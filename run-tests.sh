#!/usr/bin/env bash
# Runs the tests: run-tests.sh [unit|simulation|integration|torture|all]. Installs what they need. The last line counts them.
set -euo pipefail
cd "$(dirname "$0")"

# A project, and which of its tests; none said, all of them.
integration="HdfsConsumer.IntegrationTests Category!=Torture"
torture="HdfsConsumer.IntegrationTests Category=Torture"
case "${1:-all}" in
  unit) runs=(HdfsConsumer.Tests) ;;
  simulation) runs=(HdfsConsumer.SimulationTests) ;;
  integration) runs=("$integration") ;;
  torture) runs=("$torture") ;;
  all) runs=(HdfsConsumer.Tests HdfsConsumer.SimulationTests "$integration" "$torture") ;;
  *)
    echo "usage: run-tests.sh [unit|simulation|integration|torture|all]" >&2
    exit 2
    ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT
eng/prepare.sh
eng/install-test-tools.sh
dotnet build HdfsConsumer.sln -c Release -v quiet -nologo

passed=0 failed=0 skipped=0 crashed=0
count() { sed -nE "s/.*$1: *([0-9]+).*/\1/p" "$log" | awk '{ sum += $1 } END { print sum + 0 }'; }
for run in "${runs[@]}"; do
  read -r project filter <<<"$run"
  echo "== $run"
  dotnet test "tests/$project" -c Release --no-build -nologo ${filter:+--filter "$filter"} --logger "console;verbosity=normal" >"$log" 2>&1 && status=0 || status=$?
  grep -vE '^ *(Passed|\[xUnit)' "$log" || true
  in_project=$(count ' Passed')
  passed=$((passed + in_project))
  failed=$((failed + $(count ' Failed')))
  skipped=$((skipped + $(count ' Skipped')))
  if [ "$status" != 0 ] && [ "$(count ' Failed')" = 0 ]; then
    crashed=1
    echo "$run did not run to its end" >&2
  fi
done

[ "$crashed" = 0 ] || failed=$((failed + 1))
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
