import SchakelServer

extension Language {
  /// A setting that cannot be used, by all its names, and what to write instead.
  func sentence(on error: ConfigurationError) -> String {
    guard self == .dutch else { return error.message }
    guard let setting = error.setting else { return dutch(error.code) }
    let names = "\(setting.flag) (\(setting.variable), of \"\(setting.name)\" in het bestand)"
    return names + ": " + dutch(error.code)
  }

  private func dutch(_ code: ConfigurationError.Code) -> String {
    switch code {
    case .unusable(let value, let wanted): "\"\(value)\" kan niet; schrijf \(dutch(wanted))"
    case .exposed(let address):
      "andere machines kunnen bij \(address), en dan gaat alles leesbaar over het netwerk, ook "
        + "wat geheim is. Luister op 127.0.0.1; of geef een certificaat met "
        + "\(Setting.tlsCertificate.flag) en \(Setting.tlsKey.flag); of zet er een proxy voor die TLS "
        + "doet en zeg \(Setting.insecureBehindProxy.flag)"
    case .exposedMetrics(let address):
      "andere machines kunnen bij \(address), en dan gaan de cijfers leesbaar over het netwerk. "
        + "Luister op 127.0.0.1"
    case .alone(let missing): "dit werkt niet zonder \(missing.flag): geef ze allebei"
    case .sharedAddress:
      "dit is hetzelfde adres als \(Setting.listen.flag); laat het weg om de poort te delen"
    case .unknownSetting(let name): "er is geen instelling \"\(name)\"; kijk de spelling na"
    case .unknownVariable(let name):
      "er is geen instelling \(name); kijk de spelling na, of haal haar weg"
    case .malformedFile:
      "het instellingenbestand is geen JSON-object van teksten, getallen, true, false en objecten"
    }
  }

  private func dutch(_ form: SettingForm) -> String {
    switch form {
    case .address: "HOST:POORT, zoals 127.0.0.1:8080 of [::1]:8080"
    case .path: "het pad van een bestand"
    case .folder: "het pad van een map"
    case .period: "minuten, uren of dagen, zoals 30m, 24h of 7d, tot een jaar"
    case .flag, .logFormat, .proxyHeader: form.choices.joined(separator: " of ")
    case .logLevel: "een van " + form.choices.joined(separator: ", ")
    case .contact: "mailto:NAAM@HOST, https://HOST/PAD of tel:+NUMMER; spaties tussen meer"
    case .count: "een heel getal boven 0"
    case .seconds: "seconden, boven 0 en tot en met 86400"
    }
  }
}
