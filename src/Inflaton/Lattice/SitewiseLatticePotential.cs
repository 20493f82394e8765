using System.Numerics;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>A potential that is asked with its components site by site.</summary>
internal sealed class SitewiseLatticePotential(Potential potential, int fields) : LatticePotential(fields)
{
    public override string Formula => potential.Formula;

    public override bool IsCompiled => false;

    public override double Value(ReadOnlySpan<double> point) => potential.Energy(point);

    private protected override void Hessians(ReadOnlySpan<double> block, int sites, Span<double> hessians)
    {
        double[] values = new double[sites * Fields], direction = new double[sites * Fields], product = new double[sites * Fields];
        Gather(sites, block, BlockSites, values);
        for (int d = 0; d < Fields; d++)
        {
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] = i % Fields == d ? 1 : 0;
            }

            potential.CurvatureProduct(values, direction, product);
            for (int i = 0; i < product.Length; i++)
            {
                hessians[((((i % Fields) * Fields) + d) * BlockSites) + (i / Fields)] = product[i];
            }
        }
    }

    internal override ISlopes<T> Slopes<T>(int workers) => new Sitewise<T>(potential, Fields, workers);

    private static void Gather<T>(int sites, ReadOnlySpan<T> field, int stride, Span<double> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int fields = values.Length / sites;
        for (int c = 0; c < fields; c++)
        {
            for (int i = 0; i < sites; i++)
            {
                values[(i * fields) + c] = double.CreateTruncating(field[(c * stride) + i]);
            }
        }
    }

    private sealed class Sitewise<T>(Potential potential, int fields, int workers) : ISlopes<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly double[] buffers = new double[2 * workers * fields * BlockSites];

        public double Evaluate(int sites, ReadOnlySpan<T> field, int stride, Span<T> slopes, int slopeStride, int worker)
        {
            int size = fields * BlockSites;
            Span<double> values = buffers.AsSpan(2 * worker * size, sites * fields),
            gradient = buffers.AsSpan(((2 * worker) + 1) * size, sites * fields);
            Gather(sites, field, stride, values);
            potential.Gradient(values, gradient);
            for (int c = 0; c < fields; c++)
            {
                for (int i = 0; i < sites; i++)
                {
                    slopes[(c * slopeStride) + i] = T.CreateTruncating(gradient[(i * fields) + c]);
                }
            }

            return potential.Energy(values);
        }
    }
}
