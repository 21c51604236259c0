#pragma once
#include <stdint.h>

/// How much a user or a group may store on a file system, in bytes; 0 where there is no such limit.
typedef struct {
  /// What is refused beyond.
  uint64_t hard;
  /// What may be exceeded for a time that the system's operator set.
  uint64_t soft;
  /// What is stored.
  uint64_t used;
} schakel_quota;

/// Reads the quotas that hold for this process where `path` lies: of its user, and of its group.
/// Answers how many there are, none where the system has none there or does not say.
int schakel_quotas(const char *path, schakel_quota quotas[2]);
