using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training.Batches;

namespace Inflaton.Experiments.Files;

/// <summary>Which rows of the data each step sees: section <c>batches</c>.</summary>
public sealed record BatchSettings
{
    /// <summary>B ≥ 1; null where an order is given.</summary>
    public int? Size { get; init; }

    /// <summary><c>shuffled</c> (default) or <c>independent</c>.</summary>
    public string Sampling { get; init; } = "shuffled";

    /// <summary>Seed of the order; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Orders that are trained, 1 or more; the first is that of <see cref="Seed"/>. Default 1.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Path of an array [steps, size] of row indices, −1 for none; null where a size is given.</summary>
    public string? Order { get; init; }

    /// <summary>The rows of every step.</summary>
    /// <param name="file">The experiment file, for messages.</param>
    /// <param name="points">N.</param>
    /// <exception cref="ExperimentFileException">There are not so many rows, or the file of the order cannot be used.</exception>
    public BatchPlan Create(ExperimentFile file, int points)
    {
        if (Size is { } size)
        {
            return size > points ? throw Unfit("batches.size", $"{size}", $"is more than the {points} training inputs", "Take fewer.")
                : Sampling == "independent" ? new IndependentBatches(points, size, Seed)
                : new ShuffledBatches(points, size, Seed);
        }

        try
        {
            NumericArray array = NpyFile.Read(Order!);
            if (array.Rank is not (1 or 2))
            {
                throw Unfit(
                    "batches.order", Order, $"has the shape [{string.Join(", ", array.Shape)}]", "Write an array of [steps, size].");
            }

            int columns = array.Rank == 1 ? 1 : array.Shape[1];
            return new GivenBatches(
                points,
                [
                    .. Enumerable.Range(0, array.Shape[0]).Select(step => array.Values.AsSpan(step * columns, columns).ToArray()
                        .Select(value => value == Math.Floor(value) && Math.Abs(value) < int.MaxValue
                            ? (int)value
                            : throw Unfit("batches.order", Order, $"has {CoreNumber.Text(value)}, which is no index of a row",
                                "Write whole numbers from 0, or −1 for none.")).ToArray()),
                ]);
        }
        catch (ArrayFileException exception)
        {
            throw Unfit("batches.order", Order, exception.Message.TrimEnd('.'), null);
        }
        catch (ArgumentException exception)
        {
            throw Unfit(
                "batches.order", Order, exception.Message.Split(" (Parameter")[0].TrimEnd('.'),
                "Rows are counted from 0 in the order of the training inputs.");
        }

        ExperimentFileException Unfit(string key, string? value, string problem, string? remedy) =>
            file.Refusal(key, value, problem, remedy);
    }

    /// <summary>What batches ask of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            !experiment.Loss.IsLattice, "batches", "cannot stand beside the gradient energy of a lattice, which couples the inputs",
            "Take batches away, or the gradient.", "loss"),
        new(
            experiment.Optimizer.Natural is null, "batches",
            "cannot stand beside optimizer.natural, whose whitening is that of all inputs together", "Take one of them away.", "optimizer"),
        new(
            experiment.Optimizer.WhyNoBatches is null, "batches", $"cannot be taken by {experiment.Optimizer.Key}: "
                + $"{experiment.Optimizer.WhyNoBatches}", "Take batches away, or gradient_descent.", "optimizer"),
        new(
            experiment.Training.Method is "auto" or "direct", "training.method",
            "moves in spaces that all inputs span together, and batches are trained directly", "Take method direct or auto.", "training"),
        new(
            experiment.Posterior is null, "posterior", "tells the end of a training on all inputs, and there are batches",
            "Take batches away, or posterior.", "posterior"),
        new(
            experiment.Universe is null, "universe", "is held against a training whose field has no noise, and there are batches",
            "Take batches away.", "universe"),
    ];

    internal void Write(SectionWriter section)
    {
        section.Add("size", Size).Path("order", Order);
        if (Size is not null)
        {
            section.Add("sampling", Sampling).Add("seed", Seed);
            section.Add("seeds", Seeds);
        }
    }

    internal static BatchSettings Read(SectionReader r)
    {
        BatchSettings settings = r.ExactlyOneOf(
            new Alternative<BatchSettings>(
                "size", Kinds.Integer(1, unit: "rows").As(size => new BatchSettings { Size = size }),
                "Rows of each batch, B; `shuffled` leaves what remains to the last of a pass.", "32"),
            new Alternative<BatchSettings>(
                "order", Kinds.File(".npy").As(path => new BatchSettings { Order = path }),
                "An array [steps, size] of the rows of each step, counted from 0 among the training inputs; −1 is none. "
                + "It makes the order of another program's run the same here.", "order.npy"));
        string? sampling = r.Optional(
            "sampling", Kinds.Choice("shuffled", "independent"),
            "`shuffled` (default) goes through all rows in an order of its own each pass; `independent` draws the rows of each step anew, "
            + "none twice.", "shuffled");
        ulong? seed = r.Optional("seed", Kinds.Seed().As(value => (ulong?)value), "Seed of the order; 1 when left out.", "1");
        int? seeds = r.Optional(
            "seeds", Kinds.Integer(1).As(value => (int?)value),
            "Orders of the batches that are trained, the first that of `seed`: `loss_orders` has their losses, which the band of the "
            + "prediction `ensemble` is held against; 1 when left out.", "32");
        r.Check(
            settings.Order is null || (sampling is null && seed is null && seeds is null),
            sampling is not null ? "sampling" : seed is not null ? "seed" : "seeds",
            "says nothing beside an order that is given", "Take it away, or give size in the place of order.", "order");
        return settings with { Sampling = sampling ?? "shuffled", Seed = seed ?? 1, Seeds = seeds ?? 1 };
    }
}
