#!/bin/sh
# Installs what is missing, builds, starts everything:  ./run.sh [--api-replicas N] [--worker-replicas N]
set -eu
cd "$(dirname "$0")"
. ./.ci/install.sh

need_dotnet
need redis-server redis-server pdftotext poppler-utils tesseract "tesseract-ocr tesseract-ocr-fra"

exec dotnet run --project AppHost -- "$@"
