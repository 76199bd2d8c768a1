#include "pkg/exabgp/conf/compat.h"

#include <array>

namespace vigilcast::exabgp {
namespace {

struct Row {
  Compat compat;
  std::string_view name;
  bgp::Dialect dialect;
};
constexpr std::array<Row, 5> kRows{{{Compat::auto_, "auto", bgp::Dialect::v5_0},
                                    {Compat::v3_4, "3.4", bgp::Dialect::v3_4},
                                    {Compat::v4_2, "4.2", bgp::Dialect::v4_2},
                                    {Compat::v5_0, "5.0", bgp::Dialect::v5_0},
                                    {Compat::v6, "6", bgp::Dialect::v6}}};

}  // namespace

std::string_view compat_name(Compat compat) {
  for (const Row& row : kRows) {
    if (row.compat == compat) return row.name;
  }
  return {};
}

std::optional<Compat> parse_compat(std::string_view text) {
  for (const Row& row : kRows) {
    if (row.name == text) return row.compat;
  }
  return std::nullopt;
}

bgp::Dialect dialect_of(Compat compat) {
  for (const Row& row : kRows) {
    if (row.compat == compat) return row.dialect;
  }
  return bgp::Dialect::v5_0;
}

}  // namespace vigilcast::exabgp
