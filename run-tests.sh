#!/usr/bin/env bash
# Runs the tests: run-tests.sh [unit|simulation|integration|all]. Installs what they need. The last line counts them.
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-all}" in
  unit) projects=(HdfsConsumer.Tests) ;;
  simulation) projects=(HdfsConsumer.SimulationTests) ;;
  integration) projects=(HdfsConsumer.IntegrationTests) ;;
  all) projects=(HdfsConsumer.Tests HdfsConsumer.SimulationTests HdfsConsumer.IntegrationTests) ;;
  *)
    echo "usage: run-tests.sh [unit|simulation|integration|all]" >&2
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
for project in "${projects[@]}"; do
  echo "== $project"
  dotnet test "tests/$project" -c Release --no-build -nologo --logger "console;verbosity=normal" >"$log" 2>&1 && status=0 || status=$?
  grep -vE '^ *(Passed|\[xUnit)' "$log" || true
  in_project=$(count ' Passed')
  passed=$((passed + in_project))
  failed=$((failed + $(count ' Failed')))
  skipped=$((skipped + $(count ' Skipped')))
  if [ "$status" != 0 ] && [ "$(count ' Failed')" = 0 ]; then
    crashed=1
    echo "$project did not run to its end" >&2
  fi
done

[ "$crashed" = 0 ] || failed=$((failed + 1))
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
