// Calls spglib so that it ends.
//
// Spglib 2.0 loops for minutes on some cells that are long or flat, and on tolerances near the distances of the atoms.
// A call that may do so runs on a thread of its own, which is left behind when its time is over or a stop is wanted: C
// code cannot be ended from outside. Ordinary cells are called directly.

import Basics
import CSpglib
import Foundation
import Synchronization

/// When to give up on work that cannot be stopped from within.
public enum Patience {
    private struct Question {
        let owner: ObjectIdentifier
        let ask: @Sendable () -> Bool
    }

    private static let question = Mutex<Question?>(nil)

    /// The host of scripts says how to ask whether a stop is wanted; the last one to do so is asked.
    public static func ask(_ ask: @escaping @Sendable () -> Bool, for owner: AnyObject) {
        let new = Question(owner: ObjectIdentifier(owner), ask: ask)
        question.withLock { $0 = new }
    }

    /// The host goes.
    public static func forget(_ owner: AnyObject) {
        let id = ObjectIdentifier(owner)
        question.withLock { if $0?.owner == id { $0 = nil } }
    }

    static var isStopWanted: Bool { question.withLock { $0?.ask() ?? false } }
}

struct SpglibCall {
    typealias Result = UnsafeMutablePointer<SpglibDataset>?

    let cell: SpglibCell
    let symprec: Double
    /// Degrees; nil for spglib's own rule.
    let angleTolerance: Double?

    /// Seconds after which a search is given up. Ordinary cells take milliseconds, large ones some seconds.
    private static let limit = 20.0
    /// No more searches than this are left behind; further doubtful ones are refused until one of them ends.
    private static let mostAbandoned = 2

    /// - Parameters:
    ///   - spans: the lengths of the reduced lattice vectors, angstrom.
    init(_ cell: SpglibCell, symprec: Double, angleTolerance: Double?, spans: (shortest: Double, longest: Double)) {
        self.cell = cell
        self.symprec = symprec
        isDoubtful = spans.longest > 50 * spans.shortest || symprec > 0.3 || cell.places.count > 200
        // A limit of several degrees lets many shears of a long cell pass for rotations: from some 30 times the
        // shortest vector on spglib needs seconds, from 60 minutes, and then fails.
        self.angleTolerance = spans.longest > 20 * spans.shortest ? nil : angleTolerance
    }

    private let isDoubtful: Bool

    /// Spglib's result, which the caller frees; nil where it finds none.
    /// - Throws: where it does not end in time, or a stop is wanted.
    func run() throws -> Result {
        guard isDoubtful else { return cell.dataset(symprec: symprec, angleTolerance: angleTolerance) }
        guard Abandoned.shared.count < Self.mostAbandoned else {
            throw tooLong("earlier searches on such cells still run")
        }
        let errand = Errand()
        let thread = Thread { [cell, symprec, angleTolerance] in
            errand.finish(cell.dataset(symprec: symprec, angleTolerance: angleTolerance))
        }
        thread.stackSize = 8 << 20
        thread.start()
        let end = Date(timeIntervalSinceNow: Self.limit)
        while true {
            if let result = errand.take(within: 0.02) { return result.pointer }
            let isStopped = Patience.isStopWanted
            guard isStopped || Date() > end else { continue }
            if let result = errand.abandon() { return result.pointer }
            throw isStopped
                ? SparError("the search for a space group was stopped")
                : tooLong("none was found in \(Int(Self.limit)) s")
        }
    }

    private func tooLong(_ reason: String) -> SparError {
        SparError(
            "the space group cannot be found: \(reason); the search does not end on cells so long, flat or large, or "
                + "with a tolerance so near the distances of atoms (symprec = \(shortNumber(symprec)))")
    }
}

/// How many searches run that nobody waits for.
private final class Abandoned: @unchecked Sendable {
    static let shared = Abandoned()
    private let lock = NSLock()
    private var running = 0

    var count: Int { lock.withLock { running } }
    func add(_ change: Int) { lock.withLock { running += change } }
}

/// One search on a thread of its own; the lock guards all.
private final class Errand: @unchecked Sendable {
    struct Answer { let pointer: SpglibCall.Result }

    private let condition = NSCondition()
    private var answer: Answer?
    private var isAbandoned = false

    func finish(_ pointer: SpglibCall.Result) {
        condition.lock()
        defer { condition.unlock() }
        if isAbandoned {
            if let pointer { spg_free_dataset(pointer) }
            Abandoned.shared.add(-1)
        } else {
            answer = Answer(pointer: pointer)
            condition.signal()
        }
    }

    func take(within seconds: Double) -> Answer? {
        condition.lock()
        defer { condition.unlock() }
        if answer == nil { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
        return answer
    }

    /// Leaves the search to itself, unless it has ended meanwhile.
    func abandon() -> Answer? {
        condition.lock()
        defer { condition.unlock() }
        if answer == nil {
            isAbandoned = true
            Abandoned.shared.add(1)
        }
        return answer
    }
}
