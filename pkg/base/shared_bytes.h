// Bytes that are written once and then shared: a message on its way to many peers is one buffer.
#pragma once

#include <memory>

#include "pkg/base/bytes.h"

namespace vigilcast {

using SharedBytes = std::shared_ptr<const Bytes>;  // never null where bytes are meant

inline SharedBytes share(Bytes bytes) { return std::make_shared<const Bytes>(std::move(bytes)); }

}  // namespace vigilcast
