using Inflaton.Numerics.Functions.Lanes;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// The discrete Fourier transform X_k = Σ_n x_n e^{−2πi kn/N} of real values over any number of axes, and its inverse, in one buffer
/// (<see cref="HalfSpectrum"/>): several lines at once, one a lane of the vector unit, and lines shared out over a team. Lengths may be
/// any; factors 2, 3, 5 and 7 are fast, others cost as much as they are large. Every number of threads and every width of the vector unit
/// gives the same bits. A plan allocates when it is made and never again; it serves one caller at a time.
/// </summary>
public sealed class RealFourierTransform
{
    private readonly WorkerTeam team;
    private readonly int[] shape;
    private readonly TransformPasses passes;

    /// <summary>A plan.</summary>
    /// <param name="team">Threads.</param>
    /// <param name="shape">Length of each axis, at least 1; the last is the one that is halved.</param>
    /// <exception cref="ArgumentException">There is no axis, or one without values.</exception>
    public RealFourierTransform(WorkerTeam team, params IReadOnlyList<int> shape)
    {
        if (shape.Count == 0 || shape.Any(length => length < 1))
        {
            throw new ArgumentException($"[{string.Join(", ", shape)}] is no shape of values to transform.", nameof(shape));
        }

        this.team = team;
        this.shape = [.. shape];
        bool isWide = shape.Take(shape.Count - 1).Any(length => length > 2);
        passes = isWide && Lanes512.IsSupported ? new TransformPasses<Lanes512>(this.shape, team.Threads)
            : isWide && Lanes256.IsSupported ? new TransformPasses<Lanes256>(this.shape, team.Threads)
            : new TransformPasses<Lanes64>(this.shape, team.Threads);
    }

    /// <summary>Length of each axis.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Transforms the values that the buffer holds.</summary>
    /// <param name="buffer">x in <see cref="HalfSpectrum.Values"/>; receives X.</param>
    /// <exception cref="ArgumentException">The buffer has another shape.</exception>
    public void Forward(HalfSpectrum buffer) => Transform(buffer, null);

    /// <summary>Transforms values.</summary>
    /// <param name="values">x, row-major, length N.</param>
    /// <param name="modes">Receives X.</param>
    /// <exception cref="ArgumentException">The buffer has another shape, or there are not N values.</exception>
    public unsafe void Forward(ReadOnlySpan<double> values, HalfSpectrum modes)
    {
        RequireCount(values.Length, modes);
        fixed (double* from = values)
        {
            passes.Doubles = from;
            Transform(modes, null);
        }
    }

    /// <inheritdoc cref="Forward(ReadOnlySpan{double}, HalfSpectrum)"/>
    public unsafe void Forward(ReadOnlySpan<float> values, HalfSpectrum modes)
    {
        RequireCount(values.Length, modes);
        fixed (float* from = values)
        {
            passes.Singles = from;
            Transform(modes, null);
        }
    }

    /// <summary>Transforms values that are given row by row.</summary>
    /// <param name="values">Gives x.</param>
    /// <param name="modes">Receives X.</param>
    /// <exception cref="ArgumentException">The buffer has another shape.</exception>
    public void Forward(RowSource values, HalfSpectrum modes) => Transform(modes, values);

    /// <summary>x_n = c Σ_k X_k e^{2πi kn/N} in place, the sum over all k; c = 1/N undoes <see cref="Forward(HalfSpectrum)"/>.</summary>
    /// <param name="buffer">
    /// X; receives x in <see cref="HalfSpectrum.Values"/>. Along the last axis its own conjugates (k = 0 and n/2) are to be those of real
    /// values; what is not is lost.
    /// </param>
    /// <param name="scale">c.</param>
    /// <exception cref="ArgumentException">The buffer has another shape.</exception>
    public unsafe void Inverse(HalfSpectrum buffer, double scale = 1)
    {
        RequireShape(buffer);
        passes.Scale = scale;
        fixed (double* start = buffer.Memory)
        {
            passes.Begin(start, null, isInverse: true);
            for (int axis = 0; axis < passes.FusedFrom; axis++)
            {
                passes.Axis = axis;
                team.Run(passes, passes.Parts);
            }

            passes.Axis = shape.Length - 1;
            team.Run(passes, passes.Parts);
        }
    }

    private unsafe void Transform(HalfSpectrum buffer, RowSource? source)
    {
        try
        {
            RequireShape(buffer);
            fixed (double* start = buffer.Memory)
            {
                passes.Begin(start, source, isInverse: false);
                passes.Axis = shape.Length - 1;
                team.Run(passes, passes.Parts);
                for (int axis = passes.FusedFrom - 1; axis >= 0; axis--)
                {
                    passes.Axis = axis;
                    team.Run(passes, passes.Parts);
                }
            }
        }
        finally
        {
            passes.End();
        }
    }

    private void RequireCount(int count, HalfSpectrum modes)
    {
        if (count != (long)modes.Rows * modes.RowLength)
        {
            throw new ArgumentException($"{count} values do not fill the shape [{string.Join(", ", shape)}].", nameof(count));
        }
    }

    private void RequireShape(HalfSpectrum buffer)
    {
        if (!buffer.Shape.SequenceEqual(shape))
        {
            throw new ArgumentException(
                $"A buffer of the shape [{string.Join(", ", buffer.Shape)}] for a transform of the shape [{string.Join(", ", shape)}].",
                nameof(buffer));
        }
    }
}
