// The formats of pictures. Text is 8 pt and lines are thin at the size in millimetres in each of them.

import Basics

public enum PictureFormat: String, Sendable, CaseIterable {
    case svg, png, pdf

    /// ".svg, .png or .pdf".
    public static var endings: String { allCases.map { "." + $0.rawValue }.alternatives }

    /// By the end of the file's name. Throws `SparError` for others.
    public init(file: String) throws {
        let name = file.split(separator: "/").last ?? ""
        let ending = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased()
        guard let format = ending.flatMap(PictureFormat.init(rawValue:)) else {
            throw SparError(at: .file(file), "a figure's name ends in \(Self.endings)")
        }
        self = format
    }

    /// Width and height in millimetres; whether text has markup follows.
    func command(width: Double, height: Double) -> String {
        switch self {
        case .svg:
            // One pixel of SVG is 1/96 inch, and one point 1.3333 pixels.
            let pixels = [width, height].map { NumberText.short(($0 / 25.4 * 96).rounded()) }.joined(separator: ",")
            return "set terminal svg size \(pixels) font 'Helvetica,8' fontscale 1.3333 linewidth 1 "
                + "background '#FFFFFF'"
        case .png:
            let pixels = [width, height].map { NumberText.short(($0 / 25.4 * 300).rounded()) }.joined(separator: ",")
            return "set terminal pngcairo size \(pixels) font 'Helvetica,8' fontscale 3.125 linewidth 3 pointscale 3 "
                + "background '#FFFFFF'"
        case .pdf:
            let size = [width, height].map { NumberText.short($0 / 10) + "cm" }.joined(separator: ",")
            return "set terminal pdfcairo size \(size) font 'Helvetica,8' fontscale 0.75 linewidth 1.4 pointscale 0.75"
        }
    }
}
