using System.Globalization;

namespace Inflaton.Numerics.Tests.Functions;

/// <summary>f(x) to 32 digits, value + rest, from references/*.csv (written by references.py).</summary>
public sealed record ReferenceTable(double[] X, double[] Value, double[] Rest)
{
    public static ReferenceTable Read(string name)
    {
        string folder = Path.Combine(Repository.Root, "tests", "Inflaton.Numerics.Tests", "Functions", "references");
        double[][] rows = [.. File.ReadLines(Path.Combine(folder, name + ".csv")).Skip(1).Select(Numbers)];
        return new([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])], [.. rows.Select(row => row[2])]);
    }

    /// <summary>The largest error of y in units of the last place of the true value, and where.</summary>
    public (double Ulps, double X) LargestError(ReadOnlySpan<double> y)
    {
        (double Ulps, double X) worst = (0, 0);
        for (int i = 0; i < X.Length; i++)
        {
            double magnitude = Math.Abs(Value[i]);
            double error = Math.Abs(y[i] - Value[i] - Rest[i]) / (Math.BitIncrement(magnitude) - magnitude);
            if (!(error <= worst.Ulps))
            {
                worst = (error, X[i]);
            }
        }

        return worst;
    }

    private static double[] Numbers(string line) =>
        [.. line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
}
