// Both ends of a pipe, closed on exec and never among the standard descriptors, so that a child can be given them as 0, 1 and 2.
#pragma once

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::runtime {

struct Pipe {
  Descriptor read, write;

  static Result<Pipe> open();
};

void set_non_blocking(int descriptor);

}  // namespace vigilcast::runtime
