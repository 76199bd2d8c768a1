"""What UPDATEs amount to: {(AFI, SAFI, path identifier, NLRI): attributes}. Written anew, so that it shares no mistake with the program under test."""

import struct

from .recorder import ADD_PATH, capabilities

AS_PATH, NEXT_HOP, MP_REACH, MP_UNREACH = 2, 3, 14, 15
UNICAST, MPLS, VPLS, MPLS_VPN, FLOW, FLOW_VPN = 1, 4, 65, 128, 133, 134


class Table:
    def __init__(self, open_body):
        """`open_body`: the OPEN of whoever sends; families with path identifiers are those that it said it sends."""
        self.routes = {}
        self.ends = set()
        self.with_paths = set()
        for code, value in capabilities(open_body):
            if code == ADD_PATH:
                self.with_paths |= {struct.unpack("!HB", value[i:i + 3]) for i in range(0, len(value), 4) if value[i + 3] & 2}

    def update(self, body):
        gone, rest = take(body, "!H")
        attributes, plain = take(rest, "!H")
        found = dict(split_attributes(attributes))
        reach, unreach, next_hop = found.pop(MP_REACH, None), found.pop(MP_UNREACH, None), found.pop(NEXT_HOP, None)
        if not (gone or plain or reach or found) and (unreach is None or len(unreach) == 3):
            self.ends.add(struct.unpack("!HB", unreach) if unreach else (1, 1))
            return
        for key in self.split((1, 1), gone):
            self.routes.pop(key, None)
        if unreach:
            for key in self.split(struct.unpack("!HB", unreach[:3]), unreach[3:]):
                self.routes.pop(key, None)
        for key in self.split((1, 1), plain):
            self.routes[key] = {**found, NEXT_HOP: next_hop}
        if reach:
            length = reach[3]
            for key in self.split(struct.unpack("!HB", reach[:3]), reach[5 + length:]):
                self.routes[key] = {**found, NEXT_HOP: reach[4:4 + length]}

    def split(self, family, field):
        while field:
            path = None
            if family in self.with_paths:
                path, field = field[:4], field[4:]
            size = nlri_size(family[1], field)
            yield (*family, path, field[:size])
            field = field[size:]


def take(data, form):
    size = struct.calcsize(form)
    length, = struct.unpack(form, data[:size])
    return data[size:size + length], data[size + length:]


def split_attributes(data):
    while data:
        flags, code = data[0], data[1]
        value, data = take(data[2:], "!H" if flags & 0x10 else "!B")
        yield code, value


def nlri_size(safi, field):
    if safi in (FLOW, FLOW_VPN):
        return 1 + field[0] if field[0] < 0xf0 else 2 + (struct.unpack("!H", field[:2])[0] & 0xfff)
    if safi == VPLS:
        return 2 + struct.unpack("!H", field[:2])[0]
    return 1 + (field[0] + 7) // 8
