"""Messages as a capture file, and what tshark makes of them."""

import struct
import subprocess

OURS, THEIRS = bytes((10, 9, 0, 10)), bytes((10, 9, 0, 5))
RAW_IP = 101    # the link type of a capture whose packets begin with their IP header
LARGEST = 8000  # octets of a segment: what is longer is put together again by tshark

# Everything that tshark marks as malformed, and what its experts call an error.
BAD = "_ws.malformed || _ws.expert.severity >= error"


def packet(sender, receiver, ports, sequence, acknowledged, data):
    tcp = struct.pack("!HHIIBBHHH", *ports, sequence, acknowledged, 5 << 4, 0x18, 65535, 0, 0) + data
    return struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(tcp), 0, 0x4000, 1, 6, 0) + sender + receiver + tcp


def capture(messages):
    """One TCP connection that carries the messages, a packet each."""
    out = struct.pack("!IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP)
    sent = {True: 1, False: 1}
    clock = 0
    for message in messages:
        ends = (OURS, THEIRS, (50000, 179)) if message.ours else (THEIRS, OURS, (179, 50000))
        for at in range(0, len(message.bytes), LARGEST):
            data = message.bytes[at:at + LARGEST]
            one = packet(*ends, sent[message.ours], sent[not message.ours], data)
            sent[message.ours] += len(data)
            clock += 1
            out += struct.pack("!IIII", clock, 0, len(one), len(one)) + one
    return out


def tshark(file, *options):
    done = subprocess.run(["tshark", "-r", str(file), *options], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"tshark {options}: {done.stderr}"
    return done.stdout


class Dissection:
    def __init__(self, file, messages):
        self.file = file
        file.write_bytes(capture(messages))
        self.messages = messages

    def marks(self):
        """What is marked of each message, in order: nothing when all is well. Messages of one packet each."""
        out = [""] * len(self.messages)
        for line in tshark(self.file, "-Y", BAD, "-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message", "-e", "_ws.malformed").splitlines():
            number, *texts = line.split("\t")
            out[int(number) - 1] = "; ".join(text for text in texts if text)
        return out

    def types(self):
        """The types of all messages that it saw."""
        return [int(kind) for line in tshark(self.file, "-Y", "bgp", "-T", "fields", "-e", "bgp.type").split() for kind in line.split(",")]

    def text(self):
        return tshark(self.file, "-V", "-O", "bgp")
