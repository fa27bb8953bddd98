"""Shared by the tests of the whole: a scratch project with a Dagster instance, a bucket on loopback."""

import uuid

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from tests.corpora import settings_in
from tests.press import release_press


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Settings of a scratch project, with DAGSTER_HOME set to a scratch instance."""
    home = tmp_path / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def press(tmp_path_factory):
    """The folder of the release of tests/press.py; its data folder is the second above it. Nobody changes it."""
    return release_press(tmp_path_factory.mktemp("press"))


@pytest.fixture
def bucket(monkeypatch):
    """The URL of an empty bucket in an S3 of this process, reached as the environment says."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"press-{uuid.uuid4().hex}"
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()
