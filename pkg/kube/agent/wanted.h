// What the cluster wants of this node, as values: the app compares two of them and applies the difference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "healthcheck/spec.h"
#include "pkg/announce/service.h"
#include "pkg/kube/object.h"

namespace vigilcast::kube {

// An object that an Event or a problem is about.
struct ObjectRef {
  std::string api_version;  // "v1", "vigilcast.dev/v1alpha1"
  std::string kind;
  ObjectKey key;
  std::string uid;          // empty: unknown
  friend auto operator<=>(const ObjectRef&, const ObjectRef&) = default;
};

// Something that keeps a part of what was asked from happening here. Everything else goes on.
struct Problem {
  ObjectRef object;
  std::string reason;   // one word, as in conditions and Events: "SecretNotFound"
  std::string message;  // for people
  friend auto operator<=>(const Problem&, const Problem&) = default;
};

// Something that this host does not do as Wanted has it: its own files say otherwise, or the kernel refused. The name is that of the part in Wanted.
struct Hindrance {
  enum class Part : std::uint8_t { peer, check, service };

  Part part = Part::peer;
  std::string name;
  std::optional<Prefix> prefix;  // of a service: the one that is meant
  std::string reason;            // as in Problem
  std::string message;
  friend auto operator<=>(const Hindrance&, const Hindrance&) = default;
};

// The answer of an external check.
struct Fact {
  std::string check;
  bool pass = false;
  std::string text;
  bool progress = false;  // the text says how far something is that is waited for: it is shown as it changes, although the verdict stands
  friend bool operator==(const Fact&, const Fact&) = default;
};

struct Wanted {
  std::optional<IpAddress> router_id;
  std::vector<bgp::PeerConfig> peers;            // by name
  std::vector<health::CheckSpec> checks;         // by name; probes, and external ones with rise and fall 1
  std::vector<announce::ServiceSpec> services;   // one for each prefix and set of peers
  std::vector<Fact> facts;                       // by name; one for every external check
  std::vector<Problem> problems;                 // sorted
  friend bool operator==(const Wanted&, const Wanted&) = default;
};

// What a change did: facts can be posted at once; after a change of structure Agent::wanted() is to be applied as well.
struct Effect {
  bool structure = false;
  std::vector<Fact> facts;  // those that are not what they were
};

}  // namespace vigilcast::kube
