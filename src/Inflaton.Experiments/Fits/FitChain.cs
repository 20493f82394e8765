using System.Globalization;
using System.Text;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Sampling;

namespace Inflaton.Experiments.Fits;

/// <summary>
/// The chain of a fit: what every walker was after every step, the first step being 1; and what it takes to go on from the last one with
/// the same bits.
/// </summary>
internal sealed class FitChain
{
    /// <summary>Name of the file of a finished chain.</summary>
    public const string File = "fit.npz";

    /// <summary>Name of the file of a chain at work.</summary>
    public const string StateFile = "state.npz";

    /// <summary>Name of the chain as text.</summary>
    public const string TableFile = "chain.csv";

    private const int Further = 3;

    private readonly FitFile file;
    private readonly int walkers;
    private readonly int dimensions;
    private readonly int quantities;
    private readonly double[] points;
    private readonly double[] posterior;
    private readonly double[] likelihood;
    private readonly double[] derived;
    private double[] position = [];
    private double[] density = [];
    private double[] extras = [];
    private double[] accepted = [];
    private double[] counts = [];

    /// <summary>An empty chain.</summary>
    /// <param name="file">The fit.</param>
    public FitChain(FitFile file)
    {
        this.file = file;
        FitSettings fit = file.Settings.Fit;
        (walkers, dimensions, quantities) = (fit.Walkers, fit.Parameters.Count, fit.Quantities.Count);
        int draws = checked(fit.Steps * walkers);
        (points, posterior, likelihood, derived) =
            (new double[draws * dimensions], new double[draws], new double[draws], new double[draws * quantities]);
    }

    /// <summary>Proposals that were accepted.</summary>
    public double Moves => accepted.Sum();

    /// <summary>Steps done.</summary>
    public int Steps { get; private set; }

    /// <summary>Adds the places where walkers are after a step.</summary>
    /// <param name="state">The walkers.</param>
    /// <param name="counted">Universes solved, failed, and proposals outside the prior so far.</param>
    public void Add(EnsembleState state, (long Solved, long Failed, long Outside) counted)
    {
        Remember(state, counted);
        int first = Steps * walkers;
        for (int w = 0; w < walkers; w++)
        {
            int draw = first + w;
            for (int i = 0; i < dimensions; i++)
            {
                points[(draw * dimensions) + i] = file.Settings.Fit.Parameters[i].Prior.Value(state.Positions[(w * dimensions) + i]);
            }

            posterior[draw] = state.LogDensity[w];
            likelihood[draw] = state.Extras[w * (1 + quantities)];
            state.Extras.AsSpan((w * (1 + quantities)) + 1, quantities).CopyTo(derived.AsSpan(draw * quantities, quantities));
        }

        Steps++;
    }

    /// <summary>The arrays of <c>fit.npz</c>.</summary>
    public OrderedDictionary<string, NumericArray> ToArrays()
    {
        NumericArray Whole(double[] values, params int[] inner) =>
            new([Steps, walkers, .. inner], values[..(Steps * walkers * inner.Aggregate(1, (product, size) => product * size))]);
        OrderedDictionary<string, NumericArray> arrays = new()
        {
            ["chain"] = Whole(points, dimensions),
            ["log_posterior"] = Whole(posterior),
            ["log_likelihood"] = Whole(likelihood),
            ["derived"] = Whole(derived, quantities),
        };
        if (Steps > 0)
        {
            arrays["state_position"] = new NumericArray([walkers, dimensions], position);
            arrays["state_log_posterior"] = new NumericArray([walkers], density);
            arrays["state_extras"] = new NumericArray([walkers, 1 + quantities], extras);
            arrays["state_accepted"] = new NumericArray([walkers], accepted);
            arrays["state_counts"] = new NumericArray([Further], counts);
            arrays["state_fingerprint"] = Fingerprint();
            arrays["state_settings"] = StudyState.Described(file.ResolvedYaml());
        }

        return arrays;
    }

    /// <summary>Writes what is there into a folder, for another run to go on from.</summary>
    /// <param name="folder">The folder.</param>
    public void Save(string folder) => NpzFile.Write(Path.Combine(folder, StateFile), ToArrays());

    /// <summary>Goes on from what a folder holds.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The walkers, and what was counted.</returns>
    /// <exception cref="StateException">It holds no chain, or a damaged one, one of another fit, or a longer one.</exception>
    public (EnsembleState State, (long Solved, long Failed, long Outside) Counts) Restore(string folder)
    {
        string path = new[] { StateFile, File }.Select(name => Path.Combine(folder, name)).FirstOrDefault(System.IO.File.Exists)
            ?? throw new StateException($"{folder}: holds no chain to go on with. Leave --resume out, or name the folder with --out.");
        OrderedDictionary<string, NumericArray> arrays = StudyState.Read(path);
        if (!arrays.TryGetValue("state_fingerprint", out NumericArray? made) || !made.Values.SequenceEqual(Fingerprint().Values))
        {
            throw StudyState.OfAnother(
                path, file, arrays.GetValueOrDefault("state_settings"), file.ResolvedYaml(), "fit.steps", "fit.burn_in");
        }

        double[] Known(string name, int length) =>
            arrays.GetValueOrDefault(name)?.Values is { } values && (length < 0 || values.Length == length)
                ? values
                : throw Incomplete();
        StateException Incomplete() => StudyState.Incomplete(path);
        double[] earlier = Known("log_posterior", -1);
        if (earlier.Length == 0 || earlier.Length % walkers != 0)
        {
            throw Incomplete();
        }

        if (earlier.Length > posterior.Length)
        {
            throw new StateException(
                $"{path}: has {earlier.Length / walkers} steps, more than the {posterior.Length / walkers} asked for. "
                + "Raise fit.steps, or leave --resume out.");
        }

        Steps = earlier.Length / walkers;
        earlier.CopyTo(posterior, 0);
        Known("log_likelihood", earlier.Length).CopyTo(likelihood, 0);
        Known("chain", earlier.Length * dimensions).CopyTo(points, 0);
        Known("derived", earlier.Length * quantities).CopyTo(derived, 0);
        EnsembleState state = new(walkers, dimensions, 1 + quantities) { Steps = Steps };
        Known("state_position", walkers * dimensions).CopyTo(state.Positions, 0);
        Known("state_log_posterior", walkers).CopyTo(state.LogDensity, 0);
        Known("state_extras", walkers * (1 + quantities)).CopyTo(state.Extras, 0);
        double[] moves = Known("state_accepted", walkers), counted = Known("state_counts", Further);
        for (int w = 0; w < walkers; w++)
        {
            state.Accepted[w] = (long)moves[w];
        }

        (long, long, long) all = ((long)counted[0], (long)counted[1], (long)counted[2]);
        Remember(state, all);
        return (state, all);
    }

    /// <summary>Takes away a state that is not needed any more.</summary>
    /// <param name="folder">The folder.</param>
    public static void DeleteState(string folder) => System.IO.File.Delete(Path.Combine(folder, StateFile));

    /// <summary>Writes a chain as a table: step, walker, parameters, logarithms of posterior and likelihood, quantities.</summary>
    /// <param name="path">The file.</param>
    /// <param name="summary">Names of what the arrays hold.</param>
    /// <param name="arrays">The arrays.</param>
    public static void WriteTable(
        string path, FitSummary summary, IReadOnlyDictionary<string, NumericArray> arrays) => WholeFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(
            ',',
            [
                "step", "walker", .. summary.Parameters.Select(one => one.Key),
                "log_posterior", "log_likelihood", .. summary.Derived.Select(one => one.Key),
            ]));
        (double[] points, double[] derived) = (arrays["chain"].Values, arrays["derived"].Values);
        (double[] posterior, double[] likelihood) = (arrays["log_posterior"].Values, arrays["log_likelihood"].Values);
        int walkers = summary.Walkers, dimensions = summary.Parameters.Count, quantities = summary.Derived.Count;
        for (int draw = 0; draw < posterior.Length; draw++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(draw / walkers) + 1},{(draw % walkers) + 1}"));
            IEnumerable<double> numbers =
            [
                .. points.AsSpan(draw * dimensions, dimensions), posterior[draw], likelihood[draw],
                .. derived.AsSpan(draw * quantities, quantities),
            ];
            foreach (double number in numbers)
            {
                writer.Write(',');
                writer.Write(PlainNumber.Digits(number));
            }

            writer.WriteLine();
        }
    });

    private void Remember(EnsembleState state, (long Solved, long Failed, long Outside) counted)
    {
        position = [.. state.Positions];
        density = [.. state.LogDensity];
        extras = [.. state.Extras];
        accepted = [.. state.Accepted.Select(moves => (double)moves)];
        counts = [counted.Solved, counted.Failed, counted.Outside];
    }

    /// <summary>Of the settings with all defaults, but for how long the walk is, and the name.</summary>
    private NumericArray Fingerprint()
    {
        FittingSettings settings = file.Settings with
        {
            Universe = file.Settings.Universe with { Name = "fit" },
            Fit = file.Settings.Fit with { Steps = 1, BurnIn = null },
        };
        double[] hash = StudyState.Fingerprint($"{settings}");
        return new NumericArray([hash.Length], hash);
    }
}
