using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// The outputs of a network of infinite width over draws of its weights, before training: a normal distribution of mean 0 and covariance K
/// on N training and M test points, held as its symmetric root K = LL. What follows from it is a sum of squares, and no variance can come
/// out negative.
/// </summary>
public sealed class GaussianPrior
{
    /// <summary>Part of the largest eigenvalue by which K may fail to be a covariance: what rounding and quadrature leave.</summary>
    public const double LargestDeficit = 1e-8;

    private readonly WorkerTeam team;

    private GaussianPrior(Matrix<double> covariance, int trainingPoints, WorkerTeam? team)
    {
        this.team = team ?? WorkerTeam.Single;
        TrainingPoints = trainingPoints;
        Covariance = covariance;
        SymmetricEigen eigen = SymmetricEigen.Decompose(covariance, this.team);
        double least = eigen.Values[^1], leading = eigen.Values[0];
        if (least < -LargestDeficit * Math.Max(leading, 0))
        {
            throw new ArgumentException(
                ReadableFormat.Text($"The matrix is no covariance: it has the eigenvalue {least:G4}, beside {leading:G4}."),
                nameof(covariance));
        }

        // The root of what rounding makes of a zero, 1e-8, would tell equal inputs apart.
        double rounding = SquaredLossPrediction.RoundingIn(covariance.Rows, leading);
        Matrix<double> scaled = eigen.Vectors.Copy();
        double[] roots = [.. eigen.Values.Select(value => value > rounding ? Math.Sqrt(value) : 0)];
        for (int i = 0; i < scaled.Rows; i++)
        {
            TensorPrimitives.Multiply(scaled.Row(i), roots, scaled.Row(i));
        }

        Root = new Matrix<double>(scaled.Rows, scaled.Rows);
        new MatrixProduct<double>(this.team).Multiply(1, scaled, Transpose.No, eigen.Vectors, Transpose.Yes, 0, Root);
    }

    /// <summary>N.</summary>
    public int TrainingPoints { get; }

    /// <summary>M.</summary>
    public int TestPoints => Root.Rows - TrainingPoints;

    /// <summary>K on training and then test points, [N + M, N + M].</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>L, [N + M, N + M]: eigenvalues of K of the size of rounding, and those that it has made negative, count as zero.</summary>
    public Matrix<double> Root { get; }

    /// <summary>The prior on training points alone.</summary>
    /// <param name="nngp">K(train, train).</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <exception cref="ArgumentException">The matrix is no covariance.</exception>
    public static GaussianPrior Of(Matrix<double> nngp, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(nngp);
        return new GaussianPrior(nngp, nngp.Rows, team);
    }

    /// <summary>The prior on training and test points.</summary>
    /// <param name="nngp">K(train, train).</param>
    /// <param name="testNngp">K(test, train).</param>
    /// <param name="nngpOfTests">K(test, test).</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the whole is no covariance.</exception>
    public static GaussianPrior Of(Matrix<double> nngp, Matrix<double> testNngp, Matrix<double> nngpOfTests, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(nngp);
        int points = nngp.Rows;
        SquaredLossPrediction.CheckShape(testNngp, testNngp?.Rows ?? 0, points, nameof(testNngp));
        SquaredLossPrediction.CheckShape(nngpOfTests, testNngp!.Rows, testNngp.Rows, nameof(nngpOfTests));
        Matrix<double> whole = new(points + testNngp.Rows, points + testNngp.Rows);
        for (int i = 0; i < whole.Rows; i++)
        {
            Span<double> row = whole.Row(i);
            (i < points ? nngp.Row(i) : testNngp.Row(i - points)).CopyTo(row);
            for (int j = 0; j < testNngp.Rows; j++)
            {
                row[points + j] = i < points ? testNngp[j, i] : nngpOfTests[i - points, j];
            }
        }

        return new GaussianPrior(whole, points, team);
    }

    /// <summary>Draws of the outputs before training, L times standard normal numbers.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="draw">Which draw; each has random numbers of its own.</param>
    /// <param name="outputs">Number C of independent outputs, the output running fastest.</param>
    /// <returns>On the training points, length N·C, and on the test points, length M·C.</returns>
    public (double[] Training, double[] Test) Draw(ulong seed, int draw, int outputs = 1)
    {
        Matrix<double> normal = new(Root.Rows, outputs), field = new(Root.Rows, outputs);
        new CounterStream(seed, (ulong)draw).FillNormal(normal.Values);
        new MatrixProduct<double>(team).Multiply(1, Root, Transpose.No, normal, Transpose.No, 0, field);
        int split = TrainingPoints * outputs;
        return (field.Values[..split], field.Values[split..]);
    }

    /// <summary>Rows of L: of the training points, or of the test points.</summary>
    internal Matrix<double> RootOf(bool tests)
    {
        int first = tests ? TrainingPoints : 0, count = tests ? TestPoints : TrainingPoints;
        return new Matrix<double>(count, Root.Rows, Root.Values[(first * Root.Rows)..((first + count) * Root.Rows)]);
    }
}
