// The list of address families that are understood. To add one: write nlri/x.{h,cpp} with its codec and name it in all.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "bgp/wire/dialect.h"
#include "bgp/wire/fault.h"
#include "bgp/wire/next_hop.h"
#include "bgp/wire/nlri/nlri.h"
#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

// Why one NLRI cannot be used. When `lost` is set, where the next one starts is unknown too (RFC 7606 section 3 j).
struct NlriProblem {
  FaultAction action = FaultAction::treat_as_withdraw;
  bool lost = false;
  std::string text;
};

struct FamilyCodec {
  Family family;
  bool needs_next_hop = true;  // FlowSpec does not (RFC 8955 section 4)
  // Reads one NLRI, without path identifier, and leaves its canonical form in `to`.
  std::optional<NlriProblem> (*decode)(ByteReader& from, SmallBytes& to) = nullptr;
  // "10.9.0.0/24", "flow destination-port =80"
  void (*append_text)(std::string& out, ByteView wire) = nullptr;
  // The members of ExaBGP's object, without braces and path identifier: "\"nlri\": \"10.9.0.0/24\"".
  void (*append_json)(std::string& out, ByteView wire, Dialect dialect) = nullptr;
  // The length in front counts labels too, which stand behind it and end with the bottom of the stack. `decode` does not see them: they
  // are framing, as path identifiers are, and end up in the next hop.
  bool labelled = false;
  bool distinguished = false;  // a route distinguisher stands behind the length: it is printed last
  // Where the members name the next hop again. Without one they are those of append_json.
  void (*append_json_with_next_hop)(std::string& out, ByteView wire, const IpAddress& next_hop, Dialect dialect) = nullptr;
};

const FamilyCodec* find_codec(Family family);  // nullptr when the family is not understood
std::span<const Family> all_families();        // sorted

std::string nlri_text(const Nlri& nlri);  // "10.9.0.0/24", "10.9.0.0/24 path-information 0.0.0.7", "10.9.0.0/24 rd 65000:1"
void append_nlri_text(std::string& out, const Nlri& nlri);
// { "nlri": "10.9.0.0/24", "path-information": "0.0.0.7", "label": [ [16] ] }. The next hop is that of an announcement; a withdrawal has none.
void append_nlri_json(std::string& out, const Nlri& nlri, const NextHop& next_hop, Dialect dialect);
// "10.9.0.0/24 label 16 next-hop 192.0.2.1 rd 65000:1", without the parts that the route does not have.
std::string destination_text(const Nlri& nlri, const NextHop& next_hop);

}  // namespace vigilcast::bgp
