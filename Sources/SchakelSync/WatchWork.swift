import SchakelCore
import SchakelStore

/// What a ``SyncWatcher`` has done beside its session: each piece of work says how it went, as one
/// more turn.
struct WatchWork: Sendable {
  let synchroniser: Synchroniser
  let progress: @Sendable (SyncReport) -> Void
  let mailbox: AsyncStream<Turn>.Continuation

  /// What comes in: something for the session, or its end by a broken database.
  enum Turn: Sendable {
    case event(WatchSession.Event)
    case broken(ReplicaError)
  }

  private func say(_ event: WatchSession.Event) { mailbox.yield(.event(event)) }

  func listen() async {
    let transport = synchroniser.transport
    do throws(TransportFailure) {
      let spaces = try await transport.events()
      say(.opened)
      for await _ in spaces { say(.moved) }
      say(.closed(nil, reconnectDelay: transport.reconnectDelay))
    } catch {
      say(.closed(error, reconnectDelay: transport.reconnectDelay))
    }
  }

  /// Without trying again: the session knows better when.
  func sync() async {
    do throws(ReplicaError) {
      say(
        .synced(
          try await synchroniser.run(
            patience: SyncSession.Patience(retries: 0), progress: progress)))
    } catch {
      mailbox.yield(.broken(error))
    }
  }

  func look() {
    do throws(ReplicaError) {
      say(.waiting(try synchroniser.replica.standing().waiting))
    } catch {
      mailbox.yield(.broken(error))
    }
  }

  /// Where nothing can be written just now, the next search does what is left undone.
  func index(_ limit: Int) {
    do throws(ReplicaError) {
      say(.indexed(try synchroniser.replica.indexPending(limit: limit)))
    } catch {
      if error.isOfWriting { say(.indexed(0)) } else { mailbox.yield(.broken(error)) }
    }
  }

  func follow(_ changes: AsyncStream<ReplicaChange>) async {
    for await _ in changes { say(.changed) }
  }
}
