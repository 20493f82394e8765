using System.Numerics;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Figures;

/// <summary>
/// A run made of damped modes: cosine eigenvectors (the first uniform), eigenvalues falling as a power, quadratic loss with targets.
/// The recursion of every mode is exact; "training" is the recursion with eigenvalues that drift.
/// </summary>
internal static class SyntheticRun
{
    public const int Points = 40;
    public const int Records = 61;
    public const int Every = 10;
    private const double Eta = 0.09;
    private const double Gamma = 0.9;

    public static (RunSummary Summary, Dictionary<string, NumericArray> Arrays) Make(
        int outputs = 1, int testPoints = 0, int records = Records)
    {
        int side = Points * outputs;
        double[] eigenvalues = [.. Enumerable.Range(0, side).Select(i => Points * 1.9 * Math.Pow((i / outputs) + 1, -2.6))];
        double[,] vectors = CosineBasis(outputs);
        double[] inputs = [.. Enumerable.Range(0, Points).Select(i => -1 + (2.0 * i / (Points - 1)))];
        double[] targets =
            [.. Enumerable.Range(0, side)
                .Select(i => 0.8 + Math.Sin(3.1 * inputs[i / outputs]) + (0.4 * Math.Cos(9 * inputs[i / outputs] + i % outputs)))];
        double[] start = [.. Enumerable.Range(0, side).Select(i => 0.25 * Math.Cos(2 * inputs[i / outputs]) - 0.1)];
        double[] residual = Project(vectors, [.. start.Zip(targets, (f, y) => f - y)]);

        double[][] trained = History(k => Modes(residual, eigenvalues, k, drift: 0.03));
        double[][] discrete = History(k => Modes(residual, eigenvalues, k, drift: 0));
        double[][] frozen = History(k => Continuum(residual, eigenvalues, k));
        double[][] perturbations = History(k => [.. Continuum(residual, eigenvalues, k).Select((g, i) => g * (1 + (1e-5 * i * k / 600)))]);
        double[] mean = [.. frozen.Select(f => f.Average())];

        Dictionary<string, NumericArray> arrays = new()
        {
            ["epochs"] = Line([.. Enumerable.Range(0, records).Select(i => (double)(i * Every))]),
            ["time"] = Line([.. Enumerable.Range(0, records).Select(i => i * Every * Math.Sqrt(Eta))]),
            ["trained"] = Field(trained),
            ["discrete"] = Field(discrete),
            ["lattice"] = Field(frozen),
            ["frozen_kernel"] = Field(frozen),
            ["perturbations"] = Field(perturbations),
            ["mean_field"] = MeanOf(mean, 1),
            ["mean_kernel"] = MeanOf(mean, 1.01),
            ["loss_trained"] = Line(Losses(trained)),
            ["loss_discrete"] = Line(Losses(discrete)),
            ["loss_frozen_kernel"] = Line(Losses(frozen)),
            ["loss_perturbations"] = Line(Losses(perturbations)),
            ["loss_mean_field"] = Line([.. mean.Select(f => targets.Average(y => 0.5 * (f - y) * (f - y)))]),
            ["kernel_initial"] = Kernel(eigenvalues),
            ["kernel_final"] = Kernel([.. eigenvalues.Select((value, i) => value * (1 + (0.03 / (1 + i))))]),
            ["eigenvalues"] = Line(eigenvalues),
            ["eigenvectors"] = new([side, side], [.. vectors.Cast<double>()]),
            ["inputs"] = new([Points, 1], inputs),
            ["targets"] = new(outputs == 1 ? [Points] : [Points, outputs], targets),
        };
        foreach ((string name, double[][] history) in new[] { ("trained", trained), ("frozen_kernel", frozen), ("discrete", discrete) })
        {
            arrays[$"accuracy_{name}"] = Line([.. history.Select(f => f.Zip(targets, (a, y) => a * y > 0 ? 1.0 : 0).Average())]);
        }

        foreach (string name in new[] { "trained", "lattice" })
        {
            arrays[$"walls_{name}"] = Line([.. Enumerable.Range(0, records).Select(i => 4.0 + (records - i))]);
            arrays[$"order_{name}"] = Line([.. Enumerable.Range(0, records).Select(i => i / (double)records)]);
            arrays[$"spectrum_{name}"] = new([records, 5], [.. Enumerable.Range(0, 5 * records).Select(i => 1.0 / (1 + i))]);
        }

        arrays["background_modes"] = Line([1, 2, 4, side]);
        arrays["background_errors"] = Line([0.3, 0.04, 0.008, 0]);
        arrays["k_mean"] = Line([0, 1, 2, 3, 4]);
        const int kernels = 5;
        arrays["kernel_epochs"] = Line([.. Enumerable.Range(0, kernels).Select(i => (double)(i * (records - 1) * Every / (kernels - 1)))]);
        arrays["kernel_drift_history"] = Line([.. Enumerable.Range(0, kernels).Select(i => 0.0273 * (1 - Math.Exp(-i)))]);
        arrays["collective_entropy_ratio"] = Line([.. Enumerable.Range(0, kernels).Select(i => 0.4 - (0.03 * i))]);
        arrays["collective_entropy_ratio_by_class"] = new(
            [kernels, 2], [.. Enumerable.Range(0, 2 * kernels).Select(i => 0.3 - (0.02 * i))]);
        double[] line = [.. Enumerable.Range(0, 121).Select(i => -2.0 + (i * 0.045))];
        double lambda = Matching(leapfrog: true).Lambda;
        arrays["potential_field"] = Line(line);
        arrays["potential_value"] = Line([.. line.Select(f => lambda + (1.9 * targets.Average(y => 0.5 * (f - y) * (f - y))))]);
        if (testPoints > 0)
        {
            foreach ((string name, double[][] history, double noise) in new[]
            {
                ("trained", trained, 0.0), ("frozen_kernel", frozen, 0.03), ("discrete", discrete, 0.02),
            })
            {
                arrays[$"test_{name}"] = new(outputs == 1 ? [records, testPoints] : [records, testPoints, outputs], [.. history.SelectMany(
                    f => Enumerable.Range(0, testPoints * outputs)
                        .Select(i => f[i % side] + (0.05 * Math.Sin(37 * i)) + (noise * Math.Sin(91 * i))))]);
                arrays[$"test_loss_{name}"] = Line([.. Losses(history).Select(loss => (loss * 1.1) + 0.02)]);
            }
        }

        // A posterior at one finite epoch and at the end, with two samples.
        arrays["posterior_epochs"] = Line([7, double.PositiveInfinity]);
        foreach ((string prefix, int count) in new[] { ("", Points), ("test_", testPoints) }.Where(part => part.Item2 > 0))
        {
            int[] Shaped(params int[] shape) => outputs == 1 ? shape : [.. shape, outputs];
            NumericArray Waves(params int[] shape) =>
                new(shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => Math.Sin(0.1 * i))]);
            arrays[$"{prefix}prior_deviation"] = new([count], [.. Enumerable.Repeat(1.0, count)]);
            arrays[$"{prefix}prior_samples"] = Waves(Shaped(2, count));
            arrays[$"{prefix}posterior_ntk_mean"] = Waves(Shaped(2, count));
            arrays[$"{prefix}posterior_ntk_deviation"] = new([2, count], [.. Enumerable.Repeat(0.2, 2 * count)]);
            arrays[$"{prefix}posterior_ntk_samples"] = Waves(Shaped(2, 2, count));
        }

        return (Summary(arrays, eigenvalues, outputs, testPoints, records), arrays);

        double[][] History(Func<int, double[]> modes) => [.. Enumerable.Range(0, records).Select(record => Field1(modes(record * Every)))];
        double[] Field1(double[] modes) =>
            [.. Enumerable.Range(0, side).Select(x => targets[x] + Enumerable.Range(0, side).Sum(i => vectors[x, i] * modes[i]))];
        NumericArray Field(double[][] history) =>
            new(outputs == 1 ? [records, Points] : [records, Points, outputs], [.. history.SelectMany(f => f)]);
        NumericArray MeanOf(double[] values, double factor) => outputs == 1
            ? Line([.. values.Select(value => value * factor)])
            : new(
                [records, outputs],
                [.. values.SelectMany(value => Enumerable.Range(0, outputs).Select(c => (value * factor) + (0.1 * c)))]);
        double[] Losses(double[][] history) =>
            [.. history.Select(f => f.Zip(targets, (a, y) => 0.5 * (a - y) * (a - y)).Average() * outputs)];
        NumericArray Kernel(double[] spectrum) => new([side, side], [.. Enumerable.Range(0, side * side).Select(
            entry => Enumerable.Range(0, side).Sum(i => vectors[entry / side, i] * spectrum[i] * vectors[entry % side, i]))]);
    }

    private static RunSummary Summary(
        Dictionary<string, NumericArray> arrays, double[] eigenvalues, int outputs, int testPoints, int records)
    {
        MatchingSummary leapfrog = Matching(leapfrog: true);
        int epochs = (records - 1) * Every;
        double critical = 2.25 * leapfrog.Hubble * leapfrog.Hubble * (1 + Gamma) / 2;
        ModeSummary[] modes = [.. eigenvalues.Select((value, i) =>
        {
            double mass = value / Points, change = 1 - Math.Exp(-mass * epochs * Math.Sqrt(Eta) / (3 * leapfrog.Hubble));
            return new ModeSummary(i + 1, value, mass, mass > critical ? "underdamped" : "overdamped", change, change < 0.6);
        })];
        return new RunSummary
        {
            Name = "synthetic",
            Seed = 1,
            Version = "0.1.0",
            Status = RunStatus.Completed,
            Matching = "leapfrog",
            LearningRate = Eta,
            Momentum = Gamma,
            Epochs = epochs,
            EpochsTrained = epochs,
            TrainingPoints = Points,
            TestPoints = testPoints,
            Outputs = outputs,
            Parameters = 4_218_881,
            Hubble = leapfrog.Hubble,
            Lambda = leapfrog.Lambda,
            HubbleTime = 1 / leapfrog.Hubble,
            EpochsPerHubbleTime = 1 / (leapfrog.Hubble * Math.Sqrt(Eta)),
            Efolds = leapfrog.Efolds,
            Theta0 = eigenvalues.Sum() / (Points * outputs),
            LeadingEigenvalue = eigenvalues[0],
            Eigenvalues = eigenvalues,
            UniformOverlap = 1,
            Domination = 0.0213,
            DominationRatio = 10,
            MaxLearningRate = 1.92e-4,
            StabilityLimit = 2 * (1 + Gamma) / modes[0].MassSquared,
            KernelDrift = 0.0273,
            LossInitial = arrays["loss_trained"].Values[0],
            LossFinal = arrays["loss_trained"].Values[^1],
            LossPredicted = Rung.Predictions.Where(rung => arrays.ContainsKey($"loss_{rung.Key}"))
                .ToDictionary(rung => rung.Key, rung => arrays[$"loss_{rung.Key}"].Values[^1]),
            Test = testPoints == 0
                ? null
                : new TestSummary(0.93, 0.41, new Dictionary<string, double> { ["frozen_kernel"] = 0.4, ["discrete"] = 0.402 }),
            Posterior = new PosteriorSummary("discrete", [new PosteriorKernelSummary(
                "ntk", 0, 0, 1e3, [new(7, 0.5, null, 0.2, null), new(double.PositiveInfinity, 0.1, null, 0.2, null)])]),
            Lattice = new LatticeSummary(Points, 0.1, 1.4, 0.012, 0.01, 0.003, 61.2, null)
            {
                Defects = "walls",
                Direct = new(1, 4),
                Trained = new(1, 4),
            },
            ErrorBudget = new ErrorBudgetSummary(new(2.2e-4, 1.1e-4), new(3.1e-3, 8e-4), new(0.021, 0.013), new(0.0236, 0.0131)),
            Matchings = new Dictionary<string, MatchingSummary> { ["leading"] = Matching(leapfrog: false), ["leapfrog"] = leapfrog },
            Modes = [.. modes.Take(100)],
            FrozenModes = modes.Count(mode => mode.Frozen),
            Warnings = ["The vacuum energy does not dominate: Λ is 0.021 of the field's potential energy, where 10 is asked for."],
            Timings = new Dictionary<string, double>
            { ["training"] = 61.2, ["kernel"] = 1.3, ["eigen"] = 0.21, ["prediction"] = 0.8, ["report"] = 0.35, ["total"] = 64.1 },
            Threads = 2,
            Host = "example",
            Environment = new Dictionary<string, string>
            { ["processors"] = "2", ["runtime"] = ".NET 10.0.0", ["vector width"] = "512 bits" },
            Settings = JsonNode.Parse("""{"name":"synthetic","seed":1}""")!,
        };
    }

    private static MatchingSummary Matching(bool leapfrog)
    {
        double hubble = (leapfrog ? 2 / (1 + Gamma) : 1) * (1 - Gamma) / Math.Sqrt(Eta) / 3;
        return new MatchingSummary(hubble, 3 * hubble * hubble, 0.0213, 1.92e-4, hubble * (Records - 1) * Every * Math.Sqrt(Eta));
    }

    private static double[] Modes(double[] residual, double[] eigenvalues, int epochs, double drift) => [.. residual.Select((start, i) =>
    {
        double before = start, now = start;
        for (int k = 0; k < epochs; k++)
        {
            double mass = eigenvalues[i] / Points * (1 + (drift * (1 - Math.Exp(-k / 150.0))));
            (before, now) = (now, now + (Gamma * (now - before)) - (Eta * mass * now));
        }

        return now;
    })];

    /// <summary>The leapfrog equation ((1+γ)/2) g̈ + ((1−γ)/√η) ġ + m² g = 0 with ġ(0) = −(√η/2) m² g(0), in closed form.</summary>
    private static double[] Continuum(double[] residual, double[] eigenvalues, int epochs) => [.. residual.Select((start, i) =>
    {
        double inertia = (1 + Gamma) / 2, friction = (1 - Gamma) / Math.Sqrt(Eta), mass = eigenvalues[i] / Points,
        time = epochs * Math.Sqrt(Eta);
        Complex root = Complex.Sqrt((friction * friction) - (4 * inertia * mass));
        Complex fast = (-friction - root) / (2 * inertia), slow = (-friction + root) / (2 * inertia);
        double velocity = -Math.Sqrt(Eta) / 2 * mass * start;
        Complex a = (velocity - (fast * start)) / (slow - fast);
        return ((a * Complex.Exp(slow * time)) + ((start - a) * Complex.Exp(fast * time))).Real;
    })];

    private static double[,] CosineBasis(int outputs)
    {
        double[,] basis = new double[Points * outputs, Points * outputs];
        for (int x = 0; x < Points; x++)
        {
            for (int i = 0; i < Points; i++)
            {
                double value = (i == 0 ? 1 : Math.Sqrt(2) * Math.Cos(Math.PI * i * (x + 0.5) / Points)) / Math.Sqrt(Points);
                for (int c = 0; c < outputs; c++)
                {
                    basis[(x * outputs) + c, (i * outputs) + c] = value;
                }
            }
        }

        return basis;
    }

    private static double[] Project(double[,] vectors, double[] field) =>
        [.. Enumerable.Range(0, field.Length).Select(i => Enumerable.Range(0, field.Length).Sum(x => vectors[x, i] * field[x]))];

    private static NumericArray Line(double[] values) => new([values.Length], values);
}
