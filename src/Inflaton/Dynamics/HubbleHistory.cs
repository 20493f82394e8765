namespace Inflaton.Dynamics;

/// <summary>H and N = ln a along a run whose friction changes.</summary>
/// <param name="Hubble">H at the recorded epochs.</param>
/// <param name="Efolds">N at the recorded epochs, from 0.</param>
public sealed record HubbleHistory(double[] Hubble, double[] Efolds);
