import Logging
import Testing

@testable import SchakelServer

@Suite struct ListenAddressTests {
  @Test(
    "addresses are read and written alike",
    arguments: ["127.0.0.1:8080", "[::1]:0", "localhost:65535", "0.0.0.0:80", "a-b.example:1"])
  func wellFormed(text: String) {
    #expect(ListenAddress(text)?.description == text)
  }

  @Test(
    "what is no address is none",
    arguments: [
      "", "8080", ":8080", "::1:8080", "[::1]", "a:b", "a:65536", "a:-1", "a:+1", "a b:1", "[]:1",
    ])
  func malformed(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test("loopback is 127.0.0.0/8, ::1 and localhost, and nothing that looks like it")
  func loopback() {
    for text in ["127.0.0.1:1", "127.255.0.9:1", "[::1]:1", "localhost:1"] {
      #expect(ListenAddress(text)?.isLoopback == true)
    }
    for text in [
      "0.0.0.0:1", "[::]:1", "127.0.0.1.example:1", "127.1:1", "127.0.0.x:1", "10.0.0.1:1",
    ] {
      #expect(ListenAddress(text)?.isLoopback == false)
    }
  }
}

@Suite struct ConfigurationTests {
  @Test("flags over environment over file over default")
  func precedence() throws {
    let file = ["listen": "127.0.0.1:1", "log.level": "debug", "limits.requests": "7"]
    let environment = ["SCHAKELD_LISTEN": "127.0.0.1:2", "SCHAKELD_LOG_LEVEL": "error"]
    let flags = ["listen": "127.0.0.1:3"]
    let all = try EdgeConfiguration(flags: flags, environment: environment, file: file)
    #expect(all.listen.port == 3 && all.logLevel == .error && all.limits.requests == 7)
    let two = try EdgeConfiguration(environment: environment, file: file)
    #expect(two.listen.port == 2)
    let one = try EdgeConfiguration(file: file)
    #expect(one.listen.port == 1 && one.logLevel == .debug)
    let none = try EdgeConfiguration(environment: ["PATH": "/bin"])
    #expect(none == EdgeConfiguration())
    #expect(none.listen.description == "127.0.0.1:8080")
  }

  @Test("every setting can be set by flag, variable and file, to the same effect")
  func everySetting() throws {
    let values = [
      "listen": "127.0.0.1:9", "metrics-listen": "127.0.0.1:10", "insecure-behind-proxy": "true",
      "log.format": "json", "log.level": "trace", "security-contact": "mailto:a@b.example",
      "proxy-header": "forwarded", "admit-copies": "true", "backup.every": "36h",
      "backup.folder": "/backups",
    ]
    let files = [Setting.tlsCertificate, .tlsKey]
    let backups = [Setting.backupEvery, .backupKeepDaily, .backupKeepWeekly]
    let lone = Setting.all.filter { !(files + backups).contains($0) }.map { [$0] }
    for settings in lone + [files] + backups.map({ [.backupFolder, $0] }) {
      let named = settings.map { ($0, values[$0.name] ?? "3") }
      let byName = Dictionary(uniqueKeysWithValues: named.map { ($0.name, $1) })
      let flag = try EdgeConfiguration(flags: byName)
      #expect(flag != EdgeConfiguration(), "\(byName)")
      let variables = Dictionary(uniqueKeysWithValues: named.map { ($0.variable, $1) })
      #expect(try EdgeConfiguration(environment: variables) == flag)
      #expect(try EdgeConfiguration(file: byName) == flag)
    }
  }

  @Test("backups need a folder, and come after minutes, hours or days up to a year")
  func backups() throws {
    for setting in [Setting.backupEvery, .backupKeepDaily, .backupKeepWeekly] {
      let value = setting == .backupEvery ? "24h" : "3"
      let error = #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(flags: [setting.name: value])
      }
      #expect(error?.code == .alone(without: .backupFolder) && error?.setting == setting)
    }
    func interval(_ text: String) throws -> Duration {
      try EdgeConfiguration(
        flags: ["backup.folder": "/backups", "backup.every": text]
      ).backup.interval
    }
    #expect(try interval("30m") == .seconds(1_800) && interval("24h") == .seconds(86_400))
    #expect(try interval("7d") == .seconds(604_800) && interval("366d") == .seconds(31_622_400))
    for text in ["", "24", "h", "0h", "-1h", "1.5h", "24 h", "367d", "1w", "99999999999999999999d"]
    {
      #expect(throws: ConfigurationError.self, "\(text)") { try interval(text) }
    }
  }

  @Test("a certificate and its key are named together, in one place or in two")
  func identity() throws {
    for lone in [Setting.tlsCertificate, .tlsKey] {
      let error = #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(flags: [lone.name: "/x.pem"])
      }
      #expect(error?.setting == lone && error?.message.contains("give both") == true)
    }
    let both = try EdgeConfiguration(
      flags: ["tls.key": "/k.pem"], environment: ["SCHAKELD_TLS_CERTIFICATE": "/c.pem"])
    #expect(both.identity == IdentityFiles(certificate: "/c.pem", key: "/k.pem"))
    #expect(throws: ConfigurationError.self) {
      try EdgeConfiguration(flags: ["tls.key": "", "tls.certificate": "/c.pem"])
    }
  }

  @Test(
    "a value that cannot be used is refused with what to write instead",
    arguments: [
      ("listen", "8080", "HOST:PORT"), ("metrics-listen", "x", "HOST:PORT"),
      ("insecure-behind-proxy", "perhaps", "true or false"), ("log.format", "xml", "json or text"),
      ("log.level", "loud", "trace, debug"), ("limits.requests", "0", "above 0"),
      ("limits.requests", "1.5", "whole number"), ("limits.body-seconds", "-1", "seconds"),
      ("checkpoint-seconds", "0", "seconds"), ("security-contact", "a@b.example", "mailto:"),
      ("proxy-header", "via", "x-forwarded-for or forwarded"),
      ("limits.body-seconds", "nan", "seconds"), ("limits.idle-seconds", "100000", "86400"),
    ])
  func wrongValues(name: String, value: String, advice: String) throws {
    let setting = try #require(Setting.named(name))
    for source in 0..<3 {
      let error = #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(
          flags: source == 0 ? [name: value] : [:],
          environment: source == 1 ? [setting.variable: value] : [:],
          file: source == 2 ? [name: value] : [:])
      }
      #expect(error?.setting == setting)
      #expect(error?.message.contains(advice) == true)
      #expect(error?.message.contains(setting.variable) == true)
    }
  }

  @Test("times are in seconds, with fractions")
  func seconds() throws {
    let configuration = try EdgeConfiguration(flags: ["limits.body-seconds": "0.25"])
    #expect(configuration.limits.bodyTime == .milliseconds(250))
  }

  @Test("of one address half as many requests are handled as of all, unless it is said")
  func halves() throws {
    for (requests, half) in [("1", 1), ("2", 1), ("7", 3), ("1000", 500)] {
      let all = ["limits.requests": requests]
      #expect(try EdgeConfiguration(flags: all).limits.requestsPerAddress == half)
      let own = all.merging(["limits.requests-per-address": "900"]) { $1 }
      #expect(try EdgeConfiguration(flags: own).limits.requestsPerAddress == 900)
    }
    #expect(Limits().requestsPerAddress == 128)
  }

  @Test("a misspelt setting does not go unnoticed")
  func unknown() {
    for error in [
      #expect(throws: ConfigurationError.self) { try EdgeConfiguration(flags: ["lisen": "x"]) },
      #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(environment: ["SCHAKELD_LISEN": "x"])
      },
      #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(file: ["limits.bodybytes": "1"])
      },
    ] {
      #expect(error?.message.contains("spelling") == true)
    }
  }

  @Test("requests are not taken from other machines in the clear")
  func exposure() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try EdgeConfiguration(flags: ["listen": "0.0.0.0:8080"])
    }
    #expect(error?.message.contains("--insecure-behind-proxy") == true)
    let secured = ["listen": "0.0.0.0:443", "tls.certificate": "/c.pem", "tls.key": "/k.pem"]
    #expect(try !EdgeConfiguration(flags: secured).showsMetrics)
    for flags in [[:], secured] {
      let figures = #expect(throws: ConfigurationError.self) {
        try EdgeConfiguration(flags: flags.merging(["metrics-listen": "192.0.2.1:9090"]) { $1 })
      }
      #expect(figures?.setting == .metricsListen)
    }
    let allowed = try EdgeConfiguration(
      flags: ["listen": "0.0.0.0:8080", "insecure-behind-proxy": "true"])
    #expect(allowed.isBehindProxy)
  }

  @Test("one address is not listened on twice")
  func twice() {
    let error = #expect(throws: ConfigurationError.self) {
      try EdgeConfiguration(flags: ["listen": "127.0.0.1:9", "metrics-listen": "127.0.0.1:9"])
    }
    #expect(error?.setting == .metricsListen)
  }

  @Test("a file's nested names are joined, and its values become text")
  func file() throws {
    let json = #"""
      {"listen": "127.0.0.1:9000", "insecure-behind-proxy": true, "log": {"format": "json"},
       "limits": {"requests": 64, "body-seconds": 1.5}}
      """#
    let members = try configurationFile(Array(json.utf8))
    #expect(
      members == [
        "listen": "127.0.0.1:9000", "insecure-behind-proxy": "true", "log.format": "json",
        "limits.requests": "64", "limits.body-seconds": "1.5",
      ])
    let configuration = try EdgeConfiguration(file: members)
    #expect(configuration.limits.bodyTime == .milliseconds(1500))
  }

  @Test(
    "a file of another shape is refused",
    arguments: ["", "[]", "{", #"{"listen": null}"#, #"{"listen": ["a"]}"#])
  func wrongFiles(json: String) {
    #expect(throws: ConfigurationError.self) { try configurationFile(Array(json.utf8)) }
  }
}
