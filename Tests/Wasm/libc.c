// The libc that Embedded Swift asks of a bare WebAssembly module, and no more: memory, comparison
// and random bytes. Only the smoke test links it; a browser's build brings its own.
#include <stddef.h>
#include <stdint.h>

enum { PAGE = 65536, GRANULE = 16, CLASSES = 32, OUT_OF_MEMORY = 12 };

// A freed block waits in the list of its size class, a power of two, until one of that class is
// asked for again. The header before each block, one granule, holds its class.
struct block {
  struct block *next;
};
static struct block *waiting[CLASSES];

extern unsigned char __heap_base;
static uintptr_t top;

static uintptr_t round_up(uintptr_t value, uintptr_t step) {
  return (value + step - 1) & ~(step - 1);
}

static int reserve(uintptr_t end) {
  uintptr_t have = __builtin_wasm_memory_size(0) * (uintptr_t)PAGE;
  if (end <= have) return 1;
  return __builtin_wasm_memory_grow(0, round_up(end - have, PAGE) / PAGE) != (size_t)-1;
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  unsigned class = 0;
  while (((size_t)GRANULE << class) < size) class++;
  if (class >= CLASSES - 5) return OUT_OF_MEMORY;

  // A block is aligned to a granule. Wider alignments are rare here: each gets a fresh block.
  if (alignment <= GRANULE && waiting[class]) {
    *out = waiting[class];
    waiting[class] = waiting[class]->next;
    return 0;
  }
  if (!top) top = (uintptr_t)&__heap_base;
  if (alignment < GRANULE) alignment = GRANULE;
  uintptr_t start = round_up(top + GRANULE, alignment);
  uintptr_t end = start + ((uintptr_t)GRANULE << class);
  if (!reserve(end)) return OUT_OF_MEMORY;
  *(unsigned *)(start - GRANULE) = class;
  top = end;
  *out = (void *)start;
  return 0;
}

void free(void *pointer) {
  if (!pointer) return;
  unsigned class = *(unsigned *)((uintptr_t)pointer - GRANULE);
  struct block *block = pointer;
  block->next = waiting[class];
  waiting[class] = block;
}

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  for (size_t i = 0; i < count; i++)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

// Swift seeds its hashing with these. They are the same in every run, and differ from a native
// run's: a result that depended on a dictionary's order would not match the native one.
void arc4random_buf(void *buffer, size_t count) {
  static uint32_t state = 2463534242u;
  unsigned char *bytes = buffer;
  for (size_t i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    bytes[i] = (unsigned char)state;
  }
}
