// A disk that fails under a program that runs: loaded before the C library (LD_PRELOAD), it refuses what
// would change files in one folder, as the system refuses it where
//   EROFS   the file system was made read-only after an error (ext4's `errors=remount-ro`): nothing may
//           be written any more, not even through files that are open for it;
//   EDQUOT  a user's quota is used up, and
//   ENOSPC  the disk is full: what is there may be written over, and nothing may grow or be made.
// The programs' tests build it; the library's own are of a disk in SQLite (`Tests/FaultyDisk`).
//
// FAILING_DISK    the folder, without links in its path
// FAILING_ERROR   one of the three names
// FAILING_SIGN    a file: the disk fails while it is there
// FAILING_AFTER   or a number: it fails after so many writes to files in the folder
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_long writes;

static int is_failing(void) {
  const char *sign = getenv("FAILING_SIGN");
  const char *after = getenv("FAILING_AFTER");
  if (after != NULL && atomic_load(&writes) >= atol(after)) return 1;
  int before = errno;
  int is_there = sign != NULL && access(sign, F_OK) == 0;
  errno = before;
  return is_there;
}

// What the system answers now, or 0.
static int failure(void) {
  const char *name = getenv("FAILING_ERROR");
  if (name == NULL || !is_failing()) return 0;
  if (strcmp(name, "EROFS") == 0) return EROFS;
  return strcmp(name, "EDQUOT") == 0 ? EDQUOT : ENOSPC;
}

static int is_inside(const char *path) {
  const char *folder = getenv("FAILING_DISK");
  size_t length = folder == NULL ? 0 : strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == 0);
}

// Paths that begin elsewhere than at the root are looked up from the working directory.
static int is_inside_at(int folder, const char *path) {
  char whole[PATH_MAX], link[64];
  if (path[0] == '/') return is_inside(path);
  if (folder == AT_FDCWD)
    snprintf(link, sizeof link, "/proc/self/cwd");
  else
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  ssize_t length = readlink(link, whole, sizeof whole - 1);
  if (length < 0) return 0;
  whole[length] = 0;
  return is_inside(whole);
}

static int is_file_inside(int file) {
  char link[64], path[PATH_MAX];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length < 0) return 0;
  path[length] = 0;
  return is_inside(path);
}

// Why a file may not be opened so, or 0.
static int opening(int folder, const char *path, int flags) {
  int error = failure();
  if (error == 0 || !is_inside_at(folder, path)) return 0;
  int before = errno;
  int is_new = faccessat(folder, path, F_OK, 0) != 0;
  errno = before;
  if (is_new) return flags & O_CREAT ? error : 0;
  return error == EROFS && (flags & O_ACCMODE) != O_RDONLY ? error : 0;
}

// Why so many bytes may not be written to a place, or 0; a negative place is the file's own.
static int writing(int file, off_t place, size_t count) {
  if (!is_file_inside(file)) return 0;
  int error = failure();
  if (error == 0) {
    atomic_fetch_add(&writes, 1);
    return 0;
  }
  if (error == EROFS) return error;
  int before = errno;
  struct stat facts;
  if (place < 0) place = lseek(file, 0, SEEK_CUR);
  int grows = fstat(file, &facts) != 0 || place + (off_t)count > facts.st_size;
  errno = before;
  return grows ? error : 0;
}

static int naming(int folder, const char *path) {
  int error = failure();
  return error == EROFS && is_inside_at(folder, path) ? error : 0;
}

#define REFUSE(why)                                                                                \
  do {                                                                                             \
    int refused = (why);                                                                           \
    if (refused != 0) {                                                                            \
      errno = refused;                                                                             \
      return -1;                                                                                   \
    }                                                                                              \
  } while (0)

#define MODE(flags)                                                                                \
  mode_t mode = 0;                                                                                 \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                         \
    va_list rest;                                                                                  \
    va_start(rest, flags);                                                                         \
    mode = va_arg(rest, mode_t);                                                                   \
    va_end(rest);                                                                                  \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  REFUSE(opening(AT_FDCWD, path, flags));
  return NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  REFUSE(opening(AT_FDCWD, path, flags));
  return NEXT(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  REFUSE(opening(folder, path, flags));
  return NEXT(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  REFUSE(opening(folder, path, flags));
  return NEXT(openat64)(folder, path, flags, mode);
}

ssize_t write(int file, const void *bytes, size_t count) {
  REFUSE(writing(file, -1, count));
  return NEXT(write)(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  size_t all = 0;
  for (int each = 0; each < count; each++) all += parts[each].iov_len;
  REFUSE(writing(file, -1, all));
  return NEXT(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
  REFUSE(writing(file, place, count));
  return NEXT(pwrite)(file, bytes, count, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
  REFUSE(writing(file, place, count));
  return NEXT(pwrite64)(file, bytes, count, place);
}

int ftruncate(int file, off_t length) {
  REFUSE(failure() == EROFS && is_file_inside(file) ? EROFS : 0);
  return NEXT(ftruncate)(file, length);
}

int ftruncate64(int file, off64_t length) {
  REFUSE(failure() == EROFS && is_file_inside(file) ? EROFS : 0);
  return NEXT(ftruncate64)(file, length);
}

int unlink(const char *path) {
  REFUSE(naming(AT_FDCWD, path));
  return NEXT(unlink)(path);
}

int unlinkat(int folder, const char *path, int flags) {
  REFUSE(naming(folder, path));
  return NEXT(unlinkat)(folder, path, flags);
}

int rename(const char *from, const char *to) {
  REFUSE(naming(AT_FDCWD, to));
  return NEXT(rename)(from, to);
}

int renameat(int from, const char *old, int to, const char *new) {
  REFUSE(naming(to, new));
  return NEXT(renameat)(from, old, to, new);
}

int mkdir(const char *path, mode_t mode) {
  int error = failure();
  REFUSE(error != 0 && is_inside_at(AT_FDCWD, path) ? error : 0);
  return NEXT(mkdir)(path, mode);
}

int fchmod(int file, mode_t mode) {
  REFUSE(failure() == EROFS && is_file_inside(file) ? EROFS : 0);
  return NEXT(fchmod)(file, mode);
}
