#!/usr/bin/env bash
# Makes a bare machine ready to build: where the package feed has no librdkafka.redist, builds librdkafka once from source;
# where it lacks packages that MySql.Data names, notes that they are left out. Silent when there is nothing to do.
set -euo pipefail

version=2.15.1
source_package=@confluentinc/kafka-javascript@1.10.1 # carries librdkafka's sources of that version in deps/librdkafka
case "$(uname -s)" in
  Darwin) library=librdkafka.dylib built=librdkafka.1.dylib ;;
  *) library=librdkafka.so built=librdkafka.so.1 ;;
esac
mysql_version=26.10.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/hdfs-consumer/librdkafka-$version"
packages="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
mysql_note="$(dirname "$cache")/mysql-data-$mysql_version-alone"

has_library() { [ -f "$cache/$library" ] || [ -d "$packages/librdkafka.redist/$version" ]; }
has_mysql() { [ -f "$mysql_note" ] || [ -d "$packages/bouncycastle.cryptography" ]; }
is_prepared() { has_library && has_mysql; }

is_prepared && exit 0

# MSBuild shows nothing of what a script says but warnings and errors, so it is given them.
say() { if [ -n "${MSBUILD_CALLS:-}" ]; then echo "eng/prepare.sh : warning PREPARE : $*" >&2; else echo "prepare: $*" >&2; fi; }
fail() {
  if [ -n "${MSBUILD_CALLS:-}" ]; then echo "eng/prepare.sh : error PREPARE : $*" >&2; else echo "prepare: $*" >&2; fi
  exit 1
}

mkdir -p "$cache"
work=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$work"' EXIT

# One at a time; whoever waited finds it done.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$cache/lock"
  flock 9
  is_prepared && exit 0
fi

feed_has() {
  mkdir "$work/$1"
  cat >"$work/$1/trial.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="$2" /></ItemGroup>
</Project>
PROJECT
  (cd "$work/$1" && dotnet restore >trial.log 2>&1)
}

# A feed that does not answer is no feed that lacks packages: NU1101 and NU1102 are what NuGet says of those.
prepare_mysql() {
  feed_has MySql.Data "$mysql_version" || ! grep -qE 'NU110[12]' "$work/MySql.Data/trial.log" || touch "$mysql_note"
}

install_missing_packages() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 0
  local missing=() package
  for package in gcc make libssl-dev zlib1g-dev libzstd-dev libsasl2-dev liblz4-dev; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  say "installing ${missing[*]} with apt-get"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >"$work/apt.log" 2>&1 ||
    say "apt-get could not install them; going on without (TLS, SASL or zstd may be missing)"
}

build_library() {
  cd "$work"
  npm pack --silent "$source_package" >package.log 2>&1 || fail "the sources of librdkafka could not be downloaded with npm. Check that npm reaches its registry, or put librdkafka $version at $cache/$library."
  tar -xzf ./*.tgz
  cd package/deps/librdkafka
  { ./configure && make -C src -j"$(getconf _NPROCESSORS_ONLN)"; } >"$cache/build.log" 2>&1 ||
    fail "librdkafka could not be built; the end of $cache/build.log says why. Or put librdkafka $version at $cache/$library."
  strip -S "src/$built" 2>/dev/null || true
  mv "src/$built" "$cache/$library"
}

has_mysql || prepare_mysql
has_library || feed_has librdkafka.redist "$version" && exit 0
for tool in npm tar; do
  command -v "$tool" >/dev/null 2>&1 || fail "the package feed has no librdkafka.redist, and building it needs $tool. Install $tool (Node.js brings npm), or put librdkafka $version at $cache/$library."
done
say "building librdkafka $version once, in about a minute (the package feed does not have it)"
install_missing_packages
for tool in gcc make; do
  command -v "$tool" >/dev/null 2>&1 || fail "building librdkafka needs $tool. Install gcc and make, or put librdkafka $version at $cache/$library."
done
build_library
