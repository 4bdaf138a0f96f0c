#!/bin/sh
# Takes the header and the version script as they are now for what later ones are compared with: at
# a release, or when what is not released yet is changed on purpose.
set -eu
cd "$(dirname "$0")"
${CC:-cc} -w -fpreprocessed -dD -E -P ../../../include/graft.h > graft.h
cp ../../../capi/graft.map graft.map
