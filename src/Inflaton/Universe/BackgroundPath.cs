using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Interpolation;

namespace Inflaton.Universe;

/// <summary>
/// A background as functions of N = ln a, for the equations of modes: on panels short enough that all of them are polynomials to rounding.
/// Each panel begins where the last one was stepped to.
/// </summary>
internal sealed class BackgroundPath
{
    /// <summary>Place of ln H among the functions.</summary>
    public const int LogHubble = 0;

    /// <summary>Place of ε.</summary>
    public const int Epsilon = 1;

    /// <summary>
    /// Place of the first entry of M, the upper triangle row by row; behind it φ and φ' = dφ/dN, and in a curved space of fields the frame
    /// that the path carries along, in which M is.
    /// </summary>
    public const int Mass = 2;

    private const int Nodes = 12;
    private const double LongestPanel = 0.5;
    private const double ShortestPanel = 1e-6;
    private const double Resolution = 1e-12;

    /// <summary>Times of the resolution that rounding of the potential may take: cos(φ/f) loses the digits of φ/f.</summary>
    private const double MostNoise = 1e4;

    private readonly Cosmology cosmology;
    private readonly FieldSystem system;
    private readonly MassMatrix mass;
    private readonly List<double> starts = [];
    private readonly List<double[]> panels = [];

    private BackgroundPath(Cosmology cosmology)
    {
        this.cosmology = cosmology;
        system = new FieldSystem(cosmology, Clock.Efolds, carriesFrame: true);
        mass = new MassMatrix(cosmology);
        Fields = cosmology.Fields;
        int masses = Fields * (Fields + 1) / 2;
        Functions = Mass + masses + (2 * Fields) + (cosmology.Space is null ? 0 : Fields * Fields);
        Field = Mass + masses;
    }

    /// <summary>The grid within a panel.</summary>
    public static ChebyshevGrid Grid { get; } = new(Nodes);

    /// <summary>C.</summary>
    public int Fields { get; }

    /// <summary>Number of functions.</summary>
    public int Functions { get; }

    /// <summary>Place of φ; that of φ' is C further on.</summary>
    public int Field { get; }

    /// <summary>φ' in the frame in which perturbations are; itself where the space of fields is flat.</summary>
    /// <param name="functions">The functions at a time.</param>
    /// <param name="components">Receives it, length C.</param>
    public void Velocity(ReadOnlySpan<double> functions, Span<double> components)
    {
        ReadOnlySpan<double> velocity = functions.Slice(Field + Fields, Fields);
        if (cosmology.Space is { } space)
        {
            space.Components(functions.Slice(Field, Fields), Frame(functions), velocity, components);
        }
        else
        {
            velocity.CopyTo(components);
        }
    }

    /// <summary>∂V/∂φ in the frame in which perturbations are.</summary>
    /// <param name="functions">The functions at a time.</param>
    /// <param name="components">Receives it, length C.</param>
    public void Slope(ReadOnlySpan<double> functions, Span<double> components)
    {
        if (cosmology.Space is null)
        {
            cosmology.Potential.Gradient(functions.Slice(Field, Fields), components);
            return;
        }

        double[] slope = new double[Fields];
        cosmology.Potential.Gradient(functions.Slice(Field, Fields), slope);
        MassMatrix.Along(Frame(functions), slope, components);
    }

    /// <summary>Vectors of the frame in which perturbations are as they are in the fields; the same where their space is flat.</summary>
    /// <param name="functions">The functions at a time.</param>
    /// <param name="vectors">Some vectors, each length C.</param>
    public double[] InFields(ReadOnlySpan<double> functions, double[] vectors) =>
        cosmology.Space is null ? vectors : FieldSpace.Vectors(Frame(functions), vectors, Fields);

    /// <summary>Number of panels.</summary>
    public int Panels => panels.Count;

    /// <summary>N at the end.</summary>
    public double End { get; private set; }

    /// <summary>
    /// What rounding of the potential makes in the functions, where that is more than the polynomials miss; relative, 0 where it is not.
    /// </summary>
    public double Noise { get; private set; }

    /// <summary>Why the end asked for was not reached; null where it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>N at the beginning of a panel, or at the end of the last for the number of panels.</summary>
    public double Start(int panel) => panel == panels.Count ? End : starts[panel];

    /// <summary>N at a node of a panel.</summary>
    public double At(int panel, int node) =>
        node == Nodes - 1 ? Start(panel + 1) : starts[panel] + (HalfLength(panel) * (1 + Grid.Nodes[node]));

    /// <summary>Half the length of a panel.</summary>
    public double HalfLength(int panel) => (Start(panel + 1) - Start(panel)) / 2;

    /// <summary>The functions on the nodes of a panel, node by node.</summary>
    public ReadOnlySpan<double> Values(int panel) => panels[panel];

    /// <summary>The functions at a node.</summary>
    public ReadOnlySpan<double> Values(int panel, int node) => panels[panel].AsSpan(node * Functions, Functions);

    /// <summary>Follows a universe from its beginning, and keeps it between two times.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="from">N from which on it is kept.</param>
    /// <param name="to">N until which.</param>
    public static BackgroundPath Of(Cosmology cosmology, double from, double to)
    {
        BackgroundPath path = new(cosmology);
        path.Follow(from, to);
        return path;
    }

    /// <summary>The panel of a time.</summary>
    /// <param name="efolds">N, within the path or a little beside it.</param>
    /// <param name="near">A panel to begin the search at.</param>
    public int PanelAt(double efolds, int near)
    {
        if (near >= 0 && near < panels.Count && efolds >= starts[near] && efolds <= Start(near + 1))
        {
            return near;
        }

        int found = starts.BinarySearch(efolds);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, panels.Count - 1);
    }

    /// <summary>Some functions at any time.</summary>
    /// <param name="efolds">N.</param>
    /// <param name="panel">Its panel.</param>
    /// <param name="values">Receives the first functions, as many as there is room for.</param>
    public void Interpolate(double efolds, int panel, Span<double> values)
    {
        Span<double> weights = stackalloc double[Nodes];
        Grid.Weights(((efolds - starts[panel]) / HalfLength(panel)) - 1, weights);
        ReadOnlySpan<double> all = panels[panel];
        int count = values.Length;
        values.Clear();
        for (int node = 0; node < Nodes; node++)
        {
            ReadOnlySpan<double> here = all.Slice(node * Functions, count);
            double weight = weights[node];
            if (count < 8)
            {
                for (int i = 0; i < count; i++)
                {
                    values[i] += weight * here[i];
                }
            }
            else
            {
                TensorPrimitives.MultiplyAdd(here, weight, values, values);
            }
        }
    }

    private void Follow(double from, double to)
    {
        double[] state = system.Start();
        SolverOptions options = Background.Options(cosmology, Clock.Efolds, system.Hubble(0, state));
        if (from > 0)
        {
            Solution earlier = AdaptiveRungeKutta.Solve(system, 0, state, [from], options);
            if (earlier.Status != SolverStatus.Success)
            {
                (End, Problem) = (earlier.FinalTime, OutOfSteps.Sentence(cosmology, system, earlier));
                return;
            }

            state = earlier.State(0).ToArray();
        }

        double now = from, length = LongestPanel, step = options.InitialStep ?? 1e-4;
        double[] outputs = new double[Nodes - 1];
        double allowed = 1, before = double.PositiveInfinity;
        while (now < to)
        {
            double left = to - now;
            bool last = length >= left;
            double taken = last ? left : Math.Min(length, left / 2);
            for (int node = 1; node < Nodes; node++)
            {
                outputs[node - 1] = node == Nodes - 1 ? (last ? to : now + taken) : now + (taken * (1 + Grid.Nodes[node]) / 2);
            }

            Solution solution = AdaptiveRungeKutta.Solve(
                system, now, state, outputs, options with { InitialStep = Math.Min(step, taken / 2) });
            if (solution.Status != SolverStatus.Success)
            {
                (End, Problem) = (now, OutOfSteps.Sentence(cosmology, system, solution));
                return;
            }

            double[] panel = new double[Nodes * Functions];
            Fill(now, state, panel.AsSpan(0, Functions));
            for (int node = 1; node < Nodes; node++)
            {
                Fill(outputs[node - 1], solution.State(node - 1), panel.AsSpan(node * Functions, Functions));
            }

            double excess = Excess(panel);
            if (excess > allowed && taken > ShortestPanel)
            {
                // Half the length takes 2^11 from a tail that is not noise.
                if (excess < before / 4 || excess > MostNoise)
                {
                    (length, before) = (taken / 2, excess);
                    continue;
                }

                allowed = Math.Max(allowed, 2 * excess);
                Noise = Math.Max(Noise, Resolution * excess);
            }

            before = double.PositiveInfinity;

            starts.Add(now);
            panels.Add(panel);
            step = taken / Math.Max(1, solution.Steps);
            now = outputs[^1];
            End = now;
            state = solution.State(Nodes - 2).ToArray();
            length = Math.Min(LongestPanel, (excess < 1e-2 * allowed ? 1.5 : 1.1) * taken);
        }

        End = to;
    }

    private void Fill(double efolds, ReadOnlySpan<double> state, Span<double> values)
    {
        double hubble = system.Hubble(efolds, state), epsilon = system.Epsilon(efolds, state);
        double squared = hubble * hubble;
        ReadOnlySpan<double> field = system.Field(state);
        values[LogHubble] = Math.Log(hubble);
        values[Epsilon] = epsilon;
        Span<double> velocity = values.Slice(Field + Fields, Fields);
        field.CopyTo(values[Field..]);
        TensorPrimitives.Divide(system.Velocity(state), hubble, velocity);
        if (cosmology.Space is not null)
        {
            system.Frame(state).CopyTo(Frame(values));
        }

        mass.Compute(field, velocity, squared, epsilon, system.Frame(state));
        for (int a = 0, entry = Mass; a < Fields; a++)
        {
            for (int b = a; b < Fields; b++, entry++)
            {
                values[entry] = mass.Entries[(a * Fields) + b];
            }
        }
    }

    private ReadOnlySpan<double> Frame(ReadOnlySpan<double> functions) => functions.Slice(Field + (2 * Fields), Fields * Fields);

    private Span<double> Frame(Span<double> functions) => functions.Slice(Field + (2 * Fields), Fields * Fields);

    /// <summary>How much the polynomials miss, over what is allowed.</summary>
    private double Excess(double[] panel)
    {
        double most = 0;
        for (int function = 0; function < Functions; function++)
        {
            double size = 0;
            for (int node = 0; node < Nodes; node++)
            {
                size = Math.Max(size, Math.Abs(panel[(node * Functions) + function]));
            }

            most = Math.Max(most, Grid.Tail(panel, function, Functions) / (Resolution * Math.Max(1, size)));
        }

        return most;
    }
}
