"""The features of `spar-bench features` through pymatgen, spglib and numpy: the peer that benchmarks compare with.

usage: peer_features.py TABLE.csv.gz [CELLS]

Takes CELLS (300) rows spread evenly over a table of structures and prints the processor seconds of each part. Tensors
are vectorised over the neighbours of a site, and each site's sums are taken along the eigenvectors of its own Q.
Prints a checksum (the sums of QAMS, DAMS and IAMS over the rows).
"""

import csv
import gzip
import sys
import time
import warnings
from collections import defaultdict

import numpy as np
import spglib
from pymatgen.core import Lattice, Structure

warnings.filterwarnings("ignore")
RADIUS, EXPONENT, SYMPREC = 12.0, 7, 0.1
spent = defaultdict(float)


class part:
    """Adds the processor time of a block to one part of the work."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.start = time.process_time()

    def __exit__(self, *_):
        spent[self.name] += time.process_time() - self.start


def read(path, count):
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    step = max(1, len(rows) // count)
    for row in rows[::step][:count]:
        lattice = Lattice.from_parameters(*(float(row[k]) for k in ("a", "b", "c", "alpha", "beta", "gamma")))
        places = [[float(x) for x in place.split()] for place in row["frac_coords"].split(";")]
        yield Structure(lattice, row["species"].split(), places)


def charges_of(structure):
    guesses = structure.composition.oxi_state_guesses()
    return guesses[0] if guesses else {}


def spread(values):
    """|a - b| + |a - c| + |b - c|"""
    return 2 * (values.max() - values.min())


def site_features(structure, site, charge, negativity):
    points = structure.lattice.get_points_in_sphere(
        structure.frac_coords, structure.cart_coords[site], RADIUS, zip_results=False)
    frac, distance, index, _ = points
    near = distance > 0.1
    vectors = structure.lattice.get_cartesian_coords(frac[near]) - structure.cart_coords[site]
    index = index[near].astype(int)
    weight = distance[near] ** -EXPONENT
    q = charge[index] * weight
    quadrupole = np.einsum("n,ni,nj->ij", q, vectors, vectors)
    inertia = np.einsum("n,ni,nj->ij", weight, vectors, vectors)
    dipole = q @ vectors
    values, axes = np.linalg.eigh(quadrupole)
    around = negativity[index]
    return np.array([
        spread(values), spread(np.abs(axes.T @ dipole)), spread(np.diag(axes.T @ inertia @ axes)),
        np.nanmean(around), np.nanstd(around)])


def main():
    path, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with part("reading"):
        structures = list(read(path, count))
    total, rows = np.zeros(3), 0
    for structure in structures:
        metals = sorted({s.specie.Z for s in structure if 21 <= s.specie.Z <= 30})
        if not metals:
            continue
        with part("symmetry"):
            cell = (structure.lattice.matrix, structure.frac_coords, [s.specie.Z for s in structure])
            spglib.get_symmetry_dataset(cell, SYMPREC)
        with part("charges"):
            states = charges_of(structure)
        with part("tensors"):
            charge = np.array([float(states.get(s.specie.symbol, 0)) for s in structure])
            negativity = np.array([s.specie.X for s in structure], dtype=float)
            for metal in metals:
                sites = [i for i, s in enumerate(structure) if s.specie.Z == metal]
                values = [site_features(structure, i, charge, negativity) for i in sites]
                total += np.mean(values, axis=0)[:3]
                rows += 1
    print("cells", len(structures), "rows", rows)
    for name, seconds in spent.items():
        print(name, seconds)
    print("cells/s without symmetry", len(structures) / (spent["charges"] + spent["tensors"]))
    print("checksum", *total)


if __name__ == "__main__":
    main()
