// The TCP probe of a check.
#include <array>

#include "pkg/config/check_kinds.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr std::array kFields{
    Field<health::TcpProbe>{
        {.key = "address", .kind = Kind::target, .required = true, .text = "Where to connect; the check passes when the connection is accepted."},
        [](health::TcpProbe& probe, const Node& node, Load& load) { assign(probe.address, read_target(node, load)); }},
};

const Table<health::TcpProbe>& tcp_table() {
  static constexpr Table<health::TcpProbe> kTable{"tcp", "A TCP connection.", kFields, {}};
  return kTable;
}

}  // namespace

CheckKind tcp_kind() {
  return {{{.key = "tcp", .kind = Kind::object, .object = "tcp", .text = "A TCP connection."}, set_probe<health::TcpProbe, tcp_table>},
          [] { return std::vector{doc_of(tcp_table())}; }};
}

}  // namespace vigilcast::config
