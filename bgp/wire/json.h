// Messages in ExaBGP's JSON and text: the inner parts, which the process API puts into its envelope and `decode` prints.
// Order of keys and spacing are part of the format. What differs by version is the Dialect.
#pragma once

#include <string>

#include "bgp/wire/dialect.h"
#include "bgp/wire/open.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

// What stands after "message": { "update": { "attribute": { … }, "announce": { … }, "withdraw": { … } } }
// or { "eor": { "afi" : "ipv4", "safi" : "unicast" } }.
// `compact`: a destination that is nothing but a prefix is "10.0.0.0/24", not { "nlri": "10.0.0.0/24" }.
void append_update_json(std::string& out, const Update& update, Dialect dialect, bool compact = false);

// What stands after "open": { "version": 4, "asn": 65000, … }. Capability keys are names when sent, numbers when received.
void append_open_json(std::string& out, const Open& open, bool sent, Dialect dialect);

// "version 4 asn 65000 hold_time 180 router_id 2.2.2.2 capabilities [multiprotocol(ipv4 unicast), asn4(65000)]"
std::string open_text(const Open& open, bool sent, Dialect dialect);

}  // namespace vigilcast::bgp
