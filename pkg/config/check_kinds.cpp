#include "pkg/config/check_kinds.h"

namespace vigilcast::config {

const std::vector<CheckKind>& check_kinds() {
  static const std::vector<CheckKind> kKinds{
      http_kind(),
      tcp_kind(),
      exec_kind(),
      external_kind(),
  };
  return kKinds;
}

}  // namespace vigilcast::config
