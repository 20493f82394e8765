using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// Training under ℓ = ½κ(f − y)² on a fixed kernel, at any epochs without stepping: every mode of mass² m_i² = κ(λ_i + ε)/N follows its
/// <see cref="ModeLaw"/>. On test points f moves by Θ(test, train) U [(x − 1)/(λ + ε) ∘ r̃], which stays regular as λ → 0.
/// </summary>
/// <remarks>
/// Fields may have C components a row of the kernel (length N·C, component fastest): a kernel Θ ⊗ 1 of C independent outputs, as at infinite
/// width, needs the eigen-system of Θ alone. ε &gt; 0 is a diagonal regularisation: the kernel that moves the training points is Θ + ε·1.
/// </remarks>
public sealed class SquaredLossPrediction
{
    private const int EpochsPerPart = 256;
    private const double Rounding = 2.220446049250313e-16;

    private readonly KernelSpectrum spectrum;
    private readonly ModeLaw law;
    private readonly double curvature;
    private readonly double regularization;
    private readonly WorkerTeam team;
    private readonly MatrixProduct<double> product;

    /// <summary>A prediction from a kernel.</summary>
    /// <param name="spectrum">Eigen-system of Θ on the training inputs, N·C rows or, for Θ ⊗ 1, N rows.</param>
    /// <param name="law">How a mode moves.</param>
    /// <param name="curvature">κ, positive.</param>
    /// <param name="regularization">ε ≥ 0, in units of the kernel.</param>
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
        Eigenvalues = new double[spectrum.Count];
        TensorPrimitives.Add(spectrum.Eigenvalues, regularization, Eigenvalues);
    }

    /// <summary>N.</summary>
    public int Points { get; }

    /// <summary>λ_i + ε.</summary>
    public double[] Eigenvalues { get; }

    /// <summary>m_i² = κ(λ_i + ε)/N.</summary>
    public double[] MassesSquared => [.. Eigenvalues.Select(value => curvature * value / Points)];

    /// <summary>The training loss (κ/2N) Σ_i r̃_i² x_i² at every epoch.</summary>
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

        bool[] lost = [.. Enumerable.Range(0, spectrum.Count).Select(IsLost)];
        LossWork work = new(law, MassesSquared, lost, weights, epochs.ToArray());
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
        Displaced(Displacements(epochs), spectrum.Modes, Amplitudes(initialField, targets), initialField);

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

        Matrix<double> responses = Displacements(epochs);
        DivideByEigenvalues(responses);
        return Displaced(responses, TestModes(testKernel), amplitudes, initialTestField);
    }

    /// <summary>
    /// Mean and covariance of the trained field over draws of the weights, on the training points: y − Gy and G K G with
    /// G = U diag(x) Uᵀ.
    /// </summary>
    /// <param name="epoch">Epoch ≥ 0; +∞ for the limit.</param>
    /// <param name="nngp">K on the training points, as large as the kernel.</param>
    /// <param name="targets">y, length of the kernel's rows or C times that.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public GaussianField Ensemble(double epoch, Matrix<double> nngp, ReadOnlySpan<double> targets)
    {
        CheckShape(nngp, spectrum.Count, spectrum.Count, nameof(nngp));
        double[] zero = new double[targets.Length];
        double[] mean = Field([epoch], zero, targets).Values;
        Matrix<double> decay = Operator(spectrum.Modes, [.. Displacements([epoch]).Values.Select(value => 1 + value)]);
        return new GaussianField(mean, Sandwich(decay, nngp));
    }

    /// <summary>
    /// Mean and covariance of the trained field over draws of the weights, on test points. With M = Θ(test, train) U diag((x−1)/λ) Uᵀ:
    /// −My, and K_tt + M K Mᵀ + M K_t + (M K_t)ᵀ.
    /// </summary>
    /// <param name="epoch">Epoch ≥ 0; +∞ for the limit.</param>
    /// <param name="nngp">K on the training points.</param>
    /// <param name="testNngp">K(test, train).</param>
    /// <param name="nngpOfTests">K(test, test).</param>
    /// <param name="testKernel">Θ(test, train).</param>
    /// <param name="targets">y on the training points.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public GaussianField TestEnsemble(
        double epoch,
        Matrix<double> nngp,
        Matrix<double> testNngp,
        Matrix<double> nngpOfTests,
        Matrix<double> testKernel,
        ReadOnlySpan<double> targets)
    {
        int tests = testKernel.Rows;
        CheckShape(nngp, spectrum.Count, spectrum.Count, nameof(nngp));
        CheckShape(testNngp, tests, spectrum.Count, nameof(testNngp));
        CheckShape(nngpOfTests, tests, tests, nameof(nngpOfTests));
        double[] mean = TestField(
            [epoch], new double[targets.Length], targets, testKernel, new double[tests * Math.Max(1, targets.Length / spectrum.Count)]).Values;
        Matrix<double> responses = Displacements([epoch]);
        DivideByEigenvalues(responses);
        Matrix<double> map = Operator(TestModes(testKernel), responses.Values);
        Matrix<double> covariance = Sandwich(map, nngp), cross = new(tests, tests);
        product.Multiply(1, map, Transpose.No, testNngp, Transpose.Yes, 0, cross);
        for (int i = 0; i < tests; i++)
        {
            for (int j = 0; j < tests; j++)
            {
                covariance[i, j] += nngpOfTests[i, j] + cross[i, j] + cross[j, i];
            }
        }

        return new GaussianField(mean, covariance);
    }

    /// <summary>
    /// What a Bayesian believes whose prior is the network at initialisation and who has seen y with noise of variance σ²:
    /// K_t(K + σ²)⁻¹y and K_tt − K_t(K + σ²)⁻¹K_tᵀ.
    /// </summary>
    /// <param name="nngp">Eigen-system of K on the training points.</param>
    /// <param name="testNngp">K(test, train).</param>
    /// <param name="nngpOfTests">K(test, test).</param>
    /// <param name="targets">y, length N or N·C.</param>
    /// <param name="noise">σ² ≥ 0. Directions in which K + σ² vanishes to rounding are left as in the prior.</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static GaussianField Posterior(
        KernelSpectrum nngp,
        Matrix<double> testNngp,
        Matrix<double> nngpOfTests,
        ReadOnlySpan<double> targets,
        double noise = 0,
        WorkerTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        SquaredLossPrediction prediction = new(nngp, ModeLaw.GradientFlow(1), 1, noise, team);
        int tests = testNngp.Rows;
        CheckShape(nngpOfTests, tests, tests, nameof(nngpOfTests));
        Matrix<double> modes = prediction.TestModes(testNngp);
        double floor = nngp.Count * Rounding * nngp.Leading;
        double[] inverse = [.. prediction.Eigenvalues.Select(value => value > floor ? 1 / value : 0)];
        Matrix<double> amplitudes = prediction.Amplitudes(targets, new double[targets.Length]);
        Matrix<double> scaled = ScaledColumns(modes, inverse);
        Matrix<double> mean = new(tests, amplitudes.Columns), covariance = nngpOfTests.Copy();
        prediction.product.Multiply(1, scaled, Transpose.No, amplitudes, Transpose.No, 0, mean);
        prediction.product.Multiply(-1, scaled, Transpose.No, modes, Transpose.Yes, 1, covariance);
        return new GaussianField(mean.Values, covariance);
    }

    /// <summary>x_i − 1, one row an epoch.</summary>
    private Matrix<double> Displacements(ReadOnlySpan<double> epochs)
    {
        Matrix<double> result = new(epochs.Length, spectrum.Count);
        double[] masses = MassesSquared, values = new double[epochs.Length];
        for (int i = 0; i < masses.Length; i++)
        {
            Displace(law, MassOf(i, masses), IsLost(i), epochs, values);
            for (int t = 0; t < values.Length; t++)
            {
                result.Values[(t * masses.Length) + i] = values[t];
            }
        }

        return result;
    }

    /// <summary>m², kept above zero so that (x − 1)/λ has its limit.</summary>
    private double MassOf(int mode, double[] masses) => Math.Max(masses[mode], curvature * Floor / Points);

    /// <summary>Whether λ_i + ε is rounding alone: in the limit of infinite time such a mode counts as one that nothing moves.</summary>
    private bool IsLost(int mode) => Eigenvalues[mode] <= spectrum.Count * Rounding * spectrum.Leading;

    private static void Displace(ModeLaw law, double massSquared, bool isLost, ReadOnlySpan<double> epochs, Span<double> values)
    {
        law.Displacements(massSquared, epochs, values);
        for (int t = 0; isLost && t < epochs.Length; t++)
        {
            values[t] = double.IsPositiveInfinity(epochs[t]) ? 0 : values[t];
        }
    }

    private double Floor => Math.Max(1e-30 * spectrum.Leading, 1e-200);

    private void DivideByEigenvalues(Matrix<double> responses)
    {
        double[] divisors = [.. Eigenvalues.Select(value => Math.Max(value, Floor))];
        for (int t = 0; t < responses.Rows; t++)
        {
            Span<double> row = responses.Row(t);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] /= divisors[i];
            }
        }
    }

    /// <summary>r̃ = Uᵀ(f₀ − y), one column a component.</summary>
    private Matrix<double> Amplitudes(ReadOnlySpan<double> initialField, ReadOnlySpan<double> targets)
    {
        int count = spectrum.Count;
        if (targets.Length != initialField.Length || initialField.Length == 0 || initialField.Length % count != 0)
        {
            throw new ArgumentException(
                $"A kernel of {count} rows, a field of {initialField.Length} and targets of {targets.Length} values do not belong together.",
                nameof(targets));
        }

        Matrix<double> residual = new(count, initialField.Length / count), amplitudes = new(count, residual.Columns);
        TensorPrimitives.Subtract(initialField, targets, residual.Values);
        product.Multiply(1, spectrum.Modes, Transpose.Yes, residual, Transpose.No, 0, amplitudes);
        return amplitudes;
    }

    private Matrix<double> TestModes(Matrix<double> testKernel)
    {
        CheckShape(testKernel, testKernel.Rows, spectrum.Count, nameof(testKernel));
        Matrix<double> modes = new(testKernel.Rows, spectrum.Count);
        product.Multiply(1, testKernel, Transpose.No, spectrum.Modes, Transpose.No, 0, modes);
        return modes;
    }

    /// <summary>f₀ + modes · (response ∘ amplitudes), one row an epoch, component by component.</summary>
    private Matrix<double> Displaced(Matrix<double> responses, Matrix<double> modes, Matrix<double> amplitudes, ReadOnlySpan<double> initial)
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

    /// <summary>A K Aᵀ, symmetric.</summary>
    private Matrix<double> Sandwich(Matrix<double> a, Matrix<double> k)
    {
        Matrix<double> half = new(a.Rows, k.Columns), result = new(a.Rows, a.Rows);
        product.Multiply(1, a, Transpose.No, k, Transpose.No, 0, half);
        product.Multiply(1, half, Transpose.No, a, Transpose.Yes, 0, result);
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                result[i, j] = result[j, i] = (result[i, j] + result[j, i]) / 2;
            }
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

    private static void CheckShape(Matrix<double> matrix, int rows, int columns, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Rows != rows || matrix.Columns != columns)
        {
            throw new ArgumentException($"The shape is [{matrix.Rows}, {matrix.Columns}], not [{rows}, {columns}].", name);
        }
    }

    /// <summary>Σ_i w_i x_i(k)², some epochs a part.</summary>
    private sealed class LossWork(ModeLaw law, double[] masses, bool[] lost, double[] weights, double[] epochs) : IWork
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
                Displace(law, masses[i], lost[i], epochs.AsSpan(first, count), values);
                TensorPrimitives.Add(values, 1, values);
                TensorPrimitives.Multiply(values, values, values);
                TensorPrimitives.MultiplyAdd(values, weights[i], losses, losses);
            }
        }
    }
}
