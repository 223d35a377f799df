#!/bin/sh
# Checks the syntax of everything in deploy/ with the tools that are there; says which are not. Exit code 1 when something is wrong.
set -u
cd "$(dirname "$0")" || exit 1
wrong=0

# check NAME TOOL-IS-THERE COMMAND: runs the command, which says nothing when all is well.
check() {
  if ! sh -c "$2" >/dev/null 2>&1; then
    echo "skipped  $1: the tool for it is not there"
  elif said=$(sh -c "$3" 2>&1); then
    echo "good     $1"
  else
    echo "WRONG    $1: $(echo "$said" | tail -n 3)"
    wrong=1
  fi
}

# What is named in the unit is not installed here, so only that is let pass.
check systemd/hdfsconsumer.service 'command -v systemd-analyze' \
  '! systemd-analyze verify systemd/hdfsconsumer.service 2>&1 | grep hdfsconsumer.service | grep -v -e "is not executable" -e "No such file"'
check launchd/hdfsconsumer.plist 'command -v python3' \
  'python3 -c "import plistlib; plistlib.load(open(\"launchd/hdfsconsumer.plist\", \"rb\"))"'
check docker/docker-compose.yml 'docker compose version' 'docker compose -f docker/docker-compose.yml config --quiet'
check 'docker/docker-compose.yml (YAML)' 'python3 -c "import yaml"' \
  'python3 -c "import yaml; list(yaml.safe_load_all(open(\"docker/docker-compose.yml\")))"'
check kubernetes/hdfsconsumer.yaml 'python3 -c "import yaml"' \
  'python3 -c "import yaml, json; [json.loads(d[\"data\"][\"appsettings.json\"]) for d in yaml.safe_load_all(open(\"kubernetes/hdfsconsumer.yaml\")) if d[\"kind\"] == \"ConfigMap\"]"'
check 'prometheus/prometheus.yml and its alerts' 'command -v promtool' 'promtool check config prometheus/prometheus.yml'
check 'prometheus/hdfsconsumer.rules.test.yml: every alert' 'command -v promtool' 'promtool test rules prometheus/hdfsconsumer.rules.test.yml'
check grafana/hdfsconsumer.json 'command -v python3' 'python3 -m json.tool grafana/hdfsconsumer.json'
exit "$wrong"
