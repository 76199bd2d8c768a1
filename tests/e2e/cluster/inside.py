"""Sockets that belong to a network namespace, used from this process."""

import contextlib
import ctypes
import os
import socket

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def enter(descriptor):
    if LIBC.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def inside(namespace):
    """What this thread creates within is created there; a socket stays in its namespace for good."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(namespace.path, os.O_RDONLY)
    try:
        enter(there)
        try:
            yield
        finally:
            enter(home)
    finally:
        os.close(there)
        os.close(home)


def connect(namespace, address, port, timeout):
    with inside(namespace):
        return socket.create_connection((address, port), timeout)


def listen(namespace, address, port):
    with inside(namespace):
        return socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
