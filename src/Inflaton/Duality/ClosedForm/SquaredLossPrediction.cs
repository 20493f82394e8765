using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// Training under ℓ = ½κ(f − y)² on a fixed kernel, at any epochs without stepping: every mode of mass² m_i² = κ(λ_i + ε)/N follows its
/// <see cref="ModeLaw"/>. f moves by Θ(·, train) U [(x − 1)/(λ + ε) ∘ r̃] on training and test points alike, which stays regular as λ → 0.
/// </summary>
/// <remarks>
/// Fields may have C components a row of the kernel (length N·C, component fastest): a kernel Θ ⊗ 1 of C independent outputs, as at
/// infinite width, needs the eigen-system of Θ alone. ε &gt; 0 is a ridge, a pull of the parameters back to their start: at epoch = ∞ the
/// field is that of kernel ridge regression, f₀ + Θ(·, train)(Θ + ε)⁻¹(y − f₀), and meets the targets for ε = 0 alone.
/// <para>
/// An eigenvalue λ_i + ε of the size of rounding, <see cref="RoundingOf"/>, counts as zero: nothing moves its mode, at no epoch. Test
/// points, which see such a mode where Θ(test, train)u does not vanish to rounding, follow it in the limit λ → 0 at finite epochs and not
/// at epoch = ∞.
/// </para>
/// </remarks>
public sealed class SquaredLossPrediction
{
    private const int EpochsPerPart = 256;
    private const double Rounding = 2.220446049250313e-16;

    /// <summary>Units of rounding that a kernel's own entries carry.</summary>
    private const int KernelRounding = 32;

    private readonly KernelSpectrum spectrum;
    private readonly ModeLaw law;
    private readonly double curvature;
    private readonly double regularization;
    private readonly double nullBelow;
    private readonly WorkerTeam team;
    private readonly MatrixProduct<double> product;

    /// <summary>A prediction from a kernel.</summary>
    /// <param name="spectrum">Eigen-system of Θ on the training inputs, N·C rows or, for Θ ⊗ 1, N rows.</param>
    /// <param name="law">How a mode moves.</param>
    /// <param name="curvature">κ, positive.</param>
    /// <param name="regularization">ε ≥ 0, in units of the kernel: a ridge.</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public SquaredLossPrediction(
        KernelSpectrum spectrum, ModeLaw law, double curvature = 1, double regularization = 0, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(curvature);
        ArgumentOutOfRangeException.ThrowIfNegative(regularization);
        (this.spectrum, this.law, this.curvature, this.regularization) = (spectrum, law, curvature, regularization);
        this.team = team ?? WorkerTeam.Single;
        product = new MatrixProduct<double>(this.team);
        Points = spectrum.Count / spectrum.Outputs;
        nullBelow = RoundingOf(spectrum);
        Eigenvalues = new double[spectrum.Count];
        TensorPrimitives.Add(spectrum.Eigenvalues, regularization, Eigenvalues);
    }

    /// <summary>N.</summary>
    public int Points { get; }

    /// <summary>λ_i + ε.</summary>
    public double[] Eigenvalues { get; }

    /// <summary>m_i² = κ(λ_i + ε)/N.</summary>
    public double[] MassesSquared => [.. Eigenvalues.Select(value => curvature * value / Points)];

    /// <summary>Number of modes whose λ_i + ε is rounding, and which nothing moves.</summary>
    public int NullModes => Eigenvalues.Count(value => value <= nullBelow);

    /// <summary>(λ₁ + ε)/(λ_i + ε) of the slowest mode that moves: digits that the limit of infinite time loses.</summary>
    public double ConditionNumber => Eigenvalues[0] / Eigenvalues.LastOrDefault(value => value > nullBelow, double.NaN);

    /// <summary>Size N·C·2⁻⁵²·λ₁ of what rounding makes of an eigenvalue that is zero, with room for the kernel's own.</summary>
    /// <param name="spectrum">The eigen-system.</param>
    public static double RoundingOf(KernelSpectrum spectrum) => RoundingIn(spectrum.Count, spectrum.Leading);

    /// <summary>The same of a matrix with so many eigenvalues, of which λ₁ is the largest.</summary>
    internal static double RoundingIn(int count, double leading) => (count + KernelRounding) * Rounding * leading;

    /// <summary>The training loss (κ/2N) Σ_i r̃_i² (1 + λ_i(x_i − 1)/(λ_i + ε))² at every epoch.</summary>
    /// <param name="epochs">Epochs, each ≥ 0; +∞ for the limit.</param>
    /// <param name="initialField">f₀, length of the kernel's rows or C times that.</param>
    /// <param name="targets">y, as many.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public double[] Losses(ReadOnlySpan<double> epochs, ReadOnlySpan<double> initialField, ReadOnlySpan<double> targets)
    {
        Matrix<double> amplitudes = Amplitudes(initialField, targets);
        double[] weights = new double[spectrum.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = curvature / (2 * Points) * TensorPrimitives.SumOfSquares<double>(amplitudes.Row(i));
        }

        LossWork work = new(law, MassesSquared, Shares, weights, epochs.ToArray());
        team.Run(work, (epochs.Length + EpochsPerPart - 1) / EpochsPerPart);
        return work.Losses;
    }

    /// <summary>The field on the training points.</summary>
    /// <param name="epochs">Epochs, each ≥ 0; +∞ for the limit.</param>
    /// <param name="initialField">f₀, length of the kernel's rows or C times that.</param>
    /// <param name="targets">y, as many.</param>
    /// <returns>One row an epoch.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public Matrix<double> Field(ReadOnlySpan<double> epochs, ReadOnlySpan<double> initialField, ReadOnlySpan<double> targets) =>
        Displaced(Displacements(epochs), ScaledColumns(spectrum.Modes, Shares), Amplitudes(initialField, targets), initialField);

    /// <summary>The field on test points.</summary>
    /// <param name="epochs">Epochs, each ≥ 0; +∞ for the limit.</param>
    /// <param name="initialField">f₀ on the training points.</param>
    /// <param name="targets">y on the training points.</param>
    /// <param name="testKernel">Θ(test, train), as many columns as the kernel has rows.</param>
    /// <param name="initialTestField">f₀ on the test points.</param>
    /// <returns>One row an epoch.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public Matrix<double> TestField(
        ReadOnlySpan<double> epochs,
        ReadOnlySpan<double> initialField,
        ReadOnlySpan<double> targets,
        Matrix<double> testKernel,
        ReadOnlySpan<double> initialTestField)
    {
        Matrix<double> amplitudes = Amplitudes(initialField, targets);
        if (initialTestField.Length != testKernel.Rows * amplitudes.Columns)
        {
            throw new ArgumentException(
                $"The test kernel has {testKernel.Rows} rows, the test field {initialTestField.Length} values.", nameof(initialTestField));
        }

        return Displaced(Responses(epochs), TestModes(testKernel), amplitudes, initialTestField);
    }

    /// <summary>
    /// Mean and covariance of the trained field over draws of the weights, on the training points: y − Gy and G K G with
    /// G = 1 + U diag(λ(x − 1)/(λ + ε)) Uᵀ.
    /// </summary>
    /// <param name="epoch">Epoch ≥ 0; +∞ for the limit.</param>
    /// <param name="prior">K, on as many training points as the kernel has rows.</param>
    /// <param name="targets">y, length of the kernel's rows or C times that.</param>
    /// <param name="noise">σ² ≥ 0: variance of independent noise on the targets, drawn anew with the weights.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public GaussianField Ensemble(double epoch, GaussianPrior prior, ReadOnlySpan<double> targets, double noise = 0)
    {
        CheckPrior(prior);
        double[] mean = Field([epoch], new double[targets.Length], targets).Values;
        double[] displacements = Displacements([epoch]).Values, moved = new double[spectrum.Count];
        TensorPrimitives.Multiply<double>(displacements, Shares, moved);

        // 1 + λ(x − 1)/(λ + ε) as x + (1 − x)ε/(λ + ε), which does not take nearly equal numbers from each other.
        double[] kept = [.. displacements.Select((x, i) => 1 + x - (IsNull(i) ? 0 : x * (regularization / Eigenvalues[i])))];
        Matrix<double> root = new(spectrum.Count, prior.Root.Columns);
        product.Multiply(1, Operator(spectrum.Modes, kept), Transpose.No, prior.RootOf(tests: false), Transpose.No, 0, root);
        return new GaussianField(mean, Squared(root, noise == 0 ? null : Operator(spectrum.Modes, moved), noise));
    }

    /// <summary>
    /// Mean and covariance of the trained field over draws of the weights, on test points. With M = Θ(test, train) U diag((x−1)/(λ+ε)) Uᵀ:
    /// −My, and K_tt + M K Mᵀ + M K_t + (M K_t)ᵀ, taken as the square of (1, M) times the root of K.
    /// </summary>
    /// <param name="epoch">Epoch ≥ 0; +∞ for the limit.</param>
    /// <param name="prior">K on training and test points.</param>
    /// <param name="testKernel">Θ(test, train).</param>
    /// <param name="targets">y on the training points.</param>
    /// <param name="noise">σ² ≥ 0: variance of independent noise on the targets, drawn anew with the weights.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public GaussianField TestEnsemble(
        double epoch, GaussianPrior prior, Matrix<double> testKernel, ReadOnlySpan<double> targets, double noise = 0)
    {
        CheckPrior(prior);
        int tests = prior.TestPoints;
        CheckShape(testKernel, tests, spectrum.Count, nameof(testKernel));
        int components = Math.Max(1, targets.Length / spectrum.Count);
        double[] mean = TestField([epoch], new double[targets.Length], targets, testKernel, new double[tests * components]).Values;
        Matrix<double> map = Operator(TestModes(testKernel), Responses([epoch]).Values), root = prior.RootOf(tests: true);
        product.Multiply(1, map, Transpose.No, prior.RootOf(tests: false), Transpose.No, 1, root);
        return new GaussianField(mean, Squared(root, map, noise));
    }

    /// <summary>
    /// What a Bayesian believes on test points whose prior is the network at initialisation and who has seen y with noise of variance σ²:
    /// K_t(K + σ²)⁻¹y and K_tt − K_t(K + σ²)⁻¹K_tᵀ, the end of an ensemble whose kernel is K and whose ridge is σ².
    /// </summary>
    /// <param name="nngp">Eigen-system of K on the training points.</param>
    /// <param name="prior">K on training and test points.</param>
    /// <param name="testNngp">K(test, train).</param>
    /// <param name="targets">y, length N or N·C.</param>
    /// <param name="noise">σ² ≥ 0. Directions in which K + σ² vanishes to rounding are left as in the prior.</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static GaussianField Posterior(
        KernelSpectrum nngp, GaussianPrior prior, Matrix<double> testNngp, ReadOnlySpan<double> targets, double noise = 0,
        WorkerTeam? team = null) =>
        new SquaredLossPrediction(nngp, ModeLaw.GradientFlow(1), 1, noise, team)
            .TestEnsemble(double.PositiveInfinity, prior, testNngp, targets, noise);

    /// <summary>λ_i/(λ_i + ε): the part of the way to the targets that the ridge leaves; 0 for a mode that nothing moves.</summary>
    private double[] Shares =>
        [.. spectrum.Eigenvalues.Select((value, i) => IsNull(i) ? 0 : regularization == 0 ? 1 : value / Eigenvalues[i])];

    /// <summary>x_i − 1, one row an epoch.</summary>
    private Matrix<double> Displacements(ReadOnlySpan<double> epochs)
    {
        Matrix<double> result = new(epochs.Length, spectrum.Count);
        double[] masses = MassesSquared, values = new double[epochs.Length];
        for (int i = 0; i < masses.Length; i++)
        {
            if (IsNull(i))
            {
                continue;
            }

            law.Displacements(masses[i], epochs, values);
            for (int t = 0; t < values.Length; t++)
            {
                result.Values[(t * masses.Length) + i] = values[t];
            }
        }

        return result;
    }

    /// <summary>(x_i − 1)/(λ_i + ε), one row an epoch; of a null mode its limit, and 0 at epoch = ∞.</summary>
    private Matrix<double> Responses(ReadOnlySpan<double> epochs)
    {
        Matrix<double> responses = Displacements(epochs);
        double floor = Math.Max(1e-30 * spectrum.Leading, 1e-200);
        for (int t = 0; t < responses.Rows; t++)
        {
            double limit = double.IsPositiveInfinity(epochs[t]) ? 0 : law.Displacement(curvature * floor / Points, epochs[t]) / floor;
            Span<double> row = responses.Row(t);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = IsNull(i) ? limit : row[i] / Eigenvalues[i];
            }
        }

        return responses;
    }

    private bool IsNull(int mode) => Eigenvalues[mode] <= nullBelow;

    /// <summary>r̃ = Uᵀ(f₀ − y), one column a component.</summary>
    private Matrix<double> Amplitudes(ReadOnlySpan<double> initialField, ReadOnlySpan<double> targets)
    {
        int count = spectrum.Count;
        if (targets.Length != initialField.Length || initialField.Length == 0 || initialField.Length % count != 0)
        {
            throw new ArgumentException(
                $"A kernel of {count} rows, a field of {initialField.Length} and targets of {targets.Length} values do not belong "
                    + "together.",
                nameof(targets));
        }

        Matrix<double> residual = new(count, initialField.Length / count), amplitudes = new(count, residual.Columns);
        TensorPrimitives.Subtract(initialField, targets, residual.Values);
        product.Multiply(1, spectrum.Modes, Transpose.Yes, residual, Transpose.No, 0, amplitudes);
        return amplitudes;
    }

    /// <summary>Θ(test, train) U. A null mode that a test point sees by no more than rounding it does not see.</summary>
    private Matrix<double> TestModes(Matrix<double> testKernel)
    {
        CheckShape(testKernel, testKernel.Rows, spectrum.Count, nameof(testKernel));
        Matrix<double> modes = new(testKernel.Rows, spectrum.Count);
        product.Multiply(1, testKernel, Transpose.No, spectrum.Modes, Transpose.No, 0, modes);
        for (int i = 0; i < modes.Rows; i++)
        {
            double rounding = (spectrum.Count + KernelRounding) * Rounding * TensorPrimitives.Norm<double>(testKernel.Row(i));
            Span<double> row = modes.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = IsNull(j) && Math.Abs(row[j]) <= rounding ? 0 : row[j];
            }
        }

        return modes;
    }

    /// <summary>f₀ + modes · (response ∘ amplitudes), one row an epoch, component by component.</summary>
    private Matrix<double> Displaced(
        Matrix<double> responses, Matrix<double> modes, Matrix<double> amplitudes, ReadOnlySpan<double> initial)
    {
        int components = amplitudes.Columns, points = modes.Rows;
        Matrix<double> result = new(responses.Rows, initial.Length), part = new(responses.Rows, points);
        double[] own = new double[amplitudes.Rows];
        for (int c = 0; c < components; c++)
        {
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = amplitudes[i, c];
            }

            product.Multiply(1, ScaledColumns(responses, own), Transpose.No, modes, Transpose.Yes, 0, part);
            for (int t = 0; t < responses.Rows; t++)
            {
                ReadOnlySpan<double> source = part.Row(t);
                Span<double> row = result.Row(t);
                for (int x = 0; x < points; x++)
                {
                    row[(x * components) + c] = source[x] + initial[(x * components) + c];
                }
            }
        }

        return result;
    }

    /// <summary>left · diag(values) · Uᵀ.</summary>
    private Matrix<double> Operator(Matrix<double> left, double[] values)
    {
        Matrix<double> result = new(left.Rows, spectrum.Count);
        product.Multiply(1, ScaledColumns(left, values), Transpose.No, spectrum.Modes, Transpose.Yes, 0, result);
        return result;
    }

    /// <summary>A Aᵀ + σ² M Mᵀ, symmetric to the bit, its diagonal sums of squares.</summary>
    private Matrix<double> Squared(Matrix<double> root, Matrix<double>? map, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        Matrix<double> result = new(root.Rows, root.Rows);
        product.SymmetricRankK(1, root, Transpose.No, 0, result);
        if (noise > 0)
        {
            product.SymmetricRankK(noise, map!, Transpose.No, 1, result);
        }

        return result;
    }

    private static Matrix<double> ScaledColumns(Matrix<double> matrix, double[] factors)
    {
        Matrix<double> result = new(matrix.Rows, matrix.Columns);
        for (int i = 0; i < matrix.Rows; i++)
        {
            TensorPrimitives.Multiply<double>(matrix.Row(i), factors, result.Row(i));
        }

        return result;
    }

    private void CheckPrior(GaussianPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (prior.TrainingPoints != spectrum.Count)
        {
            throw new ArgumentException(
                $"The prior has {prior.TrainingPoints} training points, the kernel {spectrum.Count} rows.", nameof(prior));
        }
    }

    internal static void CheckShape(Matrix<double>? matrix, int rows, int columns, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Rows != rows || matrix.Columns != columns)
        {
            throw new ArgumentException($"The shape is [{matrix.Rows}, {matrix.Columns}], not [{rows}, {columns}].", name);
        }
    }

    /// <summary>Σ_i w_i (1 + s_i(x_i(k) − 1))², some epochs a part.</summary>
    private sealed class LossWork(ModeLaw law, double[] masses, double[] shares, double[] weights, double[] epochs) : IWork
    {
        public double[] Losses { get; } = new double[epochs.Length];

        public void Execute(int part, int worker)
        {
            int first = part * EpochsPerPart, count = Math.Min(EpochsPerPart, epochs.Length - first);
            Span<double> values = stackalloc double[EpochsPerPart];
            values = values[..count];
            Span<double> losses = Losses.AsSpan(first, count);
            for (int i = 0; i < masses.Length; i++)
            {
                if (shares[i] == 0)
                {
                    TensorPrimitives.Add(losses, weights[i], losses);
                    continue;
                }

                law.Displacements(masses[i], epochs.AsSpan(first, count), values);
                TensorPrimitives.Multiply(values, shares[i], values);
                TensorPrimitives.Add(values, 1, values);
                TensorPrimitives.Multiply(values, values, values);
                TensorPrimitives.MultiplyAdd(values, weights[i], losses, losses);
            }
        }
    }
}
