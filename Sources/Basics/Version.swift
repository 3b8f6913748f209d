/// The version of Spar: what `spar --version` says, and what models, reports and the Jupyter kernel name as their maker.
/// The only place where it stands; CHANGELOG.md says what each version brought.
public enum SparVersion {
    public static let text = "0.1.0"
}
