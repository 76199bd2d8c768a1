// ExaBGP's command line: what runs when the program is called exabgp, or as `vigilcast exabgp …`.
#pragma once

#include <string>
#include <vector>

namespace vigilcast::cmd {

int exabgp_main(const std::vector<std::string>& arguments);

}  // namespace vigilcast::cmd
