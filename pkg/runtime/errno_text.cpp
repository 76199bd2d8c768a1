#include "pkg/runtime/errno_text.h"

#include <cerrno>
#include <system_error>

namespace vigilcast::runtime {

std::string errno_text(int error) {
  switch (error) {
    case ECONNRESET: return "reset by the peer";
    case EPIPE: return "closed by the peer";
    case ETIMEDOUT: return "no answer";
    case ENETUNREACH: return "no route to host: its network is unreachable";
    case EMFILE: return "this process has no file descriptor left (raise its limit: ulimit -n, LimitNOFILE=)";
    case ENFILE: return "this host has no file descriptor left (raise fs.file-max)";
    default: break;
  }
  std::string text = std::generic_category().message(error);
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

}  // namespace vigilcast::runtime
