#include "pkg/base/result.h"

namespace vigilcast {

std::string Error::to_string() const {
  std::string out;
  if (!where.empty()) out += where + ": ";
  out += text;
  if (!hint.empty()) out += " (" + hint + ")";
  return out;
}

}  // namespace vigilcast
