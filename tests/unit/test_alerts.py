"""Alerts reach a webhook, and whatever is wrong with it changes nothing and is told without its address."""

import json

import pytest

from pipeline import alerts
from pipeline.alerts import Alert, AlertSettings, send_alert
from pipeline.errors import ContractError, GatedReleaseError, LakeError, SettingsError
from pipeline.settings import make_settings
from tests.receiving import receiver

ALERT = Alert("blocked", "refresh", "1234", "release: documents fell to 0.3", "data")


def test_an_alert_arrives_as_json_with_a_line_to_read():
    with receiver() as (address, got):
        assert send_alert(AlertSettings(webhook=address), ALERT)
    (body,) = got
    assert body["text"] == (
        "onrecord: refresh made no release, which was blocked (run 1234) in data: release: documents fell to 0.3"
    )
    assert {name: body[name] for name in ("kind", "job", "run")} == {"kind": "blocked", "job": "refresh", "run": "1234"}
    assert not send_alert(AlertSettings(), ALERT)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_refusal_or_redirection_is_a_warning_without_the_address(status, caplog):
    with receiver(status) as (address, got):
        assert not send_alert(AlertSettings(webhook=address), ALERT)
    assert len(got) == 1
    assert f"HTTP status {status}" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_server_that_does_not_answer_or_is_not_there_is_a_warning(monkeypatch, caplog):
    monkeypatch.setattr(alerts, "_TIMEOUT_SECONDS", 0.2)
    with receiver(is_silent=True) as (address, _):
        assert not send_alert(AlertSettings(webhook=address), ALERT)
    assert not send_alert(AlertSettings(webhook=address), ALERT)
    assert caplog.text.count("not delivered") == 2
    assert "s3cret" not in caplog.text


def test_the_address_is_never_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "onrecord.toml").write_text('[alerts]\nwebhook = "https://hooks.example.org/s3cret"\n')
    assert "s3cret" not in repr(make_settings())
    for wrong in ("hooks.example.org/s3cret", "file:///s3cret", "https://[s3cret"):
        (tmp_path / "onrecord.toml").write_text(f'[alerts]\nwebhook = "{wrong}"\n')
        with pytest.raises(SettingsError) as caught:
            make_settings()
        assert "webhook" in str(caught.value)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [(LakeError("full"), "failed"), (ContractError("fell"), "blocked"), (GatedReleaseError("more"), "gated")],
)
def test_a_build_of_the_command_line_that_fails_is_told(onrecord, tmp_path, monkeypatch, error, kind):
    pytest.importorskip("dagster")

    def fail(*given, **named):
        raise error

    monkeypatch.setattr("pipeline.defs.build.build", fail)
    (tmp_path / "seeds").mkdir()
    with receiver() as (address, got):
        monkeypatch.setenv("ONRECORD_ALERTS", json.dumps({"webhook": address}))
        status, _, err = onrecord("build", "--seeds", tmp_path / "seeds", "--data", tmp_path / "data")
    assert status == error.exit_status
    assert [(body["kind"], body["job"], body["cause"]) for body in got] == [(kind, "onrecord build", str(error))]
    assert "s3cret" not in err
