#include "CLibFuzzer.h"

#ifdef SCHAKEL_WITH_LIBFUZZER

// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
int LLVMFuzzerRunDriver(int *count, char ***arguments, schakel_fuzz_body body);

int schakel_fuzz_drive(int count, char **arguments, schakel_fuzz_body body) {
  return LLVMFuzzerRunDriver(&count, &arguments, body);
}

#else

int schakel_fuzz_drive(int count, char **arguments, schakel_fuzz_body body) {
  (void)count, (void)arguments, (void)body;
  return -1;
}

#endif
