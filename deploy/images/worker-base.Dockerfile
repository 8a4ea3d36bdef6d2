# The base of the worker's image: ASP.NET Core, and the programs that read PDFs and scanned pages. Build it again for updates of all three.
#   docker build -t registry/aspire-streaming-worker-base:10.0 -f deploy/images/worker-base.Dockerfile deploy/images
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0
FROM ${BASE}
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends poppler-utils tesseract-ocr tesseract-ocr-fra \
    && rm -rf /var/lib/apt/lists/*
USER $APP_UID
