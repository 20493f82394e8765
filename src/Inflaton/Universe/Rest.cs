using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>
/// Where the fields have come to rest although there is energy left: in a minimum that they do not leave, or so slow that numbers cannot
/// tell them from standing.
/// </summary>
internal sealed class Rest(Cosmology cosmology, FieldSystem system) : IEvent
{
    /// <summary>Distance from a minimum, in units of the field's own size, within which it stays.</summary>
    private const double Near = 1e-8;

    /// <summary>Motion in an e-fold, in the same units, that is none.</summary>
    private const double Still = 1e-16;

    private readonly int fields = cosmology.Fields;

    public EventDirection Direction => EventDirection.Falling;

    public double Value(double t, ReadOnlySpan<double> y) => IsAtRest(t, y) ? -1 : 1;

    /// <summary>Whether nothing moves the fields at all.</summary>
    public bool IsExact(ReadOnlySpan<double> y)
    {
        double[] slope = Slope(y);
        return system.SquaredVelocity(y) == 0 && TensorPrimitives.Dot<double>(slope, slope) == 0;
    }

    /// <summary>Whether they rest in a minimum, or stand elsewhere.</summary>
    public Fate At(ReadOnlySpan<double> y) => IsMinimum(y, out _) ? Fate.Rests : Fate.Stands;

    /// <summary>What happens.</summary>
    public string Sentence(double hubble, ReadOnlySpan<double> y)
    {
        string where = IsMinimum(y, out _)
            ? "rests in a minimum of the potential at"
            : IsExact(y) ? "stands still where V' = 0, at" : "all but stands still at";
        return ReadableFormat.Text(
            $"Inflation never ends: the field {where} φ = {EndOfInflation.Text(system.Field(y))}, and H = {hubble:G6} stays.");
    }

    private bool IsAtRest(double t, ReadOnlySpan<double> y)
    {
        double hubble = system.Hubble(t, y);
        ReadOnlySpan<double> field = system.Field(y);
        double size = Math.Max(TensorPrimitives.Norm(field), TensorPrimitives.Distance(field, cosmology.InitialField));
        double speed = Math.Sqrt(TensorPrimitives.Dot(system.Velocity(y), system.Velocity(y))) / hubble;
        double[] slope = Slope(y);
        cosmology.Space?.Raise(field, slope);
        double pull = TensorPrimitives.Norm<double>(slope) / (3 * hubble * hubble);
        return speed + pull < Still * size
            || (speed < Near * size && pull < 100 * size && IsMinimum(y, out double away) && away < Near * size);
    }

    private double[] Slope(ReadOnlySpan<double> y)
    {
        double[] slope = new double[fields];
        cosmology.Potential.Gradient(system.Field(y), slope);
        return slope;
    }

    /// <summary>Whether V'' is positive definite and V is too; and how far Newton's step to the minimum is.</summary>
    private bool IsMinimum(ReadOnlySpan<double> y, out double away)
    {
        double[] matrix = new double[fields * fields], step = Slope(y);
        cosmology.Potential.Hessian(system.Field(y), matrix);
        away = double.PositiveInfinity;
        for (int i = 0; i < fields; i++)
        {
            double pivot = matrix[(i * fields) + i];
            if (!(pivot > 0))
            {
                return false;
            }

            for (int row = i + 1; row < fields; row++)
            {
                double factor = matrix[(row * fields) + i] / pivot;
                for (int column = i; column < fields; column++)
                {
                    matrix[(row * fields) + column] -= factor * matrix[(i * fields) + column];
                }

                step[row] -= factor * step[i];
            }
        }

        for (int i = fields - 1; i >= 0; i--)
        {
            for (int column = i + 1; column < fields; column++)
            {
                step[i] -= matrix[(i * fields) + column] * step[column];
            }

            step[i] /= matrix[(i * fields) + i];
        }

        away = TensorPrimitives.Norm<double>(step);
        return system.PotentialEnergy(y) > 0 || cosmology.Expansion.Fluids.Any(fluid => fluid.EquationOfState == -1 && fluid.Density > 0);
    }
}
