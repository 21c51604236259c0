#pragma once
#include <stddef.h>
#include <stdint.h>

typedef int (*schakel_fuzz_body)(const uint8_t *bytes, size_t count);

/// Hands over to libFuzzer, with a program's arguments. Answers its exit code, or -1 at once where
/// the program was built without libFuzzer.
int schakel_fuzz_drive(int count, char **arguments, schakel_fuzz_body body);
