# Shetu in one container: web, workers, scheduler and sweeper. docs/setting-up.md says how to build and start it, and what was tried.
FROM python:3.11-slim-bookworm

WORKDIR /srv/shetu

# The account that runs Shetu. It owns the state and nothing else, so it cannot change the program.
RUN groupadd --system --gid 10001 shetu \
    && useradd --system --uid 10001 --gid shetu --home-dir /var/lib/shetu --no-create-home --shell /usr/sbin/nologin shetu \
    && install -d -o shetu -g shetu -m 700 /var/lib/shetu

# The packages come before the program, so that a changed program does not install them again.
# --build-arg PIP_INDEX_URL=… names another package index.
ARG PIP_INDEX_URL
COPY requirements.txt requirements-dev.txt requirements-uv.txt ./
COPY scripts scripts
RUN python3 scripts/install.py && rm -rf /root/.cache /var/lib/apt/lists/*

COPY manage.py LICENSE ./
COPY accounts accounts
COPY jobs jobs
COPY programmes programmes
COPY participants participants
COPY trainings trainings
COPY certificates certificates
COPY reports reports
COPY demo demo
COPY config config
COPY templates templates
COPY static static
COPY locale locale
# Shetu starts many processes and may not write here; without this each of them would compile every file.
RUN .venv/bin/python -m compileall -q .

# Production refuses to start until the variables marked in docs/configuration.md are given.
ENV ENVIRONMENT=production VAR_DIR=/var/lib/shetu PORT=8000 PYTHONUNBUFFERED=1
VOLUME /var/lib/shetu
EXPOSE 8000
USER shetu
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 CMD ["python3", "scripts/healthy.py"]
CMD ["scripts/start-container"]
