using System.Numerics.Tensors;
using Inflaton.Fields;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>A solved equation of motion.</summary>
/// <param name="Field">The field at the times reached.</param>
/// <param name="ScaleFactors">a at those times; null where nothing expands.</param>
/// <param name="IsComplete">Whether all times were reached.</param>
/// <param name="Message">What stopped it, or a warning; null otherwise.</param>
internal sealed record FieldSolution(Trajectory Field, double[]? ScaleFactors, bool IsComplete, string? Message);

/// <summary>
/// f̈ + 3H ḟ + s F(f) = 0 as a first-order system in (f, ḟ), and N = ln a where H changes, started with ḟ(0) = −v F(f₀); the force may act
/// ahead, at f + τ ḟ. Born-Infeld motion carries u with ḟ = (V/E)u in place of ḟ.
/// </summary>
internal abstract class FieldEquation(EquationOfMotion equation, int fields) : ISystem
{
    private readonly double[] ahead = new double[equation.Ahead is null ? 0 : fields];
    private double energy;

    public int Dimension => (2 * fields) + (equation.Expansion is null ? 0 : 1);

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
    {
        ReadOnlySpan<double> field = y[..fields];
        ReadOnlySpan<double> velocity = y.Slice(fields, fields);
        Span<double> acceleration = dydt.Slice(fields, fields);
        double hubble = equation.Hubble, scaleFactor = 1;
        if (equation.Expansion is not null)
        {
            hubble = equation.HubbleAt(t, y[^1], MeanOf(field), MeanOf(velocity));
            dydt[^1] = hubble;
            scaleFactor = Math.Exp(y[^1]);
        }

        if (equation.BornInfeldMinimum is { } minimum)
        {
            double potential = Loss(field) - minimum;
            Force(scaleFactor, field, acceleration);
            TensorPrimitives.Multiply(acceleration, -BornInfeldDescent.Push(potential, energy), acceleration);
            TensorPrimitives.Multiply(velocity, potential / energy, dydt[..fields]);
            return;
        }

        if (equation.Ahead is { } look)
        {
            TensorPrimitives.MultiplyAdd(velocity, look.Time(t), field, ahead);
            field = ahead;
        }

        Force(scaleFactor, field, acceleration);
        TensorPrimitives.Multiply(acceleration, -equation.ForceScaleAt(t), acceleration);
        TensorPrimitives.MultiplyAdd(velocity, -3 * hubble, acceleration, acceleration);
        velocity.CopyTo(dydt[..fields]);
    }

    public FieldSolution Solve(ReadOnlySpan<double> initial, double[] times, SolverOptions options)
    {
        double[] state = new double[Dimension];
        initial.CopyTo(state);
        energy = equation.BornInfeldMinimum is { } minimum ? Loss(initial) - minimum : 0;
        if (equation.KickTime != 0)
        {
            Force(1, initial, state.AsSpan(fields));
            TensorPrimitives.Multiply(state.AsSpan(fields), -equation.KickTime, state.AsSpan(fields));
        }

        Solution solution = AdaptiveRungeKutta.Solve(this, times[0], state, times, options);
        int reached = solution.Times.Length;
        Trajectory field = new(times[..reached], fields);
        for (int i = 0; i < reached; i++)
        {
            solution.Values.AsSpan(i * Dimension, fields).CopyTo(field.At(i));
        }

        double[]? scaleFactors = equation.Expansion is null
            ? null
            : [.. Enumerable.Range(0, reached).Select(i => Math.Exp(solution.Values[((i + 1) * Dimension) - 1]))];
        bool complete = solution.Status == SolverStatus.Success;
        return new FieldSolution(field, scaleFactors, complete, complete && !solution.IsStiff ? null : solution.Message);
    }

    /// <summary>The mean field among the values, or its velocity among theirs; by default the first.</summary>
    protected virtual double MeanOf(ReadOnlySpan<double> values) => values[0];

    /// <summary>𝓛 of the field, which Born-Infeld motion asks for.</summary>
    protected abstract double Loss(ReadOnlySpan<double> field);

    /// <summary>F(f): what the loss gradient does to each field value, per unit time squared, where the universe has the scale factor a.</summary>
    protected abstract void Force(double scaleFactor, ReadOnlySpan<double> field, Span<double> force);
}
