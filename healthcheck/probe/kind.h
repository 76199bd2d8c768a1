// What a kind of probe is to the rest: a row with its name, and how to make a target of it. Kinds are listed in all.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "healthcheck/spec.h"
#include "pkg/base/result.h"

namespace vigilcast::health {

class Target;
struct ProbeTools;

struct ProbeKind {
  std::string_view name;  // the word in the configuration: "http"
  bool (*owns)(const ProbeSpec&);                                                    // whether the specification is of this kind
  std::string (*target)(const ProbeSpec&);                                           // what is probed, for people
  Result<std::unique_ptr<Target>> (*prepare)(const ProbeSpec&, const ProbeTools&);   // once for each check and change of it
};

}  // namespace vigilcast::health
