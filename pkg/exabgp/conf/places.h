// Where the parts of a loaded exabgp.conf stand, for who wants to speak of them later: line numbers, from 1.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp::conf {

struct Places {
  struct Neighbor {
    unsigned line = 0;                                // of its section
    std::map<std::string, unsigned, std::less<>> said;  // by keyword; of a template's word, its line there
    std::vector<unsigned> routes;                     // in the order of its model::PeerRoutes

    [[nodiscard]] unsigned line_of(std::string_view keyword) const {
      const auto found = said.find(keyword);
      return found == said.end() ? line : found->second;
    }
  };
  std::vector<Neighbor> neighbors;              // in the order of model::Config::peers
  std::map<std::string, unsigned> processes;    // by name
};

}  // namespace vigilcast::exabgp::conf
