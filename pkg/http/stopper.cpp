#include "pkg/http/stopper.h"

#include <sys/eventfd.h>

#include "pkg/http/wait.h"

namespace vigilcast::http {

Stopper::Stopper() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Stopper::stop() { ::eventfd_write(event_.get(), 1); }

bool Stopper::stopped() const { return wait_until(Instant{}); }

bool Stopper::wait_until(Instant deadline) const { return wait_for(-1, 0, *this, deadline) == Waited::stopped; }

}  // namespace vigilcast::http
