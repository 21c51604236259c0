"""One task done once by a peer that Python drives; prints what it came to as JSON.

    peer.py MODULE TASK COUNT DEVICES NOTES FOLDER
"""

import importlib
import json
import sys

from peers.replicas import Tasks, read_notes


def main():
    name, task, count, devices, path, folder = sys.argv[1:]
    count, devices = int(count), int(devices)
    notes = read_notes(path, count * devices if task == "everyone" else count)
    module = importlib.import_module(f"peers.{name}")
    if hasattr(module, "Replica"):
        tasks = Tasks(module.Replica, module.Server, folder, notes, devices)
        print(json.dumps(getattr(tasks, task)()))
        return
    tasks = module.Tasks(folder, notes, devices)
    try:
        print(json.dumps(getattr(tasks, task)()))
    finally:
        tasks.discard()


if __name__ == "__main__":
    main()
