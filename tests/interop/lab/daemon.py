"""What BIRD, GoBGP and OpenBGPD have in common here: one process with a folder and a configuration."""

from pathlib import Path


class Daemon:
    """`start()` of the subclass writes the configuration, starts `self.process` and waits until it answers."""

    def __init__(self, namespace, folder, config):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = config
        self.process = None
        self.start()

    def stop(self):
        self.process.stop()

    def kill(self):
        self.process.kill()
        self.stop()
