// The bytes of the request that an HTTP probe sends, made once for a check.
#pragma once

#include <string>

#include "healthcheck/spec.h"
#include "healthcheck/url.h"
#include "pkg/base/result.h"

namespace vigilcast::health {

// Fails on a method or header that is none: a line break in one would be a request of its own.
Result<std::string> http_request(const HttpProbe& probe, const HttpUrl& url);

}  // namespace vigilcast::health
