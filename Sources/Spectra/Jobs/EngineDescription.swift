// An engine as a value, for all who are not engines: what it is called, its options, where it lies, how it is checked.

import Basics

/// What a user says about where the programs of an engine are.
public struct EnginePlace: Sendable {
    /// The folder that was named; nil for the engine's own way of looking.
    public var folder: String?
    public var environment: [String: String]

    public init(folder: String? = nil, environment: [String: String]) {
        self.folder = folder
        self.environment = environment
    }
}

/// One of an engine's own options.
public struct EngineOption: Sendable {
    public enum Kind: Sendable {
        case flag
        /// A whole number of at least `least`; the words say which there are.
        case whole(least: Int, expected: String)
        case number
        case word
        /// Named settings: `expected` says what the whole is, `item` what one may be.
        case settings(expected: String, item: String)
    }

    public let name: String
    public let kind: Kind
    /// What it means, with its unit and its default.
    public let doc: String

    public init(_ name: String, _ kind: Kind, _ doc: String) {
        self.name = name
        self.kind = kind
        self.doc = doc
    }
}

public struct EngineDescription: Sendable {
    /// As in `engine = "feff"`; the name in job keys.
    public let name: String
    /// As in sentences.
    public let title: String
    /// Processor seconds that a site takes, roughly: what a dry run says where nothing of the kind was computed yet.
    public let typicalSeconds: Double
    /// What it can compute.
    public let computes: [Spectroscopy]
    public let options: [EngineOption]
    /// What the options do, in one paragraph.
    public let optionsDoc: String
    /// Options as they were given for a spectroscopy, brought to the form of `SpectralSettings.engineOptions`: checked,
    /// defaults left out.
    /// - Throws: `SparError`.
    public let canonical: @Sendable (JSON, Spectroscopy) throws -> JSON
    /// The engine that is installed.
    /// - Throws: `JobFailure` with `.missing` where there is none.
    public let make: @Sendable (EnginePlace) throws -> any SpectralEngine
    /// Tries it, and says in a sentence what was found; nil for one that is always there.
    public let check: (@Sendable (EnginePlace) throws -> String)?

    public init(
        name: String, title: String, typicalSeconds: Double, computes: [Spectroscopy], options: [EngineOption],
        optionsDoc: String,
        canonical: @escaping @Sendable (JSON, Spectroscopy) throws -> JSON,
        make: @escaping @Sendable (EnginePlace) throws -> any SpectralEngine,
        check: (@Sendable (EnginePlace) throws -> String)? = nil
    ) {
        self.name = name
        self.title = title
        self.typicalSeconds = typicalSeconds
        self.computes = computes
        self.options = options
        self.optionsDoc = optionsDoc
        self.canonical = canonical
        self.make = make
        self.check = check
    }
}
