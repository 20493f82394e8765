using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Dynamics;

/// <summary>
/// φ̈ + 3Hφ̇ + s F(φ) = 0 with φ̇(0) = −v F(φ₀): for a network F = Θ ∂𝓛/∂f, the force per unit time squared that gradient descent feels.
/// The one equation that optimisers, recursions, lattices and universes approximate or solve.
/// </summary>
/// <param name="Expansion">How H changes; <see cref="DeSitterExpansion"/> where it does not.</param>
/// <param name="ForceScale">s, dimensionless: 1 or 2/(1+γ).</param>
/// <param name="KickTime">v, in units of time: 0 or √η/2.</param>
public record EquationOfMotion(Expansion Expansion, double ForceScale = 1, double KickTime = 0)
{
    /// <summary>An equation with constant H.</summary>
    /// <param name="hubble">H, in units of inverse time, not negative.</param>
    /// <param name="forceScale">s.</param>
    /// <param name="kickTime">v.</param>
    public EquationOfMotion(double hubble, double forceScale, double kickTime)
        : this(new DeSitterExpansion(hubble), forceScale, kickTime)
    {
    }

    /// <summary>H at t = 0.</summary>
    public double Hubble { get; init; } = Expansion.Hubble(0, 0, 0);

    /// <summary>The mean field's energy, where it counts in H; null where it does not.</summary>
    public MeanFieldEnergy? Energy { get; init; }

    /// <summary>Where the force acts ahead of the field; null where it acts at the field.</summary>
    public LookAhead? Ahead { get; init; }

    /// <summary>Whether lengths grow with the scale factor, which forces on a lattice look at; the friction alone otherwise.</summary>
    public bool Stretches { get; init; }

    /// <summary>Whether H is constant.</summary>
    public bool IsDeSitter => Expansion.ConstantHubble is not null;

    /// <summary>Whether each mode of a linear force has an equation of its own.</summary>
    public virtual bool HasModes => true;

    /// <summary>Whether that equation has constant coefficients, so that <see cref="DampedMode"/> solves it.</summary>
    public bool IsDampedMode => IsDeSitter && HasModes;

    /// <summary>Whether a mode of a linear force is known in closed form, <see cref="ModeDisplacements"/>.</summary>
    public virtual bool HasClosedForm => IsDampedMode;

    /// <summary>Whether no equation is known.</summary>
    public virtual bool IsUnknown => false;

    /// <summary>3H.</summary>
    public double Friction => 3 * Hubble;

    /// <summary>Λ = 3H².</summary>
    public double Lambda => 3 * Hubble * Hubble;

    /// <summary>Whether N = ln a is to be carried along.</summary>
    private protected bool FollowsEfolds => Stretches || !IsDeSitter;

    /// <summary>H at a time.</summary>
    /// <param name="time">t ≥ 0.</param>
    /// <param name="efolds">N = ln a since t = 0.</param>
    /// <param name="mean">f̄.</param>
    /// <param name="meanVelocity">Its derivative.</param>
    public double HubbleAt(double time, double efolds, double mean, double meanVelocity) =>
        Expansion.Hubble(time, efolds, Energy is null ? 0 : (0.5 * meanVelocity * meanVelocity) + Energy.Value(mean));

    /// <summary>s at a time.</summary>
    /// <param name="time">t ≥ 0.</param>
    public double ForceScaleAt(double time) => Ahead is { Momentum: null } ? 1 / Ahead.Inertia(time) : ForceScale;

    /// <summary>x(t) − 1 of a mode with F = m²x and x(0) = 1, in closed form: how far it has moved, relative to its start.</summary>
    /// <param name="massSquared">m², any sign.</param>
    /// <param name="times">t ≥ 0, ascending.</param>
    /// <param name="displacements">Receives x − 1, same length.</param>
    /// <exception cref="InvalidOperationException"><see cref="HasClosedForm"/> is false.</exception>
    public virtual void ModeDisplacements(double massSquared, ReadOnlySpan<double> times, Span<double> displacements)
    {
        if (!HasClosedForm)
        {
            throw new InvalidOperationException("The modes of this equation have no closed form.");
        }

        DampedMode mode = new(this, massSquared);
        for (int i = 0; i < times.Length; i++)
        {
            displacements[i] = mode.Displacement(times[i]);
        }
    }

    /// <summary>φ̈ = −sF − 3Hφ̇.</summary>
    /// <param name="hubble">H.</param>
    /// <param name="forceScale">s.</param>
    /// <param name="velocity">φ̇.</param>
    /// <param name="acceleration">F, same length; receives φ̈.</param>
    public static void Accelerate(double hubble, double forceScale, ReadOnlySpan<double> velocity, Span<double> acceleration)
    {
        TensorPrimitives.Multiply(acceleration, -forceScale, acceleration);
        TensorPrimitives.MultiplyAdd(velocity, -3 * hubble, acceleration, acceleration);
    }

    /// <summary>Follows a field under a force, by an adaptive Runge-Kutta method.</summary>
    /// <param name="force">F.</param>
    /// <param name="initial">φ₀, length <see cref="FieldForce.Count"/>.</param>
    /// <param name="times">Output times, ascending; the first is where φ₀ holds.</param>
    /// <param name="options">Tolerances.</param>
    /// <param name="observers">Told the state at each time reached.</param>
    public virtual FieldSolution Solve(
        FieldForce force, ReadOnlySpan<double> initial, double[] times, SolverOptions options, params ReadOnlySpan<FieldObserver> observers)
    {
        ISystem system = System(force, initial);
        int fields = force.Count, dimension = system.Dimension;
        double[] state = new double[dimension];
        initial.CopyTo(state);
        if (KickTime != 0)
        {
            force.Evaluate(1, initial, state.AsSpan(fields, fields));
            TensorPrimitives.Multiply(state.AsSpan(fields, fields), -KickTime, state.AsSpan(fields, fields));
            if (!TensorPrimitives.IsFiniteAll<double>(state.AsSpan(fields, fields)))
            {
                Trajectory start = new(times[..1], fields);
                initial.CopyTo(start.At(0));
                return new FieldSolution(
                    start, Stretches ? [0] : null, IsComplete: false,
                    "Not finite: the loss's slope leaves the numbers at the field from which this prediction starts.");
            }
        }

        Solution solution = AdaptiveRungeKutta.Solve(system, times[0], state, times, options);
        int reached = solution.Times.Length;
        Trajectory field = new(times[..reached], fields);
        for (int i = 0; i < reached; i++)
        {
            ReadOnlySpan<double> y = solution.Values.AsSpan(i * dimension, dimension);
            y[..fields].CopyTo(field.At(i));
            FieldState here = new(times[i], Stretches ? y[^1] : 0, y[..fields]);
            foreach (FieldObserver observer in observers)
            {
                observer(here);
            }
        }

        double[]? efolds = Stretches
            ? [.. Enumerable.Range(0, reached).Select(i => solution.Values[((i + 1) * dimension) - 1])]
            : null;
        bool complete = solution.Status == SolverStatus.Success;
        return new FieldSolution(field, efolds, complete, complete ? null : solution.Message);
    }

    /// <summary>The first-order system of state (φ, φ̇, N where it is carried).</summary>
    private protected virtual ISystem System(FieldForce force, ReadOnlySpan<double> initial) => new Motion(this, force);

    private sealed class Motion(EquationOfMotion equation, FieldForce force) : ISystem
    {
        private readonly int fields = force.Count;
        private readonly double[] ahead = new double[equation.Ahead is null ? 0 : force.Count];

        public int Dimension => (2 * fields) + (equation.FollowsEfolds ? 1 : 0);

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            ReadOnlySpan<double> field = y[..fields];
            ReadOnlySpan<double> velocity = y.Slice(fields, fields);
            Span<double> acceleration = dydt.Slice(fields, fields);
            double hubble = equation.Hubble;
            if (equation.FollowsEfolds)
            {
                hubble = equation.HubbleAt(t, y[^1], force.MeanOf(field), force.MeanVelocityOf(field, velocity));
                dydt[^1] = hubble;
            }

            if (equation.Ahead is { } look)
            {
                TensorPrimitives.MultiplyAdd(velocity, look.Time(t), field, ahead);
                field = ahead;
            }

            force.Evaluate(equation.Stretches ? Math.Exp(y[^1]) : 1, field, acceleration);
            Accelerate(hubble, equation.ForceScaleAt(t), velocity, acceleration);
            velocity.CopyTo(dydt[..fields]);
        }
    }
}
