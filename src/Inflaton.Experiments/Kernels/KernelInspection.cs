using System.Globalization;
using Inflaton.Data;
using Inflaton.Duality.ClosedForm;
using Inflaton.Dynamics;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels;
using Inflaton.Kernels.Collective;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Kernels;

/// <summary>Takes the tangent kernel of a network that was trained elsewhere, or of the limit of infinite width, and reads it.</summary>
public static class KernelInspection
{
    /// <summary>Takes and reads a kernel.</summary>
    /// <param name="request">Which.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The request contradicts itself or names what is not known.</exception>
    /// <exception cref="NumericalFailureException">The kernel of infinite width leaves the range of doubles.</exception>
    /// <exception cref="ArrayFileException">The weights or inputs cannot be read.</exception>
    /// <exception cref="FormatException">The table cannot be read.</exception>
    public static KernelResult Run(KernelRequest request, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(team);
        if (request.Weights is null && !request.IsInfinite)
        {
            throw new ArgumentException("No weights are given. Name a .safetensors or .npz file, or take --infinite.");
        }

        if (request.Draws != 0 && (!request.IsInfinite || request.Weights is not null || request.Draws < 2 || request.Hidden.Count == 0))
        {
            throw new ArgumentException(
                $"--draws {request.Draws}: draws networks of finite width beside their limit. Take --infinite without a file, "
                    + "--hidden with widths, and at least 2 draws.");
        }

        CheckNumbers(request);
        DataTable? table = TableOf(request.Inputs);
        (Matrix<double> inputs, string[]? names) = ReadInputs(
            request.Inputs, table, request.Classes is null ? request.IgnoredColumns : [.. request.IgnoredColumns, request.Classes], null);
        string[]? classes = ClassesOf(request, table);
        Matrix<double>? tests = request.TestInputs is null
            ? null : ReadInputs(request.TestInputs, TableOf(request.TestInputs), names is null ? request.IgnoredColumns : [], names).Inputs;
        if (tests is not null && tests.Columns != inputs.Columns)
        {
            throw new ArgumentException(
                $"{request.TestInputs}: has {tests.Columns} columns but {request.Inputs} has {inputs.Columns}. "
                    + "Leave columns out with --ignore.");
        }

        NetworkFile.Content? weights = request.Weights is null ? null : NetworkFile.Read(request.Weights);
        Activation activation = Parsed(request.Activation);
        DualActivation? dual = request.IsInfinite ? DualCatalogue.Of(activation) : null;
        IReadOnlyList<int> widths = weights?.Fans ?? [inputs.Columns, .. request.Hidden, 1];
        if (widths[0] != inputs.Columns)
        {
            throw new ArgumentException(
                $"{request.Inputs}: has {inputs.Columns} columns but the network takes {widths[0]} inputs. "
                    + "Leave columns out with --ignore.");
        }

        NetworkArchitecture architecture = weights is null
            ? new NetworkArchitecture(
                widths[0], [.. widths.Skip(1).SkipLast(1)], widths[^1], activation, request.WeightStd ?? 1, request.BiasStd ?? 0,
                request.Parameterization == "standard" ? Parameterization.Standard : Parameterization.Ntk)
            : GivenWeights.Network(
                request.Weights!, weights, widths, activation, request.Parameterization,
                request.WeightStd, request.BiasStd, request.IsInfinite,
                byOptions: true);
        request = request with
        {
            Parameterization = architecture.Parameterization == Parameterization.Ntk ? "ntk" : "standard",
            WeightStd = architecture.WeightStd,
            BiasStd = architecture.BiasStd,
        };
        Matrix<double> kernel;
        Matrix<double>? nngp = null;
        OrderedDictionary<string, NumericArray> blocks = [];
        double error = 0;
        if (dual is not null)
        {
            InfiniteWidthKernel limit = new(InfiniteNetwork.Of(architecture, dual), team);
            KernelPair pair = InfiniteKernels.Represented(limit.Square(inputs));
            Matrix<double> Whole(Matrix<double> ntk) => request.SharesOutputs ? ntk : KernelPair.ForOutputs(ntk, architecture.Outputs);
            (nngp, kernel) = (pair.Nngp, Whole(pair.Ntk));
            error = pair.NtkError;
            if (tests is not null)
            {
                KernelPair cross = InfiniteKernels.Represented(limit.Between(tests, inputs));
                KernelPair own = InfiniteKernels.Represented(limit.Square(tests));
                error = Math.Max(error, Math.Max(cross.NtkError, own.NtkError));
                blocks["kernel_test_train"] = Array(Whole(cross.Ntk));
                blocks["kernel_test_test"] = Array(Whole(own.Ntk));
                blocks["nngp_test_train"] = Array(cross.Nngp);
                blocks["nngp_test_test"] = Array(own.Nngp);
            }
        }
        else
        {
            NetworkParameters parameters = NetworkFile.ToParameters(request.Weights!, weights!, architecture);
            TangentKernel<double> kernels =
                new(architecture, new MatrixProduct<double>(team), team) { SharesOutputs = request.SharesOutputs };
            kernel = kernels.Square(parameters, inputs);
            if (kernel.Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new NumericalFailureException(
                    $"{request.Weights}: The tangent kernel on these inputs leaves the numbers of double precision. "
                        + "Scale the weights or the inputs.");
            }

            if (tests is not null)
            {
                blocks["kernel_test_train"] = Array(kernels.Between(parameters, tests, inputs));
                blocks["kernel_test_test"] = Array(kernels.Square(parameters, tests));
            }
        }

        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, request.SharesOutputs ? 1 : architecture.Outputs, team);
        (KernelDraws? draws, OrderedDictionary<string, NumericArray> drawn) = Drawn(request, architecture, inputs, kernel, team);
        KernelReport report = new()
        {
            Kernel = request.IsInfinite ? "infinite" : "empirical",
            Points = inputs.Rows,
            TestPoints = tests?.Rows ?? 0,
            Outputs = architecture.Outputs,
            Widths = widths,
            Activation = request.Activation,
            Parameterization = request.Parameterization,
            StatedError = error,
            Eigenvalues = spectrum.Eigenvalues,
            UniformOverlap = spectrum.UniformOverlap,
            Collective = CollectivePart.Of(CollectiveVariables.Of(kernel, spectrum.Eigenvalues, team)),
            SharesOutputs = request.SharesOutputs,
            ByClass = classes is null ? null : ByClass(kernel, classes, team),
            Draws = draws,
            Warning = weights?.Origin.Contradiction(architecture.Parameterization, Path.GetFileName(request.Weights!)),
            Theory = request.LearningRate is { } rate ? Theory(request, rate, spectrum) : null,
            Provenance = Provenance.Here(team.Threads),
            Settings = request,
        };
        OrderedDictionary<string, NumericArray> arrays = Arrays(kernel, nngp, [.. blocks, .. drawn], spectrum, inputs);
        if (tests is not null)
        {
            arrays["test_inputs"] = Array(tests);
        }

        return new KernelResult(report, arrays);
    }

    private static void CheckNumbers(KernelRequest request)
    {
        Check(request.Hidden.All(width => width >= 1),
            $"--hidden {string.Join(" ", request.Hidden)}: every layer needs a width of at least 1.");
        Check(request.WeightStd is null or (> 0 and < double.PositiveInfinity), Of("--weight-std", request.WeightStd, "σ_w", "above 0"));
        Check(request.BiasStd is null or (>= 0 and < double.PositiveInfinity), Of("--bias-std", request.BiasStd, "σ_b", "of at least 0"));
        Check(request.LearningRate is null or (> 0 and < double.PositiveInfinity),
            Of("--learning-rate", request.LearningRate, "η", "above 0"));
        Check(request.Momentum is >= 0 and < 1, Of("--momentum", request.Momentum, "γ", "of at least 0 and below 1"));
        Check(request.LossScale is > 0 and < double.PositiveInfinity, Of("--loss-scale", request.LossScale, "κ", "above 0"));

        static string Of(string option, double? value, string symbol, string range) =>
            string.Create(CultureInfo.InvariantCulture, $"{option} {value}: {symbol} is a number {range}.");

        static void Check(bool holds, string message)
        {
            if (!holds)
            {
                throw new ArgumentException(message);
            }
        }
    }

    /// <summary>Kernels of networks of finite width beside their limit.</summary>
    private static (KernelDraws? Draws, OrderedDictionary<string, NumericArray> Arrays) Drawn(
        KernelRequest request, NetworkArchitecture architecture, Matrix<double> inputs, Matrix<double> limit, WorkerTeam team)
    {
        if (request.Draws == 0)
        {
            return (null, []);
        }

        int width = request.Hidden.Min();
        double distance = 0, traces = 0, traceSquares = 0;
        KernelEstimate estimate = KernelSampling.TangentKernel(architecture, inputs, request.Seed, request.Draws, team, kernel =>
        {
            distance += Math.Pow(Trainer.RelativeDistance(kernel, limit), 2);
            double trace = (Trace(kernel) / Trace(limit)) - 1;
            (traces, traceSquares) = (traces + trace, traceSquares + (trace * trace));
        });
        double mean = traces / request.Draws, variance = Math.Max(0, (traceSquares / request.Draws) - (mean * mean)) / (request.Draws - 1);
        return (
            new KernelDraws(
                request.Draws, width, Math.Sqrt(distance / request.Draws),
                Trainer.RelativeDistance(estimate.Mean, limit), width * mean, width * Math.Sqrt(variance)),
            new OrderedDictionary<string, NumericArray>
            {
                ["draws_mean"] = Array(estimate.Mean),
                ["draws_standard_error"] = Array(estimate.StandardError),
                ["width_correction"] = Array(estimate.WidthCorrection(limit, width).Correction),
            });
    }

    private static double Trace(Matrix<double> kernel) => Enumerable.Range(0, kernel.Rows).Sum(i => kernel[i, i]);

    /// <summary>The kernel between the inputs of each class, with all outputs that it knows.</summary>
    private static IReadOnlyDictionary<string, CollectivePart> ByClass(Matrix<double> kernel, string[] classes, WorkerTeam team)
    {
        string[] names = [.. classes.Distinct()];
        int outputs = kernel.Rows / classes.Length;
        int[] labels = [.. Enumerable.Range(0, kernel.Rows).Select(row => System.Array.IndexOf(names, classes[row / outputs]))];
        return CollectiveVariables.ByClass(kernel, labels, team).ToDictionary(one => names[one.Key], one => CollectivePart.Of(one.Value));
    }

    private static KernelTheory Theory(KernelRequest request, double learningRate, KernelSpectrum spectrum)
    {
        GradientDescent optimizer = new(learningRate, request.Momentum);
        EquationOfMotion equation = optimizer.Equation(Matching.Leading);
        int points = spectrum.Count / spectrum.Outputs;
        double mass = request.LossScale * spectrum.Leading / points;
        DampingRegime[] regimes =
            [.. spectrum.Eigenvalues.Select(value => DampedMode.Regime(equation, request.LossScale * value / points))];
        return new KernelTheory(
            learningRate,
            request.Momentum,
            request.LossScale,
            equation.Hubble,
            equation.Lambda,
            1 / (equation.Hubble * Math.Sqrt(learningRate)),
            mass,
            CriticalDamping.Stable(mass, request.Momentum),
            CriticalDamping.Discrete(mass, request.Momentum),
            regimes.Count(regime => regime == DampingRegime.Overdamped),
            regimes.Count(regime => regime == DampingRegime.Underdamped));
    }

    private static OrderedDictionary<string, NumericArray> Arrays(
        Matrix<double> kernel, Matrix<double>? nngp, IEnumerable<KeyValuePair<string, NumericArray>> others,
        KernelSpectrum spectrum, Matrix<double> inputs)
    {
        OrderedDictionary<string, NumericArray> arrays = new() { ["kernel"] = Array(kernel) };
        if (nngp is not null)
        {
            arrays["nngp"] = Array(nngp);
        }

        foreach ((string name, NumericArray array) in others)
        {
            arrays[name] = array;
        }

        arrays["eigenvalues"] = new NumericArray([spectrum.Count], spectrum.Eigenvalues);
        arrays["eigenvectors"] = Array(spectrum.Modes);
        arrays["inputs"] = Array(inputs);
        return arrays;
    }

    private static NumericArray Array(Matrix<double> matrix) => new([matrix.Rows, matrix.Columns], matrix.Values);

    private static Activation Parsed(string activation)
    {
        try
        {
            return ActivationCatalogue.Parse(activation);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"--activation {activation}: {ReadableMessage.Of(exception)}", exception);
        }
    }

    private static DataTable? TableOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".npy" => null,
        ".csv" => CsvTable.Read(path),
        ".npz" => ArrayTable.Read([path]),
        string ending => throw new ArgumentException($"{path}: inputs with the ending '{ending}' are not read. Give .npy, .npz or .csv."),
    };

    private static string[]? ClassesOf(KernelRequest request, DataTable? table) => request.Classes is not { } classes ? null
        : table is null ? throw new ArgumentException($"{request.Inputs}: has no columns to read classes from. Give a .npz or .csv file.")
        : [.. Enumerable.Range(0, table.RowCount).Select(row => table.Cell(row, table.ColumnIndex(classes)))];

    /// <summary>The inputs of a file and the names of their columns: those that are named, or all but those that are none.</summary>
    private static (Matrix<double> Inputs, string[]? Names) ReadInputs(
        string path, DataTable? table, IEnumerable<string> ignored, string[]? named)
    {
        int[] unused = [.. table is null ? [] : ignored.SelectMany(table.Columns)];
        int[] columns = table is null ? [] : named is null
            ? [.. table.ColumnsBut(unused)] : [.. named.Select(table.ColumnIndex)];
        Matrix<double> inputs = table is null
            ? FromArray(path, NpyFile.Read(path))
            : Matrix.FromFunction(table.RowCount, columns.Length, (i, j) => table.Number(i, columns[j]));
        if (inputs.Rows == 0 || inputs.Columns == 0)
        {
            throw new ArgumentException($"{path}: holds no inputs.");
        }

        if (inputs.Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw new ArgumentException($"{path}: holds a value that is not a finite number.");
        }

        return (inputs, table is null ? null : [.. columns.Select(column => table.Header[column])]);
    }

    private static Matrix<double> FromArray(string path, NumericArray array) => array.Shape switch
    {
        [int count] => new Matrix<double>(count, 1, array.Values),
        [int count, int dimension] => new Matrix<double>(count, dimension, array.Values),
        _ => throw new ArgumentException($"{path}: has shape [{string.Join(", ", array.Shape)}]. Inputs have shape [N] or [N, d]."),
    };
}
