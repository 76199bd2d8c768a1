// A chain of TCP-AO keys (RFC 5925) of the YAML file.
#pragma once

#include <vector>

#include "pkg/base/tcp_ao_key.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

struct TcpAoDraft {
  TcpAoKey key;
};

const Table<TcpAoDraft>& tcp_ao_table();

std::vector<TcpAoKey> read_tcp_ao(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
