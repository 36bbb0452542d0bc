# One image for web, worker and scheduler; compose.yaml says which of them a container is.
FROM python:3.13-slim

# pg_dump and pg_restore, for `backup` and `restore`.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 QUOTAHIT_HOME=/data LOG_FORMAT=json
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --requirement requirements.txt
COPY . .
RUN useradd --create-home quotahit && mkdir /data && chown quotahit /data
USER quotahit
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "--host", "0.0.0.0"]
