// A loaded exabgp.conf as the vigilcast YAML that puts the same routes on the wire, with a note for each thing that YAML has no word for. Pure; any thread.
//
// YAML has one router, and services that every peer is told of: a neighbor with another AS number or router id of ours is left out, and where neighbors
// have different routes, each gets an `export` filter. A route goes into a service when its next hop is our own address and its attributes have keys.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/exabgp/conf/places.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp::convert {

struct Note {
  unsigned line = 0;  // of the exabgp.conf
  std::string text;
  std::size_t routes = 0;  // how many routes of a neighbor are left out for this
};

struct Converted {
  std::string yaml;  // the notes are comments at its top
  std::vector<Note> notes;
};

// `config` has no mistakes; the file's name stands in the notes.
// `read` gives the file that a healthcheck takes its options from.
Converted to_yaml(const model::Config& config, const conf::Places& places, std::string_view file_name,
                  const std::function<Result<std::string>(const std::string& path)>& read);

}  // namespace vigilcast::exabgp::convert
