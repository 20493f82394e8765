using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>The arrays of a run, by name in the order in which they are written.</summary>
internal sealed class RunArrays
{
    private const int PotentialSamples = 201;

    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly RunReading reading;
    private readonly int times;
    private readonly int points;
    private readonly int outputs;
    private readonly int size;

    private RunArrays(RunReading reading)
    {
        this.reading = reading;
        (times, size) = (reading.Problem.Epochs.Length, reading.Problem.Kernel.Rows);
        (points, outputs) = (reading.Problem.Points, reading.Problem.Outputs);
    }

    /// <summary>All that was computed.</summary>
    /// <param name="reading">The run.</param>
    public static IReadOnlyDictionary<string, NumericArray> Of(RunReading reading)
    {
        RunArrays all = new(reading);
        all.Fields();
        all.Losses();
        all.Spectral();
        all.Accuracies("", reading.Setup.Labels, reading.Training?.Field, prediction => prediction.Field);
        all.Kernels();
        all.Collective();
        all.LatticeContent();
        all.Modes();
        all.Data();
        all.PotentialCurve();
        all.Tests();
        all.Further();
        return all.arrays;
    }

    /// <summary>What moved: times, fields, expansion.</summary>
    private void Fields()
    {
        arrays["epochs"] = new NumericArray([times], [.. reading.Problem.Epochs.Select(epoch => (double)epoch)]);
        arrays["time"] = new NumericArray([times], reading.Problem.Optimizer.TimesAt(reading.Problem.Epochs));
        Series("trained", reading.Training?.Field, Shaped(times, points));
        foreach ((string rung, Prediction prediction) in reading.Predictions)
        {
            Series(rung, prediction.Field, reading.PredictsPoints(rung) ? Shaped(times, points) : Shaped(times));
        }

        Series("universe", reading.Followed?.Field.Field, Shaped(times));
        if (reading.Problem.HubbleHistory is { } history)
        {
            arrays["hubble"] = new NumericArray([times], history.Hubble);
            arrays["efolds"] = new NumericArray([times], history.Efolds);
            if (reading.Problem.Optimizer.Scheduled is { } scheduled)
            {
                arrays["lambda"] = new NumericArray([times], [.. history.Hubble.Select(hubble => 3 * hubble * hubble)]);
                arrays["learning_rate"] = new NumericArray(
                    [times], [.. reading.Problem.Epochs.Select(step => scheduled.LearningRate * scheduled.Schedule.At(step))]);
            }
        }

        if (reading.Training is { Hubble: { } hubble, Efolds: { } efolds })
        {
            arrays["hubble_trained"] = new NumericArray([times], Padded(hubble, times));
            arrays["efolds_trained"] = new NumericArray([times], Padded(efolds, times));
        }
    }

    /// <summary>The losses, of several orders of the batches too, and their bands.</summary>
    private void Losses()
    {
        if (reading.Training is not null)
        {
            arrays["loss_trained"] = new NumericArray([times], Padded(reading.Training.Loss, times));
            if (reading.Orders is { } orders)
            {
                arrays["loss_orders"] = new NumericArray([orders.Length, times], [.. orders.SelectMany(order => order)]);
            }
        }

        foreach ((string rung, Prediction prediction) in reading.Predictions)
        {
            arrays[$"loss_{rung}"] = new NumericArray([times], Padded(prediction.Loss, times));
            if (prediction.Ensemble is { } ensemble)
            {
                Series($"{rung}_spread", ensemble.FieldSpread, Shaped(times, points));
                arrays[$"loss_{rung}_spread"] = new NumericArray([times], Padded(ensemble.LossSpread, times));
                arrays[$"loss_{rung}_low"] = new NumericArray([times], Padded(ensemble.LossLow, times));
                arrays[$"loss_{rung}_high"] = new NumericArray([times], Padded(ensemble.LossHigh, times));
                if (ensemble.LossDrift is { } drift)
                {
                    arrays[$"loss_{rung}_drift"] = new NumericArray([times], Padded(drift, times));
                }
            }
        }
    }

    /// <summary>Which modes drove the loss.</summary>
    private void Spectral()
    {
        if (reading.Settings.Spectral)
        {
            if (reading.Predictions.TryGetValue("discrete", out Prediction? discrete))
            {
                arrays["spectral_discrete"] = SpectralShares.Of(reading.Problem, discrete.Field, discrete.Efolds);
            }

            if (reading.Training is not null)
            {
                arrays["spectral_trained"] = SpectralShares.Of(reading.Problem, reading.Training.Field, reading.Training.Efolds);
            }
        }
    }

    /// <summary>Kernels, and how that of the network drifted.</summary>
    private void Kernels()
    {
        arrays["kernel_initial"] = new NumericArray([size, size], reading.Problem.Kernel.Values);
        if (reading.Infinite is { } infinite)
        {
            Block("nngp", infinite.Own.Nngp);
            Block("nngp_test_train", infinite.Cross?.Nngp);
            Block("nngp_test_test", infinite.Tests?.Nngp);
            arrays["kernel_empirical"] = new NumericArray([size, size], infinite.Empirical.Values);
        }
        else if (reading.Natural is { } natural)
        {
            arrays["kernel_empirical"] = new NumericArray([size, size], natural.Kernel.Values);
        }

        Block("kernel_test_train", reading.Problem.TestKernel);
        Block("kernel_test_test", reading.TestTestKernel);
        if (reading.Training?.FinalKernel is { } final)
        {
            arrays["kernel_final"] = new NumericArray([size, size], final.Values);
        }

        if (reading.Training is not null)
        {
            int recorded = reading.Training.KernelEpochs.Length;
            arrays["kernel_epochs"] = new NumericArray([recorded], [.. reading.Training.KernelEpochs.Select(epoch => (double)epoch)]);
            if (reading.Problem.Optimizer.Schedule is not null)
            {
                arrays["kernel_time"] = new NumericArray([recorded], reading.Problem.Optimizer.TimesAt(reading.Training.KernelEpochs));
            }

            arrays["kernel_drift_history"] = new NumericArray([recorded], reading.Training.KernelDrift);
            if (reading.Training.Sharpness is { } sharpness && !double.IsNaN(reading.Problem.Optimizer.StabilityBound))
            {
                arrays["sharpness_history"] = new NumericArray(
                    [recorded], [.. sharpness.Select(mass => mass * reading.Problem.Optimizer.LearningRate)]);
            }
        }
    }

    /// <summary>Collective variables.</summary>
    private void Collective()
    {
        foreach ((string name, NumericArray values) in reading.Collective.Arrays(reading.Setup.Classes.Count))
        {
            arrays[name] = values;
        }
    }

    /// <summary>Order parameter, defects and spectra of the network's field and of the lattice's, by record.</summary>
    private void LatticeContent()
    {
        if (reading.Problem.Loss is not LatticeLoss loss)
        {
            return;
        }

        FieldContent content = LatticeSummary.ContentOf(loss, reading.Problem.Outputs);
        int bins = content.Bins.Count;
        foreach ((string name, Trajectory? field) in
            new[] { ("trained", reading.Training?.Field), ("lattice", reading.FieldOf("lattice")) })
        {
            if (field is null)
            {
                continue;
            }

            double[] power = new double[field.Count * bins];
            for (int t = 0; t < field.Count; t++)
            {
                content.Power(field.At(t), power.AsSpan(t * bins, bins));
            }

            int[] all = [.. Enumerable.Range(0, field.Count)];
            arrays[$"order_{name}"] = new NumericArray([times], Padded([.. all.Select(t => content.Order(field.At(t)))], times));
            if (content.Defects is { } kind)
            {
                arrays[$"{kind}_{name}"] = new NumericArray([times], Padded([.. all.Select(t => content.Amount(field.At(t)))], times));
            }

            arrays[$"spectrum_{name}"] = new NumericArray([times, bins], Padded(power, times * bins));
        }

        arrays["k"] = new NumericArray([bins], content.Bins.WaveNumbers.ToArray());
        arrays["k_mean"] = new NumericArray([bins], content.Bins.MeanWaveNumbers.ToArray());
        arrays["multiplicity"] = new NumericArray([bins], [.. content.Bins.Multiplicity.ToArray().Select(count => (double)count)]);
    }

    /// <summary>The modes of the kernel, and how many of them are a background.</summary>
    private void Modes()
    {
        arrays["eigenvalues"] = new NumericArray([size], reading.Problem.Spectrum.Eigenvalues);
        arrays["eigenvectors"] = new NumericArray([size, size], reading.Problem.Spectrum.Modes.Values);
        if (reading.Backgrounds is { } backgrounds)
        {
            int tried = backgrounds.Modes.Count;
            arrays["background_modes"] = new NumericArray([tried], [.. backgrounds.Modes.Select(modes => (double)modes)]);
            arrays["background_errors"] = new NumericArray([tried], [.. backgrounds.Errors]);
        }
    }

    /// <summary>Inputs and targets, where they stand in their table, and what was done to them.</summary>
    private void Data()
    {
        arrays["inputs"] = new NumericArray([points, reading.Setup.Inputs.Columns], reading.Setup.Inputs.Values);
        arrays["targets"] = new NumericArray(Shaped(points), reading.Setup.Targets);
        void Row(string name, IReadOnlyList<double>? values)
        {
            if (values is { Count: > 0 })
            {
                arrays[name] = new NumericArray([values.Count], [.. values]);
            }
        }

        Row("train_rows", [.. reading.Setup.Data.TrainingRows.Select(row => (double)row)]);
        Row("test_rows", [.. reading.Setup.Data.TestRows.Select(row => (double)row)]);
        Row("standardize_mean", reading.Setup.Data.InputStandardization?.Means);
        Row("standardize_scale", reading.Setup.Data.InputStandardization?.Scales);
        Row("standardize_target_mean", reading.Setup.Data.TargetStandardization?.Means);
        Row("standardize_target_scale", reading.Setup.Data.TargetStandardization?.Scales);
    }

    /// <summary>
    /// V = Λ + s Θ₀ ℓ over the range that the mean field may roll through, along the first output with the others held at their means.
    /// </summary>
    private void PotentialCurve()
    {
        if (!reading.Problem.Optimizer.IsPredictable)
        {
            return;
        }

        double[] mean = reading.Problem.Mean(reading.Problem.InitialField);
        double start = mean[0];
        double low = start, high = start;
        (double Low, double High) reached = (start, start);
        foreach (Trajectory rolling in reading.Predictions.Where(p => !reading.PredictsPoints(p.Key)).Select(p => p.Value.Field))
        {
            for (int t = 0; t < rolling.Count; t++)
            {
                low = Math.Min(low, rolling.At(t)[0]);
                high = Math.Max(high, rolling.At(t)[0]);
            }
        }

        // What was trained has to lie in the figure too, unless it has left for infinity.
        for (int t = 0; reading.Training is { Status: not TrainingStatus.Diverged } && t < reading.Training.Field.Count; t++)
        {
            double trained = reading.Problem.Mean(reading.Training.Field.At(t))[0];
            reached = (Math.Min(reached.Low, trained), Math.Max(reached.High, trained));
        }

        double margin = Math.Max(0.35 * (high - low), 0.05 * Math.Max(1, Math.Abs(start)));
        (double first, double span) = (low - margin, high - low + (2 * margin));
        if (reached.Low < first || reached.High > high + margin)
        {
            first = Math.Min(first, reached.Low);
            span = Math.Max(high + margin, reached.High) - first;
        }

        double[] field = new double[PotentialSamples], energy = new double[PotentialSamples];
        double[] uniform = new double[reading.Problem.InitialField.Length];
        for (int i = 0; i < PotentialSamples; i++)
        {
            field[i] = first + (span * i / (PotentialSamples - 1));
            mean[0] = field[i];
            for (int x = 0; x < uniform.Length; x++)
            {
                uniform[x] = mean[x % mean.Length];
            }

            energy[i] = reading.Theory.Potential(reading.Theta0, reading.Problem.LossOf(uniform));
        }

        arrays["potential_field"] = new NumericArray([field.Length], field);
        arrays["potential_value"] = new NumericArray([energy.Length], energy);
    }

    /// <summary>What was predicted and trained on the test inputs.</summary>
    private void Tests()
    {
        if (reading.Setup.TestInputs is not { } tests)
        {
            return;
        }

        arrays["test_inputs"] = new NumericArray([tests.Rows, tests.Columns], tests.Values);
        if (reading.Setup.TestTargets is { } testTargets)
        {
            arrays["test_targets"] = new NumericArray(Shaped(tests.Rows), testTargets);
        }

        Tested("trained", reading.Training?.TestField);
        foreach ((string rung, Prediction prediction) in reading.Predictions)
        {
            Tested(rung, prediction.TestField);
        }

        Accuracies("test_", reading.Setup.TestLabels, reading.Training?.TestField, prediction => prediction.TestField);

        void Tested(string name, Trajectory? field)
        {
            Series($"test_{name}", field, Shaped(times, tests.Rows));
            if (field is not null && reading.Setup.TestTargets is not null)
            {
                double[] loss = [.. Enumerable.Range(0, field.Count).Select(t => reading.TestLoss(field.At(t)))];
                arrays[$"test_loss_{name}"] = new NumericArray([times], Padded(loss, times));
            }
        }
    }

    /// <summary>Predictions between the records, and the posterior.</summary>
    private void Further()
    {
        foreach ((string name, NumericArray curve) in reading.Curves)
        {
            arrays[name] = curve;
        }

        foreach ((string name, NumericArray values) in reading.Posterior?.Arrays ?? new Dictionary<string, NumericArray>())
        {
            arrays[name] = values;
        }
    }

    /// <summary>A shape, with the axis of the outputs where there are several.</summary>
    private int[] Shaped(params int[] shape) => outputs == 1 ? shape : [.. shape, outputs];

    private void Series(string name, Trajectory? trajectory, int[] shape)
    {
        if (trajectory is not null)
        {
            arrays[name] = new NumericArray(shape, Padded(trajectory.Values, times * trajectory.Dimension));
        }
    }

    private void Block(string name, Matrix<double>? block)
    {
        if (block is not null)
        {
            arrays[name] = new NumericArray([block.Rows, block.Columns], block.Values);
        }
    }

    private void Accuracies(string prefix, int[]? labels, Trajectory? trained, Func<Prediction, Trajectory?> field)
    {
        IEnumerable<(string Name, Trajectory? Field)> all =
            [("trained", trained), .. reading.Predictions.Where(p => reading.PredictsPoints(p.Key)).Select(p => (p.Key, field(p.Value)))];
        foreach ((string name, Trajectory? trajectory) in labels is null ? [] : all.Where(one => one.Field is not null))
        {
            double[] accuracy =
                [.. Enumerable.Range(0, trajectory!.Count).Select(t => Classification.Accuracy(trajectory.At(t), labels, outputs))];
            arrays[$"{prefix}accuracy_{name}"] = new NumericArray([times], Padded(accuracy, times));
        }
    }

    /// <summary>Where a series ended early, the times it did not reach are not numbers.</summary>
    private static double[] Padded(double[] values, int length)
    {
        if (values.Length == length)
        {
            return values;
        }

        double[] padded = new double[length];
        Array.Fill(padded, double.NaN);
        values.CopyTo(padded, 0);
        return padded;
    }
}
