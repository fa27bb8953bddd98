"""A stand-in for Kubernetes on loopback: what Dagster's launcher asks of its API, with pods that are processes here.

A pod has the variables, secrets and config maps that its manifest gives it and no others, so that what a manifest
forgets is missing here as it would be there.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests import PROJECT_ROOT

_NAMESPACED = re.compile(
    r"/(?:api/v1|apis/batch/v1)/namespaces/[^/]+/(jobs|pods|events)(?:/([^/]+))?(?:/(status|log))?"
)
# What the image has: its Python, and the project installed.
_IMAGE = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHONPATH": str(PROJECT_ROOT)}


@dataclass
class Cluster:
    """Jobs by name, each with its one pod; `secrets` and `config_maps` by name, as files are by theirs."""

    folder: Path
    secrets: dict[str, dict[str, str]]
    config_maps: dict[str, dict[str, str]]
    address: str = ""
    jobs: dict[str, dict] = field(default_factory=dict)
    pods: dict[str, subprocess.Popen] = field(default_factory=dict)

    def create(self, manifest):
        name = manifest["metadata"]["name"]
        pod = manifest["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        root = self.folder / name
        root.mkdir(parents=True)
        self._mount(root, pod, container)
        variables = _IMAGE | self._variables(container)
        variables["DAGSTER_HOME"] = f"{root}{variables['DAGSTER_HOME']}"
        with (root / "log").open("wb") as log:
            self.pods[name] = subprocess.Popen(
                container["args"], cwd=root, env=variables, stdout=log, stderr=log, start_new_session=True
            )
        self.jobs[name] = manifest
        return manifest

    def _variables(self, container):
        variables = {}
        for source in container.get("envFrom") or ():
            variables |= self.secrets[source["secretRef"]["name"]]
        for entry in container.get("env") or ():
            secret = (entry.get("valueFrom") or {}).get("secretKeyRef")
            variables[entry["name"]] = self.secrets[secret["name"]][secret["key"]] if secret else entry["value"]
        return variables

    def _mount(self, root, pod, container):
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        for mount in container["volumeMounts"]:
            target = root / mount["mountPath"].lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.config_maps[volumes[mount["name"]]["configMap"]["name"]][mount["subPath"]])

    def status(self, name):
        """The job's status as the API gives it; the pod is not restarted."""
        code = self.pods[name].poll()
        if code is None:
            return {"active": 1}
        return {"succeeded": 1} if code == 0 else {"failed": 1}

    def log(self):
        """The end of what the pods said."""
        return "\n".join((self.folder / name / "log").read_text()[-3000:] for name in self.jobs)

    def kill(self, name):
        """As a node that goes away."""
        os.killpg(self.pods[name].pid, signal.SIGKILL)
        self.pods[name].wait(10)


@contextmanager
def kubernetes_api(folder, secrets, config_maps):
    """A cluster with its API on a free port of loopback; its pods end with the block. KUBECONFIG is in the folder."""
    cluster = Cluster(folder / "pods", secrets, config_maps)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(cluster))
    cluster.address = f"http://127.0.0.1:{server.server_port}"
    (folder / "kubeconfig").write_text(json.dumps(_kubeconfig(cluster.address)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield cluster
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for name, pod in cluster.pods.items():
            if pod.poll() is None:
                cluster.kill(name)


def _kubeconfig(address):
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "here", "cluster": {"server": address}}],
        "users": [{"name": "me", "user": {}}],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
        "current-context": "here",
    }


def _handler(cluster):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            kind, name, part = self._asked()
            if name and part == "log":
                self._answer(200, "")
            elif name and (kind != "jobs" or name not in cluster.jobs):
                self._answer(404, {"kind": "Status", "status": "Failure", "code": 404})
            elif name:
                self._answer(200, cluster.jobs[name] | {"status": cluster.status(name)})
            else:
                self._answer(200, {"kind": "List", "metadata": {}, "items": []})

        def do_POST(self):
            manifest = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(201, cluster.create(manifest))

        def do_DELETE(self):
            _, name, _ = self._asked()
            cluster.kill(name)
            self._answer(200, {"kind": "Status", "status": "Success"})

        def _asked(self):
            found = _NAMESPACED.fullmatch(self.path.partition("?")[0])
            assert found, self.path
            return found.groups()

        def _answer(self, code, content):
            body = json.dumps(content).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            """Not to the terminal."""

    return Handler
