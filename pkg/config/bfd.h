// `bfd` of a peer: how fast a dead path is noticed, and who may say so.
#pragma once

#include <optional>

#include "bgp/engine/bfd_config.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

// As read; what no key says is filled in when all are there.
struct BfdDraft {
  bgp::BfdConfig config;
  std::optional<Duration> interval, transmit, receive;
};

struct BfdKeyDraft {
  bgp::bfd::Key key;
  std::optional<std::string> secret;
};

const Table<BfdDraft>& bfd_table();
const Table<BfdKeyDraft>& bfd_key_table();

std::optional<bgp::BfdConfig> read_bfd(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
