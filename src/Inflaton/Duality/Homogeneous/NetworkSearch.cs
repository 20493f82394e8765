using Inflaton.Numerics.Notation;

namespace Inflaton.Duality.Homogeneous;

/// <summary>A network that a search looks at, before it does.</summary>
/// <param name="Size">Its width, or its output scale.</param>
/// <param name="Step">How many were looked at before.</param>
/// <param name="Steps">How many there are at most.</param>
public readonly record struct NetworkTrial(double Size, int Step, int Steps);

/// <summary>The smallest network that is predicted to follow a universe to an error, found without training any.</summary>
public static class NetworkSearch
{
    private const int LeastWidth = 16;

    private const int LargestWidth = 1 << 16;

    private const double LargestScale = 1 << 20;

    /// <summary>The least width, of powers of two from 16 to 65536, at which a network is predicted to be within an error.</summary>
    /// <param name="universe">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="draw">Draws the network of a width.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="progress">Told of each network before it is looked at.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="DualityException">The universe has no such network, or none is wide enough or steps finely enough.</exception>
    public static int WidthFor(
        HomogeneousUniverse universe, double error, Func<int, HomogeneousNetwork> draw,
        int epochs, IProgress<NetworkTrial>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(error);
        FollowedField followed = null!;
        for (int width = LeastWidth, step = 0; width <= LargestWidth; width *= 2, step++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new NetworkTrial(width, step, int.Log2(LargestWidth / LeastWidth) + 1));
            followed = Followed(universe, draw(width), epochs);
            RequireFineSteps(followed, error, epochs, "width");
            if (followed.PredictedError <= error)
            {
                return width;
            }
        }

        throw TooFar(followed, $"of width {LargestWidth}");
    }

    /// <summary>
    /// The least output scale α, of powers of two from 1 to 2²⁰, from which on a network is predicted to be within an error.
    /// </summary>
    /// <param name="universe">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="network">The network; its own α does not count.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="progress">Told of each network before it is looked at.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="DualityException">The universe has no such network, or its steps are too coarse.</exception>
    public static double ScaleFor(
        HomogeneousUniverse universe, double error, HomogeneousNetwork network, int epochs,
        IProgress<NetworkTrial>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(error);
        int step = 0;
        FollowedField followed = Of(LargestScale);
        RequireFineSteps(followed, error, epochs, "output scale");
        if (!(followed.PredictedError <= error))
        {
            string widths = string.Join(" and ", network.Parameters.Architecture.Fans.Skip(1).SkipLast(1));
            throw TooFar(followed, ReadableFormat.Text($"of width {widths} and output scale {LargestScale}"));
        }

        // From above, where the first order in 1/width is exact: far below it may vanish by accident.
        double scale = LargestScale;
        while (scale > 1 && Of(scale / 2).PredictedError <= error)
        {
            scale /= 2;
        }

        return scale;

        FollowedField Of(double scale)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new NetworkTrial(scale, step++, (int)Math.Log2(LargestScale) + 1));
            return Followed(universe, network.WithOutputScale(scale), epochs);
        }
    }

    private static FollowedField Followed(HomogeneousUniverse universe, HomogeneousNetwork network, int epochs) =>
        HomogeneousTraining.Of(universe, network, epochs).Follow(universe.Cosmology);

    private static void RequireFineSteps(FollowedField followed, double error, int epochs, string what)
    {
        if (followed.StepError > error)
        {
            throw new DualityException(
                DualityPart.Time,
                ReadableFormat.Text($"is cut into {epochs} steps, which are off by {followed.StepError:G2} at any {what}"),
                ReadableFormat.Text($"Take about {(long)Math.Ceiling(epochs * Math.Sqrt(2 * followed.StepError / error))} epochs."));
        }
    }

    private static DualityException TooFar(FollowedField followed, string network) => new(
        DualityPart.Field, ReadableFormat.Text($"moves so far that a network {network} is still off by {followed.PredictedError:G2}"),
        "Allow a larger error, or give a field that moves less.");
}
