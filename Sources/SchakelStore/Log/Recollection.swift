import SchakelCore

/// What a transaction knows of the database beside documents. It is handed on to the next one for
/// as long as nobody else writes (``Connection/fileVersion()``), so that a writer need not read what
/// it has just written.
struct Recollection {
  /// Few, and looked through from the front.
  private(set) var spaces: [SpaceRow] = []
  var streams: [Int64: StreamRow] = [:]
  private var streamNumbers: [Stream: Int64] = [:]
  var indexedUpTo: Int64?

  /// More streams than this are not carried from one transaction to the next: memory is worth more.
  private static let streamLimit = 20_000

  func place(ofSpace no: Int64) -> Int? { spaces.firstIndex { $0.no == no } }

  mutating func hold(_ space: SpaceRow) {
    if let place = place(ofSpace: space.no) {
      spaces[place] = space
    } else {
      spaces.append(space)
    }
  }

  mutating func hold(_ stream: StreamRow) {
    streams[stream.no] = stream
    guard let place = place(ofSpace: stream.space) else { return }
    streamNumbers[Stream(space: spaces[place].id, writer: stream.writer)] = stream.no
  }

  func stream(_ stream: Stream) -> StreamRow? {
    guard let no = streamNumbers[stream] else { return nil }
    return streams[no]
  }

  /// The streams of a space are not what they were.
  mutating func forgetStreams(of space: SpaceRow) {
    streams = streams.filter { $0.value.space != space.no }
    streamNumbers = streamNumbers.filter { $0.key.space != space.id }
  }

  /// What is worth keeping when the transaction is over.
  mutating func shrink() {
    guard streams.count > Self.streamLimit else { return }
    streams = [:]
    streamNumbers = [:]
  }
}
