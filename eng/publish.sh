#!/usr/bin/env bash
# Makes a release for Linux on x64: publish.sh [FOLDER], else below artifacts/release. What comes out is one executable with .NET and
# ASP.NET Core in it, compiled ahead, and librdkafka beside it; also settings to begin with, the documents, and all of it packed.
# Standard output is the folder's path; words go to standard error.
set -euo pipefail
cd "$(dirname "$0")/.."

runtime=linux-x64
program=HdfsConsumer

say() { echo "publish: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

[ $# -le 1 ] && [ "${1:-}" != --help ] || { echo "usage: eng/publish.sh [FOLDER]" >&2; exit 2; }
# What eng/prepare.sh builds is for the machine that it is built on.
[ "$(uname -sm)" = "Linux x86_64" ] || fail "a release is made on Linux on x64; this is $(uname -sm)"

eng/prepare.sh
version=$(sed -nE 's:.*<Version>(.+)</Version>.*:\1:p' "src/$program/$program.csproj")
folder=${1:-artifacts/release/hdfsconsumer-$version-$runtime}
[ $# = 1 ] || rm -rf "$folder"
[ -z "$(ls -A "$folder" 2>/dev/null)" ] || fail "$folder is not empty"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# In a folder of its own: what dotnet build has made stays as it is.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Not as one composite image with the framework, which is compiled ahead as it comes: that takes four minutes and half as much space again.
say "building $version for $runtime, in about a minute"
dotnet publish "src/$program" -c Release -r "$runtime" --self-contained -o "$folder" -v quiet -nologo \
  -p:ArtifactsPath="$work" -p:PublishSingleFile=true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=false \
  -p:DebugType=embedded -p:PublishDocumentationFiles=false >&2

[ -f "$folder/librdkafka.so" ] || fail "librdkafka.so is not beside the program"
cp -r appsettings.json appsettings.schema.json LICENSE THIRD-PARTY.md CHANGELOG.md README.md README.fr.md docs deploy "$folder"

told=$("$folder/$program" --version)
case "$told" in
  "$version (commit "*) [ -z "$(git status --porcelain 2>/dev/null)" ] || say "the work tree has changes that the commit it names does not have" ;;
  "$version") say "no commit is known: this is not a git work tree" ;;
  *) fail "the program says it is '$told', not $version" ;;
esac

if [ $# = 0 ]; then
  tar -C "$(dirname "$folder")" --sort=name --owner=0 --group=0 -czf "$folder.tar.gz" "$(basename "$folder")"
  say "packed as $folder.tar.gz"
fi

say "$told, $(du -sh "$folder" | cut -f 1)"
echo "$folder"
