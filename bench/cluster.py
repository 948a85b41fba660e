"""A PostgreSQL server of a run's own, which may be stopped and started under the paper."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.programs import free_port


class Cluster:
    """Lives in a folder of its own, as the user who may run one; nobody needs a password."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = found[-1] if found else Path(shutil.which("initdb")).parent
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")

    def _run(self, program, *arguments):
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", capture_output=True, timeout=60)

    def make(self):
        data = f"{self.folder}/data"
        self._run("initdb", "-D", data, "-U", "newsroom", "--auth=trust", "--no-sync")

    def start(self):
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off"
        options += f" -c unix_socket_directories={self.folder}"
        self._control("start", "-l", f"{self.folder}/log", "-o", options)

    def stop(self):
        """At once: whoever is connected is cut off."""
        self._control("stop", "-m", "immediate")

    def _control(self, verb, *more):
        self._run("pg_ctl", "-D", f"{self.folder}/data", *more, "-w", verb)

    @property
    def url(self):
        return f"postgres://newsroom@127.0.0.1:{self.port}/postgres"


@contextlib.contextmanager
def own_cluster():
    """One that runs, gone afterwards."""
    # The user postgres may enter what lies directly in the system's folder for such files.
    folder = tempfile.mkdtemp(prefix="newsroom-cluster-", dir="/tmp")
    cluster = Cluster(folder)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
