using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>
/// Gaussian error linear unit in the tanh approximation, φ(z) = ½z(1 + tanh(w/2)) = z σ(w) with w = √(8/π)(z + 0.044715z³) and the logistic
/// function σ: PyTorch's <c>GELU(approximate="tanh")</c>. Source: Hendrycks, Gimpel, arXiv:1606.08415.
/// </summary>
public sealed class GeluTanh : GatedLinearUnit
{
    private const double Factor = 1.5957691216057308; // √(8/π)
    private const double Cubic = 0.044715;

    /// <summary>|z| from which σ(w) is 0 or 1 in double precision; the cube of larger ones may overflow.</summary>
    private const double Saturated = 50;

    /// <inheritdoc/>
    public override string Name => "gelu_tanh";

    /// <inheritdoc/>
    public override double Value(double z) => z * Logistic.Evaluate(Argument(z));

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic.Evaluate(Argument(z)) + (z * GateSlope(z));

    /// <inheritdoc/>
    public override double Curvature(double z)
    {
        double w = Argument(z), inner = Math.Clamp(z, -Saturated, Saturated), rise = ArgumentSlope(z);
        double bend = ((Logistic.Evaluate(-w) - Logistic.Evaluate(w)) * rise * rise) + (6 * Factor * Cubic * inner);
        return (2 * GateSlope(z)) + (inner * Logistic.Evaluate(w) * Logistic.Evaluate(-w) * bend);
    }

    /// <inheritdoc/>
    public override double ThirdDerivative(double z)
    {
        double w = Argument(z), inner = Math.Clamp(z, -Saturated, Saturated), rise = ArgumentSlope(z), bend = 6 * Factor * Cubic * inner;
        double first = Logistic.Evaluate(w) * Logistic.Evaluate(-w), tilt = Logistic.Evaluate(-w) - Logistic.Evaluate(w);
        double second = first * tilt, third = first * ((tilt * tilt) - (2 * first));
        return (3 * ((second * rise * rise) + (first * bend)))
            + (inner * ((third * rise * rise * rise) + (3 * second * rise * bend) + (first * 6 * Factor * Cubic)));
    }

    /// <inheritdoc/>
    protected override void Gate(ReadOnlySpan<double> preactivations, Span<double> gate, Span<double> slope)
    {
        for (int i = 0; i < preactivations.Length; i++)
        {
            gate[i] = Argument(preactivations[i]);
        }

        Logistic.EvaluateWithDerivative(gate, gate, slope);
        for (int i = 0; i < preactivations.Length; i++)
        {
            slope[i] *= ArgumentSlope(preactivations[i]);
        }
    }

    private static double Argument(double z)
    {
        double inner = Math.Clamp(z, -Saturated, Saturated);
        return Factor * (inner + (Cubic * inner * inner * inner));
    }

    private static double ArgumentSlope(double z)
    {
        double inner = Math.Clamp(z, -Saturated, Saturated);
        return Factor * (1 + (3 * Cubic * inner * inner));
    }

    private static double GateSlope(double z) => Logistic.Evaluate(Argument(z)) * Logistic.Evaluate(-Argument(z)) * ArgumentSlope(z);
}
