#include "healthcheck/probe/answer.h"

#include <cerrno>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::health {

Answer connect_failure(int error, const std::string& peer) {
  switch (error) {
    // What we lack says nothing about the target.
    case EMFILE:
    case ENFILE: return Answer::inconclusive("out of file descriptors: raise the limit (ulimit -n, LimitNOFILE=)");
    case EADDRNOTAVAIL: return Answer::inconclusive("no free local port or address to reach " + peer);
    case ENETUNREACH: return Answer::inconclusive("no route from this host to " + peer);
    case EACCES:
    case EPERM: return Answer::inconclusive("a firewall or policy of this host forbids connecting to " + peer);
    case EAFNOSUPPORT: return Answer::inconclusive("this host does not speak the address family of " + peer);
    case ENOBUFS:
    case ENOMEM:
    case EINVAL:
    case ENETDOWN: return Answer::inconclusive("cannot connect to " + peer + ": " + runtime::errno_text(error));
    // What the target or the way to it answered.
    case ECONNREFUSED: return Answer::fail("L4CON", "connection refused by " + peer);
    case EHOSTUNREACH: return Answer::fail("L4CON", "host of " + peer + " is unreachable");
    case ETIMEDOUT: return Answer::fail_by_time("L4TOUT", "no connection to " + peer + ": timed out");
    default: return Answer::fail("L4CON", "no connection to " + peer + ": " + runtime::errno_text(error));
  }
}

}  // namespace vigilcast::health
