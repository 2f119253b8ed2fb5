# One image for every process of the service; docker-compose.yml says which runs what.
FROM python:3.13.14-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY triage triage
COPY projections projections
COPY workers workers
COPY api api
COPY wiring wiring
# What installs is left behind with what it installed from.
RUN /app/.venv/bin/pip install --no-cache-dir --no-index --no-deps --no-build-isolation . \
    && /app/.venv/bin/pip uninstall --yes setuptools pip

FROM python:3.13.14-slim
RUN pip uninstall --yes pip \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/pyyda pyyda
COPY --from=build /app/.venv /app/.venv
COPY script/container /app/container
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER pyyda
WORKDIR /var/lib/pyyda
EXPOSE 8000
ENTRYPOINT ["/app/container"]
