// A property that must hold for every input; the fuzzer reports the input that breaks it.
#pragma once

#include <cstdio>
#include <cstdlib>

#define FUZZ_CHECK(property)                                              \
  do {                                                                    \
    if (!(property)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #property); \
      std::abort();                                                       \
    }                                                                     \
  } while (false)
