using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Functions;

namespace Inflaton.Experiments.Fits;

/// <summary>What is believed of a parameter before it is fitted.</summary>
public abstract record Prior
{
    private static readonly ValueKind<ValueList<double>> Numbers = Kinds.List(Kinds.Number(), "numbers");

    /// <summary>The key of this prior in files.</summary>
    public abstract string Key { get; }

    /// <summary>The two numbers that describe it in files.</summary>
    public abstract ValueList<double> Ends { get; }

    /// <summary>Whether the walk is in u = ln x; otherwise u = x.</summary>
    public virtual bool IsLogarithmic => false;

    /// <summary>x of a coordinate of the walk.</summary>
    /// <param name="coordinate">u.</param>
    public double Value(double coordinate) => IsLogarithmic ? Math.Exp(coordinate) : coordinate;

    /// <summary>The coordinate of the walk, u.</summary>
    /// <param name="value">x.</param>
    public double Coordinate(double value) => IsLogarithmic ? Math.Log(value) : value;

    /// <summary>ln of the density in u, up to a constant; −∞ outside.</summary>
    /// <param name="coordinate">u.</param>
    public abstract double LogDensity(double coordinate);

    /// <summary>A draw: the value below which a part of the probability lies.</summary>
    /// <param name="part">The part, 0 to 1; the ends may give infinite values where the range is infinite.</param>
    public abstract double Quantile(double part);

    /// <summary>What is wrong with the two numbers; null if nothing is.</summary>
    protected abstract string? Problem { get; }

    internal void Write(SectionWriter section) => section.Add(Key, Ends);

    internal static Prior Read(SectionReader r)
    {
        Prior prior = r.ExactlyOneOf(
            Of("uniform", "Every value between two numbers is as likely.", "[50, 60]", (a, b) => new UniformPrior(a, b)),
            Of(
                "log_uniform", "Every order of magnitude between two positive numbers is as likely.", "[1e-7, 1e-5]",
                (a, b) => new LogUniformPrior(a, b)),
            Of("normal", "A normal distribution of given mean and standard deviation.", "[55, 5]", (a, b) => new NormalPrior(a, b)));
        r.Check(prior.Problem is null, prior.Key, prior.Problem ?? "", $"For example {prior.Key}: {prior.Sample}.");
        return prior;
    }

    /// <summary>An example of the two numbers.</summary>
    protected abstract string Sample { get; }

    private static Alternative<Prior> Of(string key, string doc, string example, Func<double, double, Prior> create) => new(
        key, Numbers.As(ends => ends.Count == 2 ? create(ends[0], ends[1]) : create(double.NaN, double.NaN)), doc, example);
}

/// <summary>p = 1/(b − a).</summary>
/// <param name="Lowest">a.</param>
/// <param name="Highest">b &gt; a.</param>
public sealed record UniformPrior(double Lowest, double Highest) : Prior
{
    /// <inheritdoc/>
    public override string Key => "uniform";

    /// <inheritdoc/>
    public override ValueList<double> Ends => [Lowest, Highest];

    /// <inheritdoc/>
    protected override string Sample => "[50, 60]";

    /// <inheritdoc/>
    protected override string? Problem => Lowest < Highest ? null : "is not two numbers, the smaller one first";

    /// <inheritdoc/>
    public override double LogDensity(double coordinate) => coordinate >= Lowest && coordinate <= Highest ? 0 : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Quantile(double part) => Lowest + (part * (Highest - Lowest));
}

/// <summary>p ∝ 1/x, the same for every factor.</summary>
/// <param name="Lowest">a &gt; 0.</param>
/// <param name="Highest">b &gt; a.</param>
public sealed record LogUniformPrior(double Lowest, double Highest) : Prior
{
    /// <inheritdoc/>
    public override string Key => "log_uniform";

    /// <inheritdoc/>
    public override ValueList<double> Ends => [Lowest, Highest];

    /// <inheritdoc/>
    public override bool IsLogarithmic => true;

    /// <inheritdoc/>
    protected override string Sample => "[1e-7, 1e-5]";

    /// <inheritdoc/>
    protected override string? Problem =>
        !(Lowest > 0 && Lowest < Highest) ? "is not two positive numbers, the smaller one first"
        : double.IsFinite(Highest / Lowest) ? null
        : "spans more than 308 decades";

    /// <inheritdoc/>
    public override double LogDensity(double coordinate) =>
        coordinate >= Math.Log(Lowest) && coordinate <= Math.Log(Highest) ? 0 : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Quantile(double part) => Lowest * Math.Pow(Highest / Lowest, part);
}

/// <summary>The normal distribution.</summary>
/// <param name="Mean">μ.</param>
/// <param name="Deviation">σ &gt; 0.</param>
public sealed record NormalPrior(double Mean, double Deviation) : Prior
{
    /// <inheritdoc/>
    public override string Key => "normal";

    /// <inheritdoc/>
    public override ValueList<double> Ends => [Mean, Deviation];

    /// <inheritdoc/>
    protected override string Sample => "[55, 5]";

    /// <inheritdoc/>
    protected override string? Problem => Deviation > 0 ? null : "is not a mean and a standard deviation above 0";

    /// <inheritdoc/>
    public override double LogDensity(double coordinate) => -0.5 * (coordinate - Mean) / Deviation * ((coordinate - Mean) / Deviation);

    /// <inheritdoc/>
    public override double Quantile(double part)
    {
        double low = -40, high = 40;
        while (high - low > 1e-12)
        {
            double middle = 0.5 * (low + high);
            (low, high) = NormalDistribution.Evaluate(middle) < part ? (middle, high) : (low, middle);
        }

        return Mean + (Deviation * 0.5 * (low + high));
    }
}
