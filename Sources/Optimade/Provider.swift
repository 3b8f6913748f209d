// The databases that are known by a short name. Any other is named by its address.
//
// Addresses as the consortium's list had them (https://providers.optimade.org, with what each index there points to) in
// November 2026.

import Basics

public struct Provider: Equatable, Sendable {
    /// "mp"; of a database that is named by its address, its host.
    public let name: String
    public let title: String
    /// Without a slash at the end, and without the version of the protocol.
    public let address: String

    public static let all: [Provider] = [
        Provider("aflow", "AFLOW", "https://aflow.org/API/optimade"),
        Provider("alexandria", "Alexandria, PBE", "https://alexandria.icams.rub.de/pbe"),
        Provider("alexandria-pbesol", "Alexandria, PBEsol", "https://alexandria.icams.rub.de/pbesol"),
        Provider("cmr", "Computational Materials Repository", "https://cmr-optimade.fysik.dtu.dk"),
        Provider("cod", "Crystallography Open Database", "https://www.crystallography.net/cod/optimade"),
        Provider("jarvis", "JARVIS-DFT", "https://jarvis.nist.gov/optimade/jarvisdft"),
        Provider("matterverse", "Matterverse", "https://optimade.matterverse.ai"),
        Provider("mp", "The Materials Project", "https://optimade.materialsproject.org"),
        Provider("mpdd", "Material-Property-Descriptor Database", "http://mpddoptimade.phaseslab.org"),
        Provider("mpds", "Materials Platform for Data Science", "https://api.mpds.io"),
        Provider("mpod", "Material Properties Open Database", "http://mpod_optimade.cimav.edu.mx"),
        Provider("nmd", "NOMAD", "https://nomad-lab.eu/prod/v1/optimade"),
        Provider("oqmd", "Open Quantum Materials Database", "https://oqmd.org/optimade"),
        Provider("tcod", "Theoretical Crystallography Open Database", "https://www.crystallography.net/tcod/optimade"),
        Provider("twodmatpedia", "2DMatpedia", "http://optimade.2dmatpedia.org"),
    ]

    private init(_ name: String, _ title: String, _ address: String) {
        self.name = name
        self.title = title
        self.address = address
    }

    /// A short name, or an address that begins with http:// or https://.
    /// - Throws: `SparError` for a name that is not known.
    public init(_ text: String) throws {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            var address = Substring(text)
            while address.hasSuffix("/") { address = address.dropLast() }
            // What a browser shows is pasted as it is.
            if address.hasSuffix("/structures") { address = address.dropLast("/structures".count) }
            if let last = address.split(separator: "/").last, last.first == "v",
                last.dropFirst().allSatisfy(\.isNumber),
                last.count > 1
            {
                address = address.dropLast(last.count + 1)
            }
            let rest = address.drop { $0 != "/" }.dropFirst(2), host = rest.prefix { $0 != "/" }
            guard !host.isEmpty, !host.contains("@"), !address.contains("?"), !address.contains("#"),
                !address.contains(where: \.isWhitespace)
            else {
                throw SparError("\"\(text)\" is no address of a database; one is such as https://oqmd.org/optimade")
            }
            self.init(String(host), String(host), String(address))
            return
        }
        guard let known = Self.all.first(where: { $0.name == text.lowercased() }) else {
            let near = nearestName(to: text, among: Self.all.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SparError(
                "no database is known by the name \"\(text)\"\(near); optimade.providers() lists them, and any other is "
                    + "named by its address, https://…")
        }
        self = known
    }

    /// The database that an identifier is of, by its form; nil where that says nothing.
    public static func known(byForm id: String) -> Provider? {
        let forms: [(form: String, name: String)] = [
            ("mp-", "mp"), ("mvc-", "mp"), ("agm", "alexandria"), ("oqmd-", "oqmd"), ("JVASP-", "jarvis"),
            ("aflow:", "aflow"),
        ]
        if let form = forms.first(where: { id.hasPrefix($0.form) && id.count > $0.form.count }) {
            return all.first { $0.name == form.name }
        }
        return id.count == 7 && id.allSatisfy(\.isNumber) ? all.first { $0.name == "cod" } : nil
    }

    /// The variable of the environment that holds a key, for those that want one. Sent as the header X-API-KEY, or as the
    /// header that it names, "Authorization: Bearer …"; kept nowhere.
    public var keyVariable: String {
        "SPAR_OPTIMADE_KEY_"
            + String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
