import Testing

@testable import SchakelServer

/// Every role and every other caller x every operation of the interface x a space of its own, one of
/// others, and one that does not exist.
@Suite(.timeLimit(.minutes(10))) struct RoleTests {
  /// A caller has its role in the space `own`. One that `left` had it before, and is told that it is
  /// `gone` where the log knows its place; one was `raised` by command from a reader to an auditor, and one `lowered` from a
  /// coordinator to a reader; one was `revoked`;
  /// `nobody` has no token, and `forged` one that was given to nobody. What a caller of a sync gets of
  /// a space: its `states`, its `entries`; a change of its is `taken` or `void`; or it is `denied`.
  static let table = RoleTable(
    """
    operation                  space | reader  contributor coordinator auditor left   revoked nobody forged raised  lowered
    sync-bootstrap             own   | states  states      states      states  denied 403     401    401 states  states
    sync-bootstrap             other | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-bootstrap             none  | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-pull                  own   | entries entries     entries     entries gone   403     401    401 entries entries
    sync-pull                  other | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-pull                  none  | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-write                 own   | void    taken       taken       void    gone   403     401    401 void    void
    sync-write                 other | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-write                 none  | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-settle                own   | void    void        taken       void    gone   403     401    401 void    void
    sync-settle                other | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-settle                none  | denied  denied      denied      denied  denied 403     401    401 denied  denied
    # For all to see, one's own note.
    sync-publish               own   | void    void        taken       void    gone   403     401    401 void    void
    sync-publish               other | denied  denied      denied      denied  denied 403     401    401 denied  denied
    sync-publish               none  | denied  denied      denied      denied  denied 403     401    401 denied  denied
    history                    own   | 200     200         200         200     403    403     401    401 200     200
    history                    other | 403     403         403         403     403    403     401    401 403     403
    history                    none  | 403     403         403         403     403    403     401    401 403     403
    events                     own   | heard   heard       heard       heard   silent 403     401    401 heard   heard
    events                     other | silent  silent      silent      silent  silent 403     401    401 silent  silent
    events                     none  | silent  silent      silent      silent  silent 403     401    401 silent  silent
    spaces                     own   | listed  listed      listed      listed  absent 403     401    401 listed  listed
    spaces                     other | absent  absent      absent      absent  absent 403     401    401 absent  absent
    spaces                     none  | absent  absent      absent      absent  absent 403     401    401 absent  absent
    documents                  own   | 200     200         200         200     403    403     401    401 200     200
    documents                  other | 403     403         403         403     403    403     401    401 403     403
    documents                  none  | 403     403         403         403     403    403     401    401 403     403
    held-changes               own   | 403     403         200         403     403    403     401    401 403     403
    held-changes               other | 403     403         403         403     403    403     401    401 403     403
    held-changes               none  | 403     403         403         403     403    403     401    401 403     403
    held-dismissal             own   | 403     403         200         403     403    403     401    401 403     403
    held-dismissal             other | 403     403         403         403     403    403     401    401 403     403
    held-dismissal             none  | 403     403         403         403     403    403     401    401 403     403
    invite                     own   | 403     403         201         403     403    403     401    401 403     403
    invite                     other | 403     403         403         403     403    403     401    401 403     403
    invite                     none  | 403     403         403         403     403    403     401    401 403     403
    # Of somebody who is in none of the caller's spaces.
    invite-person              own   | 403     403         404         403     403    403     401    401 403     403
    invite-person              other | 403     403         403         403     403    403     401    401 403     403
    invite-person              none  | 403     403         403         403     403    403     401    401 403     403
    role-change                own   | 403     403         200         403     403    403     401    401 403     403
    role-change                other | 403     403         403         403     403    403     401    401 403     403
    role-change                none  | 403     403         403         403     403    403     401    401 403     403
    role-change-own            own   | 403     403         200         403     403    403     401    401 403     403
    role-change-own            other | 403     403         403         403     403    403     401    401 403     403
    role-change-own            none  | 403     403         403         403     403    403     401    401 403     403
    hand-in                    own   | 401     401         401         401     401    held    401    401 401     401
    hand-in                    other | 401     401         401         401     401    denied  401    401 401     401
    hand-in                    none  | 401     401         401         401     401    denied  401    401 401     401
    audit-list                 own   | 403     403         403         200     403    403     401    401 200     403
    audit-list                 other | 403     403         403         403     403    403     401    401 403     403
    audit-list                 none  | 403     403         403         403     403    403     401    401 403     403
    audit-search               own   | 403     403         403         200     403    403     401    401 200     403
    audit-search               other | 403     403         403         403     403    403     401    401 403     403
    audit-search               none  | 403     403         403         403     403    403     401    401 403     403
    audit-show                 own   | 403     403         403         200     403    403     401    401 200     403
    audit-show                 other | 403     403         403         404     403    403     401    401 404     403
    audit-show                 none  | 403     403         403         404     403    403     401    401 404     403
    audit-export               own   | 403     403         403         200     403    403     401    401 200     403
    audit-export               other | 403     403         403         403     403    403     401    401 403     403
    audit-export               none  | 403     403         403         403     403    403     401    401 403     403
    enrol-guessed              none  | 410     410         410         410     410    403     410    401 410     410
    wipe-confirmation          -     | 401     401         401         401     401    401     401    401 401     401
    token-challenge            -     | 200     200         200         200     200    200     200    200 200     200
    # By a key of one's own: one that nobody let in is nobody's.
    token-renewal              -     | 201     201         201         201     201    201     201    201 201     201
    token-renewal-unknown      -     | 401     401         401         401     401    401     401    401 401     401
    token-renewal-stolen       -     | 401     401         401         401     401    401     401    401 401     401
    region                     -     | 200     200         200         200     200    200     200    200 200     200
    openapi                    -     | 200     200         200         200     200    200     200    200 200     200
    livez                      -     | 200     200         200         200     200    200     200    200 200     200
    readyz                     -     | 200     200         200         200     200    200     200    200 200     200
    metrics                    -     | 200     200         200         200     200    200     200    200 200     200
    # The last: an invitation of one's own person changes what one may.
    enrol                      own   | 201     201         201         201     201    403     201    401 201     201
    enrol                      other | 201     201         201         201     201    403     201    401 201     201
    enrol-stolen               other | 410     410         410         410     410    403     201    401 410     410
    """)

  @Test("each caller gets what the table says, and no more")
  func walk() async throws {
    try await RegionServer.run(configured { $0.limits.requestsPerDevice = 32 }) { server in
      let scene = try await RoleScene(server)
      #expect(Set(scene.callers.keys) == Set(Self.table.callers))
      for cell in Self.table.cells {
        let operation = try #require(RoleScene.operations[cell.operation])
        let outcome = try await operation.run(scene, cell.caller, cell.space)
        #expect(
          outcome == cell.expected,
          "\(cell.operation) of \(cell.caller) in the space \(cell.space)")
      }
    }
  }

  @Test("no operation of the interface is missing from the table")
  func complete() throws {
    #expect(Self.table.operations == Set(RoleScene.operations.keys))
    let walked = Set(RoleScene.operations.values.map(\.described))
    #expect(try walked == Description().operations)
  }
}
