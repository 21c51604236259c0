/// A certificate for `localhost` and its key, made for these tests and good for nothing else:
///
///     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
///       -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1
package enum TestIdentity {
  package static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBmzCCAUGgAwIBAgIUK9HS6E0tjMINc45A28Bu7xn/BDQwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA5MzQwMloYDzIxMjYxMDI5
    MDkzNDAyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAATVfEMMI7XtFCFCU1k9+W6AGFrV6OviP+Qakc9ctxPu9agGrH/fs3RS
    cSOO+0l86ZKB+49x770G/mG49enOvD3Co28wbTAdBgNVHQ4EFgQU497W71lSjDT7
    ZFgVoXxZd3N3i/4wHwYDVR0jBBgwFoAU497W71lSjDT7ZFgVoXxZd3N3i/4wDwYD
    VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
    zj0EAwIDSAAwRQIgJyDlkTw5Ax0ChcVSYvZWbco0hD7PH0pMffn1HX8TtTcCIQC1
    Fw37ZB/ywyswA86CwrtWy1gK0sjrt9n21vxQDp1H4A==
    -----END CERTIFICATE-----
    """

  package static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtHnLTBa1cE5DXqvH
    T+XPc+EIuNobLw1arkcdCYsDisChRANCAATVfEMMI7XtFCFCU1k9+W6AGFrV6Ovi
    P+Qakc9ctxPu9agGrH/fs3RScSOO+0l86ZKB+49x770G/mG49enOvD3C
    -----END PRIVATE KEY-----
    """

  /// The key of another certificate.
  package static let otherKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCwoBVm/qKP4fCgAs
    oYTKlusHz276+9MoTlqksuSBZuWhRANCAAQV5iz+DvygPsM9wxB1aznESyYPtgxZ
    feGruYxVrBxPEe7dR6LVHBMFt7J/C2qfUdmFfmo4XUMo55vdm/utC1Zz
    -----END PRIVATE KEY-----
    """
}
