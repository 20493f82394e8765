using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Differentiation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Universe;

/// <summary>
/// Universes that begin a little beside a point of a path, each followed to the same density: N as a function of where it begins, and its
/// derivatives by differences whose spacing is halved until two agree.
/// </summary>
internal sealed class SeparateUniverses
{
    private const double Before = 0.5;
    private const double FirstShare = 0.25;
    private const int FewestPairs = 5;
    private const int MostPairs = 18;

    /// <summary>By how much more than the differences between extrapolations, of which the best are chosen, errors may be.</summary>
    private const double Caution = 4;

    /// <summary>Relative error of f_NL that is stated at least.</summary>
    private const double LeastError = 1e-8;

    /// <summary>
    /// What the steps make in f_NL, in units of their tolerance τ: τ in N, four times in a second difference, over (|∇N|h)², 1/16 at the
    /// first spacing or more, times 5/6; rounded up.
    /// </summary>
    private const double LeastSteps = 60;

    private readonly Cosmology cosmology;
    private readonly double[] field;
    private readonly double[] velocity;
    private readonly double[] frame;
    private readonly double[] pull;
    private readonly double left;
    private readonly double speed;

    /// <summary>ln H of the slices: the last, and one before it.</summary>
    private readonly double[] slices;

    /// <summary>Universes beside a point.</summary>
    /// <param name="cosmology">The universe, without fluids other than vacuum energy.</param>
    /// <param name="field">φ at the point.</param>
    /// <param name="velocity">dφ/dN there.</param>
    /// <param name="left">N from there to the last slice, positive.</param>
    public SeparateUniverses(Cosmology cosmology, double[] field, double[] velocity, double left)
    {
        (this.cosmology, this.field, this.velocity, this.left) = (cosmology, field, velocity, left);
        int fields = field.Length;
        frame = new double[fields * fields];
        if (cosmology.Space is { } space)
        {
            space.Frame(field, frame);
            speed = Math.Sqrt(space.Squared(field, velocity));
        }
        else
        {
            for (int a = 0; a < fields; a++)
            {
                frame[(a * fields) + a] = 1;
            }

            speed = TensorPrimitives.Norm<double>(velocity);
        }

        pull = Pull(field);
        slices = left >= 1 ? [double.NaN, double.NaN] : [double.NaN];
        slices = FindSlices();
    }

    /// <summary>f_NL and what belongs to it.</summary>
    /// <param name="team">Threads, which share the directions.</param>
    public NonGaussianity Solve(WorkerTeam team)
    {
        int fields = field.Length;
        Work gradients = new(this);
        for (int a = 0; a < fields; a++)
        {
            double[] direction = frame.AsSpan(a * fields, fields).ToArray();
            gradients.Add(direction, follows: false, [.. Enumerable.Range(0, slices.Length)]);
            gradients.Add(direction, follows: true, 0);
        }

        // To the last slice; with velocities that follow; to the slice before.
        DerivativeTable[][] along = gradients.Run(team);
        int kinds = slices.Length + 1;
        DerivativeTable Along(int a, int kind) => kind == 1 ? along[(2 * a) + 1][0] : along[2 * a][kind / 2];
        double[] Gradient(int kind) => [.. Enumerable.Range(0, fields).Select(a => Along(a, kind).Slope.Value)];
        Work bends = new(this);
        for (int kind = 0; kind < kinds; kind++)
        {
            bends.Add(Unit(Gradient(kind)), follows: kind == 1, kind / 2);
        }

        DerivativeTable[] second = [.. bends.Run(team).Select(tables => tables[0])];
        double Value(int kind) => 5.0 / 6 * second[kind].Bend.Value / (second[kind].Slope.Value * second[kind].Slope.Value);
        double length = Math.Abs(second[0].Slope.Value), value = Value(0);
        double gradientError = Enumerable.Range(0, fields).Max(a => Along(a, 0).Slope.Error);
        double ofSlopes = 2 * Math.Abs(value) * Math.Max(second[0].Slope.Error, gradientError) / length;
        double steps = LeastSteps * cosmology.Solver.RelativeTolerance;
        double ofBend = 5.0 / 6 * second[0].Bend.Error / (length * length);
        return new NonGaussianity
        {
            Value = value,
            Error = (Caution * (ofSlopes + ofBend)) + (Math.Abs(value) * LeastError) + ((1 + Math.Abs(value)) * steps),
            Drift = kinds > 2 ? (value - Value(2)) / Before : double.NaN,
            VelocityEffect = Value(1) - value,
            Gradient = Lowered(Gradient(0)),
            GradientError = gradientError,
            Efolds = left,
        };
    }

    /// <summary>−V_I/(V + Λ) with its index raised: dφ/dN of slow roll.</summary>
    private double[] Pull(ReadOnlySpan<double> at)
    {
        double[] slope = new double[at.Length];
        cosmology.Potential.Gradient(at, slope);
        cosmology.Space?.Raise(at, slope);
        TensorPrimitives.Multiply(slope, -1 / Vacuum(at), slope);
        return slope;
    }

    private double Vacuum(ReadOnlySpan<double> at) => cosmology.Energy(at) + cosmology.Expansion.Fluids.Sum(fluid => fluid.DensityAt(0));

    /// <summary>The vector of length 1 along one that has some components in the frame.</summary>
    private double[] Unit(double[] components)
    {
        double length = TensorPrimitives.Norm<double>(components);
        return FieldSpace.Vectors(frame, [.. components.Select(value => value / length)], field.Length);
    }

    /// <summary>∂N/∂φ_I of the derivatives along the frame: w_I = G_IJ e_A^J w_A.</summary>
    private double[] Lowered(double[] components)
    {
        if (cosmology.Space is not { } space)
        {
            return components;
        }

        int fields = field.Length;
        double[] matrix = new double[fields * fields], covector = new double[fields];
        space.Metric(field, matrix);
        double[] vector = FieldSpace.Vectors(frame, components, fields);
        for (int i = 0; i < fields; i++)
        {
            covector[i] = TensorPrimitives.Dot<double>(matrix.AsSpan(i * fields, fields), vector);
        }

        return covector;
    }

    /// <summary>Derivatives of N to some slices along a direction, from the same universes.</summary>
    private DerivativeTable[] Differentiate(double[] direction, bool follows, int[] wanted)
    {
        double[] centre = Follow(direction, 0, follows);
        DerivativeTable[] tables = [.. wanted.Select(slice => new DerivativeTable(centre[slice], FirstShare * speed))];
        do
        {
            double h = tables[0].Spacing;
            double[] below = Follow(direction, -h, follows), above = Follow(direction, h, follows);
            foreach ((DerivativeTable table, int slice) in tables.Zip(wanted))
            {
                table.Add(below[slice], above[slice]);
            }
        }
        while (tables[0].Count < MostPairs && !(tables[0].Count >= FewestPairs && tables.All(IsSettled)));
        return tables;
    }

    private static bool IsSettled(DerivativeTable table) =>
        table.Slope.Error < 1e-9 * Math.Abs(table.Slope.Value) && table.Bend.Error < 1e-7 * Math.Abs(table.Bend.Value);

    /// <summary>N to the slices from a point beside the path's; NaN for those that are not reached.</summary>
    private double[] Follow(double[] direction, double distance, bool follows)
    {
        (double[] at, double[] there) = Shift(direction, distance, follows);
        double[] found = [.. slices.Select(_ => double.NaN)];
        if (Begin(at, there) is not { } beginning)
        {
            return found;
        }

        FieldSystem system = new(beginning, Clock.Efolds);
        double[] state = system.Start();
        SolverOptions options = Background.Options(beginning, Clock.Efolds, system.Hubble(0, state));
        IEvent[] events = [.. slices.Select((logHubble, i) => new Slice(system, logHubble, i == 0))];
        Solution solution = AdaptiveRungeKutta.Solve(system, 0, state, [left + 100], options, events);
        foreach (EventOccurrence one in solution.Events)
        {
            found[one.Event] = double.IsNaN(found[one.Event]) ? one.Time : found[one.Event];
        }

        return found;
    }

    /// <summary>ln H on the path itself where the slices are.</summary>
    private double[] FindSlices()
    {
        Cosmology beginning = Begin(field, velocity) ?? throw new InvalidOperationException("The path has left the fields' space.");
        double[] outputs = slices.Length > 1 ? [left - Before, left] : [left];
        Background background = beginning.FollowEfolds(outputs);
        return background.IsComplete ? [.. background.Hubble.Reverse().Select(hubble => Math.Log(hubble))] : slices;
    }

    /// <summary>The universe that begins at a point; null where dφ/dN is too large for any, or there is no metric.</summary>
    private Cosmology? Begin(double[] at, double[] there)
    {
        double squared = cosmology.Space is { } space ? space.Squared(at, there) : TensorPrimitives.Dot<double>(there, there);
        double hubble = Math.Sqrt(Vacuum(at) / (3 - (squared / 2)));
        double[] basis = new double[at.Length * at.Length];
        cosmology.Space?.Frame(at, basis);
        return double.IsFinite(hubble) && at.All(double.IsFinite) && basis.All(double.IsFinite)
            ? cosmology with { InitialField = at, InitialVelocity = [.. there.Select(value => value * hubble)] }
            : null;
    }

    /// <summary>
    /// The point a distance off in a direction, along a straight line or a geodesic, and dφ/dN there: the path's own, carried along, or
    /// with what the slow roll differs by.
    /// </summary>
    private (double[] Field, double[] Velocity) Shift(double[] direction, double distance, bool follows)
    {
        int fields = field.Length;
        double[] own = new double[fields], at = new double[fields], there = new double[fields];
        for (int i = 0; i < fields; i++)
        {
            own[i] = velocity[i] - (follows ? pull[i] : 0);
        }

        if (cosmology.Space is { } space && distance != 0)
        {
            double[] state = [.. field, .. direction.Select(value => distance * value), .. own];
            Solution solution = AdaptiveRungeKutta.Solve(
                new Geodesic(space), 0, state, [1], new SolverOptions { RelativeTolerance = 1e-13, AbsoluteTolerance = 1e-16 });
            double[] end = solution.Status == SolverStatus.Success ? solution.State(0).ToArray() : [.. state.Select(_ => double.NaN)];
            (at, there) = (end[..fields], end[(2 * fields)..]);
        }
        else
        {
            for (int i = 0; i < fields; i++)
            {
                (at[i], there[i]) = (field[i] + (distance * direction[i]), own[i]);
            }
        }

        if (follows)
        {
            TensorPrimitives.Add(there, Pull(at), there);
        }

        return (at, there);
    }

    /// <summary>Derivative tables along directions, shared by threads.</summary>
    private sealed class Work(SeparateUniverses universes) : IWork
    {
        private readonly List<(double[] Direction, bool Follows, int[] Slices)> tasks = [];
        private DerivativeTable[][] tables = [];

        public void Add(double[] direction, bool follows, params int[] slices) => tasks.Add((direction, follows, slices));

        /// <summary>Tables of each direction, one for each of its slices.</summary>
        public DerivativeTable[][] Run(WorkerTeam team)
        {
            tables = new DerivativeTable[tasks.Count][];
            team.Run(this, tasks.Count);
            return tables;
        }

        public void Execute(int part, int worker)
        {
            (double[] direction, bool follows, int[] wanted) = tasks[part];
            tables[part] = universes.Differentiate(direction, follows, wanted);
        }
    }

    /// <summary>H falls to a value.</summary>
    private sealed class Slice(FieldSystem system, double logHubble, bool isLast) : IEvent
    {
        public bool IsTerminal => isLast;

        public EventDirection Direction => EventDirection.Falling;

        public double Value(double t, ReadOnlySpan<double> y) => Math.Log(system.Hubble(t, y)) - logHubble;
    }

    /// <summary>State (φ, u, w): a line that does not bend, and a vector that is carried along it.</summary>
    private sealed class Geodesic(FieldSpace space) : ISystem
    {
        public int Dimension => 3 * space.Fields;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            int fields = space.Fields;
            ReadOnlySpan<double> at = y[..fields], along = y.Slice(fields, fields);
            along.CopyTo(dydt);
            space.Connect(at, along, along, dydt.Slice(fields, fields));
            space.Connect(at, along, y[(2 * fields)..], dydt[(2 * fields)..]);
            TensorPrimitives.Negate(dydt[fields..], dydt[fields..]);
        }
    }
}
