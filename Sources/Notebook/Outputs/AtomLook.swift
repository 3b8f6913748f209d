// How atoms look in a drawing: their covalent radii, and a colour.
//
// Colours: the customary ones of the commonest elements, for the others a hue that goes round with the atomic number,
// so that neighbours in the periodic table differ.

import Crystal

enum AtomLook {
    static func radius(_ element: Element) -> Double { element.covalentRadius }

    static func color(_ element: Element) -> String {
        if let known = colors[element.symbol] { return known }
        let hue = Double(element.atomicNumber) * 137.508
        return "hsl(\(Int(hue) % 360), 45%, 58%)"
    }

    private static let colors = [
        "H": "#e8e8e8", "D": "#e8e8e8", "C": "#5a5a5a", "N": "#4a6fd8", "O": "#d8432f", "F": "#8fce5a", "S": "#e3c335",
        "Cl": "#54b948", "P": "#ee8a2a", "Si": "#d9b48a", "Na": "#9b6bd1", "K": "#7f4fb5", "Li": "#b98be0",
        "Ca": "#7fae8c",
        "Sr": "#6fc28f", "Ba": "#3f9a6a", "Sc": "#8e9bb3", "Ti": "#6f8fb8", "V": "#4f9d8f", "Cr": "#5c8f4e",
        "Mn": "#a65fa8",
        "Fe": "#c77b3b", "Co": "#5568c4", "Ni": "#3f9aa8", "Cu": "#c4763f", "Zn": "#8288a8",
    ]
}
