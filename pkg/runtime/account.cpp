#include "pkg/runtime/account.h"

#include <grp.h>
#include <pwd.h>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::runtime {

Result<Account> find_account(const std::string& name) {
  std::vector<char> text(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwnam_r(name.c_str(), &entry, text.data(), text.size(), &found);
  if (error != 0) return fail("cannot look up the user " + name + ": " + errno_text(error));
  if (found == nullptr) return fail("there is no user " + name);
  Account out{found->pw_uid, found->pw_gid, std::vector<gid_t>(64)};
  int count = static_cast<int>(out.groups.size());
  if (::getgrouplist(name.c_str(), out.group, out.groups.data(), &count) < 0) {
    out.groups.resize(static_cast<std::size_t>(count));
    if (::getgrouplist(name.c_str(), out.group, out.groups.data(), &count) < 0) return fail("cannot list the groups of the user " + name);
  }
  out.groups.resize(static_cast<std::size_t>(count));
  return out;
}

}  // namespace vigilcast::runtime
