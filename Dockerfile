# The service alone: browsers for replays come over SELENIUM_REMOTE_URL.
FROM python:3.11-slim

RUN useradd --create-home --uid 10001 checker
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY checker checker
COPY templates templates
COPY static static
COPY wsgi.py ./
RUN mkdir /data && chown checker /data

USER checker
ENV CHECKER_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "checker", "healthy"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "24", "--keep-alive", "20", "--no-control-socket", "--limit-request-field_size", "32768", "--access-logfile", "/dev/null", "wsgi:application"]
