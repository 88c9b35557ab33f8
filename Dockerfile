# One image for every service of Airflow. Build: docker compose build
FROM python:3.11.13-slim-bookworm AS libraries
WORKDIR /build
# The package index of whoever builds, when the public one is out of reach; it does not stay in the image.
ARG PIP_INDEX_URL
ARG UV_DEFAULT_INDEX
COPY requirements-bootstrap.txt requirements-production.lock ./
RUN python -m venv /opt/venv \
    && python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt \
    && uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes -r requirements-production.lock

FROM python:3.11.13-slim-bookworm
ENV PATH=/opt/venv/bin:/opt/monitor/bin:/opt/monitor/deploy:$PATH \
    PYTHONPATH=/opt/monitor/config:/opt/monitor/include \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    TZ=UTC \
    AIRFLOW_HOME=/opt/airflow
# Without a Chinese font the bulletin has no PDF.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 50000 monitor \
    && useradd --uid 50000 --gid 50000 --no-create-home --home-dir /opt/airflow --shell /usr/sbin/nologin monitor \
    && install -d -o monitor -g monitor -m 0750 /opt/airflow /srv/monitor/data /srv/monitor/inbox /srv/monitor/logs \
    && printf '#!/bin/sh\nexec python -m monitoring "$@"\n' > /usr/local/bin/monitor \
    && chmod 0755 /usr/local/bin/monitor
COPY --from=libraries /opt/venv /opt/venv
COPY . /opt/monitor
# Nothing is written at run time: what is not compiled here is compiled again by every task.
RUN python -m compileall -q /opt/monitor/include /opt/monitor/config
USER 50000:50000
WORKDIR /opt/monitor
