using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Notation;
using Inflaton.Universe;

namespace Inflaton.Experiments.Files;

/// <summary>The metric of the space of the fields: section <c>metric</c> of a universe file.</summary>
/// <param name="Rows">
/// One row of one formula f for G = f·1, one row of C formulas for a diagonal G, or C rows of C formulas.
/// </param>
/// <param name="Parameters">Named numbers in the formulas, in the order written; none by default.</param>
public sealed record MetricSettings(ValueList<ValueList<string>> Rows, ValueList<KeyValuePair<string, double>>? Parameters = null)
{
    /// <summary>Named numbers in the formulas, in the order written; none by default.</summary>
    public ValueList<KeyValuePair<string, double>> Parameters { get; init; } = Parameters ?? [];

    /// <summary>All formulas, row by row.</summary>
    internal IEnumerable<string> Formulas => Rows.SelectMany(row => row);

    /// <summary>The space.</summary>
    /// <param name="fields">C.</param>
    /// <exception cref="FormulaException">A formula is none.</exception>
    /// <exception cref="ArgumentException">The rows do not make a metric of so many fields.</exception>
    public FieldSpace Create(int fields) =>
        new([.. Formulas], ExpressionSettings.NamesOf(fields, Parameters, Formulas), Parameters.ToDictionary(p => p.Key, p => p.Value));

    internal void Write(SectionWriter section)
    {
        _ = Rows switch
        {
            [[var formula]] => section.Add("expression", formula),
            [var diagonal] => section.Add("expression", diagonal),
            _ => section.Add("expression", Rows),
        };
        section.Add("parameters", Parameters.Count == 0 ? null : Parameters);
    }

    internal static MetricSettings Read(SectionReader r)
    {
        ValueKind<string> formula = Kinds.Text("a formula in the fields", "\"1/(1 - phi1^2 - phi2^2)^2\"");
        ValueKind<ValueList<string>> row = Kinds.List(formula, "formulas");
        ValueKind<ValueList<ValueList<string>>> one = formula.As(text => (ValueList<ValueList<string>>)[[text]]);
        MetricSettings settings = new(
            r.Required(
                "expression",
                Kinds.Either(
                    one, row.As(diagonal => (ValueList<ValueList<string>>)[diagonal]), Kinds.List(row, "rows of formulas")),
                "G_IJ of the kinetic energy ½G_IJ φ̇_I φ̇_J, in `phi`, or in `phi1`, `phi2`, …: "
                + "one formula for a multiple of the unit matrix, a list of them for the diagonal, or a list of rows. "
                + "Connection and curvature follow from exact derivatives.", "[\"1\", \"phi1^2\"]"),
            r.Optional(ExpressionSettings.ParametersKey, Kinds.NamedNumbers(), "Numbers that the formulas name.", "{alpha: 1}"));
        ExpressionSettings.CheckUse(r, settings.Parameters, "expression", [.. settings.Formulas]);
        return settings;
    }

    /// <summary>What is wrong with it for so many fields; null if nothing is.</summary>
    internal string? ProblemFor(int fields)
    {
        IReadOnlyList<string> names = ExpressionSettings.NamesOf(fields, Parameters, Formulas);
        bool fits = Rows is [var only] ? only.Count == 1 || only.Count == fields
            : Rows.Count == fields && Rows.All(row => row.Count == fields);
        if (!fits)
        {
            string given = $"{(Rows.Count == 1 ? "" : "rows of ")}{string.Join(", ", Rows.Select(row => row.Count))} formulas";
            return $"has {given} for {fields} field{(fields == 1 ? "" : "s")}";
        }

        Dictionary<string, double> parameters = Parameters.ToDictionary(p => p.Key, p => p.Value);
        foreach (string text in Formulas)
        {
            if (ExpressionSettings.ProblemOf(() => Formula.Parse(text, names, parameters)) is { } problem)
            {
                return Rows is [[_]] ? problem : $"has the entry {text}, which {problem}";
            }
        }

        try
        {
            _ = Create(fields);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"is no metric: {ReadableMessage.Of(exception).TrimEnd('.')}";
        }
    }
}
