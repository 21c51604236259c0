#include "faulty_disk.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR = 512 };

/// A write, or a truncation where there are no new bytes, that was not flushed yet.
typedef struct change {
  struct change *before, *after;
  int64_t offset;
  int64_t count;
  int64_t size_before;
  unsigned char *old_bytes;
  unsigned char *new_bytes;
} change;

/// What is known of one file, whoever has it open.
typedef struct image {
  struct image *next;
  char *path;
  change *first, *last;
} image;

struct schakel_disk {
  struct schakel_disk *next;
  char *folder;
  image *images;
  enum schakel_disk_fault fault;
  int64_t due;
  int64_t operations;
  int has_failed, is_down, open_files;
};

/// An open file: ours, and behind it the system's.
typedef struct {
  sqlite3_file base;
  schakel_disk *disk;
  image *image;
} file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static schakel_disk *disks;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs our_vfs;

static sqlite3_file *real(sqlite3_file *it) { return (sqlite3_file *)((file *)it + 1); }
static const sqlite3_io_methods *methods(sqlite3_file *it) { return real(it)->pMethods; }

// --- What was not flushed

static void forget_change(image *image, change *it) {
  if (it->before) it->before->after = it->after; else image->first = it->after;
  if (it->after) it->after->before = it->before; else image->last = it->before;
  free(it->old_bytes);
  free(it->new_bytes);
  free(it);
}

static void forget_changes(image *image) {
  while (image->first) forget_change(image, image->first);
}

/// Remembers what lies in a range before it is written, or cut off.
static void remember(file *it, int64_t offset, int64_t count, const void *bytes) {
  change *new = calloc(1, sizeof *new);
  sqlite3_int64 size = 0;
  methods(&it->base)->xFileSize(real(&it->base), &size);
  new->offset = offset;
  new->count = count;
  new->size_before = size;
  new->old_bytes = calloc(1, (size_t)count + 1);
  // Where the file is shorter the rest is zeros; what lies past its end is cut off again anyway.
  methods(&it->base)->xRead(real(&it->base), new->old_bytes, (int)count, offset);
  if (bytes) {
    new->new_bytes = malloc((size_t)count + 1);
    memcpy(new->new_bytes, bytes, (size_t)count);
  }
  new->before = it->image->last;
  if (new->before) new->before->after = new; else it->image->first = new;
  it->image->last = new;
}

static image *image_of(schakel_disk *disk, const char *path) {
  for (image *it = disk->images; it; it = it->next)
    if (!strcmp(it->path, path)) return it;
  image *new = calloc(1, sizeof *new);
  new->path = strdup(path);
  new->next = disk->images;
  disk->images = new;
  return new;
}

static schakel_disk *disk_of(const char *path) {
  if (!path) return NULL;
  for (schakel_disk *it = disks; it; it = it->next) {
    size_t length = strlen(it->folder);
    if (!strncmp(path, it->folder, length) && path[length] == '/') return it;
  }
  return NULL;
}

/// Counts an operation, and answers which fault it meets.
static enum schakel_disk_fault meet(schakel_disk *disk) {
  if (disk->is_down) return SCHAKEL_DISK_POWER;
  disk->operations++;
  if (disk->fault == SCHAKEL_DISK_SOUND || --disk->due > 0) return SCHAKEL_DISK_SOUND;
  disk->has_failed = 1;
  enum schakel_disk_fault fault = disk->fault;
  if (fault == SCHAKEL_DISK_POWER) disk->is_down = 1;
  if (fault != SCHAKEL_DISK_FULL) disk->fault = SCHAKEL_DISK_SOUND;
  return fault;
}

// --- Files: sqlite3_io_methods

static int disk_close(sqlite3_file *it) {
  int code = methods(it)->xClose(real(it));
  pthread_mutex_lock(&lock);
  ((file *)it)->disk->open_files--;
  pthread_mutex_unlock(&lock);
  return code;
}

static int is_down(sqlite3_file *it) { return schakel_disk_is_down(((file *)it)->disk); }

static int disk_read(sqlite3_file *it, void *bytes, int count, sqlite3_int64 offset) {
  if (is_down(it)) return SQLITE_IOERR_READ;
  return methods(it)->xRead(real(it), bytes, count, offset);
}

static int disk_write(sqlite3_file *it, const void *bytes, int count, sqlite3_int64 offset) {
  file *ours = (file *)it;
  pthread_mutex_lock(&lock);
  int code = SQLITE_IOERR_WRITE;
  int was_down = ours->disk->is_down;
  enum schakel_disk_fault fault = meet(ours->disk);
  if (fault == SCHAKEL_DISK_FULL) code = SQLITE_FULL;
  // The power may fail while the sectors are being written: then these, too, are drawn for.
  if (fault == SCHAKEL_DISK_SOUND || (fault == SCHAKEL_DISK_POWER && !was_down)) {
    remember(ours, offset, count, bytes);
    int written = methods(it)->xWrite(real(it), bytes, count, offset);
    if (fault == SCHAKEL_DISK_SOUND) code = written;
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int disk_truncate(sqlite3_file *it, sqlite3_int64 size) {
  file *ours = (file *)it;
  pthread_mutex_lock(&lock);
  int code = SQLITE_IOERR_TRUNCATE;
  if (meet(ours->disk) == SCHAKEL_DISK_SOUND) {
    sqlite3_int64 now = 0;
    methods(it)->xFileSize(real(it), &now);
    if (now > size) remember(ours, size, now - size, NULL);
    code = methods(it)->xTruncate(real(it), size);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int disk_sync(sqlite3_file *it, int flags) {
  (void)flags;
  file *ours = (file *)it;
  pthread_mutex_lock(&lock);
  enum schakel_disk_fault fault = meet(ours->disk);
  // What was written has its room already.
  int is_flushed = fault == SCHAKEL_DISK_SOUND || fault == SCHAKEL_DISK_FULL;
  if (is_flushed) forget_changes(ours->image);
  pthread_mutex_unlock(&lock);
  return is_flushed ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int disk_size(sqlite3_file *it, sqlite3_int64 *size) {
  return methods(it)->xFileSize(real(it), size);
}

static int disk_lock(sqlite3_file *it, int level) {
  if (is_down(it)) return SQLITE_IOERR_LOCK;
  return methods(it)->xLock(real(it), level);
}

static int disk_unlock(sqlite3_file *it, int level) {
  return methods(it)->xUnlock(real(it), level);
}

static int disk_is_reserved(sqlite3_file *it, int *answer) {
  return methods(it)->xCheckReservedLock(real(it), answer);
}

static int disk_control(sqlite3_file *it, int operation, void *argument) {
  return methods(it)->xFileControl(real(it), operation, argument);
}

static int disk_sector(sqlite3_file *it) { return methods(it)->xSectorSize(real(it)); }

static int disk_characteristics(sqlite3_file *it) {
  return methods(it)->xDeviceCharacteristics(real(it));
}

static int disk_shared_map(sqlite3_file *it, int page, int size, int extends, void volatile **at) {
  if (is_down(it)) return SQLITE_IOERR_SHMMAP;
  return methods(it)->xShmMap(real(it), page, size, extends, at);
}

static int disk_shared_lock(sqlite3_file *it, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) && is_down(it)) return SQLITE_IOERR_SHMLOCK;
  return methods(it)->xShmLock(real(it), offset, count, flags);
}

static void disk_shared_barrier(sqlite3_file *it) { methods(it)->xShmBarrier(real(it)); }

static int disk_shared_unmap(sqlite3_file *it, int removes) {
  return methods(it)->xShmUnmap(real(it), removes);
}

// Version 2: with shared memory, without maps of the file, which nobody could see being written.
static const sqlite3_io_methods our_methods = {
    2, disk_close, disk_read, disk_write, disk_truncate, disk_sync, disk_size, disk_lock,
    disk_unlock, disk_is_reserved, disk_control, disk_sector, disk_characteristics,
    disk_shared_map, disk_shared_lock, disk_shared_barrier, disk_shared_unmap, NULL, NULL};

// --- Names: sqlite3_vfs

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *it, int flags,
                    int *out_flags) {
  (void)vfs;
  pthread_mutex_lock(&lock);
  schakel_disk *disk = disk_of(name);
  int code;
  if (!disk) {
    code = real_vfs->xOpen(real_vfs, name, it, flags, out_flags);
  } else if (disk->is_down) {
    it->pMethods = NULL;
    code = SQLITE_CANTOPEN;
  } else {
    file *ours = (file *)it;
    memset(ours, 0, (size_t)our_vfs.szOsFile);
    code = real_vfs->xOpen(real_vfs, name, real(it), flags, out_flags);
    if (code == SQLITE_OK) {
      it->pMethods = &our_methods;
      ours->disk = disk;
      ours->image = image_of(disk, name);
      disk->open_files++;
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int flushes) {
  (void)vfs;
  pthread_mutex_lock(&lock);
  schakel_disk *disk = disk_of(name);
  int code = SQLITE_IOERR_DELETE;
  enum schakel_disk_fault fault = disk ? meet(disk) : SCHAKEL_DISK_SOUND;
  if (fault == SCHAKEL_DISK_SOUND || fault == SCHAKEL_DISK_FULL) {
    if (disk) forget_changes(image_of(disk, name));
    code = real_vfs->xDelete(real_vfs, name, disk ? 0 : flushes);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *answer) {
  (void)vfs;
  return real_vfs->xAccess(real_vfs, name, flags, answer);
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int size, char *full) {
  (void)vfs;
  return real_vfs->xFullPathname(real_vfs, name, size, full);
}

static void install(void) {
  if (real_vfs) return;
  sqlite3_initialize();
  real_vfs = sqlite3_vfs_find(NULL);
  our_vfs = *real_vfs;
  our_vfs.pNext = NULL;
  our_vfs.zName = "schakel-faulty-disk";
  our_vfs.szOsFile = (int)sizeof(file) + real_vfs->szOsFile;
  our_vfs.xOpen = vfs_open;
  our_vfs.xDelete = vfs_delete;
  our_vfs.xAccess = vfs_access;
  our_vfs.xFullPathname = vfs_full_name;
  sqlite3_vfs_register(&our_vfs, 1);
}

// --- The disk

schakel_disk *schakel_disk_attach(const char *folder) {
  char *path = realpath(folder, NULL);
  if (!path) return NULL;
  schakel_disk *disk = calloc(1, sizeof *disk);
  disk->folder = path;
  pthread_mutex_lock(&lock);
  install();
  disk->next = disks;
  disks = disk;
  pthread_mutex_unlock(&lock);
  return disk;
}

void schakel_disk_detach(schakel_disk *disk) {
  pthread_mutex_lock(&lock);
  for (schakel_disk **it = &disks; *it; it = &(*it)->next) {
    if (*it != disk) continue;
    *it = disk->next;
    break;
  }
  while (disk->images) {
    image *it = disk->images;
    disk->images = it->next;
    forget_changes(it);
    // A file that is open still has it.
    if (disk->open_files) continue;
    free(it->path);
    free(it);
  }
  if (!disk->open_files) {
    free(disk->folder);
    free(disk);
  }
  pthread_mutex_unlock(&lock);
}

void schakel_disk_plan(schakel_disk *disk, enum schakel_disk_fault fault, int64_t after) {
  pthread_mutex_lock(&lock);
  disk->fault = fault;
  disk->due = after;
  disk->has_failed = 0;
  pthread_mutex_unlock(&lock);
}

enum schakel_disk_fault schakel_disk_operate(schakel_disk *disk) {
  pthread_mutex_lock(&lock);
  enum schakel_disk_fault fault = meet(disk);
  pthread_mutex_unlock(&lock);
  return fault;
}

static int64_t locked(const int64_t *number) {
  pthread_mutex_lock(&lock);
  int64_t value = *number;
  pthread_mutex_unlock(&lock);
  return value;
}

static int locked_flag(const int *flag) {
  pthread_mutex_lock(&lock);
  int value = *flag;
  pthread_mutex_unlock(&lock);
  return value;
}

int schakel_disk_has_failed(schakel_disk *disk) { return locked_flag(&disk->has_failed); }
int schakel_disk_is_down(schakel_disk *disk) { return locked_flag(&disk->is_down); }
int schakel_disk_open_files(schakel_disk *disk) { return locked_flag(&disk->open_files); }
int64_t schakel_disk_operations(schakel_disk *disk) { return locked(&disk->operations); }

void schakel_disk_stop(schakel_disk *disk) {
  pthread_mutex_lock(&lock);
  disk->is_down = 1;
  disk->fault = SCHAKEL_DISK_SOUND;
  pthread_mutex_unlock(&lock);
}

/// SplitMix64, as everywhere in the simulator.
static uint64_t draw(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/// Writes what is left of a change: all, nothing, or some of its sectors. Answers whether all is.
static int write_again(int descriptor, const change *it, uint64_t *seed) {
  uint64_t fate = draw(seed) % 4;
  if (fate < 2) return 0;
  if (!it->new_bytes) return ftruncate(descriptor, it->offset) == 0;
  int is_whole = 1;
  for (int64_t at = it->offset; at < it->offset + it->count;) {
    int64_t end = (at / SECTOR + 1) * SECTOR;
    if (end > it->offset + it->count) end = it->offset + it->count;
    if (fate == 3 || draw(seed) % 2) {
      if (pwrite(descriptor, it->new_bytes + (at - it->offset), (size_t)(end - at), at) < 0)
        return 0;
    } else {
      is_whole = 0;
    }
    at = end;
  }
  return is_whole;
}

static int64_t lose(image *image, uint64_t *seed) {
  int64_t lost = 0;
  int descriptor = open(image->path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return 0;
  for (change *it = image->last; it; it = it->before) {
    if (pwrite(descriptor, it->old_bytes, (size_t)it->count, it->offset) < 0) lost++;
    if (ftruncate(descriptor, it->size_before) != 0) lost++;
  }
  for (change *it = image->first; it; it = it->after) lost += !write_again(descriptor, it, seed);
  close(descriptor);
  forget_changes(image);
  return lost;
}

int64_t schakel_disk_restart(schakel_disk *disk, int loses, uint64_t seed) {
  pthread_mutex_lock(&lock);
  int64_t lost = disk->open_files ? -1 : 0;
  if (!lost) {
    for (image *it = disk->images; loses && it; it = it->next) lost += lose(it, &seed);
    disk->is_down = 0;
    disk->fault = SCHAKEL_DISK_SOUND;
  }
  pthread_mutex_unlock(&lock);
  return lost;
}

void schakel_disk_settle(schakel_disk *disk) {
  pthread_mutex_lock(&lock);
  for (image *it = disk->images; it; it = it->next) forget_changes(it);
  pthread_mutex_unlock(&lock);
}
