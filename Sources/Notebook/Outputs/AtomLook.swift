// How atoms look in a drawing: a radius from the covalent radii, and a colour.
//
// Covalent radii in angstrom: Cordero et al., Dalton Trans. 2832 (2008), the high-spin values of Mn, Fe and Co. Elements
// without one get 1.6. Colours: the customary ones of the commonest elements, for the others a hue that goes round with
// the atomic number, so that neighbours in the periodic table differ.

import Crystal

enum AtomLook {
    static func radius(_ element: Element) -> Double {
        let z = element.atomicNumber
        return z <= radii.count ? radii[z - 1] : 1.6
    }

    static func color(_ element: Element) -> String {
        if let known = colors[element.symbol] { return known }
        let hue = Double(element.atomicNumber) * 137.508
        return "hsl(\(Int(hue) % 360), 45%, 58%)"
    }

    private static let colors = [
        "H": "#e8e8e8", "D": "#e8e8e8", "C": "#5a5a5a", "N": "#4a6fd8", "O": "#d8432f", "F": "#8fce5a", "S": "#e3c335",
        "Cl": "#54b948", "P": "#ee8a2a", "Si": "#d9b48a", "Na": "#9b6bd1", "K": "#7f4fb5", "Li": "#b98be0", "Ca": "#7fae8c",
        "Sr": "#6fc28f", "Ba": "#3f9a6a", "Sc": "#8e9bb3", "Ti": "#6f8fb8", "V": "#4f9d8f", "Cr": "#5c8f4e", "Mn": "#a65fa8",
        "Fe": "#c77b3b", "Co": "#5568c4", "Ni": "#3f9aa8", "Cu": "#c4763f", "Zn": "#8288a8",
    ]

    private static let radii: [Double] = [
        0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05, 1.02, 1.06, 2.03, 1.76,
        1.70, 1.60, 1.53, 1.39, 1.61, 1.52, 1.50, 1.24, 1.32, 1.22, 1.22, 1.20, 1.19, 1.20, 1.20, 1.16, 2.20, 1.95, 1.90, 1.75,
        1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39, 1.39, 1.38, 1.39, 1.40, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01,
        1.99, 1.98, 1.98, 1.96, 1.94, 1.92, 1.92, 1.89, 1.90, 1.87, 1.87, 1.75, 1.70, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32,
        1.45, 1.46, 1.48, 1.40, 1.50, 1.50, 2.60, 2.21, 2.15, 2.06, 2.00, 1.96, 1.90, 1.87, 1.80, 1.69,
    ]
}
