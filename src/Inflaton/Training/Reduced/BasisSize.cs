namespace Inflaton.Training.Reduced;

/// <summary>How many vectors carry the training of one layer between hidden levels.</summary>
/// <param name="Layer">Number of the layer, 1 to L − 1, as in <see cref="Networks.NetworkParameters{T}.Weights"/>.</param>
/// <param name="Signals">Vectors that span the activations feeding it.</param>
/// <param name="Responses">Vectors that span the back-propagated derivatives behind it.</param>
/// <param name="ActiveSignals">How many of the signal vectors the present steps need.</param>
/// <param name="ActiveResponses">How many of the response vectors the present steps need.</param>
/// <param name="LeftAtStep">The step from which on it was trained directly, since its bases no longer paid; null where they still do.</param>
public readonly record struct BasisSize(int Layer, int Signals, int Responses, int ActiveSignals, int ActiveResponses, int? LeftAtStep);
