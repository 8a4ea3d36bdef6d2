#!/bin/sh
# Installs what is missing, builds, starts everything:  ./run.sh [--api-replicas N] [--worker-replicas N]
set -eu
cd "$(dirname "$0")"
. ./.ci/install.sh

need_dotnet
need redis-server redis-server pdftotext poppler-utils

exec dotnet run --project AppHost -- "$@"
