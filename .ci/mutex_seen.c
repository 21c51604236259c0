// Tells ThreadSanitizer of what it cannot see: that Swift's Mutex is taken and let go where somebody
// waits for it. The quick way is compiled into the callers, where its atomic operations are seen. The
// slow one lies in the library libswiftSynchronization, which is not built for ThreadSanitizer: what one
// thread did before it let go, and the next did after it waited, then looks like a race. A counter under
// a contended Mutex is enough to show it.
//
// This library is loaded first, so that those two functions are found here. They do what the library's do,
// and name the mutex's address to ThreadSanitizer, as the quick way does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow(), whose `self` is the address of the
// lock's word.
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

typedef SWIFT void (*lock_slow)(uint32_t, SELF void *);
typedef SWIFT void (*unlock_slow)(SELF void *);

SWIFT void seen_lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void seen_unlock_slow(SELF void *mutex) __asm__(UNLOCK_SLOW);

static void *the_librarys(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

SWIFT void seen_lock_slow(uint32_t thread, SELF void *mutex) {
  ((lock_slow)the_librarys(LOCK_SLOW))(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void seen_unlock_slow(SELF void *mutex) {
  __tsan_release(mutex);
  ((unlock_slow)the_librarys(UNLOCK_SLOW))(mutex);
}
