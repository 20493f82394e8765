using System.Diagnostics;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Sampling;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Fits;

/// <summary>Draws the parameters of a universe from their posterior.</summary>
public sealed class FitRunner
{
    /// <summary>Draws of the prior for each walker, of which the best are where it begins.</summary>
    internal const int FirstDraws = 4;

    private const int MostDraws = 40;
    private const double LongEnough = 50;
    private const double LeastAcceptance = 0.1;
    private const double MostFailures = 0.1;
    private const double SameHalves = 4;
    private const double AtTheEdge = 0.05;

    private readonly FitFile file;
    private readonly FitOptions options;
    private readonly FitSettings fit;
    private readonly FitDensity density;
    private readonly FitChain chain;
    private readonly List<string> warnings = [];
    private readonly List<string> notes = [];

    private FitRunner(FitFile file, FitOptions options)
    {
        (this.file, this.options, fit) = (file, options, file.Settings.Fit);
        (density, chain) = (new FitDensity(file, options.Cancellation), new FitChain(file));
    }

    /// <summary>Draws.</summary>
    /// <param name="file">A checked fit file.</param>
    /// <param name="options">
    /// Threads, folder, whether to go on with what it holds, progress and cancellation; null for the defaults.
    /// </param>
    /// <exception cref="ArgumentException">There is no chain to go on with, or it is of another fit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the first step.</exception>
    public static FitResult Run(FitFile file, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new FitOptions();
        return StudyState.GoOn(
            options.StateDirectory, FitChain.StateFile, () => new FitRunner(file, options with { Resume = true }).Run(),
            () => new FitRunner(file, options).Run());
    }

    private FitResult Run()
    {
        Stopwatch total = Stopwatch.StartNew();
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        EnsembleState? state = options.Resume ? Restored() : Begin(team);
        bool isStopped = state is not null && !Walk(state, team);
        if (isStopped && chain.Steps == 0)
        {
            throw new OperationCanceledException(options.Cancellation);
        }

        OrderedDictionary<string, NumericArray> arrays = chain.ToArrays();
        FitStatus status = state is null ? FitStatus.Failed : isStopped ? FitStatus.Interrupted : FitStatus.Completed;
        FitSummary summary = Summarise(arrays, status, total);
        return new FitResult(summary, arrays, file.ResolvedYaml());
    }

    /// <summary>Where states are kept.</summary>
    private string? Folder => StudyState.FolderOf(options);

    private EnsembleState Restored()
    {
        (EnsembleState state, density.Counts) = chain.Restore(
            Folder ?? throw new ArgumentException("There is no folder whose chain could be gone on with."));
        return state;
    }

    /// <summary>Walkers at the likeliest of some draws of the prior; null where there is no likelihood at too many of them.</summary>
    private EnsembleState? Begin(WorkerTeam team)
    {
        int dimensions = density.Dimensions;
        List<Draw> draws = [];
        while (draws.Count < FirstDraws * fit.Walkers
            || (draws.Count(draw => draw.IsPossible) < fit.Walkers && draws.Count < MostDraws * fit.Walkers))
        {
            options.Progress?.Report(new StudyProgress(StudyPhase.Preparing, "draws of the prior", draws.Count, FirstDraws * fit.Walkers));
            Draw[] more = [.. Enumerable.Range(draws.Count, fit.Walkers).Select(number => new Draw(number, dimensions, density.Extras))];
            team.Run(new Drawing(this, more), more.Length);
            draws.AddRange(more);
        }

        Draw[] best =
        [
            .. draws.Where(draw => draw.IsPossible).OrderByDescending(draw => draw.LogDensity).ThenBy(draw => draw.Number)
                .Take(fit.Walkers),
        ];
        if (best.Length < fit.Walkers)
        {
            return null;
        }

        EnsembleState state = new(fit.Walkers, dimensions, density.Extras);
        foreach ((Draw draw, int walker) in best.OrderBy(draw => draw.Number).Select((draw, walker) => (draw, walker)))
        {
            draw.Point.CopyTo(state.Positions, walker * dimensions);
            draw.Extras.CopyTo(state.Extras, walker * density.Extras);
            state.LogDensity[walker] = draw.LogDensity;
        }

        return state;
    }

    /// <summary>Walks to the last step; false where it was stopped. What a step has begun and not finished is left out.</summary>
    private bool Walk(EnsembleState state, WorkerTeam team)
    {
        EnsembleSampler sampler = new(density, fit.Seed, team);
        SinceSaved saved = new(options);
        StudyState.Begin(options);
        while (chain.Steps < fit.Steps)
        {
            try
            {
                options.Cancellation.ThrowIfCancellationRequested();
                sampler.Step(state);
            }
            catch (OperationCanceledException)
            {
                if (options.StateDirectory is not null && chain.Steps > 0)
                {
                    Save();
                }

                return false;
            }

            chain.Add(state, density.Counts);
            options.Progress?.Report(new StudyProgress(StudyPhase.Solving, "step", chain.Steps, fit.Steps)
            {
                Values = [new NamedValue("acceptance", state.Acceptance), new NamedValue("failed", density.Counts.Failed)],
            });
            if (Folder is not null && saved.Elapsed >= options.SaveEvery && chain.Steps < fit.Steps)
            {
                Save();
                saved.Restart();
            }
        }

        return true;

        void Save()
        {
            StudyState.BeforeWriting(options);
            chain.Save(Folder!);
        }
    }

    private FitSummary Summarise(OrderedDictionary<string, NumericArray> arrays, FitStatus status, Stopwatch total)
    {
        int walkers = fit.Walkers, burnIn = Math.Min(fit.LeftOut(chain.Steps), Math.Max(0, chain.Steps - 1));
        double[] posterior = arrays["log_posterior"].Values;
        int best = posterior.Length == 0 ? -1 : Array.IndexOf(posterior, posterior.Max());
        FittedNumber Number(string key, string array, int column)
        {
            NumericArray all = arrays[array];
            int columns = all.Shape[2];
            return FittedNumber.Of(
                key,
                [
                    .. Enumerable.Range(burnIn * walkers, posterior.Length - (burnIn * walkers))
                        .Select(draw => all.Values[(draw * columns) + column]),
                ],
                walkers, best < 0 ? double.NaN : all.Values[(best * columns) + column]);
        }

        FittedNumber[] parameters = [.. fit.Parameters.Select((one, i) => Number(one.Key, "chain", i))];
        FittedNumber[] derived = [.. fit.Quantities.Select((path, i) => Number(path, "derived", i))];
        (long solved, long failed, long outside) = density.Counts;
        double acceptance = chain.Steps == 0 ? double.NaN : chain.Moves / ((double)chain.Steps * walkers);
        double time = parameters.Max(one => double.IsNaN(one.AutocorrelationTime) ? double.PositiveInfinity : one.AutocorrelationTime);
        bool converged = status != FitStatus.Failed && Judge(arrays, burnIn, parameters, time, acceptance);
        if (failed > 0)
        {
            string why = density.Failure is { } reason ? $" For one: {reason.TrimEnd('.')}." : "";
            (failed > MostFailures * solved ? warnings : notes).Add(
                $"{ReadableNumber.Of(failed)} of {ReadableNumber.Of(solved)} universes failed, and count as impossible.{why}");
        }

        if (density.Warning is { } warning)
        {
            string come = density.Warned == 1 ? "comes" : "come";
            notes.Add($"{ReadableNumber.Count(density.Warned, "universe")} {come} with a warning. For one: {warning}");
        }

        double seconds = total.Elapsed.TotalSeconds;
        return new FitSummary
        {
            Name = file.Settings.Universe.Name,
            Version = RunEnvironment.Version,
            Status = status,
            Message = status switch
            {
                FitStatus.Failed => $"Fewer than {walkers} of {MostDraws * walkers} draws of the prior have any likelihood. "
                    + "Narrow the priors to where there is some."
                    + (density.Failure is { } reason ? $" For one: {reason}" : ""),
                FitStatus.Interrupted => $"Stopped after {chain.Steps} of {fit.Steps} steps; --resume goes on from there.",
                _ => null,
            },
            Converged = converged,
            Parameters = parameters,
            Derived = derived,
            Likelihood = fit.Likelihood.Title,
            LikelihoodSource = fit.Likelihood.Source,
            Walkers = walkers,
            Steps = chain.Steps,
            BurnIn = burnIn,
            Acceptance = acceptance,
            AutocorrelationTime = time,
            EffectiveSamples = (chain.Steps - burnIn) * walkers / time,
            BestLogLikelihood = best < 0 ? double.NaN : arrays["log_likelihood"].Values[best],
            Solved = solved,
            Failed = failed,
            OutsidePrior = outside,
            Warnings = warnings,
            Notes = notes,
            Timings = new Dictionary<string, double> { ["walk"] = seconds, ["total"] = seconds },
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(),
        };
    }

    /// <summary>Whether the chain can be trusted; warnings say what not.</summary>
    private bool Judge(
        OrderedDictionary<string, NumericArray> arrays, int burnIn, FittedNumber[] parameters, double time, double acceptance)
    {
        int kept = chain.Steps - burnIn, walkers = fit.Walkers, columns = parameters.Length;
        int before = warnings.Count;
        if (!(kept >= LongEnough * time))
        {
            string remembers = double.IsFinite(time)
                ? $"about {ReadableNumber.Of(Math.Ceiling(time))} steps, or more"
                : "longer than it is";
            warnings.Add(
                $"Not converged: the {ReadableNumber.Count(kept, "step")} after the burn-in are fewer than 50 autocorrelation times, "
                + $"and the chain remembers {remembers}. "
                + "Means and intervals are not to be trusted yet: raise fit.steps and go on with --resume.");
        }

        if (acceptance < LeastAcceptance)
        {
            warnings.Add(
                $"{ReadableNumber.Percent(acceptance)} of the proposals were accepted: the posterior may have parts far from each other, "
                + "or edges that the walkers cannot follow. Narrow the priors, or take more walkers.");
        }

        double[] all = arrays["chain"].Values;
        for (int i = 0; i < columns; i++)
        {
            FittedNumber one = parameters[i];
            double Mean(int from, int to)
            {
                double sum = 0;
                for (int draw = from * walkers; draw < to * walkers; draw++)
                {
                    sum += all[(draw * columns) + i];
                }

                return sum / ((to - from) * walkers);
            }

            int middle = burnIn + (kept / 2);
            if (kept >= 2 && Math.Abs(Mean(burnIn, middle) - Mean(middle, chain.Steps)) > SameHalves * 2 * one.MeanError)
            {
                warnings.Add(
                    $"{one.Key}: the first and the second half of the chain differ in their means by more than chance does. "
                    + "Raise fit.burn_in or fit.steps.");
            }

            Prior prior = fit.Parameters[i].Prior;
            (double low, double high) = (prior.Quantile(0.01), prior.Quantile(0.99));
            int below = 0, above = 0;
            for (int draw = burnIn * walkers; draw < chain.Steps * walkers; draw++)
            {
                below += all[(draw * columns) + i] < low ? 1 : 0;
                above += all[(draw * columns) + i] > high ? 1 : 0;
            }

            if (Math.Max(below, above) > AtTheEdge * kept * walkers)
            {
                notes.Add(
                    $"{one.Key}: the posterior reaches the {(below > above ? "lower" : "upper")} end of its prior, "
                    + "which cuts its intervals.");
            }
        }

        return warnings.Count == before;
    }

    /// <summary>A draw of the prior.</summary>
    private sealed class Draw(int number, int dimensions, int extras)
    {
        public int Number => number;

        public double[] Point { get; } = new double[dimensions];

        public double[] Extras { get; } = new double[extras];

        public double LogDensity { get; set; }

        public bool IsPossible => double.IsFinite(LogDensity);
    }

    private sealed class Drawing(FitRunner runner, Draw[] draws) : IWork
    {
        public void Execute(int part, int worker)
        {
            Draw draw = draws[part];
            CounterStream stream = new CounterStream(runner.fit.Seed, 1).Substream((ulong)draw.Number);
            for (int i = 0; i < draw.Point.Length; i++)
            {
                Prior prior = runner.fit.Parameters[i].Prior;
                draw.Point[i] = prior.Coordinate(prior.Quantile(stream.UniformAt((ulong)i)));
            }

            draw.Extras.AsSpan().Fill(double.NaN);
            draw.LogDensity = runner.density.Evaluate(draw.Point, draw.Extras);
        }
    }
}
