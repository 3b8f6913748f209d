// Changes of atoms: substitution, removal, displacement, random perturbation. Site indices count from 0.

import Basics

extension Structure {
    /// Every `old` becomes `new`; its charge is dropped, since it was the old element's.
    public func substituting(_ old: Element, with new: Element) throws -> Structure {
        guard sites.contains(where: { $0.element == old }) else { throw noSuchElement(old) }
        return replacingSites { $0.element == old ? $0.replaced(by: new) : $0 }
    }

    /// The atom of one site becomes `new`.
    public func substituting(site: Int, with new: Element) throws -> Structure {
        try checkSite(site)
        var changed = sites
        changed[site] = sites[site].replaced(by: new)
        return Structure(lattice: lattice, sites: changed, notes: notes)
    }

    /// Without one site: a vacancy in every cell.
    public func removing(site: Int) throws -> Structure {
        try checkSite(site)
        guard sites.count > 1 else {
            throw SparError("\(name(ofSite: site)) is the structure's only atom; without it nothing is left")
        }
        var left = sites
        left.remove(at: site)
        return Structure(lattice: lattice, sites: left, notes: notes)
    }

    /// - Parameter vector: Cartesian, angstrom.
    public func displacing(site: Int, by vector: Vector3) throws -> Structure {
        try checkSite(site)
        guard vector.x.isFinite, vector.y.isFinite, vector.z.isFinite else {
            throw SparError("the displacement of \(name(ofSite: site)) is no vector of three numbers")
        }
        var changed = sites
        changed[site].frac += lattice.fractional(vector)
        return Structure(lattice: lattice, sites: changed, notes: notes)
    }

    /// Moves every place by a random vector whose Cartesian components are normal with standard deviation `sigma`
    /// (angstrom). The same seed gives the same structure everywhere; atoms that share a place move together.
    public func perturbed(sigma: Double, seed: UInt64 = 1) throws -> Structure {
        guard sigma >= 0, sigma.isFinite else {
            throw SparError("sigma is \(shortNumber(sigma)); it is a standard deviation in angstrom, zero or above")
        }
        var random = SeededRandom(seed: seed)
        var changed = sites
        for members in places {
            let step = Vector3(random.gaussian(), random.gaussian(), random.gaussian())
            let shift = lattice.fractional(sigma * step)
            for i in members { changed[i].frac += shift }
        }
        return Structure(lattice: lattice, sites: changed, notes: notes)
    }

    func checkSite(_ i: Int) throws {
        guard sites.indices.contains(i) else {
            throw SparError("there is no site \(i + 1); the structure has \(sites.count)")
        }
    }

    private func replacingSites(_ change: (Site) -> Site) -> Structure {
        Structure(lattice: lattice, sites: sites.map(change), notes: notes)
    }
}

extension Site {
    func replaced(by new: Element) -> Site {
        var site = self
        let number = label.hasPrefix(element.symbol) ? label.dropFirst(element.symbol.count) : ""
        site.element = new
        site.oxidation = nil
        site.isOxidationSet = false
        site.label = new.symbol + number
        return site
    }
}
