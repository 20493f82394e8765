using Inflaton.Duality;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// A prediction of a small network that nobody asked for, on a thread beside: what it calls is compiled while the file and the data of the
/// one that was asked for are read, which otherwise waits for the compiler wherever a method is met. It touches no number of that.
/// </summary>
public static class Rehearsal
{
    // Enough for the tiles of products, the joins of an eigen-system and the long loops over vectors; milliseconds of work.
    private const int Points = 200;
    private const int Inputs = 64;
    private const int Width = 128;
    private const int Epochs = 4;

    /// <summary>Begins it, on a thread that ends with the program.</summary>
    public static void Begin()
    {
        Thread thread = new(
            () =>
            {
                try
                {
                    Predict();
                }
                catch (OutOfMemoryException)
                {
                    // Whoever has so little of it hears so of what was asked for.
                }
            });
        thread.IsBackground = true;
        thread.Start();
    }

    /// <summary>All of it.</summary>
    /// <returns>What the rungs predict.</returns>
    internal static Prediction[] Predict()
    {
        NetworkArchitecture architecture = new(Inputs, [Width, Width], 1, new Erf(), weightStd: 1.5, biasStd: 0.1);
        NetworkParameters network = NetworkParameters.Draw(architecture, seed: 1);
        Matrix<double> inputs = new(Points, Inputs);
        new CounterStream(seed: 1, stream: 0).FillNormal(inputs.Values, 0);
        Forecast forecast = Forecast.Of(network, inputs, [], new SquaredLoss(), new GradientDescent(1e-3, momentum: 0.5));
        forecast.Modes(Epochs);
        return
        [
            .. ((string[])["mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete"])
                .Select(rung => forecast.Predict(Epochs, rung: rung)),
        ];
    }
}
