// TeX's names of letters and signs, for labels of figures and formulas in prose.

public enum TeXSymbols {
    /// By name, without the backslash.
    public static let all: [String: String] = [
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
        "eta": "η",
        "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
        "pi": "π",
        "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ",
        "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
        "Pi": "Π",
        "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "AA": "Å", "angstrom": "Å", "hbar": "ℏ",
        "ell": "ℓ",
        "degree": "°", "circ": "∘", "infty": "∞", "partial": "∂", "nabla": "∇", "pm": "±", "mp": "∓", "times": "×",
        "cdot": "·",
        "div": "÷", "ast": "∗", "star": "⋆", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
        "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "ll": "≪", "gg": "≫", "to": "→",
        "rightarrow": "→",
        "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔",
        "mapsto": "↦",
        "uparrow": "↑", "downarrow": "↓", "parallel": "∥", "perp": "⊥", "angle": "∠", "in": "∈", "notin": "∉",
        "subset": "⊂",
        "subseteq": "⊆", "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "emptyset": "∅", "otimes": "⊗",
        "oplus": "⊕",
        "dagger": "†", "prime": "′", "langle": "⟨", "rangle": "⟩", "lvert": "|", "rvert": "|", "Vert": "‖",
        "lVert": "‖",
        "rVert": "‖", "mid": "∣", "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱",
        "quad": "\u{2003}",
        "qquad": "\u{2003}\u{2003}", "sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "oint": "∮", "Re": "ℜ",
        "Im": "ℑ",
        "aleph": "ℵ", "bullet": "•", "backslash": "\\", "lbrace": "{", "rbrace": "}", "setminus": "∖", "neg": "¬",
        "land": "∧",
        "lor": "∨", "wedge": "∧", "vee": "∨", "surd": "√", "triangle": "△", "square": "□",
    ]
}
