using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>Trains a network, full batch or by batches, and records the field, the loss and the kernel's drift on the way.</summary>
public sealed class Trainer
{
    /// <summary>A training has diverged when its loss passes this many times the size that it has at the start.</summary>
    public const double DivergenceFactor = 1e8;

    /// <summary>
    /// How long an epoch and what is read off at its end may still take once the training is to stop, until it is broken off: half a
    /// second.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    // The loss over its start at which the kernel is first looked at, and by which again.
    private const double FirstAscent = 1.5;
    private const double AscentFactor = 30;

    private readonly WorkerTeam team;

    /// <summary>A trainer on the given threads.</summary>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    public Trainer(WorkerTeam? team = null) => this.team = team ?? WorkerTeam.Single;

    /// <summary>The epochs to record: 0, every so many, and the last.</summary>
    /// <param name="epochs">Last epoch K.</param>
    /// <param name="every">Distance, at least 1.</param>
    public static int[] RecordedEpochs(int epochs, int every)
    {
        List<int> recorded = [];
        for (int epoch = 0; epoch < epochs; epoch += every)
        {
            recorded.Add(epoch);
        }

        return [.. recorded, epochs];
    }

    /// <summary>Trains.</summary>
    /// <param name="task">What to train on and how long.</param>
    /// <param name="parameters">θ_0; moved in place to θ_K.</param>
    /// <param name="initialKernel">Θ of the field at θ_0 on the training inputs: α²Θ with a read-out.</param>
    /// <param name="progress">Told the epoch and loss now and then.</param>
    /// <param name="cancellation">
    /// Stops the training after the epoch in hand, or in the midst of it where that takes longer than <see cref="Patience"/>; what was
    /// recorded is kept.
    /// </param>
    /// <param name="method">
    /// How the parameters are carried, made for this task and these parameters; directly by default, as it has to be for an optimiser that
    /// is no heavy ball.
    /// </param>
    /// <param name="keeper">
    /// Where it keeps what it can go on from, and goes on from what was kept, with the same bits; null (default) for nowhere. A method or
    /// an optimiser that cannot be gone on with (<see cref="TrainingMethod.Keep"/>) keeps nothing.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The optimiser is no heavy ball, and a method is given; or what was kept is of another training.
    /// </exception>
    public TrainingRecord Train(
        TrainingTask task,
        NetworkParameters parameters,
        Matrix<double> initialKernel,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default,
        TrainingMethod? method = null,
        ITrainingKeeper? keeper = null) => task.Precision == Precision.Double
            ? Train<double>(task, parameters, initialKernel, progress, cancellation, method, keeper)
            : Train<float>(task, parameters, initialKernel, progress, cancellation, method, keeper);

    private TrainingRecord Train<T>(
        TrainingTask task,
        NetworkParameters parameters,
        Matrix<double> initialKernel,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation,
        TrainingMethod? method,
        ITrainingKeeper? keeper)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Optimizer optimizer = task.Optimizer;
        if (method is not null && !optimizer.IsHeavyBall)
        {
            throw new ArgumentException(
                $"The optimiser '{optimizer.Name}' trains directly, and a method of training is given.", nameof(method));
        }

        if (task.Batches is not null && (method is not null || optimizer.FollowsField))
        {
            throw new ArgumentException(
                method is not null
                    ? "Batches are trained directly, and a method of training is given."
                    : $"The optimiser '{optimizer.Name}' follows the field at all inputs, of which a step sees a batch.",
                nameof(task));
        }

        if (method is not null && (optimizer.WeightDecay != 0 || optimizer.ClipNorm is not null))
        {
            throw new ArgumentException(
                $"{(optimizer.WeightDecay != 0 ? "Weight decay" : "Gradient clipping")} is trained directly, and a method of training is "
                    + "given.",
                nameof(method));
        }

        if (task.Natural is not null && optimizer.ClipNorm is not null)
        {
            throw new ArgumentException("A whitened gradient has no norm over the parameters to clip at.", nameof(task));
        }

        StepSequence steps = optimizer.Begin();
        MatrixProduct<T> product = new(team);
        TrainingMethod step = method ?? new DirectTraining<T>(
            parameters, task.Inputs, task.Targets, task.Loss, product, team, readOut: task.ReadOut, natural: task.Natural,
            rule: optimizer.Rule<T>(steps, parameters.Architecture, team), batches: task.Batches, weightDecay: optimizer.WeightDecay,
            clipNorm: optimizer.ClipNorm);
        Propagation<double>? test = task.TestInputs is { } inputs
            ? new(parameters.Architecture, inputs, product as MatrixProduct<double> ?? new(team), team)
            : null;
        TangentKernel<T> kernels = new(parameters.Architecture, product, team) { SharesOutputs = task.SharesKernel };
        int[] epochs = RecordedEpochs(task.Epochs, task.RecordEvery);
        double[] times = [.. epochs.Select(epoch => epoch * Math.Sqrt(optimizer.LearningRate))];
        Trajectory field = new(times, task.Targets.Length);
        Trajectory? testField = test is null ? null : new(times, test.Output.Values.Length);
        double[] loss = new double[epochs.Length];
        double[]? hubble = optimizer.ExpandsUniverse ? new double[epochs.Length] : null;
        double[]? efolds = hubble is null ? null : new double[epochs.Length];
        List<int> kernelEpochs = [0];
        List<double> drift = [0];
        List<double> sharpness = [];
        (int Epoch, double Drift, double Sharpness) sharpest = (0, 0, 0);
        double ascent = FirstAscent;
        double Size() => Math.Max(Math.Abs(loss[0]), double.Epsilon);
        Matrix<double>? kernel = initialKernel;
        Stopwatch kernelWatch = new();
        Stopwatch sinceReport = Stopwatch.StartNew();

        TrainingStatus status = TrainingStatus.Completed;
        string? message = null;
        int recorded = 0;
        LossClimb climb = default;
        using CancellationTokenSource breakOff = new();
        using CancellationTokenRegistration registration = cancellation.Register(() => breakOff.CancelAfter(Patience));
        bool canBreakOff = cancellation.CanBeCanceled && team != WorkerTeam.Single, isWhole = false, isBrokenOff = false;
        CancellationToken before = team.Cancellation;
        if (canBreakOff)
        {
            team.Cancellation = breakOff.Token;
        }

        int epoch = 0;
        bool keeps = keeper is not null && CanKeep(new KeptState());
        if (keeps)
        {
            keeper!.Restore(Exchange);
        }

        int begin = epoch;
        try
        {
            for (; ; epoch++)
            {
                isWhole = false;
                bool isStopped = cancellation.IsCancellationRequested;
                if (keeps && epoch > begin && (epoch < task.Epochs ? isStopped || keeper!.IsDue : keeper!.IsFollowed))
                {
                    keeper!.Keep(Exchange);
                }

                step.ScaleFactor = Math.Exp(steps.Efolds);
                bool isPast = task.Batches is not null && epoch == task.Epochs;
                if (!isPast)
                {
                    step.Forward();
                }

                double now = isPast ? step.LossOf(step.FieldAtParameters()) : step.Loss;
                climb = epoch == 0 ? LossClimb.Of(now) : climb.Then(now);
                if (!double.IsFinite(now) || now > DivergenceFactor * Size())
                {
                    if (epoch > 0 || !double.IsFinite(now))
                    {
                        status = TrainingStatus.Diverged;
                        message = ReadableFormat.Text(
                            $"Training diverged at epoch {epoch}: the loss is {now:G4} after {(recorded > 0 ? loss[0] : now):G4} at the "
                                + $"start. ")
                            + Cause(optimizer, task.Epochs, sharpness, sharpest);
                        kernel = null;
                        break;
                    }
                }

                bool stop = (keeps ? isStopped : cancellation.IsCancellationRequested) && epoch < task.Epochs;
                double reached = steps.Efolds;
                StepCoefficients next = steps.Next(isPast ? [] : step.Field, now);
                if (epoch == epochs[recorded])
                {
                    if (hubble is not null)
                    {
                        (hubble[recorded], efolds![recorded]) = (steps.Hubble, reached);
                    }

                    ReadOnlySpan<double> output = step.FieldAtParameters();
                    output.CopyTo(field.At(recorded));
                    loss[recorded] = step.LossOf(output);
                    if (test is not null)
                    {
                        step.Evaluate(test);
                        test.Output.Values.CopyTo(testField!.At(recorded));
                        task.TestReadOut?.Read(testField.At(recorded), testField.At(recorded));
                    }

                    FieldState state = new(times[recorded], reached, field.At(recorded));
                    for (int i = 0; i < task.Observers.Count; i++)
                    {
                        task.Observers[i](state);
                    }

                    recorded++;
                }

                if (epoch == 0)
                {
                    sharpness.Add(SharpnessOf(initialKernel));
                }
                else if (now > ascent * Size())
                {
                    // Where the loss climbs, the kernel is looked at now and then, so that a divergence can be told from its cause.
                    ascent *= AscentFactor;
                    kernelWatch.Start();
                    Watch(epoch, FieldKernel());
                    kernelWatch.Stop();
                }

                bool last = epoch == task.Epochs || stop;
                if (epoch > 0 && (last || (task.RecordKernelEvery is { } every && epoch % every == 0)))
                {
                    kernelWatch.Start();
                    kernel = null;
                    Matrix<double> present = FieldKernel();
                    double sharp = Watch(epoch, present);
                    task.KernelRecorded?.Invoke(epoch, present);
                    kernelEpochs.Add(epoch);
                    drift.Add(RelativeDistance(present, initialKernel));
                    sharpness.Add(sharp);
                    kernel = present;
                    kernelWatch.Stop();
                }

                if (progress is not null && (last || sinceReport.ElapsedMilliseconds > 100))
                {
                    sinceReport.Restart();
                    progress.Report(new TrainingProgress(epoch, task.Epochs, now, reached));
                }

                if (stop)
                {
                    status = TrainingStatus.Interrupted;
                    message = StoppedAt(epoch, task.Epochs);
                }

                if (last)
                {
                    break;
                }

                if (epoch > 0 && epoch % task.RefreshNaturalEvery == 0 && task.Natural is { } natural && !natural.Refresh(FieldKernel()))
                {
                    status = TrainingStatus.Diverged;
                    message = IllConditioned(epoch, natural);
                    kernel = null;
                    break;
                }

                step.Step(next);
            }
        }
        catch (OperationCanceledException) when (breakOff.IsCancellationRequested)
        {
            // Within a step the parameters are neither those of before nor those of behind it.
            isBrokenOff = true;
            status = TrainingStatus.Interrupted;
            message = StoppedAt(epoch, task.Epochs);
            kernel = null;
        }
        finally
        {
            kernelWatch.Stop();
            if (canBreakOff)
            {
                team.Cancellation = before;
            }
        }

        bool CanKeep(KeptState state)
        {
            state.Exchange(ref epoch);
            state.ExchangeIndex(ref recorded, epochs.Length + 1);
            state.Exchange(field.Values, recorded * field.Dimension);
            state.Exchange(loss, recorded);
            if (testField is not null)
            {
                state.Exchange(testField.Values, recorded * testField.Dimension);
            }

            if (hubble is not null)
            {
                state.Exchange(hubble, recorded);
                state.Exchange(efolds!, recorded);
            }

            state.Exchange(kernelEpochs);
            state.Exchange(drift);
            state.Exchange(sharpness);
            state.Exchange(ref sharpest.Epoch);
            state.Exchange(ref sharpest.Drift);
            state.Exchange(ref sharpest.Sharpness);
            state.Exchange(ref ascent);
            climb = climb.Keep(state);
            if (task.RefreshNaturalEvery is not null)
            {
                task.Natural?.Keep(state);
            }

            return steps.Keep(state) && step.Keep(state);
        }

        void Exchange(KeptState state)
        {
            _ = CanKeep(state);
            state.RequireEnd();
            if (epoch > task.Epochs || recorded == 0 || recorded == epochs.Length)
            {
                throw new ArgumentException($"The state is of epoch {epoch}, of a training of {task.Epochs}.");
            }
        }

        // A whitened gradient moves the field by another kernel than Θ.
        double SharpnessOf(Matrix<double> kernel) => task.Natural is not null ? double.NaN
            : Sharpness.Of(kernel, task.Loss, step.FieldAtParameters().ToArray(), task.Targets, task.Inputs.Rows, team);

        double Watch(int epoch, Matrix<double> kernel)
        {
            double now = SharpnessOf(kernel);
            sharpest = double.IsFinite(now) && now > sharpest.Sharpness ? (epoch, RelativeDistance(kernel, initialKernel), now) : sharpest;
            return now;
        }

        Matrix<double> FieldKernel()
        {
            if (step.KeepsKernel)
            {
                return initialKernel;
            }

            NetworkParameters present = step.Parameters;
            isWhole = true;
            Matrix<double> square = kernels.Square(present, task.Inputs);
            if (task.ReadOut is { Scale: var scale and not 1 })
            {
                TensorPrimitives.Multiply<double>(square.Values, scale * scale, square.Values);
            }

            return square;
        }

        return new TrainingRecord(
            status,
            epochs[..recorded],
            field.First(recorded),
            loss[..recorded],
            testField?.First(recorded),
            [.. kernelEpochs],
            [.. drift],
            kernel,
            kernelWatch.Elapsed.TotalSeconds,
            message)
        {
            Sharpness = task.Natural is null && sharpness.Count == kernelEpochs.Count ? [.. sharpness] : null,
            Parameters = status == TrainingStatus.Diverged || (isBrokenOff && !isWhole) ? null : step.Parameters,
            Hubble = hubble?[..recorded],
            Efolds = efolds?[..recorded],
            Climb = climb,
        };
    }

    /// <summary>‖A − B‖/‖B‖ in the Frobenius norm.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B, same shape.</param>
    public static double RelativeDistance(Matrix<double> a, Matrix<double> b)
    {
        double size = TensorPrimitives.Norm<double>(b.Values);
        double distance = TensorPrimitives.Distance<double>(a.Values, b.Values);
        return distance == 0 ? 0 : double.IsFinite(distance) && double.IsFinite(size) ? distance / size : ScaledDistance(a, b);
    }

    /// <summary>Where the squares leave the numbers though the entries do not.</summary>
    private static double ScaledDistance(Matrix<double> a, Matrix<double> b)
    {
        double largest = Math.Max(TensorPrimitives.MaxMagnitude<double>(a.Values), TensorPrimitives.MaxMagnitude<double>(b.Values));
        double[] first = new double[a.Values.Length], second = new double[b.Values.Length];
        TensorPrimitives.Divide<double>(a.Values, largest, first);
        TensorPrimitives.Divide<double>(b.Values, largest, second);
        return TensorPrimitives.Distance<double>(first, second) / TensorPrimitives.Norm<double>(second);
    }

    private static string StoppedAt(int epoch, int epochs) =>
        ReadableFormat.Text($"Training was stopped at epoch {epoch} of {epochs}; all that was recorded until then is kept.");

    private static string IllConditioned(int epoch, NaturalGradient natural) => ReadableFormat.Text(
        $"Training stopped at epoch {epoch}: the kernel's condition number has grown to {natural.LastConditionNumber:G4}, "
            + $"above {natural.ConditionLimit:G4}, and is not inverted. Raise optimizer.natural.regularization, "
            + $"or widen the network so that its kernel moves less.");

    /// <summary>What made a training diverge: the rate from the start, or what grew on the way; and what to change.</summary>
    private static string Cause(
        Optimizer optimizer, int steps, List<double> sharpness, (int Epoch, double Drift, double Sharpness) sharpest)
    {
        double rate = optimizer.PeakRateIn(steps);
        double start = optimizer.StabilityBound / sharpness.FirstOrDefault(double.NaN);
        double then = optimizer.StabilityBound / sharpest.Sharpness;
        return
            !double.IsFinite(start) ? ReadableFormat.Text($"The learning rate is {rate:G4}; lower it.")
            : rate > start
            ? ReadableFormat.Text($"The learning rate {rate:G4} is above the stability limit {start:G4} at the start; lower it.")
            : sharpest.Epoch == 0
            ? ReadableFormat.Text(
                $"The learning rate {rate:G4} is below the stability limit {start:G4} at the start, "
                    + $"so the kernel or the loss's curvature must have grown on the way; lower it, or widen the network.")
            : ReadableFormat.Text(
                $"The learning rate {rate:G4} is below the stability limit {start:G4} at the start, "
                    + $"but by epoch {sharpest.Epoch} the kernel had moved by {sharpest.Drift:P0} and the limit was {then:G4}: "
                    + $"{(rate > then ? "what grew on the way made it unstable" : "the growth on the way went on from there")}; "
                    + $"lower the learning rate, or widen the network.");
    }
}
