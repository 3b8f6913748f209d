// A model as a notebook shows it: what it predicts from what, and how well.

import Basics
import Forest

extension ModelObject: ShowsItself {
    package func shown() -> Shown? { Shown(facts: Self.facts(model)) }

    private static func facts(_ model: ModelFile) -> [ShownFact] {
        let forest = model.forest
        var fields = [
            ShownFact(name: "random forest", value: "\(forest.treeCount) trees"),
            ShownFact(name: "predicts", value: forest.targetName, unit: ColumnUnits.unit(of: forest.targetName)),
            ShownFact(name: "from", value: forest.featureNames.joined(separator: ", ")),
            ShownFact(name: "trained on", value: "\(forest.trainingRowCount) rows"),
        ]
        let importance = zip(forest.featureNames, forest.impurityImportance).sorted { $0.1 > $1.1 }.prefix(5)
        if let oob = try? forest.outOfBag(threads: 1).scores {
            let r2 = oob.r2.map { "R² \(NumberText.fixed($0, decimals: 3)), " } ?? ""
            fields.append(
                ShownFact(
                    name: "out of bag", value: "\(r2)MAE \(NumberText.short(oob.mae, digits: 3)), \(oob.count) rows"))
        }
        fields.append(
            ShownFact(
                name: "most important",
                value: importance.map { "\($0.0) \(NumberText.fixed($0.1, decimals: 2))" }
                    .joined(separator: ", ")))
        return fields
    }
}
