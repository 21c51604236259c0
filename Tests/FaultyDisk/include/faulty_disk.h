#pragma once
#include <stdint.h>

/// One machine's disk: the SQLite files in a folder, and below it. What is flushed outlasts a loss of
/// power; of what was written since, each sector of 512 bytes may be lost or kept, whatever became of
/// its neighbours.
///
/// It lies between SQLite and the system as SQLite's default VFS (https://www.sqlite.org/vfs.html),
/// from the first attaching on; files in other folders are not touched by it. Reads, locks and shared
/// memory are the system's, so that files can be looked at and copied as ever. Nothing is ever flushed
/// for real: what outlasts is decided here.
///
/// Not modelled: that a name in a folder is created or removed is durable at once, and what is written
/// past SQLite is not seen: whoever does that asks `schakel_disk_operate` before each operation.
typedef struct schakel_disk schakel_disk;

enum schakel_disk_fault {
  SCHAKEL_DISK_SOUND = 0,
  /// The power fails at the operation: a write is under way, a flush is not done. From then on nothing
  /// works until `schakel_disk_restart`.
  SCHAKEL_DISK_POWER = 1,
  /// From this operation on there is no room, until another plan is made.
  SCHAKEL_DISK_FULL = 2,
  /// This one operation fails (EIO).
  SCHAKEL_DISK_ERROR = 3
};

/// NULL where the folder does not exist. Before anything in the folder is opened.
schakel_disk *schakel_disk_attach(const char *folder);
/// All files are closed.
void schakel_disk_detach(schakel_disk *disk);

/// At the `after`th write, truncation, removal or flush from now, counted from 1, the fault happens.
void schakel_disk_plan(schakel_disk *disk, enum schakel_disk_fault fault, int64_t after);
/// Counts an operation on a file that is not SQLite's, and answers which fault it meets.
enum schakel_disk_fault schakel_disk_operate(schakel_disk *disk);
/// Whether the planned fault has happened.
int schakel_disk_has_failed(schakel_disk *disk);
/// Whether the power is off.
int schakel_disk_is_down(schakel_disk *disk);
/// The power goes, or the process does, at once.
void schakel_disk_stop(schakel_disk *disk);
/// How many operations there were that can fail.
int64_t schakel_disk_operations(schakel_disk *disk);
/// How many files are open.
int schakel_disk_open_files(schakel_disk *disk);

/// The power is back. With `loses` what was not flushed is drawn for, from the seed; without, only the
/// process had ended, and the system has it all. Answers how many writes were lost or torn; -1, and
/// nothing is done, while a file is open.
int64_t schakel_disk_restart(schakel_disk *disk, int loses, uint64_t seed);
/// Takes all that was written for flushed: somebody put other files in their place.
void schakel_disk_settle(schakel_disk *disk);
