#if SCHAKEL_PLANTED_FAULTS
  /// A mistake that somebody could make in this code, there to be switched on by name where the
  /// simulator has to show that its checkers find such a thing. Compiled for the simulator alone.
  package enum PlantedFault: String, CaseIterable, Sendable {
    /// The database does not wait for the disk.
    case skipsFlush
    /// The region says that it has what it has not flushed yet.
    case acknowledgesUnflushed
    /// A database that was put back goes on with counters that were given out.
    case ignoresPutBack
    /// Of two versions one goes.
    case dropsLoser
    /// A change is applied before what it builds on.
    case forgetsContext
    /// Versions stand in the order in which they came.
    case ordersByArrival
    /// The region answers whoever asks.
    case answersStrangers
    /// A draft is shared as it is written.
    case sharesDrafts
    /// Nothing waits, says a device that was not answered.
    case saysSynchronised
    /// What the region refused is gone.
    case dropsRefused
    /// What a device that is out of use handed in is gone.
    case dropsHeld
    /// Versions that met are not put on record.
    case missesConflict
    /// A device obeys an order to erase, and keeps the words.
    case keepsErased
    /// What comes late in a document that was erased is taken with its words.
    case takesErased
    /// What comes once anything was erased loses its words, whatever it is in.
    case erasesOthers
    /// What a device that is out of use brings is taken as if it were in use.
    case takesOfRevoked
    /// A region that was put back does not hear which devices are out of use.
    case forgetsRevoked
    /// A device keeps what it has of a space that its person left.
    case keepsLeft
    /// A run that comes again is put on record again.
    case takesTwice
    /// Each request says all that the device knows.
    case sendsVectors
    /// What the region acknowledged is sent again, for ever.
    case forgetsAcknowledged

    // unsafe: set before the threads are there that read it, by whoever runs the simulator.
    nonisolated(unsafe) package static var planted: PlantedFault?

    // unsafe: as above.
    package var isPlanted: Bool { unsafe Self.planted == self }
  }
#endif
