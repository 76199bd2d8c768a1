// errno as words for people: ours where the system's say too little.
#pragma once

#include <string>

namespace vigilcast::runtime {

std::string errno_text(int error);  // "connection refused", "no route to host", "no such file or directory"

}  // namespace vigilcast::runtime
