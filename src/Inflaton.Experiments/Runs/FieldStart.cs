using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>The field at epoch 0, and how it is read off the outputs from then on.</summary>
/// <param name="Field">φ on the training inputs, length N·C.</param>
/// <param name="TestField">φ on the test inputs; null without them.</param>
/// <param name="ReadOut">On the training inputs; null for φ = f.</param>
/// <param name="TestReadOut">On the test inputs; null for φ = f or without them.</param>
internal sealed record FieldStart(double[] Field, double[]? TestField, ReadOut? ReadOut, ReadOut? TestReadOut)
{
    /// <summary>Makes kernels of the field, α²Θ, of those of the outputs.</summary>
    /// <param name="kernels">The kernels, scaled in place.</param>
    public void Scale(params ReadOnlySpan<Matrix<double>?> kernels)
    {
        foreach (Matrix<double>? kernel in kernels)
        {
            if (kernel is not null && ReadOut is { Scale: var scale and not 1 })
            {
                TensorPrimitives.Multiply<double>(kernel.Values, scale * scale, kernel.Values);
            }
        }
    }

    /// <summary>Jθ₀ of the field, its change along the parameters themselves.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="inputs">Training or test inputs.</param>
    /// <param name="team">Threads.</param>
    public double[] Tangent(ExperimentSetup setup, Matrix<double> inputs, WorkerTeam team)
    {
        double[] tangent = TangentPass.AlongParameters(setup.Parameters, inputs, team);
        TensorPrimitives.Multiply<double>(tangent, ReadOut?.Scale ?? 1, tangent);
        return tangent;
    }

    /// <summary>Evaluates a network at epoch 0.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ExperimentFileException">The file of the initial field cannot be used.</exception>
    public static FieldStart Of(ExperimentSetup setup, WorkerTeam team)
    {
        ExperimentSettings settings = setup.Settings;
        double scale = settings.Network.OutputScale;
        bool isCentered = settings.Network.Centered ?? settings.InitialField is not null;
        bool isSingle = settings.Precision == "single" && isCentered;
        double[] Outputs(Matrix<double> inputs) =>
            isSingle ? Evaluate(setup.Parameters.In<float>(), inputs, team) : Evaluate<double>(setup.Parameters, inputs, team);
        double[] outputs = Outputs(setup.Inputs);
        double[]? testOutputs = setup.TestInputs is null ? null : Outputs(setup.TestInputs);
        if (!isCentered && scale == 1)
        {
            return new FieldStart(outputs, testOutputs, null, null);
        }

        ReadOut? Reading(double[]? values, double[]? initial) =>
            values is null ? null : isCentered ? new ReadOut(scale, values, initial) : new ReadOut(scale);
        double[]? initial = settings.InitialField is null ? null : Initial(setup, settings.InitialField);
        double[]? testInitial = settings.InitialField is null || testOutputs is null ? null : new double[testOutputs.Length];
        testInitial?.AsSpan().Fill(settings.InitialField!.Uniform);
        ReadOut readOut = Reading(outputs, initial)!;

        // Test outputs are evaluated in double all along the training, of weights that have been rounded.
        ReadOut? testReadOut = Reading(
            isSingle && setup.TestInputs is not null ? Evaluate(Rounded(setup.Parameters), setup.TestInputs, team) : testOutputs,
            testInitial);
        return new FieldStart(
            Read(readOut, outputs),
            testOutputs is null ? null : isCentered ? testInitial ?? new double[testOutputs.Length] : Read(testReadOut!, testOutputs),
            readOut, testReadOut);
    }

    private static double[] Read(ReadOut readOut, double[] outputs)
    {
        double[] field = new double[outputs.Length];
        readOut.Read(outputs, field);
        return field;
    }

    private static NetworkParameters<double> Rounded(NetworkParameters parameters)
    {
        NetworkParameters<double> rounded = new(parameters.Architecture);
        rounded.CopyFrom(parameters.In<float>());
        return rounded;
    }

    private static double[] Evaluate<T>(NetworkParameters<T> parameters, Matrix<double> inputs, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Propagation<T> pass = new(parameters.Architecture, inputs.In<T>(), new MatrixProduct<T>(team), team);
        pass.Forward(parameters);
        return pass.Output.Values as double[] ?? [.. pass.Output.Values.Select(double.CreateTruncating)];
    }

    private static double[] Initial(ExperimentSetup setup, InitialFieldSettings settings)
    {
        int points = setup.Inputs.Rows, outputs = setup.Architecture.Outputs;
        double[] field = new double[points * outputs];
        if (settings.File is { } path)
        {
            FromFile(setup.File, path, points, outputs).CopyTo(field, 0);
        }

        LatticeGrid grid = (setup.Settings.Loss as FieldLossSettings)?.Grid(points) ?? new LatticeGrid(1, points);
        double[] vacuum = settings.Vacuum is { } fluctuations
            ? new VacuumFluctuations(
                fluctuations.Mass, fluctuations.Cutoff ?? double.PositiveInfinity,
                fluctuations.Seed, fluctuations.Amplitude).Draw(grid).Field
            : new double[points];
        int[] place = new int[grid.Dimensions];
        for (int i = 0; i < field.Length; i++)
        {
            int site = i / outputs, side = grid.Shape[0];
            for (int axis = place.Length - 1, rest = site; axis >= 0; axis--)
            {
                (rest, place[axis]) = Math.DivRem(rest, side);
            }

            double waves = settings.Modes.Sum(mode => mode.Amplitude * Math.Cos(
                (2 * Math.PI * (mode.WaveNumbers.Zip(place, (k, n) => (long)k * n).Sum() % side) / side) + mode.Phase));
            field[i] += settings.Uniform + waves + vacuum[site];
        }

        if (settings.White is { } white)
        {
            Add(new WhiteNoise(white.Seed, white.Rms), 0, 1, grid, field);
        }

        if (settings.Thermal is { } thermal)
        {
            Add(
                new ThermalState(thermal.Seed, thermal.Temperature, thermal.Cutoff ?? Math.PI / (2 * grid.Spacing)), thermal.Mass,
                thermal.Amplitude, grid, field);
        }

        return field;
    }

    /// <summary>Adds the field of a draw, whose velocity a network has no place for; each output its own.</summary>
    private static void Add(Fluctuations fluctuations, double mass, double amplitude, LatticeGrid grid, double[] field)
    {
        int outputs = field.Length / grid.Sites;
        Matrix<double> masses = new(outputs, outputs);
        LatticeFields drawn = new(grid, outputs);
        double[] values = new double[grid.Sites];
        for (int c = 0; c < outputs; c++)
        {
            masses[c, c] = mass * mass;
        }

        new FluctuationDraw(grid, WorkerTeam.Single).Add(fluctuations, masses, drawn);
        for (int c = 0; c < outputs; c++)
        {
            drawn.CopyField(c, values);
            for (int site = 0; site < values.Length; site++)
            {
                field[(site * outputs) + c] += amplitude * values[site];
            }
        }
    }

    private static double[] FromFile(ExperimentFile file, string path, int points, int outputs)
    {
        NumericArray array;
        try
        {
            array = NpyFile.Read(path);
        }
        catch (ArrayFileException exception)
        {
            throw Unfit(exception.Message.TrimEnd('.'), null);
        }

        bool fits = array.Values.Length == points * outputs && array.Shape[0] == points && array.Rank <= 2;
        return !fits ? throw Unfit(
            $"has the shape [{string.Join(", ", array.Shape)}] for {points} inputs and {outputs} outputs",
            $"Write an array of shape [{points}{(outputs == 1 ? "" : $", {outputs}")}].")
            : !array.Values.All(double.IsFinite) ? throw Unfit("holds a value that is not finite", "Write finite numbers.")
            : array.Values;

        ExperimentFileException Unfit(string problem, string? remedy) =>
            file.Refusal("initial_field.file", path, problem, remedy);
    }
}
