// A user of this host, as a child may become one. Thread: any; looking one up may block.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "pkg/base/result.h"

namespace vigilcast::runtime {

struct Account {
  uid_t user = 0;
  gid_t group = 0;             // the primary one
  std::vector<gid_t> groups;   // all, the primary one among them
};

Result<Account> find_account(const std::string& name);

}  // namespace vigilcast::runtime
