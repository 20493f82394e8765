using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Kernels;

public sealed class SharpnessTests
{
    /// <summary>
    /// λ_max(Θ^½KΘ^½) against the root of Θ and the product written out, for kernels of any conditioning and K of any signs.
    /// </summary>
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 1.0)]
    [InlineData(7, 3.0)]
    [InlineData(30, 8.0)]
    [InlineData(30, 30.0)]
    [InlineData(260, 0.1)]
    [InlineData(260, 14.0)]
    public void The_largest_eigenvalue_is_that_of_the_symmetric_product(int size, double decades)
    {
        foreach (double least in new[] { 0, -1, 0.2, -20 })
        {
            Matrix<double> kernel = Kernel(size, decades, (ulong)size);
            double[] diagonal = Uniform(size, 3, least, 1);

            double found = Sharpness.Largest(kernel, size, (v, result) => Times(diagonal, v, result), WorkerTeam.Single);
            double down = Sharpness.Largest(
                kernel, size, (v, result) => Times([.. diagonal.Select(k => -k)], v, result), WorkerTeam.Single);

            found.ShouldBe(
                Dense(kernel, Matrix.FromFunction<double>(size, size, (i, j) => i == j ? diagonal[i] : 0)), 1e-9 * Math.Max(found, down));
        }
    }

    /// <summary>Scaling Θ or K by s scales the result by s, to the ends of the numbers' range.</summary>
    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e-20)]
    [InlineData(1e20)]
    [InlineData(1e150)]
    public void Scaling_is_exact(double scale)
    {
        Matrix<double> kernel = Kernel(12, 2, 5), scaled = Matrix.FromFunction<double>(12, 12, (i, j) => scale * kernel[i, j]);
        double[] diagonal = Uniform(12, 6, 0, 1);
        double one = Sharpness.Largest(kernel, 12, (v, result) => Times(diagonal, v, result), WorkerTeam.Single);

        Sharpness.Largest(scaled, 12, (v, result) => Times(diagonal, v, result), WorkerTeam.Single)
            .ShouldBe(scale * one, 1e-9 * scale * one);
        Sharpness.Largest(scaled, 12, (v, result) => Times([.. diagonal.Select(k => k * scale)], v, result), WorkerTeam.Single)
            .ShouldBe(scale * scale * one, 1e-9 * scale * scale * one);
    }

    /// <summary>Curvature that vanishes, bends down everywhere, or sits where the kernel does not reach, pulls nothing back.</summary>
    [Fact]
    public void Where_nothing_pulls_back_it_is_zero()
    {
        Matrix<double> kernel = Kernel(5, 1, 7), corner = new(2, 2, [1, 0, 0, 0]);
        Sharpness.Largest(kernel, 5, (v, result) => result.Clear(), WorkerTeam.Single).ShouldBe(0);
        Sharpness.Largest(kernel, 5, (v, result) => Times([-1, -2, -3, -1, 0], v, result), WorkerTeam.Single).ShouldBe(0);
        Sharpness.Largest(corner, 2, (v, result) => Times([0, 4], v, result), WorkerTeam.Single).ShouldBe(0);
        Sharpness.Largest(new Matrix<double>(3, 3), 3, (v, result) => Times([1, 1, 1], v, result), WorkerTeam.Single).ShouldBe(0);
        Sharpness.Of(kernel, new ResidualLoss(new PowerPotential(4, 1)), [1e200, 0, 0, 0, 0], new double[5], 5, WorkerTeam.Single)
            .ShouldBe(double.PositiveInfinity);
    }

    /// <summary>One kernel shared by C outputs is Θ ⊗ 1, and any number of threads gives the same bits.</summary>
    [Fact]
    public void A_shared_kernel_is_that_of_each_output()
    {
        const int points = 9, classes = 4;
        Matrix<double> shared = Kernel(points, 3, 11);
        Matrix<double> full = Matrix.FromFunction<double>(
            points * classes, points * classes, (i, j) => i % classes == j % classes ? shared[i / classes, j / classes] : 0);
        CrossEntropyLoss loss = new(classes, 1.3);
        double[] field = Uniform(points * classes, 12, -2, 2), targets = new double[points * classes];
        using WorkerTeam team = new(3);

        double ofShared = Sharpness.Of(shared, loss, field, targets, points, WorkerTeam.Single);

        ofShared.ShouldBe(Sharpness.Of(full, loss, field, targets, points, WorkerTeam.Single), 1e-9 * ofShared);
        ofShared.ShouldBe(Dense(full, Hessian(loss, field, targets)) / points, 1e-9 * ofShared);
        Sharpness.Of(shared, loss, field, targets, points, team).ShouldBe(ofShared);
    }

    /// <summary>λ_max(Θ^½KΘ^½), from the eigen-systems of Θ and of the product.</summary>
    internal static double Dense(Matrix<double> kernel, Matrix<double> curvature)
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose(kernel, WorkerTeam.Single);
        int size = kernel.Rows;
        Matrix<double> root = Matrix.FromFunction<double>(
            size, size, (x, i) => eigen.Vectors[x, i] * Math.Sqrt(Math.Max(0, eigen.Values[i])));
        Matrix<double> half = new(size, size), whole = new(size, size);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        product.Multiply(1, curvature, Transpose.No, root, Transpose.No, 0, half);
        product.Multiply(1, root, Transpose.Yes, half, Transpose.No, 0, whole);
        return Math.Max(0, SymmetricEigen.Decompose(whole, WorkerTeam.Single).Values[0]);
    }

    /// <summary>∂²Σℓ/∂f², column by column.</summary>
    internal static Matrix<double> Hessian(Loss loss, double[] field, double[] targets) => Columns(
        field.Length, (direction, result) => loss.CurvatureProduct(field, targets, direction, result));

    /// <summary>A matrix of its products with unit vectors.</summary>
    internal static Matrix<double> Columns(int size, SymmetricProduct product)
    {
        Matrix<double> matrix = new(size, size);
        for (int j = 0; j < size; j++)
        {
            double[] unit = new double[size];
            unit[j] = 1;
            product(unit, matrix.Row(j));
        }

        return matrix;
    }

    /// <summary>U diag(λ) Uᵀ with λ falling evenly over so many decades and U random.</summary>
    internal static Matrix<double> Kernel(int size, double decades, ulong seed)
    {
        Matrix<double> random = new(size, size), symmetric = new(size, size), kernel = new(size, size), scaled = new(size, size);
        new CounterStream(seed, 1).FillNormal(random.Values);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        product.Multiply(1, random, Transpose.No, random, Transpose.Yes, 0, symmetric);
        Matrix<double> vectors = SymmetricEigen.Decompose(symmetric, WorkerTeam.Single).Vectors;
        for (int x = 0; x < size; x++)
        {
            for (int i = 0; i < size; i++)
            {
                scaled[x, i] = vectors[x, i] * Math.Pow(10, -decades * i / size);
            }
        }

        product.Multiply(1, scaled, Transpose.No, vectors, Transpose.Yes, 0, kernel);
        return kernel;
    }

    internal static double[] Uniform(int count, ulong seed, double least, double most)
    {
        double[] values = new double[count];
        new CounterStream(seed, 2).FillUniform(values);
        return [.. values.Select(value => least + ((most - least) * value))];
    }

    private static void Times(double[] diagonal, ReadOnlySpan<double> v, Span<double> result)
    {
        for (int i = 0; i < v.Length; i++)
        {
            result[i] = diagonal[i] * v[i];
        }
    }

    /// <summary>
    /// Eigenvalues so close below the largest that 200 products do not tell them apart: what is stated is no less than the largest, as a
    /// limit of stability must not be too high, and by no more than they are apart.
    /// </summary>
    [Fact]
    public void Where_the_basis_is_full_it_errs_upwards()
    {
        const int size = 500;
        Matrix<double> kernel = Matrix.FromFunction<double>(
            size, size, (i, j) => i != j ? 0 : 1 - (1e-4 * Math.Pow((double)i / size, 4)));

        double found = Sharpness.Largest(kernel, size, (v, result) => v.CopyTo(result), WorkerTeam.Single);

        found.ShouldBeInRange(1, 1 + 1e-4);
    }
}
