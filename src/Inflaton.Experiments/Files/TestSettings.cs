using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Inputs that are predicted but not trained on: key <c>data.test</c>.</summary>
public abstract record TestSettings
{
    /// <summary>Dimension d of the inputs.</summary>
    public abstract int Dimension { get; }

    internal abstract void Write(SectionWriter section, string key);

    internal static ValueKind<TestSettings> Kind() => Kinds.Either(
        Kinds.Points().As(TestSettings (inputs) => new TestPoints(inputs)),
        Kinds.Section<TestSettings>(TestGrid.Read));
}

/// <summary>Test inputs written one by one.</summary>
/// <param name="Inputs">The inputs [M][d].</param>
public sealed record TestPoints(ValueList<ValueList<double>> Inputs) : TestSettings
{
    /// <inheritdoc/>
    public override int Dimension => Inputs[0].Count;

    internal override void Write(SectionWriter section, string key) => section.Add(key, Inputs);
}

/// <summary>Equally spaced test inputs on a line.</summary>
/// <param name="From">First input.</param>
/// <param name="To">Last input.</param>
/// <param name="Points">Number of inputs M ≥ 2, both ends included.</param>
public sealed record TestGrid(double From, double To, int Points) : TestSettings
{
    /// <inheritdoc/>
    public override int Dimension => 1;

    internal override void Write(SectionWriter section, string key) =>
        section.Section(key, own => own.Add("from", From).Add("to", To).Add("points", Points));

    internal static TestGrid Read(SectionReader r)
    {
        TestGrid grid = new(
            r.Required("from", Kinds.Number(), "First input.", "-1"),
            r.Required("to", Kinds.Number(), "Last input.", "1"),
            r.Required("points", Kinds.Integer(2), "Number of inputs, both ends included.", "101"));
        r.Check(grid.From < grid.To, "to", "is not above from", "from must be the smaller one.", "from");
        return grid;
    }
}
