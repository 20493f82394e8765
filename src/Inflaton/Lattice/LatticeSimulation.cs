using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>
/// C scalar fields on a periodic lattice in an expanding universe, φ̈ + 3Hφ̇ − ∇²φ/a² + ∂V/∂φ = 0, by leapfrog with centred friction: with
/// q = 3Hh/2, φ_{k+1} = φ_k + ((1−q)/(1+q))(φ_k − φ_{k−1}) − (h²/(1+q))F. Second order; stable for h² (4D/(a dx)² + V'') &lt; 4. A step
/// allocates nothing.
/// </summary>
public sealed class LatticeSimulation
{
    private readonly Potential potential;
    private readonly double[] values;
    private readonly double[] displacement;
    private readonly double[] force;
    private readonly double[] slope;
    private readonly FrictionStep step;

    /// <summary>A field about to move.</summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="potential">V, the same at every site; it couples its C components there, or has one.</param>
    /// <param name="expansion">How the universe expands; one whose own energy decides H takes the mean over the sites.</param>
    /// <param name="step">h, positive.</param>
    /// <param name="field">φ at the beginning, length N·C, site by site; copied.</param>
    /// <param name="velocity">φ̇ at the beginning, same length; null for rest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not a positive number.</exception>
    /// <exception cref="ArgumentException">Field or velocity does not have C values for each site.</exception>
    public LatticeSimulation(
        LatticeGrid grid, Potential potential, Expansion expansion, double step, ReadOnlySpan<double> field, double[]? velocity = null)
    {
        Components = potential.Components ?? 1;
        int size = grid.Sites * Components;
        if (field.Length != size || (velocity is not null && velocity.Length != size))
        {
            throw new ArgumentException(
                $"{field.Length} values{(velocity is null ? "" : $" and {velocity.Length} velocities")} do not fill {grid.Sites} "
                + $"sites{(Components == 1 ? "" : $" with {Components} fields")}.",
                nameof(field));
        }

        Grid = grid;
        this.step = FrictionStep.OfSize(expansion, StepStart.Velocity, step);
        this.potential = potential;
        values = [.. field];
        displacement = new double[field.Length];
        force = new double[field.Length];
        slope = new double[field.Length];
        if (velocity is not null)
        {
            TensorPrimitives.Multiply<double>(velocity, step, displacement);
        }

        Weigh();
    }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid { get; }

    /// <summary>C.</summary>
    public int Components { get; }

    /// <summary>h.</summary>
    public double TimeStep => step.Size;

    /// <summary>Steps done.</summary>
    public int Steps => step.Count;

    /// <summary>Time since the beginning, kh.</summary>
    public double Time => step.Time;

    /// <summary>N = ln a, 0 at the beginning.</summary>
    public double Efolds => step.Efolds;

    /// <summary>a.</summary>
    public double ScaleFactor => Math.Exp(Efolds);

    /// <summary>H now.</summary>
    public double Hubble => step.Hubble;

    /// <summary>Energy densities now.</summary>
    public LatticeEnergy Energy { get; private set; }

    /// <summary>φ now, length N·C.</summary>
    public ReadOnlySpan<double> Field => values;

    /// <summary>Moves the field by h.</summary>
    public void Step()
    {
        Leapfrog.Move(step.Next(), values, displacement, force);
        Weigh();
    }

    /// <summary>Moves the field on and records it.</summary>
    /// <param name="steps">Steps after which to record, ascending, none before those already done.</param>
    public Trajectory Follow(IReadOnlyList<int> steps)
    {
        Recording record = new(steps.Count, values.Length, (state, field) => state.Field.CopyTo(field));
        Follow(steps, record.Observe);
        return record.Record;
    }

    /// <summary>Moves the field on and shows it.</summary>
    /// <param name="steps">Steps after which to show it, ascending, none before those already done.</param>
    /// <param name="observer">Told of the field.</param>
    public void Follow(IReadOnlyList<int> steps, FieldObserver observer)
    {
        foreach (int last in steps)
        {
            while (Steps < last)
            {
                Step();
            }

            observer(new FieldState(Time, Efolds, values));
        }
    }

    /// <summary>Force, H and energies where the field is now, the velocity being centred: (1 + q)φ̇ = Δ/h − hF/2.</summary>
    private void Weigh()
    {
        double inverse = Math.Exp(-2 * Efolds);
        Grid.Laplacian(values, force);
        TensorPrimitives.Multiply(force, -inverse, force);
        double gradient = inverse * Grid.GradientEnergy(values) / Grid.Sites;
        potential.Gradient(values, slope);
        TensorPrimitives.Add(force, slope, force);
        double potentialEnergy = potential.Energy(values) / Grid.Sites, kinetic = 0;
        double half = step.HalfKick;
        for (int i = 0; i < values.Length; i++)
        {
            double push = (displacement[i] / TimeStep) - (half * force[i]);
            kinetic += push * push;
        }

        double root = Math.Sqrt(kinetic / Grid.Sites);
        step.FindHubble(root, gradient + potentialEnergy);
        double velocity = step.Velocity(root);
        Energy = new LatticeEnergy(0.5 * velocity * velocity, gradient, potentialEnergy);
    }
}
