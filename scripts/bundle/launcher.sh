#!/bin/sh
# The Pulumi plugin aks-ray. Needs Node.js on PATH, as every Pulumi program in JavaScript does.
if ! command -v node >/dev/null 2>&1; then
  echo "pulumi-resource-aks-ray needs Node.js 20.19 or later on PATH: https://nodejs.org" >&2
  exit 1
fi
exec node "$(dirname "$0")/plugin.js" "$@"
